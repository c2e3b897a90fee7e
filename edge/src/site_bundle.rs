//! A site as its owner writes it: `site.toml`, a folder of Markdown articles and, beside them, the words
//! that customers use for the same thing.
//!
//! [`SiteBundle::parse`] takes all of it or nothing, and names every mistake by file and line. What
//! comes out is checked: the rest of the edge never meets a half-valid site.

mod article;
mod settings;

pub use settings::agent_mistakes;

use crate::bot::Knowledge;
use crate::bot::search::synonym_mistakes;
use baton_shared::site::SiteSettings;
use baton_shared::trigger::IssueType;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;

/// The file that a site's settings are in.
pub const SETTINGS_FILE: &str = "site.toml";
/// The file beside the articles that groups of synonyms are in; a site may have one.
pub const SYNONYMS_FILE: &str = "synonyms.txt";
/// Most articles of a site.
pub const MAX_ARTICLES: usize = 2000;
/// Most bytes of one article.
pub const MAX_ARTICLE_BYTES: usize = 200_000;
/// Most bytes of `site.toml`.
pub const MAX_SETTINGS_BYTES: usize = 100_000;

/// A site as it is sent to the edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteBundle {
    /// The text of `site.toml`.
    pub settings: String,
    /// The files of `knowledge/`.
    pub articles: Vec<ArticleFile>,
}

/// One Markdown file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleFile {
    /// Its path inside `knowledge/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A site, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// What the owner sets.
    pub settings: SiteSettings,
    /// What the bot may say.
    pub knowledge: Knowledge,
}

/// A mistake in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleError {
    /// The file, `site.toml` or an article's path.
    pub file: String,
    /// The line, from 1; 0 when the mistake is in no particular line.
    pub line: usize,
    /// What is wrong and what is expected.
    pub reason: String,
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.reason),
            line => write!(f, "{}:{line}: {}", self.file, self.reason),
        }
    }
}

impl std::error::Error for BundleError {}

/// The settings in the text of a `site.toml`, or every mistake in it, without the articles beside it.
pub fn read_settings(text: &str) -> Result<SiteSettings, Vec<BundleError>> {
    settings::parse(text)
}

impl SiteBundle {
    /// The site that `settings` and `articles` describe, or everything that is wrong with them.
    pub fn parse(settings: &str, articles: &[ArticleFile]) -> Result<Site, Vec<BundleError>> {
        let mut errors = Vec::new();
        let settings = settings::parse(settings).map_err(|wrong| errors.extend(wrong)).ok();
        if articles.len() > MAX_ARTICLES {
            let reason = format!("{} articles; a site has at most {MAX_ARTICLES}", articles.len());
            errors.push(BundleError { file: "knowledge".to_owned(), line: 0, reason });
            return Err(errors);
        }
        let mut paths = HashSet::new();
        let mut knowledge = Knowledge::default();
        let mut issue_types: Vec<&str> = IssueType::ALL.map(IssueType::name).to_vec();
        if let Some(settings) = &settings {
            issue_types.extend(settings.trigger.issue_types.keys().map(String::as_str));
        }
        for file in articles {
            if !paths.insert(&file.path) {
                errors.push(file.error(0, "another article has the same path"));
                continue;
            }
            if file.path == SYNONYMS_FILE {
                let wrong = synonym_mistakes(&file.text).into_iter();
                errors.extend(wrong.map(|(line, reason)| file.error(line, reason)));
                knowledge.synonyms.clone_from(&file.text);
                continue;
            }
            match article::parse(file, &issue_types) {
                Ok(article) => knowledge.articles.push(article),
                Err(wrong) => errors.extend(wrong),
            }
        }
        match settings {
            Some(settings) if errors.is_empty() => Ok(Site { settings, knowledge }),
            _ => Err(errors),
        }
    }
}

impl ArticleFile {
    fn error(&self, line: usize, reason: impl Into<String>) -> BundleError {
        BundleError { file: self.path.clone(), line, reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "id = \"demo\"\nname = \"Demo\"\n";

    fn file(path: &str, text: &str) -> ArticleFile {
        ArticleFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_site_is_its_settings_and_articles() {
        let article = "---\ntitle: Shipping\n---\nWe ship.\n\n## Abroad\nThat too.\n";
        let site = SiteBundle::parse(SETTINGS, &[file("shipping.md", article)]).unwrap();
        assert_eq!(site.settings.id.as_str(), "demo");
        assert_eq!(site.knowledge.section_count(), 2);
        let stored = serde_json::to_string(&site).unwrap();
        assert_eq!(serde_json::from_str::<Site>(&stored).unwrap(), site);
    }

    #[test]
    fn every_mistake_is_named_by_file_and_line() {
        let files = [
            file("a.md", "---\ntitle: A\ncolour: red\n---\nText\n"),
            file("b.md", "No front matter\n"),
            file("b.md", "---\ntitle: B\n---\nText\n"),
            file("synonyms.txt", "# Bags\nbag, case\nalone\n"),
        ];
        let errors = SiteBundle::parse("id = \"demo\"\nname = 3\n", &files).unwrap_err();
        let places: Vec<_> = errors.iter().map(|e| (e.file.as_str(), e.line)).collect();
        assert_eq!(
            places,
            [("site.toml", 2), ("a.md", 3), ("b.md", 1), ("b.md", 0), ("synonyms.txt", 3)]
        );
        assert!(errors[1].to_string().starts_with("a.md:3: "), "{}", errors[1]);
    }

    #[test]
    fn a_site_has_a_bounded_number_of_articles() {
        let files: Vec<_> =
            (0..=MAX_ARTICLES).map(|n| file(&format!("{n}.md"), "---\ntitle: A\n---\nB")).collect();
        assert!(SiteBundle::parse(SETTINGS, &files).is_err());
        assert!(SiteBundle::parse(SETTINGS, &files[1..]).is_ok());
    }
}
