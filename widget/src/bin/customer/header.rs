//! The header: the site, who answers at the moment, and the ways out.

use crate::panel::Panel;
use crate::words;
use baton_shared::thread::ownership::Owner;
use baton_widget::element::{Element, el};
use baton_widget::thread::{agent_avatar, bot_avatar};

/// The header.
pub fn view(panel: Panel) -> Element {
    let Panel { session, host, .. } = panel;
    let with_bot = move || session.ownership().owner == Owner::Bot && session.sensed().is_none();
    let picture = el("span").live(move |place| match session.ownership().owner {
        Owner::Agent(agent) => place.child(agent_avatar(&agent)),
        Owner::Bot | Owner::Queue { .. } => place.child(bot_avatar()),
    });
    let who = el("p").live_text(move || match session.ownership().owner {
        Owner::Agent(agent) => [&agent.name, " ", words::IS_WITH_YOU].concat(),
        Owner::Bot if session.sensed().is_none() => words::ANSWERS_AT_ONCE.to_owned(),
        Owner::Queue { .. } if session.place().is_some_and(|place| place.closed.is_some()) => {
            words::WAITING.to_owned()
        }
        Owner::Bot | Owner::Queue { .. } => words::BRINGING_SOMEONE.to_owned(),
    });
    let names = el("div").class("who").child(el("h1").child(panel.card().name.as_str())).child(who);
    let person = el("button")
        .attr("type", "button")
        .class("person")
        .live_flag("hidden", move || !with_bot())
        .click(move || session.request_person())
        .child(words::TALK_TO_A_PERSON);
    let close = el("button")
        .attr("type", "button")
        .class("close")
        .attr("aria-label", words::CLOSE)
        .live_flag("hidden", move || !host.embedded())
        .click(move || host.close());
    el("header").class("top").child(picture).child(names).child(person).child(close)
}
