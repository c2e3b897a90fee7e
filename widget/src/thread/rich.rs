//! Rich text as elements: never as markup text.
//!
//! Addresses were checked at the edge and are checked again here, since the page that opens them is
//! the reader's.

use super::{ThreadProps, Viewer};
use crate::element::{Element, el};
use baton_shared::entry::{Block, Span, Style};
use leptos::prelude::*;

/// An answer's blocks, inside `place`.
pub(super) fn blocks(place: Element, blocks: &[Block], props: ThreadProps) -> Element {
    blocks.iter().fold(place, |place, block| place.child(one_block(block, props)))
}

/// A link that opens where it belongs: a path of the customer's page in that page, all else beside.
/// None when the address is of no kind that is opened.
pub(super) fn link(href: &str, props: ThreadProps) -> Option<Element> {
    let place = place(href)?;
    let target = match (place, props.viewer) {
        (Place::Page, Viewer::Customer) => "_top",
        _ => "_blank",
    };
    let link = el("a").attr("target", target).attr("rel", "noopener");
    let href = href.to_owned();
    Some(match place {
        Place::Elsewhere => link.attr("href", &href),
        Place::Page => link.live_attr("href", move || {
            Some([props.page.get().unwrap_or_default(), href.clone()].concat())
        }),
    })
}

/// Plain words inside `place`, with addresses in them as links.
pub(super) fn plain(place: Element, text: &str, props: ThreadProps) -> Element {
    pieces(text).into_iter().fold(place, |place, piece| match piece {
        Piece::Words(words) => place.child(words),
        Piece::Address(href) => place.child(link(href, props).map(|link| link.child(href))),
    })
}

fn one_block(block: &Block, props: ThreadProps) -> Element {
    match block {
        Block::Paragraph { spans } => words(el("p"), spans, props),
        Block::Heading { spans } => words(el("p").class("heading"), spans, props),
        Block::Code { text } => el("pre").attr("tabindex", "0").child(text.as_str()),
        Block::List { ordered, items } => {
            let list = el(if *ordered { "ol" } else { "ul" });
            items.iter().fold(list, |list, item| list.child(words(el("li"), item, props)))
        }
    }
}

fn words(place: Element, spans: &[Span], props: ThreadProps) -> Element {
    spans.iter().fold(place, |place, span| {
        let link = span.href.as_deref().and_then(|href| link(href, props));
        let tag = match span.style {
            Style::Plain => None,
            Style::Strong => Some("strong"),
            Style::Emphasis => Some("em"),
            Style::Code => Some("code"),
        };
        let text = span.text.as_str();
        match (link, tag.map(|tag| el(tag).child(text))) {
            (Some(link), Some(styled)) => place.child(link.child(styled)),
            (Some(link), None) => place.child(link.child(text)),
            (None, Some(styled)) => place.child(styled),
            (None, None) => place.child(text),
        }
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A path on the customer's page.
    Page,
    /// A whole address.
    Elsewhere,
}

fn place(href: &str) -> Option<Place> {
    if href.starts_with('/') && !href.starts_with("//") && !href.contains('\\') {
        return Some(Place::Page);
    }
    let whole = ["https://", "http://", "mailto:", "tel:"];
    whole.iter().any(|scheme| href.starts_with(scheme)).then_some(Place::Elsewhere)
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Address(&'a str),
}

/// Splits plain text at the web addresses in it. Closing punctuation is not part of one.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((at, _)) = rest.char_indices().find(|(at, _)| is_address(&rest[*at..])) {
        let (before, found) = rest.split_at(at);
        let end = found.find(char::is_whitespace).unwrap_or(found.len());
        let address = found[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        if !before.is_empty() {
            pieces.push(Piece::Words(before));
        }
        pieces.push(Piece::Address(address));
        rest = &found[address.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_known_kinds_are_opened() {
        assert_eq!(place("/pages/returns"), Some(Place::Page));
        assert_eq!(place("https://shop.example"), Some(Place::Elsewhere));
        for bad in ["javascript:alert(1)", "//evil.test", "/\\evil.test", "data:text/html,x", ""] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }

    #[test]
    fn addresses_in_plain_words_are_found() {
        assert_eq!(
            pieces("See https://a.test/x, or ask."),
            [Piece::Words("See "), Piece::Address("https://a.test/x"), Piece::Words(", or ask.")]
        );
        assert_eq!(pieces("none"), [Piece::Words("none")]);
        assert_eq!(pieces("https://"), [Piece::Address("https://")]);
    }
}
