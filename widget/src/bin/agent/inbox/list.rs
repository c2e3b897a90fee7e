//! The inbox, shown: its sections, each a list of rows.

use super::Section;
use super::row::row;
use crate::console::Console;
use crate::words;
use baton_shared::id::{Epoch, Millis, ThreadId};
use leptos::prelude::*;

/// Most rows drawn of a section whose threads ask for nobody.
const MOST: usize = 60;

/// The inbox of `console`.
pub fn list(console: Console) -> AnyView {
    let sections: Vec<_> = Section::ALL.iter().map(|which| section(console, *which)).collect();
    let known = move || console.desk.me().with(Option::is_some);
    view! { <div class="sections" aria-busy=move || (!known()).to_string()>{sections}</div> }
        .into_any()
}

/// What a row is drawn from: it is drawn again when the thread has a new standing.
type Line = (ThreadId, Epoch, Millis);

fn section(console: Console, section: Section) -> AnyView {
    let lines = Memo::new(move |_| {
        let me = console.my_id();
        console.desk.inbox().with(|inbox| {
            let items = inbox.section(section, &me);
            items
                .iter()
                .map(|item| (item.thread.clone(), item.epoch, item.since))
                .collect::<Vec<Line>>()
        })
    });
    let count = move || lines.with(Vec::len);
    let known = move || console.desk.me().with(Option::is_some);
    let hidden = move || !known() || (count() == 0 && words::nothing_in(section).is_none());
    let nothing = move || {
        (count() == 0).then(|| {
            words::nothing_in(section).map(|words| view! { <p class="nothing">{words}</p> })
        })
    };
    let shown = move || {
        let mut lines = lines.get();
        if !matches!(section, Section::Waiting | Section::Mine) {
            lines.truncate(MOST);
        }
        lines
    };
    let more = move || {
        let more = count().saturating_sub(MOST);
        let cut = !matches!(section, Section::Waiting | Section::Mine) && more > 0;
        cut.then(|| view! { <p class="nothing">{more}" more"</p> })
    };
    view! {
        <section data-section=name(section) prop:hidden=hidden>
            <h2>
                {words::section(section)}
                <span class="count">{move || (count() > 0).then(count)}</span>
            </h2>
            {nothing}
            <ul>
                <For
                    each=shown
                    key=|line| line.clone()
                    children=move |(thread, ..)| row(console, thread, section)
                />
            </ul>
            {more}
        </section>
    }
    .into_any()
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
