//! Markdown in, sections of structured rich text out.
//!
//! Nothing of the source survives but words, styles and checked links: HTML is dropped, images
//! become their alternative text, nested lists are flattened.

use super::Section;
use baton_shared::entry::{Block, Span, Style};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Splits a document at its headings. A heading with nothing beneath it is left out.
pub fn sections(markdown: &str) -> Vec<Section> {
    let mut reader = Reader::default();
    for event in Parser::new(markdown) {
        reader.take(event);
    }
    reader.finish()
}

/// A document as blocks, its headings among them.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let heading = |words| Block::Heading { spans: vec![Span::plain(words)] };
    let parts = sections(markdown).into_iter();
    parts.flat_map(|part| part.heading.map(heading).into_iter().chain(part.blocks)).collect()
}

/// Whether rich text may link to `href`: the web, mail, telephone, or a path on the site.
pub fn is_safe_link(href: &str) -> bool {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '\\';
    let path = href.starts_with('/') && !href.starts_with("//");
    let schemes = ["https://", "http://", "mailto:", "tel:"];
    let known = |scheme: &&str| href.len() > scheme.len() && href.starts_with(*scheme);
    href.chars().all(plain) && (path || schemes.iter().any(known))
}

/// Builds sections from the parser's events.
#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    heading: Option<String>,
    blocks: Vec<Block>,
    /// The words of the block or list item being read.
    spans: Vec<Span>,
    /// The list being read, however deeply items are nested.
    list: Option<List>,
    depth: usize,
    code: Option<String>,
    strong: usize,
    emphasis: usize,
    links: Vec<Option<String>>,
}

struct List {
    ordered: bool,
    items: Vec<Vec<Span>>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.push(&text, self.style()),
            },
            Event::Code(text) => self.push(&text, Style::Code),
            Event::SoftBreak | Event::HardBreak => self.push(" ", Style::Plain),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.close_section(),
            Tag::List(start) => {
                self.close_words();
                self.depth += 1;
                let ordered = start.is_some();
                self.list.get_or_insert_with(|| List { ordered, items: Vec::new() });
            }
            Tag::CodeBlock(_) => {
                self.close_words();
                self.code = Some(String::new());
            }
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => {
                self.links.push(is_safe_link(&dest_url).then(|| dest_url.into_string()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let words: String = self.spans.drain(..).map(|span| span.text).collect();
                self.heading = Some(words.trim().to_owned()).filter(|words| !words.is_empty());
            }
            TagEnd::Paragraph if self.list.is_some() => self.push(" ", Style::Plain),
            TagEnd::Paragraph | TagEnd::Item => self.close_words(),
            TagEnd::List(_) => {
                self.depth -= 1;
                if self.depth == 0
                    && let Some(List { ordered, items }) = self.list.take()
                    && !items.is_empty()
                {
                    self.blocks.push(Block::List { ordered, items });
                }
            }
            TagEnd::CodeBlock => {
                if let Some(text) = self.code.take() {
                    self.blocks.push(Block::Code { text: text.trim_end().to_owned() });
                }
            }
            TagEnd::Strong => self.strong -= 1,
            TagEnd::Emphasis => self.emphasis -= 1,
            TagEnd::Link => {
                self.links.pop();
            }
            _ => {}
        }
    }

    fn style(&self) -> Style {
        match (self.strong, self.emphasis) {
            (0, 0) => Style::Plain,
            (0, _) => Style::Emphasis,
            _ => Style::Strong,
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        let href = self.links.last().cloned().flatten();
        match self.spans.last_mut() {
            Some(last) if last.style == style && last.href == href => last.text.push_str(text),
            _ => self.spans.push(Span { text: text.to_owned(), style, href }),
        }
    }

    /// Ends the paragraph or list item being read.
    fn close_words(&mut self) {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(last) = spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        spans.retain(|span| !span.text.is_empty());
        if spans.is_empty() {
            return;
        }
        match &mut self.list {
            Some(list) => list.items.push(spans),
            None => self.blocks.push(Block::Paragraph { spans }),
        }
    }

    fn close_section(&mut self) {
        self.close_words();
        let heading = self.heading.take();
        if !self.blocks.is_empty() {
            self.sections.push(Section { heading, blocks: std::mem::take(&mut self.blocks) });
        }
    }

    fn finish(mut self) -> Vec<Section> {
        self.close_section();
        self.sections
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_split_at_its_headings() {
        let found = sections("Intro.\n\n# Empty\n\n## How *long*?\n\nThirty days.\n");
        let headings: Vec<_> = found.iter().map(|section| section.heading.as_deref()).collect();
        assert_eq!(headings, [None, Some("How long?")]);
        assert_eq!(found[1].plain_text(), "Thirty days.\n");
    }

    #[test]
    fn rich_text_is_structure() {
        let found = sections(
            "See **our [help](/help#x)** or `code`.\nNext line\n\n\
             1. one\n2. two\n   - nested\n\n```\nlet x;\n```\n",
        );
        let link = Span {
            text: "help".to_owned(),
            style: Style::Strong,
            href: Some("/help#x".to_owned()),
        };
        let strong = |text: &str| Span { style: Style::Strong, ..Span::plain(text) };
        assert_eq!(
            found[0].blocks,
            [
                Block::Paragraph {
                    spans: vec![
                        Span::plain("See "),
                        strong("our "),
                        link,
                        Span::plain(" or "),
                        Span { style: Style::Code, ..Span::plain("code") },
                        Span::plain(". Next line"),
                    ]
                },
                Block::List {
                    ordered: true,
                    items: vec![
                        vec![Span::plain("one")],
                        vec![Span::plain("two")],
                        vec![Span::plain("nested")]
                    ]
                },
                Block::Code { text: "let x;".to_owned() },
            ]
        );
    }

    #[test]
    fn html_is_dropped_and_images_leave_their_words() {
        let found =
            sections("<script>alert(1)</script>\n\na <b>bold</b> ![map of the shop](m.png)");
        assert_eq!(found[0].plain_text(), "a bold map of the shop\n");
    }

    #[test]
    fn only_harmless_links_survive() {
        for good in
            ["https://a.example/x", "http://a", "mailto:a@b.example", "tel:+4930", "/help#a"]
        {
            assert!(is_safe_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript:x",
            "//evil.example",
            "data:x",
            "",
            "java\nscript:x",
            "a\\b",
        ] {
            assert!(!is_safe_link(bad), "{bad}");
        }
        let found = sections("[click](javascript:alert(1))");
        assert_eq!(found[0].blocks, [Block::Paragraph { spans: vec![Span::plain("click")] }]);
    }
}
