//! Somebody is typing: three dots in their place at the thread's end.

use super::avatar::{agent_avatar, bot_avatar};
use super::entry::role;
use super::{ThreadProps, Viewer};
use crate::element::{Element, el};
use crate::words;
use baton_shared::entry::Author;
use leptos::prelude::*;

/// The typing mark, while somebody types; the bot's only until what it `writes` is seen.
pub(super) fn typing_view(props: ThreadProps, writes: RwSignal<bool>) -> Element {
    el("div").live(move |place| {
        let author = props.session.typing();
        let author = author.filter(|author| *author != Author::Bot || !writes.get());
        place.child(author.map(|author| dots(&author, props)))
    })
}

fn dots(author: &Author, props: ThreadProps) -> Element {
    let (picture, name) = match author {
        Author::Agent(agent) => (Some(agent_avatar(agent)), agent.name.clone()),
        Author::Customer => (None, customer(props.viewer)),
        Author::Bot | Author::System => (Some(bot_avatar()), props.bot.get_value()),
    };
    let dots = el("span").class("dots").attr("aria-hidden", "true");
    let dots = dots.child(el("i")).child(el("i")).child(el("i"));
    let who = el("span").class("who").child(name).child(" ").child(words::IS_TYPING);
    el("div")
        .class("entry typing")
        .attr("data-typing", role(author))
        .child(picture)
        .child(el("div").class("said").child(dots).child(who))
}

fn customer(viewer: Viewer) -> String {
    match viewer {
        Viewer::Agent => words::CUSTOMER.to_owned(),
        Viewer::Customer => words::YOU.to_owned(),
    }
}
