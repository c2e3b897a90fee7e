//! How the console asks for attention: a soft sound, the page's title, a desktop notification.
//!
//! Rings when a thread begins to wait, again while it waits and nobody looks, and when a customer
//! answers in a thread of mine that I don't look at. Nothing sounds before the agent has touched the page, nor where they have silenced it.

mod desktop;
mod sound;

pub use desktop::Permission;

use crate::console::Console;
use crate::offers;
use baton_shared::id::{Millis, ThreadId};
use baton_shared::protocol::desk::InboxItem;
use baton_widget::browser::{self, Listener};
use baton_widget::element::watch;
use leptos::prelude::*;
use sound::{Sound, Tone};

/// While somebody waits and nobody looks, it rings again this often, in milliseconds.
const AGAIN_MS: u64 = 60_000;
/// Within this time, two calls for the same thread are one, in milliseconds.
const ONE_BREATH_MS: u64 = 3_000;
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
    // A thread that begins to wait is often offered in the same breath: that is one ring.
    let rung = StoredValue::new(None::<(ThreadId, Millis)>);
    let told = move |thread: &ThreadId| {
        let now = browser::now();
        let before = rung.try_update_value(|rung| rung.replace((thread.clone(), now))).flatten();
        before.is_some_and(|(of, at)| of == *thread && now.since(at) < ONE_BREATH_MS)
    };
    watch(move || {
        let Some(thread) = console.desk.arrival().get() else { return };
        let known = |item: &InboxItem| (item.name.clone(), item.preview.clone());
        let known = untrack(|| console.with_item(&thread, known));
        let (name, preview) = known.unwrap_or_default();
        if !told(&thread) {
            alerts.ring(Tone::Waiting);
        }
        let tag = thread.to_string();
        alerts.notify(&waits(name.as_deref()), &preview, &tag, move || console.open(&thread));
    });
    let mut asked = Vec::new();
    watch(move || {
        let offers = console.desk.offers().get();
        let new = offers::newest(&offers, &asked);
        asked = offers;
        if let Some(thread) = new {
            let preview = untrack(|| console.with_item(&thread, |item| item.preview.clone()));
            let tag = thread.to_string();
            if !told(&thread) {
                alerts.ring(Tone::Waiting);
            }
            let open = move || console.open(&thread);
            alerts.notify("You are asked", &preview.unwrap_or_default(), &tag, open);
        }
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
    let mut before: Option<Vec<(ThreadId, usize)>> = None;
    watch(move || {
        let news = console.news_in_mine();
        let Some(before) = before.replace(news.clone()) else { return };
        let counted = |thread: &ThreadId| before.iter().find(|(of, _)| of == thread);
        let is_new = |(thread, count): &&(ThreadId, usize)| {
            *count > counted(thread).map_or(0, |(_, before)| *before)
        };
        if let Some((thread, _)) = news.iter().find(is_new) {
            let name = untrack(|| console.with_item(thread, |item| item.name.clone())).flatten();
            let words = [name.as_deref().unwrap_or("A customer"), " has answered."].concat();
            alerts.ring(Tone::Reply);
            alerts.notify("New message", &words, "reply", || ());
        }
    });
    watch(move || {
        let (waiting, name) = console.desk.inbox().with(|inbox| {
            let next = inbox.next_waiting().and_then(|thread| inbox.item(thread));
            (inbox.waiting(), next.and_then(|item| item.name.clone()))
        });
        let site = console.desk.me().with(|me| me.as_ref().map(|me| me.site.name.clone()));
        if let Some(document) = browser::document() {
            let title = title(waiting, name.as_deref(), console.unread_in_mine(), site.as_deref());
            document.set_title(&title);
        }
    });
}

/// Who waits, by `name` where it is known.
fn waits(name: Option<&str>) -> String {
    [name.unwrap_or("Someone"), " is waiting"].concat()
}

/// What the page's title says; `name` is that of who has waited longest.
fn title(waiting: usize, name: Option<&str>, unread: usize, site: Option<&str>) -> String {
    let site = site.unwrap_or("Baton");
    let (count, what) = match (waiting, name, unread) {
        (0, _, 0) => return [site, " · Console"].concat(),
        (0, _, unread) => (unread, "New messages".to_owned()),
        (1, Some(name), _) => (1, waits(Some(name))),
        (waiting, ..) => (waiting, "Waiting".to_owned()),
    };
    ["(", &count.to_string(), ") ", &what, " · ", site].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_counts_what_needs_a_person() {
        let site = Some("Larkspur");
        assert_eq!(title(0, None, 0, site), "Larkspur · Console");
        assert_eq!(title(1, None, 3, site), "(1) Waiting · Larkspur");
        assert_eq!(title(0, None, 3, None), "(3) New messages · Baton");
    }

    #[test]
    fn the_title_names_the_one_who_waits() {
        let (anna, site) = (Some("Anna Berg"), Some("Larkspur"));
        assert_eq!(title(1, anna, 0, site), "(1) Anna Berg is waiting · Larkspur");
        assert_eq!(title(2, anna, 0, site), "(2) Waiting · Larkspur");
    }
}
