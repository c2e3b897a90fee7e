//! The lines of a thread: its days, its entries, and what is not in the log yet.

use super::entry::{day_view, entry_view};
use super::pending::{delivery, pending_view};
use super::row::{Row, rows};
use super::{ThreadProps, clock};
use crate::browser;
use crate::element::{Element, el};
use baton_shared::id::{MessageId, Seq};

/// The element that holds the lines.
pub(super) fn lines_view(props: ThreadProps) -> Element {
    el("div").class("lines").keyed(move || lines(props), move |line| line.view(props))
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
        for (row, entry) in rows(entries, props.viewer, clock::day).into_iter().zip(entries) {
            // A thread that begins today needs no word about the day.
            if row.new_day && !(lines.is_empty() && clock::day(entry.at) == today) {
                lines.push(Line::Day(row.seq));
            }
            lines.push(Line::Logged(row));
        }
    });
    props.session.with_outbox(|outbox| {
        let said = outbox.iter().filter(|pending| pending.action.has_words());
        lines.extend(said.map(|pending| Line::Pending(pending.id.clone(), delivery(pending))));
    });
    lines
}
