//! What a customer can do while they wait: leave an address, let the bot help meanwhile, wait no
//! longer. Quiet; but when nobody can come, leaving an address is the first thing to do.

use crate::panel::Panel;
use crate::words;
use baton_shared::entry::{Body, Entry};
use baton_shared::protocol::Message;
use baton_shared::thread::outbox::{Action, Pending};
use baton_shared::thread::ownership::Owner;
use baton_widget::browser;
use baton_widget::element::{Element, ElementRef, el};
use baton_widget::session::Session;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};

/// The first version that has them.
const SINCE: u16 = 3;

/// What every address looks like that can be written to from elsewhere.
const ADDRESS: &str = r".+@.+\..+";

/// The choices of a waiting customer.
pub fn view(panel: Panel) -> Element {
    let session = panel.session;
    let writes = RwSignal::new(false);
    let stage = move || {
        let owner = session.ownership().owner;
        if !owner.waits() || session.version() < SINCE {
            Stage::None
        } else if writes.get() {
            Stage::Field
        } else {
            let closed = session.place().is_some_and(|place| place.closed.is_some());
            let helped = owner == Owner::Queue { helped: true };
            Stage::Choices { closed, helped, address: address(session) }
        }
    };
    let row = el("div").class("taps waits").attr("role", "group").attr("tabindex", "-1");
    row.attr("aria-label", words::WHILE_YOU_WAIT).staged(stage, move |row, stage| match stage {
        Stage::None => row,
        Stage::Field => {
            let field = field(session, writes, row.node());
            row.child(field)
        }
        Stage::Choices { closed, helped, address } => {
            let leave = leave(address, closed, writes);
            choices(row.child(leave), panel, helped)
        }
    })
}

/// What the row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// Nobody waits yet, or the edge knows of no choices.
    None,
    /// The field for an address.
    Field,
    /// The choices themselves.
    Choices {
        /// Nobody can come.
        closed: bool,
        /// The bot helps already.
        helped: bool,
        /// Where the answer should find the customer.
        address: Option<String>,
    },
}

fn leave(address: Option<String>, closed: bool, writes: RwSignal<bool>) -> Element {
    let class = if closed && address.is_none() { "primary" } else { "" };
    let leave = button(if address.is_some() { words::CHANGE } else { words::LEAVE_AN_EMAIL });
    let leave = leave.class(class).click(move || writes.set(true));
    let left = address.map(|address| [words::WILL_WRITE_TO, &address, "."].concat());
    el("div").child(left).child(leave)
}

fn choices(row: Element, panel: Panel, helped: bool) -> Element {
    let Panel { session, field, .. } = panel;
    // The focus goes to where one writes: what was chosen is about to go.
    let then_write = move |act: fn(Session)| {
        move || {
            act(session);
            focus(field.get());
        }
    };
    let asked = move || session.with_outbox(|outbox| outbox.iter().any(is_change));
    let change = |label, act| button(label).live_flag("disabled", asked).click(then_write(act));
    row.child((!helped).then(|| change(words::ASK_THE_ASSISTANT, Session::want_help)))
        .child(change(words::STOP_WAITING, Session::cancel_wait))
}

/// One field: Enter leaves the address, Escape closes.
fn field(session: Session, writes: RwSignal<bool>, row: &HtmlElement) -> Element {
    let mistaken = RwSignal::new(false);
    let input = ElementRef::new();
    let row = row.clone();
    let close = move || {
        // First, so that the focus is not lost with the field.
        focus(Some(row.clone()));
        writes.set(false);
    };
    let escape = close.clone();
    let on_key = move |event: Event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            // The panel itself stays open.
            event.stop_propagation();
            escape();
        }
    };
    let on_submit = move |event: Event| {
        event.prevent_default();
        let Some(written) = input.get().and_then(|field| field.dyn_into().ok()) else { return };
        // The browser reads an address as its own forms do; the edge has the last word.
        let written: HtmlInputElement = written;
        if written.check_validity() {
            session.leave_address(written.value());
            close();
        } else {
            mistaken.set(true);
            focus(input.get());
        }
    };
    let error = move || if mistaken.get() { words::BAD_ADDRESS } else { "" }.to_owned();
    let written = el("input")
        .attr("type", "email")
        .flag("required", true)
        .attr("pattern", ADDRESS)
        .attr("autocomplete", "email")
        .attr("enterkeyhint", "done")
        .attr("aria-label", words::YOUR_EMAIL)
        .attr("placeholder", words::YOUR_EMAIL)
        .attr("aria-describedby", "address-error")
        .live_attr("aria-invalid", move || mistaken.get().then(|| "true".to_owned()))
        .held_by(input)
        .on("keydown", on_key)
        .on("input", move |_| mistaken.set(false));
    browser::soon(move || focus(input.get()));
    el("form")
        .class("address")
        // What is wrong is said in the panel's own words.
        .flag("novalidate", true)
        .on("submit", on_submit)
        .child(written)
        .child(el("button").child(words::SAVE))
        .child(el("p").attr("id", "address-error").attr("role", "alert").live_text(error))
}

fn button(label: &str) -> Element {
    el("button").attr("type", "button").child(label)
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // Fails only for an element that has left the page.
        let _ = element.focus();
    }
}

/// Where the answer should find the customer, as they last said since an agent left.
fn address(session: Session) -> Option<String> {
    let on_its_way = session.with_outbox(|outbox| outbox.iter().rev().find_map(left_by));
    on_its_way.or_else(|| session.with_entries(left_in))
}

fn left_by(pending: &Pending) -> Option<String> {
    match &pending.action {
        Action::Say { message: Message::LeaveAddress { email }, .. } => Some(email.clone()),
        _ => None,
    }
}

fn left_in(entries: &[Entry]) -> Option<String> {
    let newest_first = entries.iter().rev().map(|entry| &entry.body);
    let mut since = newest_first.take_while(|body| !matches!(body, Body::HandedBack { .. }));
    since.find_map(|body| match body {
        Body::AddressLeft { email } => Some(email.clone()),
        _ => None,
    })
}

/// Whether it is about to change who answers.
const fn is_change(pending: &Pending) -> bool {
    matches!(&pending.action, Action::Say { message: Message::CancelWait | Message::WantHelp, .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::{Author, Outcome};
    use baton_shared::id::{Epoch, Millis, Seq};

    fn log(bodies: Vec<Body>) -> Vec<Entry> {
        let entry = |(seq, body)| Entry {
            seq: Seq(seq),
            at: Millis(seq),
            epoch: Epoch(0),
            author: Author::Customer,
            id: None,
            body,
        };
        (1..).zip(bodies).map(entry).collect()
    }

    fn left(email: &str) -> Body {
        Body::AddressLeft { email: email.to_owned() }
    }

    #[test]
    fn the_newest_address_counts_until_an_agent_leaves() {
        let (old, new) = ("a@shop.example", "b@shop.example");
        assert_eq!(left_in(&log(vec![left(old), left(new), Body::HelpWanted])).unwrap(), new);
        let ended = Body::HandedBack { outcome: Outcome::Resolved };
        assert_eq!(left_in(&log(vec![left(old), ended])), None);
    }
}
