//! A list of elements, kept as it should be with the least change to the document.
//!
//! The lists here grow at an end, lose an item, or have one turn into another: what differs is one
//! run of items between a beginning and an end that stay. So that run alone is replaced, and no
//! general reordering is needed.

use super::{Element, watch};
use leptos::prelude::*;

impl Element {
    /// With what `draw` makes of each of `items` inside, now and later. An item is its own key: its
    /// element is made anew only when it has become another.
    #[must_use]
    pub fn keyed<Item: PartialEq + 'static>(
        self,
        mut items: impl FnMut() -> Vec<Item> + 'static,
        mut draw: impl FnMut(&Item) -> Self + 'static,
    ) -> Self {
        let place = self.clone();
        let mut drawn: Vec<Drawn<Item>> = Vec::new();
        // Elements outlive the run of the watch that drew them.
        let owner = Owner::current().unwrap_or_default();
        watch(move || {
            let items = items();
            let start = matching(drawn.iter().zip(&items));
            let end = matching(drawn[start..].iter().rev().zip(items[start..].iter().rev()));
            let (gone, new) = (start..drawn.len() - end, start..items.len() - end);
            for drawn in drawn.drain(gone) {
                drawn.element.node().remove();
                drawn.owner.cleanup();
            }
            for (at, item) in items.into_iter().enumerate().skip(new.start).take(new.len()) {
                let owner = owner.child();
                let element = owner.with(|| untrack(|| draw(&item)));
                let next = drawn.get(at).map(|next| next.element.node());
                // Fails only if `next` had left the list; it leaves with its place in `drawn`.
                let _ = place.node().insert_before(element.node(), next.map(AsRef::as_ref));
                drawn.insert(at, Drawn { item, element, owner });
            }
        });
        self
    }
}

/// An item in the document.
struct Drawn<Item> {
    item: Item,
    element: Element,
    owner: Owner,
}

fn matching<'a, Item: PartialEq + 'a>(
    pairs: impl Iterator<Item = (&'a Drawn<Item>, &'a Item)>,
) -> usize {
    pairs.take_while(|(drawn, item)| drawn.item == **item).count()
}
