//! Before an agent asks for what the customer has given already: a quiet line above the field that
//! says so, with the value at hand. It holds nothing up.

use super::given::{Given, asked_again, spaced};
use crate::button::action;
use crate::console::Console;
use baton_widget::element::{Element, ElementRef, el};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// What `draft`, written in `field`, asks for again.
pub(super) fn guard(console: Console, draft: RwSignal<String>, field: ElementRef) -> Element {
    let again = Memo::new(move |_| {
        let asked = |brief: &_| draft.with(|draft| asked_again(draft, brief));
        console.with_brief(asked).unwrap_or_default()
    });
    // The region is there before its words are, so that they are heard, and once.
    let heard = move || {
        let sentences: Vec<String> =
            again.with(|again| again.iter().map(Given::sentence).collect());
        sentences.join(". ")
    };
    let heard = el("p").class("unseen").attr("role", "status").live_text(heard);
    let lines = el("div").class("lines-given");
    let lines = lines.keyed(move || again.get(), move |given| line(console, given, draft, field));
    let open = move || again.with(|again| !again.is_empty());
    let fold = el("div").class("fold").live_flag("data-open", open).child(lines);
    el("div").class("guard").child(heard).child(fold)
}

fn line(console: Console, given: &Given, draft: RwSignal<String>, field: ElementRef) -> Element {
    let value = given.value.clone();
    let insert = action("quiet-action", "Insert", move || insert(&value, draft, field))
        .attr("aria-label", &["Insert ", &given.value].concat());
    let seq = given.seq;
    let show = action("quiet-action", "Show", move || console.target.set(Some(seq)))
        .attr("aria-label", &["Show where they gave their ", &given.label].concat());
    // The field keeps the focus and its caret while a button is pressed.
    let keep = |button: Element| button.on("pointerdown", |event| event.prevent_default());
    let words = el("span").class("words-given").child(given.sentence());
    el("div").class("given").child(words).child(keep(insert)).child(keep(show))
}

/// Puts `value` where the caret is, or in place of what is selected.
fn insert(value: &str, draft: RwSignal<String>, field: ElementRef) {
    let Some(field) = field.get().and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok())
    else {
        return;
    };
    let end = u32::try_from(field.value().encode_utf16().count()).unwrap_or_default();
    let at = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(end);
    let (from, to) = (at(field.selection_start()), at(field.selection_end()));
    let units: Vec<u16> = field.value().encode_utf16().collect();
    let around = |range: Option<&[u16]>| range.map(String::from_utf16_lossy).unwrap_or_default();
    let before = around(units.get(..from as usize)).chars().next_back();
    let after = around(units.get(to as usize..)).chars().next();
    let value = spaced(before, value, after);
    // Fails only for a range that ends before it begins.
    let _ = field.set_range_text_with_start_and_end_and_mode(&value, from, to, "end");
    draft.set(field.value());
    // A field that is not shown can't be focused; nothing else depends on it.
    let _ = field.focus();
}
