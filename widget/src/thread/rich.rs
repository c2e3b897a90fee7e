//! Rich text as elements: never as markup text.
//!
//! Addresses were checked at the edge and are checked again here, since the page that opens them is
//! the reader's.

use super::{ThreadProps, Viewer};
use crate::element::{Element, el};
use baton_shared::entry::{Block, Span, Style};
use leptos::prelude::*;

/// An answer's blocks.
pub(super) fn blocks(blocks: &[Block], props: ThreadProps) -> Vec<AnyView> {
    blocks.iter().map(|block| one_block(block, props)).collect()
}

/// A link that opens where it belongs: a path of the customer's page in that page, all else beside.
pub(super) fn link(href: &str, words: AnyView, props: ThreadProps) -> AnyView {
    let Some(place) = place(href) else { return words };
    let target = match (place, props.viewer) {
        (Place::Page, Viewer::Customer) => "_top",
        _ => "_blank",
    };
    let href = href.to_owned();
    let address = move || match place {
        Place::Page => props.page.with(|page| [page.as_deref().unwrap_or(""), &href].concat()),
        Place::Elsewhere => href.clone(),
    };
    let link = el("a").live_attr("href", move || Some(address()));
    link.attr("target", target).attr("rel", "noopener").child(words).view()
}

/// Plain words, with addresses in them as links.
pub(super) fn plain(text: &str, props: ThreadProps) -> Vec<AnyView> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.to_owned().into_any(),
            Piece::Address(href) => link(href, href.to_owned().into_any(), props),
        })
        .collect()
}

fn one_block(block: &Block, props: ThreadProps) -> AnyView {
    let block = match block {
        Block::Paragraph { spans } => el("p").child(words(spans, props)),
        Block::Heading { spans } => el("p").class("heading").child(words(spans, props)),
        Block::Code { text } => el("pre").attr("tabindex", "0").child(text.as_str()),
        Block::List { ordered, items } => {
            let items: Vec<Element> =
                items.iter().map(|item| el("li").child(words(item, props))).collect();
            el(if *ordered { "ol" } else { "ul" }).child(items)
        }
    };
    block.view()
}

fn words(spans: &[Span], props: ThreadProps) -> Vec<AnyView> {
    spans.iter().map(|span| one_span(span, props)).collect()
}

fn one_span(span: &Span, props: ThreadProps) -> AnyView {
    let words = match span.style {
        Style::Plain => span.text.clone().into_any(),
        Style::Strong => el("strong").child(span.text.as_str()).view(),
        Style::Emphasis => el("em").child(span.text.as_str()).view(),
        Style::Code => el("code").child(span.text.as_str()).view(),
    };
    match &span.href {
        Some(href) => link(href, words, props),
        None => words,
    }
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
    while let Some(at) = ["https://", "http://"].iter().filter_map(|s| rest.find(s)).min() {
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
