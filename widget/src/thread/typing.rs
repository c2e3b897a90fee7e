//! Somebody is typing: three dots in their place at the thread's end.

use super::avatar::{agent_avatar, bot_avatar};
use super::{ThreadProps, Viewer};
use crate::words;
use baton_shared::entry::Author;
use leptos::prelude::*;

/// The typing mark, while somebody types.
pub(super) fn typing_view(props: ThreadProps) -> AnyView {
    (move || props.session.typing().map(|author| dots(&author, props))).into_any()
}

fn dots(author: &Author, props: ThreadProps) -> AnyView {
    let (picture, name) = match author {
        Author::Agent(agent) => (Some(agent_avatar(agent)), agent.name.clone()),
        Author::Customer => (None, customer(props.viewer)),
        Author::Bot | Author::System => (Some(bot_avatar()), props.bot.get_value()),
    };
    view! {
        <div class="entry typing" data-typing=super::entry::role(author)>
            {picture}
            <div class="said">
                <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <span class="who">{name}" "{words::IS_TYPING}</span>
            </div>
        </div>
    }
    .into_any()
}

fn customer(viewer: Viewer) -> String {
    match viewer {
        Viewer::Agent => words::CUSTOMER.to_owned(),
        Viewer::Customer => words::YOU.to_owned(),
    }
}
