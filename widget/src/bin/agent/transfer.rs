//! Passing a thread on: to a colleague, a skill or a lead, with a word for whoever takes it.

use crate::console::Console;
use crate::roster::{Person, others, skills};
use baton_shared::entry::Target;
use baton_shared::protocol::MAX_NOTE_CHARS;
use baton_widget::element::{Element, el};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// The form; what is known when it is opened is what can be chosen.
pub fn form(console: Console) -> Element {
    let people = console.desk.roster().with(|roster| {
        let online = console.desk.online().get();
        others(roster, &online, &console.my_id())
    });
    let skills = console.desk.roster().with(|roster| skills(roster));
    let chosen: RwSignal<Option<Target>> = RwSignal::new(None);
    let note = el("textarea").attr("rows", "3").attr("maxlength", &MAX_NOTE_CHARS.to_string());
    let written = note.node().clone().unchecked_into::<HtmlTextAreaElement>();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        if let Some(target) = chosen.get_untracked() {
            console.transfer(target, written.value().trim().to_owned());
        }
    };
    let people = people.into_iter().map(|person| colleague(person, chosen));
    let lead = choice("A lead", None, Target::Lead, chosen);
    let everybody = people.chain([lead]).collect::<Vec<_>>();
    let by_skill = skills.into_iter().map(|name| {
        let target = Target::Skill { name: name.clone() };
        choice(&name, None, target, chosen)
    });
    let by_skill = by_skill.collect::<Vec<_>>();
    let for_skill = (!by_skill.is_empty()).then(|| group("Whoever knows about", by_skill));
    let label = el("label").child(el("span").child("Note for them (the customer doesn't see it)"));
    el("form")
        .class("invite pass-on")
        .on("submit", submit)
        .child(group("To", everybody))
        .child(for_skill)
        .child(label.child(note))
        .child(
            el("button")
                .class("action primary")
                .live_flag("disabled", move || chosen.with(Option::is_none))
                .child("Pass on"),
        )
}

fn group(name: &str, choices: Vec<Element>) -> Element {
    el("fieldset").child(el("legend").child(name)).child(choices)
}

fn colleague(person: Person, chosen: RwSignal<Option<Target>>) -> Element {
    let target = Target::Agent { id: person.agent.id };
    choice(&person.agent.name, person.why_not, target, chosen)
}

fn choice(
    name: &str,
    why_not: Option<&'static str>,
    target: Target,
    chosen: RwSignal<Option<Target>>,
) -> Element {
    let radio = el("input").attr("type", "radio").attr("name", "target");
    let radio = radio.flag("disabled", why_not.is_some());
    let field = radio.node().clone().unchecked_into::<HtmlInputElement>();
    let radio = radio.on("change", move |_| {
        if field.checked() {
            chosen.set(Some(target.clone()));
        }
    });
    let why_not = why_not.map(|why| el("span").class("why-not").child(why));
    el("label").class("choice").child(radio).child(el("span").child(name)).child(why_not)
}
