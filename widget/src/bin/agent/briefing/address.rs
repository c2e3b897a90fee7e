//! Which addresses in a briefing can be opened, and what they are. Pure.
//!
//! What a customer's browser says is not to be trusted: only web addresses become links.

use baton_widget::element::{Element, el};

/// `href` as a whole web address; a path belongs to `page`, the site's origin. None for anything else.
pub(super) fn whole(href: &str, page: Option<&str>) -> Option<String> {
    let is_path = href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/\\");
    if is_path {
        return Some([page?, href].concat());
    }
    let (scheme, rest) = href.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (is_web && !rest.is_empty() && !rest.starts_with('/')).then(|| href.to_owned())
}

/// `address` without its scheme, as people read it.
pub(super) fn short(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

/// A link to the web address `to`, beside this page.
pub(super) fn link(to: &str, words: &str) -> Element {
    el("a")
        .attr("href", to)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .class("beside")
        .child(words)
        .child(el("span").class("unseen").child(" (opens beside this page)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        let page = Some("https://shop.example");
        for href in ["https://a.example/b", "http://a.example", "HTTPS://a.example"] {
            assert_eq!(whole(href, page).as_deref(), Some(href));
        }
        assert_eq!(whole("/help/x", page).as_deref(), Some("https://shop.example/help/x"));
        for href in [
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "data://x",
            "",
            "help",
            "https:///x",
        ] {
            assert_eq!(whole(href, page), None, "{href}");
        }
        assert_eq!(whole("/help/x", None), None);
    }

    #[test]
    fn an_address_is_read_without_its_scheme() {
        assert_eq!(short("https://shop.example/bags/"), "shop.example/bags");
        assert_eq!(short("shop.example"), "shop.example");
    }
}
