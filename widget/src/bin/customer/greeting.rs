//! The greeting at the thread's beginning, and the choices an empty thread offers.

use crate::panel::Panel;
use baton_widget::browser;
use baton_widget::thread::bot_avatar;
use leptos::prelude::*;

/// The greeting. Drawn as `panel.html` draws it, so that nothing moves when the code takes over.
pub fn view(panel: Panel) -> AnyView {
    let Panel { session, card, .. } = panel;
    let returning = has_read(panel);
    let begun = Memo::new(move |_| {
        let known = session.is_known();
        session.head().0 > 0 || !session.outbox().is_empty() || (!known && returning)
    });
    let choices = move || {
        let offered = if begun.get() {
            Vec::new()
        } else {
            card.with_value(|card| card.widget.suggestions.clone())
        };
        let choice = |text: String| {
            let said = text.clone();
            view! {
                <button type="button" on:click=move |_| session.say(said.clone())>{text}</button>
            }
        };
        offered.into_iter().map(choice).collect::<Vec<_>>()
    };
    let greeting = move || {
        view! {
            <div class="entry greeting" data-leads="">
                {bot_avatar()}
                <div class="said">
                    <div class="by"><b>{card.with_value(|card| card.bot.clone())}</b></div>
                    <div class="words">
                        <p>{card.with_value(|card| card.widget.greeting.clone())}</p>
                    </div>
                    <div class="choices">{choices}</div>
                </div>
            </div>
        }
    };
    (move || (!session.has_older()).then(greeting)).into_any()
}

fn has_read(panel: Panel) -> bool {
    let key = panel.card.with_value(|card| ["baton.read.", card.id.as_str()].concat());
    browser::local_storage().is_some_and(|storage| matches!(storage.get_item(&key), Ok(Some(_))))
}
