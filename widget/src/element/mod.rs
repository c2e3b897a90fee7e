//! Elements on Leptos' signals and effects, without a type for each.
//!
//! A `view!` makes a type of every nesting and code for each type; in the customer's download that
//! was most of it, and in the console's too. Here an element is built at once, whatever it holds by
//! the same few functions, and what is live in it is an effect.
//!
//! What is live ends with the reactive owner under which it was made.

mod keyed;

use crate::browser;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, HtmlElement};

/// The namespace of drawings.
const DRAWING: &str = "http://www.w3.org/2000/svg";

/// An element of the document.
#[derive(Debug, Clone)]
pub struct Element(HtmlElement);

/// A new element named `tag`, outside the document until it is put into another.
///
/// # Panics
///
/// Where there is no document, or if `tag` is no name.
#[inline(never)]
pub fn el(tag: &'static str) -> Element {
    #[expect(clippy::expect_used, reason = "made from literal names only, where there is a page")]
    let made = browser::document()
        .and_then(|document| document.create_element(tag).ok())
        .expect("a page makes elements of any valid name");
    Element(made.unchecked_into())
}

/// A new element of a drawing, named `tag`; otherwise as [`el`].
///
/// # Panics
///
/// Where there is no document, or if `tag` is no name.
#[inline(never)]
pub fn svg(tag: &'static str) -> Element {
    #[expect(clippy::expect_used, reason = "made from literal names only, where there is a page")]
    let made = browser::document()
        .and_then(|document| document.create_element_ns(Some(DRAWING), tag).ok())
        .expect("a page makes elements of any valid name");
    // Only what every element has is asked of it.
    Element(made.unchecked_into())
}

/// Runs `task` now, and again whenever something it read has changed.
pub fn watch(task: impl FnMut() + 'static) {
    boxed_watch(Box::new(task));
}

// What is not generic stays out of line: it is called from everywhere.
#[inline(never)]
fn boxed_watch(mut task: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_| task());
    // Kept by the owner, and dropped with it.
    StoredValue::new_local(effect);
}

impl Element {
    /// The element itself.
    pub const fn node(&self) -> &HtmlElement {
        &self.0
    }

    /// With this class.
    #[must_use]
    #[inline(never)]
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// With this attribute.
    #[must_use]
    #[inline(never)]
    pub fn attr(self, name: &str, value: &str) -> Self {
        // Fails only for a name that is none; names are literals.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// With this attribute, empty, if `on`.
    #[must_use]
    #[inline(never)]
    pub fn flag(self, name: &str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// With this attribute as `value` says, now and later; absent while it says none.
    #[must_use]
    pub fn live_attr(
        self,
        name: &'static str,
        value: impl FnMut() -> Option<String> + 'static,
    ) -> Self {
        self.boxed_attr(name, Box::new(value))
    }

    /// With this attribute, empty, while `on` says so.
    #[must_use]
    pub fn live_flag(self, name: &'static str, mut on: impl FnMut() -> bool + 'static) -> Self {
        self.live_attr(name, move || on().then(String::new))
    }

    /// Calls `hear` for every `event`.
    #[must_use]
    pub fn on(self, event: &str, hear: impl FnMut(Event) + 'static) -> Self {
        self.boxed_on(event, Box::new(hear))
    }

    /// Calls `hear` when it is clicked.
    #[must_use]
    pub fn click(self, mut hear: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| hear())
    }

    /// Puts itself into `reference`.
    #[must_use]
    #[inline(never)]
    pub fn held_by(self, reference: ElementRef) -> Self {
        reference.0.set_value(Some(self.0.clone()));
        self
    }

    /// With this inside, after what is inside already.
    #[must_use]
    pub fn child(self, child: impl Child) -> Self {
        child.add_to(&self);
        self
    }

    /// With what `draw` puts inside, now and later: whenever something it read has changed, it
    /// draws again, into the emptied element.
    #[must_use]
    pub fn live(self, draw: impl FnMut(Self) -> Self + 'static) -> Self {
        self.boxed_live(Box::new(draw))
    }

    /// With what `draw` puts inside at each stage, now and later: whatever `stage` reads, it draws
    /// again only when the stage has become another.
    #[must_use]
    pub fn staged<Stage: Clone + PartialEq + 'static>(
        self,
        mut stage: impl FnMut() -> Stage + 'static,
        mut draw: impl FnMut(Self, Stage) -> Self + 'static,
    ) -> Self {
        let at = Rc::new(RefCell::new(untrack(&mut stage)));
        let shown = at.clone();
        let moved = move || {
            let now = stage();
            at.replace(now.clone()) != now
        };
        let drawn = move |place| {
            let stage = shown.borrow().clone();
            draw(place, stage)
        };
        self.boxed_staged(Box::new(moved), Box::new(drawn))
    }

