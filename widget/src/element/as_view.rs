//! An [`Element`] inside a `view!`, and a view inside an [`Element`]. For the console.

use super::Element;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Position, PositionState};
use send_wrapper::SendWrapper;

impl Element {
    /// As a view.
    pub fn as_view(self) -> AnyView {
        Made(SendWrapper::new(self.0.into())).into_any()
    }

    /// With `view` inside, after what is inside already.
    #[must_use]
    pub fn holding(self, view: AnyView) -> Self {
        let mut state = view.build();
        state.mount(&self.0, None);
        // What is live in the view lives as long as its owner.
        StoredValue::new_local(state);
        self
    }
}

/// An element that is made already. Views must be `Send`; a page has one thread.
struct Made(SendWrapper<web_sys::Element>);

impl Render for Made {
    type State = web_sys::Element;

    fn build(self) -> Self::State {
        self.0.take()
    }

    fn rebuild(self, state: &mut Self::State) {
        let made = self.0.take();
        // Fails only for an element that contains its place.
        let _ = state.replace_with_with_node_1(&made);
        *state = made;
    }
}

impl AddAnyAttr for Made {
    type Output<New: Attribute> = Self;

    fn add_any_attr<New: Attribute>(self, _: New) -> Self {
        self
    }
}

impl RenderHtml for Made {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    // There is no server to render on, and nothing to hydrate.
    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
