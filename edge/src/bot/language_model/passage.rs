//! The passages that a model may answer from: the sections that the built-in search finds, as text.

use crate::bot::Question;
use crate::bot::excerpt::excerpt;
use crate::bot::retrieval::{Retrieval, confidence};
use crate::bot::search::Candidate;
use baton_shared::entry::{Block, Source, Span};
use baton_shared::id::Confidence;

/// Most passages. Further ones are seldom right and always distract.
const MOST_PASSAGES: usize = 5;

/// One section of the owner's knowledge, as a model sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The article's title and, after a colon, the section's heading.
    pub title: String,
    /// Its text, as Markdown.
    pub text: String,
    /// Every address that an answer may link to because of it.
    pub links: Vec<String>,
    /// What an answer from it cites.
    pub source: Source,
    /// How likely it is, by the built-in search, that it answers the question.
    pub confidence: Confidence,
}

/// The passages for `question`, likeliest first.
pub(super) fn passages(bot: &Retrieval, question: &Question<'_>) -> Vec<Passage> {
    let found = bot.find(question);
    let passage = |candidate: &Candidate| {
        let article = &bot.knowledge().articles[candidate.article];
        let section = bot.section(candidate);
        let heading = section.heading.as_deref();
        let blocks = excerpt(&section.blocks);
        let source = article.source(section);
        let mut links: Vec<String> = spans(&blocks).filter_map(|span| span.href.clone()).collect();
        links.extend(article.link.clone());
        links.push(source.href.clone());
        Passage {
            title: heading
                .map_or_else(|| article.title.clone(), |name| format!("{}: {name}", article.title)),
            text: markdown(&blocks),
            links,
            source,
            confidence: confidence(found.likelihood(candidate)),
        }
    };
    found.candidates.iter().take(MOST_PASSAGES).map(passage).collect()
}

/// The words of all blocks, span by span.
pub(super) fn spans(blocks: &[Block]) -> impl Iterator<Item = &Span> {
    blocks.iter().flat_map(|block| match block {
        Block::Paragraph { spans } | Block::Heading { spans } => spans.iter().collect::<Vec<_>>(),
        Block::List { items, .. } => items.iter().flatten().collect(),
        Block::Code { .. } => Vec::new(),
    })
}

fn markdown(blocks: &[Block]) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { spans } | Block::Heading { spans } => lines.push(line(spans)),
            Block::List { ordered, items } => {
                let mark = |at: usize| {
                    if *ordered { format!("{}. ", at + 1) } else { "- ".to_owned() }
                };
                lines.extend(items.iter().enumerate().map(|(at, item)| mark(at) + &line(item)));
            }
            Block::Code { text } => lines.push(text.clone()),
        }
    }
    lines.join("\n")
}

fn line(spans: &[Span]) -> String {
    let words = |span: &Span| match &span.href {
        Some(href) => format!("[{}]({href})", span.text),
        None => span.text.clone(),
    };
    spans.iter().map(words).collect()
}
