//! Desktop notifications, where the browser has them and the agent allows it.

use baton_widget::browser::{self, Listener};
use js_sys::Reflect;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Whether the console may notify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Nobody has been asked.
    Unasked,
    /// It may.
    Granted,
    /// It may not, or the browser has no notifications.
    Denied,
}

impl Permission {
    /// As the browser says now.
    pub fn now() -> Self {
        let known = browser::window().is_some_and(|window| {
            Reflect::has(&window, &JsValue::from_str("Notification")) == Ok(true)
        });
        if !known {
            return Self::Denied;
        }
        match Notification::permission() {
            NotificationPermission::Granted => Self::Granted,
            NotificationPermission::Default => Self::Unasked,
            _ => Self::Denied,
        }
    }

    /// After asking the agent.
    pub async fn ask() -> Self {
        if let Ok(asked) = Notification::request_permission() {
            // Whatever comes of it, the browser knows it then.
            let _ = JsFuture::from(asked).await;
        }
        Self::now()
    }
}

thread_local! {
    /// The newest notification's click, heard for as long as that is the newest.
    static NEWEST: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Shows a notification in place of an earlier one with the same `tag`; a click brings the console
/// to the front and does `act`.
pub fn notify(title: &str, body: &str, tag: &str, act: impl Fn() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(tag);
    let Ok(notification) = Notification::new_with_options(title, &options) else { return };
    let shown = notification.clone();
    let clicked = Listener::new(&notification, &["click"], move |_| {
        if let Some(window) = browser::window() {
            // Without focus, the thread is open all the same.
            let _ = window.focus();
        }
        shown.close();
        act();
    });
    NEWEST.set(Some(clicked));
}
