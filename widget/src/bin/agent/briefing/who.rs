//! Who the customer is: what the site vouches for, and set apart from it what only their browser
//! says.

use super::copy::copyable;
use super::link::jump;
use super::view::{Shown, heading, pair};
use super::{address, locale};
use crate::words;
use baton_shared::briefing::{Earlier, Who};
use baton_shared::customer::{Person, Trait, Visit};
use baton_widget::element::{Element, el};
use leptos::prelude::{Get, Memo, Set};

/// The customer.
pub(super) fn draw(shown: Shown, place: Element, who: &Who) -> Element {
    let place = heading(place, "Customer").child(name(shown, who));
    let place = place.child(who.person.as_ref().map(|(_, person)| vouched(person)));
    let Some((_, visit)) = &who.visit else { return place };
    let claims = (!visit.claims.is_empty()).then(|| claims(&visit.claims));
    place.child(visit_view(shown, visit)).child(claims)
}

/// What they are called, and whether the site vouches for it.
fn name(shown: Shown, who: &Who) -> Element {
    let line = el("div").class("person");
    if let Some((seq, person)) = &who.person {
        let badge = jump(shown.console, *seq, "badge-verified")
            .attr("title", "The site vouches for who this is")
            .child("Verified");
        return line.child(el("b").child(person.called())).child(badge);
    }
    let badge = el("span").class("badge-unverified").child("Not verified");
    line.child(el("b").child("Unknown customer")).child(badge)
}

/// What the site says of `person`.
fn vouched(person: &Person) -> Option<Element> {
    let email = person.email.as_deref().map(|email| copyable(None, email));
    let own_id = person.called() != person.id;
    let list = el("dl")
        .child(pair("E-mail", email))
        .child(pair("ID", own_id.then(|| copyable(None, &person.id))));
    let list = person.traits.iter().fold(list, with_trait);
    list.node().has_child_nodes().then_some(list)
}

/// What their browser says of the visit.
fn visit_view(shown: Shown, visit: &Visit) -> Option<Element> {
    let clock = locale::Clock::of(&visit.time_zone);
    let zone = visit.time_zone.replace('_', " ");
    let time = clock.map(|clock| {
        let time = el("span").live_text(move || clock.read(shown.console.clock.now()));
        el("span").child(time).child(" ").child(el("span").class("zone").child(zone))
    });
    let language = (!visit.language.is_empty()).then(|| locale::language(&visit.language));
    let from = (!visit.referrer.is_empty()).then(|| web(&visit.referrer, ""));
    let page = (!visit.page.is_empty()).then(|| web(&visit.page, &visit.title));
    let device = (!visit.device.is_empty()).then(|| words::capitalised(&visit.device));
    let list = el("dl")
        .child(pair("Page", page))
        .child(pair("Came from", from))
        .child(pair("Their time", time))
        .child(pair("Language", language))
        .child(pair("Device", device));
    list.node().has_child_nodes().then_some(list)
}

/// The address `to` under `title`, as a link where it can be one.
fn web(to: &str, title: &str) -> Element {
    let words = if title.is_empty() { address::short(to) } else { title };
    let link = match address::whole(to, None) {
        Some(whole) => address::link(&whole, words),
        None => el("span").child(words),
    };
    link.attr("title", to)
}

/// What their page says of them, which anybody could have said.
fn claims(claims: &[Trait]) -> Element {
    let list = claims.iter().fold(el("dl"), with_trait);
    el("div").class("claims").child(el("h4").child("Said by the page, unverified")).child(list)
}

fn with_trait(list: Element, said: &Trait) -> Element {
    list.child(pair(&words::capitalised(&said.name), Some(said.value.as_str())))
}

/// Other conversations of the same person.
pub(super) fn earlier(shown: Shown, place: Element, earlier: &[Earlier]) -> Element {
    if earlier.is_empty() {
        return place;
    }
    let lines = earlier.iter().map(|earlier| el("li").child(earlier_view(shown, earlier)));
    heading(place, "Earlier conversations").child(el("ul").child(lines.collect::<Vec<_>>()))
}

/// Another conversation, which can be opened while the inbox has it.
fn earlier_view(shown: Shown, earlier: &Earlier) -> Element {
    let Shown { console, .. } = shown;
    let (thread, at) = (earlier.thread.clone(), earlier.at);
    let (preview, outcome) = (earlier.preview.clone(), earlier.outcome.clone());
    let is_held = Memo::new({
        let thread = thread.clone();
        move |_| console.with_item(&thread, |_| ()).is_some()
    });
    el("div").live(move |place| {
        let thread = thread.clone();
        let line = if is_held.get() {
            el("button").attr("type", "button").class("jump past").click(move || {
                console.briefing.set(false);
                console.open(&thread);
            })
        } else {
            el("p").class("past")
        };
        let when = el("time").live_text(move || console.clock.since(at));
        let outcome = el("span").class("outcome").child(outcome.as_str());
        place.child(
            line.child(el("span").class("text").child(preview.as_str())).child(when).child(outcome),
        )
    })
}
