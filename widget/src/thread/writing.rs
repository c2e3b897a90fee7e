//! An answer while the bot writes it: where the answer will stand and as it will look, so that
//! nothing moves when it does.
//!
//! Plain text, paragraphs at blank lines. Who listens to the page hears the answer, once, when it
//! is there.

use super::ThreadProps;
use super::avatar::bot_avatar;
use super::entry::by_line;
use super::row::bot_continues;
use crate::browser;
use crate::element::{Element, el, watch};
use crate::session::Session;
use leptos::prelude::*;
use std::iter;

/// Whether there are words to show, now and later.
pub(super) fn begun(session: Session) -> RwSignal<bool> {
    let writes = RwSignal::new(false);
    watch(move || {
        let now = session.with_writing(|writing| {
            writing.is_some_and(|writing| paragraphs(&writing.text).next().is_some())
        });
        if now != writes.get_untracked() {
            writes.set(now);
        }
    });
    writes
}

/// The answer that grows, while it `writes`.
pub(super) fn writing_view(props: ThreadProps, writes: RwSignal<bool>) -> Element {
    el("div").live(move |place| place.child(writes.get().then(|| untrack(|| growing(props)))))
}

fn growing(props: ThreadProps) -> Element {
    let session = props.session;
    let now = browser::now();
    let leads = !session.with_entries(|entries| bot_continues(entries, now));
    let words = el("div").class("words unset").live(move |place| {
        session.with_writing(|writing| {
            let text = writing.map_or("", |writing| &writing.text);
            paragraphs(text).fold(place, |place, words| place.child(el("p").child(words)))
        })
    });
    let said = el("div").class("said").child(by_line(&props.bot.get_value(), now, leads));
    el("div")
        .class("entry writing")
        .attr("data-role", "bot")
        .attr("aria-live", "off")
        .flag("data-leads", leads)
        .child(leads.then(bot_avatar))
        .child(said.child(words))
}

/// What stands between blank lines. By bytes: the standard search for text costs the panel a kilobyte.
fn paragraphs(mut text: &str) -> impl Iterator<Item = &str> {
    iter::from_fn(move || {
        text = text.trim_start();
        let blank = text.as_bytes().windows(2).position(|pair| pair == b"\n\n");
        let (first, rest) = text.split_at(blank.unwrap_or(text.len()));
        text = rest;
        (!first.is_empty()).then(|| first.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_line_begins_a_paragraph() {
        let found: Vec<_> = paragraphs("One\nline.\n\nTwo.\n\n\n\n Three \n").collect();
        assert_eq!(found, ["One\nline.", "Two.", "Three"]);
        assert_eq!(paragraphs(" \n\n ").next(), None);
    }
}
