//! The greeting at the thread's beginning, and the choices an empty thread offers.

use crate::panel::Panel;
use baton_widget::browser;
use baton_widget::element::{Element, el};
use baton_widget::thread::{bot_avatar, newest};

/// The greeting. Drawn as `panel.html` draws it, so that nothing moves when the code takes over.
pub fn view(panel: Panel) -> Element {
    let session = panel.session;
    let card = panel.card();
    let returning = has_read(panel);
    let begun = move || {
        session.with_entries(newest).0 > 0
            || session.with_outbox(|outbox| !outbox.is_empty())
            || (returning && !session.is_known())
    };
    let choices = el("div").class("choices").staged(begun, move |place, begun| {
        if begun {
            return place;
        }
        panel.card().widget.suggestions.iter().fold(place, |place, text| {
            let said = text.clone();
            let button = el("button").attr("type", "button").child(text.as_str());
            place.child(button.click(move || session.say(said.clone())))
        })
    });
    let said = el("div")
        .class("said")
        .child(el("div").class("by").child(el("b").child(card.bot.as_str())))
        .child(el("div").class("words").child(el("p").child(card.widget.greeting.as_str())))
        .child(choices);
    el("div")
        .class("entry greeting")
        .flag("data-leads", true)
        .live_flag("hidden", move || session.has_older())
        .child(bot_avatar())
        .child(said)
}

fn has_read(panel: Panel) -> bool {
    let key = ["baton.read.", panel.card().id.as_str()].concat();
    browser::local_storage().is_some_and(|storage| matches!(storage.get_item(&key), Ok(Some(_))))
}
