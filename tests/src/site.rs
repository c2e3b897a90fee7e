//! A site as its owner has it: a folder with `site.toml` and `knowledge/*.md`, or the same made up
//! in a test.

use crate::{Error, Result};
use baton_shared::id::SiteId;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// What an owner pushes: the body of `PUT /v1/sites/{site}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteBundle {
    /// The site's id, as `settings` has it too.
    #[serde(skip)]
    pub id: String,
    /// The text of `site.toml`.
    pub settings: String,
    /// The knowledge.
    pub articles: Vec<Article>,
}

/// One Markdown file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Its path below `knowledge`, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl SiteBundle {
    /// A site that pages of any local origin may embed and whose bot answers without a pause.
    pub fn new(id: &str) -> Self {
        let settings = format!(
            "id = \"{id}\"\nname = \"Test shop\"\norigins = [\"http://127.0.0.1:*\", \"http://localhost:*\"]\n\n[bot]\npause_ms = 0\n"
        );
        Self { id: id.to_owned(), settings, articles: Vec::new() }
    }

    /// With `settings` appended to `site.toml`.
    #[must_use]
    pub fn settings(mut self, settings: &str) -> Self {
        self.settings.push_str(settings);
        self.settings.push('\n');
        self
    }

    /// With one more article.
    #[must_use]
    pub fn article(mut self, path: &str, text: &str) -> Self {
        self.articles.push(Article { path: path.to_owned(), text: text.to_owned() });
        self
    }

    /// Reads a site's folder. What the settings and articles mean is the edge's to judge; only the
    /// id is read here.
    pub fn read(folder: &Path) -> Result<Self> {
        let file = folder.join("site.toml");
        let shown = file.display().to_string();
        let settings = fs::read_to_string(&file).map_err(Error::io(format!("reading {shown}")))?;
        let Id { id } = toml::from_str(&settings)
            .map_err(|error| Error::Site { file: shown.clone(), reason: error.to_string() })?;
        SiteId::parse(id.as_str())
            .map_err(|error| Error::Site { file: shown, reason: format!("id: {error}") })?;
        let mut articles = Vec::new();
        collect(&folder.join("knowledge"), "", &mut articles)?;
        articles.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { id, settings, articles })
    }
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

fn collect(folder: &Path, below: &str, articles: &mut Vec<Article>) -> Result<()> {
    let shown = folder.display();
    for entry in fs::read_dir(folder).map_err(Error::io(format!("reading {shown}")))? {
        let entry = entry.map_err(Error::io(format!("reading {shown}")))?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), articles)?;
        } else if path == "synonyms.txt"
            || entry.path().extension().is_some_and(|extension| extension == "md")
        {
            let reading = format!("reading {}", entry.path().display());
            let text = fs::read_to_string(entry.path()).map_err(Error::io(reading))?;
            articles.push(Article { path, text });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_with_its_articles_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("knowledge/orders")).unwrap();
        fs::write(folder.path().join("site.toml"), "id = \"shop\"\nname = \"Shop\"\n").unwrap();
        fs::write(folder.path().join("knowledge/shipping.md"), "# Shipping").unwrap();
        fs::write(folder.path().join("knowledge/orders/cancel.md"), "# Cancelling").unwrap();
        fs::write(folder.path().join("knowledge/notes.txt"), "not an article").unwrap();
        let site = SiteBundle::read(folder.path()).unwrap();
        let paths: Vec<_> = site.articles.iter().map(|article| article.path.as_str()).collect();
        assert_eq!((site.id.as_str(), paths), ("shop", vec!["orders/cancel.md", "shipping.md"]));
    }

    #[test]
    fn a_wrong_id_is_found_before_anything_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("site.toml"), "id = \"a/b\"\n").unwrap();
        assert!(matches!(SiteBundle::read(folder.path()), Err(Error::Site { .. })));
    }
}
