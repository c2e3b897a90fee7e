//! A site's approved knowledge: articles, split into sections at their headings.
//!
//! A section is the unit that is found and shown; an article is what it is cited as.

use baton_shared::entry::{Block, Source, Span};
use serde::{Deserialize, Serialize};

/// Everything the bot may say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// The owner's articles, in the order they were given.
    pub articles: Vec<Article>,
    /// The owner's groups of synonyms, one a line, as in `synonyms.txt`; may be empty.
    pub synonyms: String,
}

impl Knowledge {
    /// How many sections all articles have.
    pub fn section_count(&self) -> usize {
        self.articles.iter().map(|article| article.sections.len()).sum()
    }

    /// The language that most articles say they are written in; English when none says.
    pub fn language(&self) -> &str {
        let said = || self.articles.iter().filter_map(|article| article.language.as_deref());
        let often = |language: &&str| said().filter(|said| said == language).count();
        // Of equally many, the first.
        said().rev().max_by_key(often).unwrap_or("en")
    }
}

/// One article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its file, as the owner knows it.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Where it is published, if it is: `https:`, `http:` or a path on the site.
    pub link: Option<String>,
    /// Other words that customers use for what it is about.
    pub tags: Vec<String>,
    /// The language it is written in, as a BCP 47 tag.
    pub language: Option<String>,
    /// The issue type of who asks about it: a built-in one, or one of the owner's.
    pub issue_type: Option<String>,
    /// Its text; at least one section.
    pub sections: Vec<Section>,
}

/// The part of an article under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading; none before the article's first.
    pub heading: Option<String>,
    /// The text; at least one block.
    #[serde(with = "super::blocks")]
    pub blocks: Vec<Block>,
}

impl Article {
    /// What an answer from `section` cites. The address is the article's link, with the heading as
    /// its anchor unless the owner chose one; empty when the article isn't published.
    pub fn source(&self, section: &Section) -> Source {
        let href = match (&self.link, &section.heading) {
            (Some(link), Some(heading)) if !link.contains('#') => {
                format!("{link}#{}", anchor(heading))
            }
            (link, _) => link.clone().unwrap_or_default(),
        };
        Source { title: self.title.clone(), href }
    }
}

impl Section {
    /// The section's words, without style.
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match block {
                Block::Paragraph { spans } | Block::Heading { spans } => push(&mut text, spans),
                Block::List { items, .. } => {
                    for item in items {
                        push(&mut text, item);
                    }
                }
                Block::Code { text: code } => {
                    text.push_str(code);
                    text.push('\n');
                }
            }
        }
        text
    }
}

fn push(text: &mut String, spans: &[Span]) {
    text.extend(spans.iter().map(|span| span.text.as_str()));
    text.push('\n');
}

/// The anchor that site generators give a heading: lower case, words joined by `-`.
fn anchor(heading: &str) -> String {
    let mut anchor = String::new();
    for character in heading.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            anchor.push(character);
            continue;
        }
        let separates = character.is_whitespace() || character == '-';
        if separates && !anchor.is_empty() && !anchor.ends_with('-') {
            anchor.push('-');
        }
    }
    anchor.truncate(anchor.trim_end_matches('-').len());
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(link: Option<&str>) -> Article {
        Article {
            path: "returns.md".to_owned(),
            title: "Returns".to_owned(),
            link: link.map(str::to_owned),
            tags: Vec::new(),
            language: None,
            issue_type: None,
            sections: Vec::new(),
        }
    }

    #[test]
    fn a_source_leads_to_the_heading_unless_the_owner_chose_an_anchor() {
        let section =
            Section { heading: Some("How long – 30 days?".to_owned()), blocks: Vec::new() };
        let href = |link| article(link).source(&section).href;
        assert_eq!(href(Some("/help.html")), "/help.html#how-long-30-days");
        assert_eq!(href(Some("/help.html#returns")), "/help.html#returns");
        assert_eq!(href(None), "");
    }
}
