//! The lines of a thread, kept as they should be with the least change to the document.
//!
//! A thread grows at its end, now and then at its beginning, and a pending message turns into an
//! entry: what differs is always one run of lines between a beginning and an end that stay. So that
//! run alone is replaced, and no general reordering is needed.

use super::entry::{day_view, entry_view};
use super::pending::{delivery, pending_view};
use super::row::{Row, rows};
use super::{ThreadProps, clock};
use crate::browser;
use crate::element::{Element, el, watch};
use baton_shared::id::{MessageId, Seq};
use baton_shared::thread::outbox::Action;
use leptos::prelude::*;

/// The element that holds the lines.
pub(super) fn lines_view(props: ThreadProps) -> Element {
    let column = el("div").class("lines");
    let place = column.clone();
    let mut drawn: Vec<Drawn> = Vec::new();
    // Lines outlive the run of the watch that drew them.
    let owner = Owner::current().unwrap_or_default();
    watch(move || {
        let lines = lines(props);
        let start = matching(drawn.iter().zip(&lines));
        let end = matching(drawn[start..].iter().rev().zip(lines[start..].iter().rev()));
        let (gone, new) = (start..drawn.len() - end, start..lines.len() - end);
        for line in drawn.drain(gone) {
            line.element.node().remove();
            line.owner.cleanup();
        }
        for (at, line) in lines.into_iter().enumerate().skip(new.start).take(new.len()) {
            let owner = owner.child();
            let element = owner.with(|| untrack(|| line.view(props)));
            let next = drawn.get(at).map(|next| next.element.node());
            // Fails only if `next` had left the column; it leaves with its place in `drawn`.
            let _ = place.node().insert_before(element.node(), next.map(AsRef::as_ref));
            drawn.insert(at, Drawn { line, element, owner });
        }
    });
    column
}

/// A line in the document.
struct Drawn {
    line: Line,
    element: Element,
    owner: Owner,
}

/// One line of the column, as far as it makes the line another one: it is drawn anew only when this
/// has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Day(Seq),
    Logged(Row),
    Pending(MessageId, &'static str),
}

impl Line {
    fn view(&self, props: ThreadProps) -> Element {
        match self {
            Self::Day(first) => day_view(*first, props),
            Self::Logged(row) => entry_view(*row, props),
            Self::Pending(id, _) => props.session.with_outbox(|outbox| {
                let pending = outbox.iter().find(|pending| pending.id == *id);
                pending.map_or_else(|| el("div"), |pending| pending_view(pending, props))
            }),
        }
    }
}

fn lines(props: ThreadProps) -> Vec<Line> {
    let mut lines = Vec::new();
    let today = clock::day(browser::now());
    props.session.with_entries(|entries| {
        for (row, entry) in rows(entries, clock::day).into_iter().zip(entries) {
            // A thread that begins today needs no word about the day.
            if row.new_day && !(lines.is_empty() && clock::day(entry.at) == today) {
                lines.push(Line::Day(row.seq));
            }
            lines.push(Line::Logged(row));
        }
    });
    props.session.with_outbox(|outbox| {
        // Decisions of an agent have no words to show.
        let said = outbox.iter().filter(|pending| matches!(pending.action, Action::Say { .. }));
        lines.extend(said.map(|pending| Line::Pending(pending.id.clone(), delivery(pending))));
    });
    lines
}

fn matching<'a>(pairs: impl Iterator<Item = (&'a Drawn, &'a Line)>) -> usize {
    pairs.take_while(|(drawn, line)| drawn.line == **line).count()
}