    /// With these words inside, now and later.
    #[must_use]
    pub fn live_text(self, words: impl Fn() -> String + 'static) -> Self {
        self.live(move |place| place.child(words()))
    }

    #[inline(never)]
    fn boxed_attr(self, name: &'static str, mut value: Box<dyn FnMut() -> Option<String>>) -> Self {
        let element = self.0.clone();
        watch(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
        self
    }

    #[inline(never)]
    fn boxed_on(self, event: &str, hear: Box<dyn FnMut(Event)>) -> Self {
        // Collected by the browser together with the element.
        let hear = Closure::wrap(hear).into_js_value();
        // Fails only for a listener that is no function.
        let _ = self.0.add_event_listener_with_callback(event, hear.unchecked_ref());
        self
    }

    #[inline(never)]
    fn boxed_staged(
        self,
        mut moved: Box<dyn FnMut() -> bool>,
        mut draw: Box<dyn FnMut(Self) -> Self>,
    ) -> Self {
        let another = ArcTrigger::new();
        let drawn = another.clone();
        watch(move || {
            if moved() {
                another.notify();
            }
        });
        self.live(move |place| {
            drawn.track();
            untrack(|| draw(place))
        })
    }

    #[inline(never)]
    fn boxed_live(self, mut draw: Box<dyn FnMut(Self) -> Self>) -> Self {
        let element = self.clone();
        watch(move || {
            element.0.set_text_content(None);
            draw(element.clone());
        });
        self
    }
}

/// Where an element puts itself for somebody else to find.
#[derive(Debug, Clone, Copy)]
pub struct ElementRef(StoredValue<Option<HtmlElement>, LocalStorage>);

impl ElementRef {
    /// A reference to nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The element, once it has been made.
    pub fn get(self) -> Option<HtmlElement> {
        self.0.try_get_value().flatten()
    }
}

impl Default for ElementRef {
    fn default() -> Self {
        Self(StoredValue::new_local(None))
    }
}

/// What can stand inside an element.
pub trait Child {
    /// Adds itself after what is inside `parent` already.
    fn add_to(self, parent: &Element);
}

impl Child for Element {
    #[inline(never)]
    fn add_to(self, parent: &Element) {
        // Fails only for an element that contains its parent; this one was made for it.
        let _ = parent.0.append_child(&self.0);
    }
}

impl Child for &str {
    #[inline(never)]
    fn add_to(self, parent: &Element) {
        let _ = parent.0.append_with_str_1(self);
    }
}

impl Child for String {
    #[inline(never)]
    fn add_to(self, parent: &Element) {
        self.as_str().add_to(parent);
    }
}

impl<C: Child> Child for Option<C> {
    fn add_to(self, parent: &Element) {
        if let Some(child) = self {
            child.add_to(parent);
        }
    }
}

impl<C: Child> Child for Vec<C> {
    fn add_to(self, parent: &Element) {
        for child in self {
            child.add_to(parent);
        }
    }
}
