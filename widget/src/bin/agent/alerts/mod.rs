//! How the console asks for attention: a soft sound, the page's title, a desktop notification.
//!
//! Rings when a thread begins to wait, again while it waits and nobody looks, and when a customer
//! answers in a thread of mine that I don't look at. Nothing sounds before the agent has touched the page, nor where they have silenced it.

mod desktop;
mod sound;

pub use desktop::Permission;

use crate::console::Console;
use baton_widget::browser::{self, Listener};
use baton_widget::element::watch;
use leptos::prelude::*;
use sound::{Sound, Tone};

/// While somebody waits and nobody looks, it rings again this often, in milliseconds.
const AGAIN_MS: u64 = 60_000;
/// Where it is kept that the agent wants silence.
const SILENT_KEY: &str = "baton.silent";

/// The console's bell.
#[derive(Debug, Clone, Copy)]
pub struct Alerts {
    /// Whether it may sound.
    pub audible: RwSignal<bool>,
    /// Whether the browser lets it notify.
    pub permission: RwSignal<Permission>,
    sound: StoredValue<Sound, LocalStorage>,
}

impl Alerts {
    /// A bell that begins to sound with the first touch.
    pub fn new() -> Self {
        let silent = browser::local_storage()
            .is_some_and(|storage| matches!(storage.get_item(SILENT_KEY), Ok(Some(_))));
        let alerts = Self {
            audible: RwSignal::new(!silent),
            permission: RwSignal::new(Permission::now()),
            sound: StoredValue::new_local(Sound::default()),
        };
        // Browsers let a page sound only once somebody has touched it.
        let touched = Listener::on_window(&["pointerdown", "keydown"], move |_| {
            alerts.sound.try_update_value(Sound::unlock);
        });
        StoredValue::new_local(touched);
        alerts
    }

    /// Sounds, or no longer.
    pub fn toggle_sound(self) {
        let audible = !self.audible.get_untracked();
        self.audible.set(audible);
        if let Some(storage) = browser::local_storage() {
            // Refused when storage is full: then the choice lasts until the page is closed.
            let _ = if audible {
                storage.remove_item(SILENT_KEY)
            } else {
                storage.set_item(SILENT_KEY, "1")
            };
        }
        if audible {
            self.ring(Tone::Reply);
        }
    }

    /// Asks the browser for leave to notify.
    pub fn ask(self) {
        leptos::task::spawn_local(async move {
            let permission = Permission::ask().await;
            self.permission.try_set(permission);
        });
    }

    fn ring(self, tone: Tone) {
        if self.audible.get_untracked() {
            self.sound.with_value(|sound| sound.play(tone));
        }
    }

    fn notify(self, title: &str, body: &str, tag: &str, act: impl Fn() + 'static) {
        if self.permission.get_untracked() == Permission::Granted && !is_attended() {
            desktop::notify(title, body, tag, act);
        }
    }
}

/// Whether somebody looks at the page.
pub fn is_attended() -> bool {
    browser::is_visible()
        && browser::document().is_some_and(|document| document.has_focus() == Ok(true))
}

/// Rings for what happens in `console`, as long as it is open.
pub fn follow(console: Console) {
    let alerts = console.alerts;
    watch(move || {
        let Some(thread) = console.desk.arrival().get() else { return };
        let preview = untrack(|| {
            console.desk.inbox().with(|inbox| inbox.item(&thread).map(|item| item.preview.clone()))
        });
        alerts.ring(Tone::Waiting);
        let tag = thread.to_string();
        alerts.notify("Someone is waiting", &preview.unwrap_or_default(), &tag, move || {
            console.open(&thread);
        });
    });
    let mut quiet_since = None;
    watch(move || {
        let now = console.clock.now();
        let waits = console.desk.inbox().with(|inbox| inbox.waiting() > 0);
        let due = now.since(*quiet_since.get_or_insert(now)) >= AGAIN_MS;
        if due && waits && !is_attended() {
            alerts.ring(Tone::Waiting);
        }
        if due || !waits {
            quiet_since = Some(now);
        }
    });
    let mut before = None;
    watch(move || {
        let news = console.news_in_mine();
        if before.replace(news).is_some_and(|before| news > before) {
            alerts.ring(Tone::Reply);
            alerts.notify("New message", "A customer has answered.", "reply", || ());
        }
    });
    watch(move || {
        let waiting = console.desk.inbox().with(crate::inbox::Inbox::waiting);
        let site = console.desk.me().with(|me| me.as_ref().map(|me| me.site.name.clone()));
        if let Some(document) = browser::document() {
            let title = title(waiting, console.unread_in_mine(), site.as_deref());
            document.set_title(&title);
        }
    });
}

/// What the page's title says.
fn title(waiting: usize, unread: usize, site: Option<&str>) -> String {
    let site = site.unwrap_or("Baton");
    let (count, what) = match (waiting, unread) {
        (0, 0) => return [site, " · Console"].concat(),
        (0, unread) => (unread, "New messages"),
        (waiting, _) => (waiting, "Waiting"),
    };
    ["(", &count.to_string(), ") ", what, " · ", site].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_counts_what_needs_a_person() {
        assert_eq!(title(0, 0, Some("Larkspur")), "Larkspur · Console");
        assert_eq!(title(1, 3, Some("Larkspur")), "(1) Waiting · Larkspur");
        assert_eq!(title(0, 3, None), "(3) New messages · Baton");
    }
}
