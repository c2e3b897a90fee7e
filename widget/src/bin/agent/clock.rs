//! How long ago, in words short enough for a dense list, kept current.

use baton_shared::id::Millis;
use baton_widget::browser::{self, Alarm};
use leptos::prelude::*;
use std::rc::{Rc, Weak};

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How often what is shown is brought up to date, in milliseconds.
const TICK_MS: u64 = 5 * SECOND;

/// The edge's clock, as a signal that moves every few seconds.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    ticks: RwSignal<u32>,
    skew: ReadSignal<i64>,
}

impl Clock {
    /// A clock that is `skew` milliseconds ahead of the browser's, and runs as long as the reactive
    /// owner it was made under.
    pub fn start(skew: ReadSignal<i64>) -> Self {
        let ticks = RwSignal::new(0_u32);
        let alarm = Rc::new_cyclic(|alarm: &Weak<Alarm>| {
            let again = alarm.clone();
            Alarm::new(move || {
                ticks.try_update(|ticks| *ticks = ticks.wrapping_add(1));
                if let Some(alarm) = again.upgrade() {
                    alarm.set(Some(TICK_MS));
                }
            })
        });
        alarm.set(Some(TICK_MS));
        StoredValue::new_local(alarm);
        Self { ticks, skew }
    }

    /// The edge's time now; tracked.
    pub fn now(self) -> Millis {
        self.ticks.track();
        Millis(browser::now().0.saturating_add_signed(self.skew.get()))
    }

    /// How long `since` is past; tracked.
    pub fn since(self, since: Millis) -> String {
        lasted(self.now().since(since))
    }
}

/// A length of time in its one or two largest units.
pub fn lasted(ms: u64) -> String {
    let pair = |count: u64, unit: &str, rest: u64, smaller: &str| {
        let mut words = vec![count.to_string(), " ".to_owned(), unit.to_owned()];
        if rest > 0 {
            words.extend([" ".to_owned(), rest.to_string(), " ".to_owned(), smaller.to_owned()]);
        }
        words.concat()
    };
    match ms {
        ..MINUTE => "<1 min".to_owned(),
        MINUTE..HOUR => pair(ms / MINUTE, "min", 0, ""),
        HOUR..DAY => pair(ms / HOUR, "h", ms % HOUR / MINUTE, "min"),
        _ => pair(ms / DAY, "d", ms % DAY / HOUR, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_units_are_enough() {
        let shown = [0, 59_999, MINUTE, 59 * MINUTE, HOUR, HOUR + 5 * MINUTE, 3 * DAY + 2 * HOUR]
            .map(lasted);
        assert_eq!(shown, ["<1 min", "<1 min", "1 min", "59 min", "1 h", "1 h 5 min", "3 d 2 h"]);
    }
}
