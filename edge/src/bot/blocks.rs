//! How a section's blocks are stored: in the order of their fields, since a compact format has no room
//! for the names that the wire's JSON gives them. For `#[serde(with)]`.

use baton_shared::entry::{Block, Span, Style};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// Writes `blocks`.
pub(super) fn serialize<S: Serializer>(blocks: &[Block], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(blocks.iter().map(Stored::of))
}

/// Reads what [`serialize`] wrote.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Block>, D::Error> {
    let stored = Vec::<Stored<'de>>::deserialize(deserializer)?;
    Ok(stored.into_iter().map(Block::from).collect())
}

#[derive(Serialize, Deserialize)]
enum Stored<'a> {
    Paragraph(#[serde(borrow)] Run<'a>),
    List(bool, #[serde(borrow)] Vec<Run<'a>>),
    Heading(#[serde(borrow)] Run<'a>),
    Code(#[serde(borrow)] Cow<'a, str>),
}

type Run<'a> = Vec<Words<'a>>;

#[derive(Serialize, Deserialize)]
struct Words<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    style: Style,
    #[serde(borrow)]
    href: Option<Cow<'a, str>>,
}

impl<'a> Stored<'a> {
    fn of(block: &'a Block) -> Self {
        match block {
            Block::Paragraph { spans } => Self::Paragraph(stored(spans)),
            Block::List { ordered, items } => {
                Self::List(*ordered, items.iter().map(|item| stored(item)).collect())
            }
            Block::Heading { spans } => Self::Heading(stored(spans)),
            Block::Code { text } => Self::Code(text.into()),
        }
    }
}

impl<'a> Words<'a> {
    fn of(span: &'a Span) -> Self {
        let href = span.href.as_deref().map(Cow::from);
        Self { text: span.text.as_str().into(), style: span.style, href }
    }
}

impl From<Stored<'_>> for Block {
    fn from(stored: Stored<'_>) -> Self {
        match stored {
            Stored::Paragraph(run) => Self::Paragraph { spans: spans(run) },
            Stored::List(ordered, items) => {
                Self::List { ordered, items: items.into_iter().map(spans).collect() }
            }
            Stored::Heading(run) => Self::Heading { spans: spans(run) },
            Stored::Code(text) => Self::Code { text: text.into_owned() },
        }
    }
}

fn stored(spans: &[Span]) -> Run<'_> {
    spans.iter().map(Words::of).collect()
}

fn spans(run: Run<'_>) -> Vec<Span> {
    let span = |Words { text, style, href }| Span {
        text: Cow::into_owned(text),
        style,
        href: href.map(Cow::into_owned),
    };
    run.into_iter().map(span).collect()
}
