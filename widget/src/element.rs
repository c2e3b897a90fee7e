//! Elements for Leptos, all of one type.
//!
//! A `view!` makes a type of every nesting, and code for each type; in the customer's download that
//! was most of it. Here every element is the same type, whatever it holds, so its code is there
//! once. Used by everything that the customer's panel shows; the console may mix it with `view!`.

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::ev::{self, on};
use leptos::html::{self, Custom};
use leptos::prelude::*;
use leptos::tachys::html::node_ref::node_ref;
use web_sys::Event;

/// A reference to an [`Element`] once it is in the document.
pub type ElementRef = NodeRef<Custom<&'static str>>;

/// An element to be.
#[derive(Debug)]
pub struct Element(Box<Parts>);

/// Behind a pointer, so that handing an element on copies no more than that.
#[derive(Debug)]
struct Parts {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// What an attribute is at a moment.
type Value = Box<dyn FnMut() -> Option<String> + Send>;

/// An element named `tag`.
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts { tag, attributes: Vec::new(), children: Vec::new() }))
}

/// What `draw` draws, again whenever something it read has changed.
pub fn live(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    boxed_live(Box::new(draw))
}

/// Runs `task` once this is drawn, and again whenever something it read has changed.
pub fn watch(task: impl FnMut() + 'static) {
    boxed_watch(Box::new(task));
}

// The parts below that are not generic are kept out of line: they are called from everywhere.

#[inline(never)]
fn boxed_live(draw: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
    draw.into_any()
}

#[inline(never)]
fn boxed_watch(mut task: Box<dyn FnMut()>) {
    Effect::new(move |_| task());
}

impl Element {
    /// With this class.
    #[must_use]
    #[inline(never)]
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// With this attribute.
    #[must_use]
    #[inline(never)]
    pub fn attr(mut self, name: &'static str, value: &str) -> Self {
        self.0.attributes.push(custom_attribute(name, Some(value.to_owned())).into_any_attr());
        self
    }

    /// With this attribute, empty, if `on`.
    #[must_use]
    #[inline(never)]
    pub fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// With this attribute as `value` says, absent while it says none.
    #[must_use]
    pub fn live_attr(
        self,
        name: &'static str,
        value: impl FnMut() -> Option<String> + Send + 'static,
    ) -> Self {
        self.boxed_attr(name, Box::new(value))
    }

    /// With this attribute, empty, while `on` says so.
    #[must_use]
    pub fn live_flag(
        self,
        name: &'static str,
        mut on: impl FnMut() -> bool + Send + 'static,
    ) -> Self {
        self.live_attr(name, move || on().then(String::new))
    }

    /// Calls `hear` for every `event`.
    #[must_use]
    pub fn on(self, event: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        self.boxed_on(event, Box::new(hear))
    }

    /// Calls `hear` when it is clicked.
    #[must_use]
    pub fn click(self, mut hear: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| hear())
    }

    /// Fills `reference` once it is in the document.
    #[must_use]
    #[inline(never)]
    pub fn held_by(mut self, reference: ElementRef) -> Self {
        self.0.attributes.push(node_ref(reference).into_any_attr());
        self
    }

    /// With this inside, after what is inside already.
    #[must_use]
    pub fn child(mut self, child: impl Child) -> Self {
        child.add_to(&mut self.0.children);
        self
    }

    /// As a view.
    #[inline(never)]
    pub fn view(self) -> AnyView {
        let Parts { tag, attributes, children } = *self.0;
        html::custom(tag).add_any_attr(attributes).child(children).into_any()
    }

    #[inline(never)]
    fn boxed_attr(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push(custom_attribute(name, value).into_any_attr());
        self
    }

    #[inline(never)]
    fn boxed_on(mut self, event: &'static str, hear: Box<dyn FnMut(Event)>) -> Self {
        self.0.attributes.push(on(ev::Custom::<Event>::new(event), hear).into_any_attr());
        self
    }
}

/// What can stand inside an element.
pub trait Child {
    /// Adds itself to `children`.
    fn add_to(self, children: &mut Vec<AnyView>);
}

impl Child for AnyView {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self);
    }
}

impl Child for Element {
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.view());
    }
}

impl Child for String {
    #[inline(never)]
    fn add_to(self, children: &mut Vec<AnyView>) {
        children.push(self.into_any());
    }
}

impl Child for &str {
    #[inline(never)]
    fn add_to(self, children: &mut Vec<AnyView>) {
        self.to_owned().add_to(children);
    }
}

impl<C: Child> Child for Option<C> {
    fn add_to(self, children: &mut Vec<AnyView>) {
        if let Some(child) = self {
            child.add_to(children);
        }
    }
}

impl<C: Child> Child for Vec<C> {
    fn add_to(self, children: &mut Vec<AnyView>) {
        for child in self {
            child.add_to(children);
        }
    }
}
