//! The header: the site, who answers at the moment, and the ways out.

use crate::panel::Panel;
use crate::words;
use baton_shared::thread::ownership::Owner;
use baton_widget::thread::{agent_avatar, bot_avatar};
use leptos::prelude::*;

/// The header.
pub fn view(panel: Panel) -> AnyView {
    let Panel { session, card, host, .. } = panel;
    let owner = Memo::new(move |_| session.ownership().owner);
    let with_bot = move || owner.with(|owner| *owner == Owner::Bot) && session.sensed().is_none();
    let picture = move || {
        owner.with(|owner| match owner {
            Owner::Agent(agent) => agent_avatar(agent),
            Owner::Bot | Owner::Queue => bot_avatar(),
        })
    };
    let who = move || {
        owner.with(|owner| match owner {
            _ if session.sensed().is_some() => words::BRINGING_SOMEONE.to_owned(),
            Owner::Bot => card.with_value(|card| [&card.bot, " ", words::ANSWERS_AT_ONCE].concat()),
            Owner::Queue => words::BRINGING_SOMEONE.to_owned(),
            Owner::Agent(agent) => [&agent.name, " ", words::IS_WITH_YOU].concat(),
        })
    };
    let close = move || {
        host.embedded().then(|| {
            view! {
                <button
                    type="button"
                    class="close"
                    aria-label=words::CLOSE
                    on:click=move |_| host.close()
                ></button>
            }
        })
    };
    view! {
        <header class="top">
            {picture}
            <div class="who">
                <h1>{card.with_value(|card| card.name.clone())}</h1>
                <p>{who}</p>
            </div>
            <button
                type="button"
                class="person"
                prop:hidden=move || !with_bot()
                on:click=move |_| session.request_person()
            >
                {words::TALK_TO_A_PERSON}
            </button>
            {close}
        </header>
    }
    .into_any()
}
