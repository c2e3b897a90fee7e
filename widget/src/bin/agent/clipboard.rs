//! The clipboard, where the browser lets the console write to it.

use baton_widget::browser;
use wasm_bindgen_futures::JsFuture;

/// Copies `text`, then tells `done` whether it could.
pub fn copy(text: String, done: impl FnOnce(bool) + 'static) {
    leptos::task::spawn_local(async move {
        // A page without a certificate has none.
        let clipboard = browser::window()
            .map(|window| window.navigator().clipboard())
            .filter(|clipboard| !clipboard.is_undefined());
        done(match clipboard {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        });
    });
}
