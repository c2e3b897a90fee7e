//! The pass: what a customer sees between asking for a person and the person's joining.
//!
//! Waiting is never blank: it says where the customer stands and what happens next. The place in
//! the column that is kept open here is the one the agent's picture takes.

use crate::panel::Panel;
use crate::{choices, wait, words};
use baton_shared::entry::{Body, Entry};
use baton_shared::thread::ownership::Owner;
use baton_widget::element::{Element, el};
use baton_widget::thread::Viewer;

/// The pass, while the thread waits or is about to, and until the person who joined has written.
pub fn view(panel: Panel) -> Element {
    let session = panel.session;
    let waits = move || session.ownership().owner.waits();
    let stage = move || {
        if waits() || session.sensed().is_some() {
            Stage::Open
        } else if session.with_entries(just_joined) {
            Stage::Joined
        } else {
            Stage::Over
        }
    };
    let kind = move || session.sensed().map(|kind| kind.name().to_owned());
    el("div").staged(stage, move |place, stage| match stage {
        Stage::Over => place,
        Stage::Open => {
            let waiting = move || waits().then(|| session.place()).flatten();
            let next = el("p").class("next").live_text(move || wait::next(waiting().as_ref()));
            let helped = move || session.ownership().owner == Owner::Queue { helped: true };
            let then = move || wait::then(session.place().as_ref(), helped());
            let then = el("p").class("then").live_text(then);
            // The choices beneath are not read out with every step forward.
            let told = el("div").attr("role", "status").child(next).child(then);
            let said = el("div").class("said").child(told).child(choices::view(panel));
            let pass = el("div").class("entry pass").live_attr("data-sensed", kind);
            let empty = el("span").class("place").attr("aria-hidden", "true");
            place.child(pass.child(empty).child(said))
        }
        Stage::Joined => {
            let name = match session.ownership().owner {
                Owner::Agent(agent) => agent.name,
                Owner::Bot | Owner::Queue { .. } => String::new(),
            };
            let then = el("p").class("then").child(name).child(" ").child(words::HAS_READ);
            let said = el("div").class("said").child(then);
            place.child(el("div").class("entry pass joined-now").child(said))
        }
    })
}

/// How far the pass is. Each stage takes the room of the one before, so that nothing moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The bot answers, or a person has written.
    Over,
    /// A person is called.
    Open,
    /// A person has joined and not written yet.
    Joined,
}

fn just_joined(entries: &[Entry]) -> bool {
    let mut newest_first = entries.iter().rev();
    let newest = newest_first.find(|entry| Viewer::Customer.sees(&entry.body));
    newest.is_some_and(|entry| entry.body == Body::AgentJoined)
}
