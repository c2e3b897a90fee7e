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
use crate::element::{Element, ElementRef, el, watch};
use baton_shared::id::{MessageId, Seq};
use baton_shared::thread::outbox::Action;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;

/// The element that holds the lines.
pub(super) fn lines_view(props: ThreadProps) -> Element {
    let column = ElementRef::new();
    let mut drawn: Vec<Drawn> = Vec::new();
    // Lines outlive the run of the watch that drew them.
    let owner = Owner::current().unwrap_or_default();
    watch(move || {
        let lines = lines(props);
        let Some(column) = column.get() else { return };
        let start = matching(drawn.iter().zip(&lines));
        let end = matching(drawn[start..].iter().rev().zip(lines[start..].iter().rev()));
        let (gone, new) = (start..drawn.len() - end, start..lines.len() - end);
        for mut line in drawn.drain(gone) {
            line.state.unmount();
            line.owner.cleanup();
        }
        for (at, line) in lines.into_iter().enumerate().skip(new.start).take(new.len()) {
            let owner = owner.child();
            let mut state = owner.with(|| untrack(|| line.view(props).view().build()));
            if !drawn.get(at).is_some_and(|next| next.state.insert_before_this(&mut state)) {
                state.mount(&column, None);
            }
            drawn.insert(at, Drawn { line, state, owner });
        }
    });
    el("div").class("lines").held_by(column)
}

/// A line in the document.
struct Drawn {
    line: Line,
    state: AnyViewState,
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
