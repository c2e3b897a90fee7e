//! Where a thread is scrolled to: at its end while it grows there, else where the reader left it.
//!
//! Invariant: what the reader looks at does not move. Growth at the end keeps the end in view only
//! for those who were at it; older entries above keep the distance to the end.

use super::{ThreadProps, newest};
use crate::element::{ElementRef, watch};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};

/// This close to the end counts as at it, in pixels.
const AT_END: i32 = 64;
/// This close to the beginning, older entries are fetched, in pixels.
const NEAR_START: i32 = 320;

/// A thread's scroll position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroll {
    /// The element that scrolls.
    pub port: ElementRef,
    /// Whether the end is in view.
    pub at_end: RwSignal<bool>,
    /// Whether something came while it was not.
    pub unseen: RwSignal<bool>,
    /// Whether older entries are on their way.
    pub fetching: RwSignal<bool>,
    /// Pixels between the view and the end, as the reader left them.
    below: StoredValue<i32>,
    /// Pixels above the view when it last moved.
    above: StoredValue<i32>,
    /// Whether older entries have come that the view does not allow for yet.
    prepended: StoredValue<bool>,
}

impl Scroll {
    /// At the end of an empty thread.
    pub(super) fn new() -> Self {
        Self {
            port: ElementRef::new(),
            at_end: RwSignal::new(true),
            unseen: RwSignal::new(false),
            fetching: RwSignal::new(false),
            below: StoredValue::new(0),
            above: StoredValue::new(0),
            prepended: StoredValue::new(false),
        }
    }

    /// Follows the thread of `props` in `port`, which shows `content`.
    pub(super) fn follow(self, props: ThreadProps, port: &HtmlElement, content: &HtmlElement) {
        self.watch_entries(props);
        self.watch_outbox(props);
        self.watch_size(port, content);
    }

    /// Goes to the end.
    pub(super) fn to_end(self) {
        self.at_end.set(true);
        self.unseen.set(false);
        self.below.set_value(0);
        self.keep();
    }

    /// The reader has scrolled, or the view has.
    pub(super) fn moved(self, props: ThreadProps) {
        let Some(port) = self.port.get() else { return };
        let (below, above) = (distance(&port), port.scroll_top());
        self.below.set_value(below);
        // What grew beneath is not the reader's doing: only a move upwards leaves the end.
        let upwards = above < self.above.get_value();
        self.above.set_value(above);
        let at_end = below < AT_END || (self.at_end.get_untracked() && !upwards);
        if at_end != self.at_end.get_untracked() {
            self.at_end.set(at_end);
            if at_end {
                self.unseen.set(false);
            }
        }
        let near = port.scroll_top() < NEAR_START;
        if near && !self.fetching.get_untracked() && untrack(|| props.session.has_older()) {
            self.fetching.set(true);
            props.session.load_older();
        }
    }

    fn watch_entries(self, props: ThreadProps) {
        let session = props.session;
        let mut before = None;
        watch(move || {
            let first = session.with_entries(|entries| entries.first().map(|entry| entry.seq));
            let head = session.with_entries(newest);
            if let Some((earliest, newest)) = before.replace((first, head)) {
                if first < earliest {
                    self.fetching.set(false);
                    self.prepended.set_value(true);
                }
                if head > newest && !self.at_end.get_untracked() {
                    self.unseen.set(true);
                }
            }
        });
        // A page that was lost with its connection is asked for again at the next scroll.
        watch(move || {
            session.link();
            self.fetching.set(false);
        });
    }

    fn watch_outbox(self, props: ThreadProps) {
        let mut before = usize::MAX;
        watch(move || {
            let waiting = props.session.with_outbox(|outbox| {
                outbox.iter().filter(|pending| pending.action.has_words()).count()
            });
            if std::mem::replace(&mut before, waiting) < waiting {
                self.to_end();
            }
        });
    }

    /// Puts the view back where it belongs whenever the thread or its frame changes size.
    fn watch_size(self, port: &HtmlElement, content: &HtmlElement) {
        let sized = Closure::<dyn FnMut()>::new(move || self.keep()).into_js_value();
        if let Ok(watch) = ResizeObserver::new(sized.unchecked_ref()) {
            watch.observe(port);
            watch.observe(content);
        }
    }

    fn keep(self) {
        let Some(port) = self.port.get() else { return };
        let below = if self.at_end.get_untracked() {
            0
        } else if self.prepended.get_value() {
            self.below.get_value()
        } else {
            // What grew at the end leaves the view where it is.
            self.below.set_value(distance(&port));
            return;
        };
        self.prepended.set_value(false);
        let top = port.scroll_height() - port.client_height() - below;
        if port.scroll_top() != top {
            port.set_scroll_top(top);
        }
    }
}

fn distance(port: &HtmlElement) -> i32 {
    port.scroll_height() - port.client_height() - port.scroll_top()
}
