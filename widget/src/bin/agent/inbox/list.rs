//! The inbox, shown: its sections, each a list of rows.

use super::Section;
use super::row::row;
use crate::console::Console;
use crate::words;
use baton_shared::id::{Epoch, Millis, ThreadId};
use baton_shared::protocol::desk::InboxItem;
use baton_widget::element::{Element, el};
use leptos::prelude::*;

/// Most rows drawn of a section whose threads ask nothing of me.
const MOST: usize = 60;

/// The inbox of `console`.
pub fn list(console: Console) -> Element {
    let sections: Vec<_> = Section::ALL.iter().map(|which| section(console, *which)).collect();
    el("div")
        .class("sections")
        .live_attr("aria-busy", move || Some((!is_known(console)).to_string()))
        .child(sections)
}

/// What a row is drawn from: it is drawn again when the thread has a new standing, the customer a
/// name or an address, or somebody else is asked to take it.
type Line = (ThreadId, Epoch, Millis, [Option<String>; 3]);

fn section(console: Console, section: Section) -> Element {
    let lines = Memo::new(move |_| {
        let me = console.my_id();
        console.desk.inbox().with(|inbox| {
            let items = inbox.section(section, &me);
            let line = |item: &InboxItem| {
                let offered = item.offered.as_ref().map(|agent| agent.name.clone());
                let words = [item.name.clone(), item.email.clone(), offered];
                (item.thread.clone(), item.epoch, item.since, words)
            };
            items.into_iter().map(line).collect::<Vec<Line>>()
        })
    });
    let most = match section {
        Section::Waiting | Section::Mine => usize::MAX,
        Section::Assistant | Section::Others | Section::Resolved => MOST,
    };
    let count = move || lines.with(Vec::len);
    let hidden =
        move || !is_known(console) || (count() == 0 && words::nothing_in(section).is_none());
    let number = el("span").class("count").live_text(move || match count() {
        0 => String::new(),
        count => count.to_string(),
    });
    let nothing = el("p")
        .class("nothing")
        .live_flag("hidden", move || count() > 0)
        .child(words::nothing_in(section));
    let more = el("p")
        .class("nothing")
        .live_flag("hidden", move || count() <= most)
        .live_text(move || [&count().saturating_sub(most).to_string(), " more"].concat());
    let rows = el("ul").keyed(
        move || lines.with(|lines| lines.iter().take(most).cloned().collect::<Vec<Line>>()),
        move |(thread, ..)| row(console, thread.clone(), section),
    );
    el("section")
        .attr("data-section", name(section))
        .live_flag("hidden", hidden)
        .child(el("h2").child(words::section(section)).child(number))
        .child(nothing)
        .child(rows)
        .child(more)
}

fn is_known(console: Console) -> bool {
    console.desk.me().with(Option::is_some)
}

/// A section as style sheets and tests know it.
const fn name(section: Section) -> &'static str {
    match section {
        Section::Waiting => "waiting",
        Section::Mine => "mine",
        Section::Assistant => "assistant",
        Section::Others => "others",
        Section::Resolved => "resolved",
    }
}
