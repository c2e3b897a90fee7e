//! Knowledge from files: a site's folder, articles as JSON lines, and sets of questions about them.

use anyhow::{Context, Result, bail};
use baton_edge::bot::{Article, Knowledge, Retrieval, sections};
use baton_edge::site_bundle::{ArticleFile, Site, SiteBundle};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

/// An article as a line of JSON.
#[derive(Deserialize)]
struct Line {
    id: String,
    question: String,
    answer: String,
}

/// The bot of the site in `folder`.
pub fn site(folder: &Path) -> Result<Retrieval> {
    let written = baton_tests::SiteBundle::read(folder)?;
    let article =
        |article: baton_tests::Article| ArticleFile { path: article.path, text: article.text };
    let articles: Vec<ArticleFile> = written.articles.into_iter().map(article).collect();
    match SiteBundle::parse(&written.settings, &articles) {
        Ok(Site { settings, knowledge }) => Ok(Retrieval::new(knowledge, settings.bot.threshold)),
        Err(errors) => {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            bail!("{} is not a sound site:\n{}", folder.display(), errors.join("\n"))
        }
    }
}

/// The articles in a file of JSON lines `{"id", "question", "answer"}`.
pub fn articles(file: &Path) -> Result<Knowledge> {
    let article = |line: Line| Article {
        path: line.id,
        title: line.question,
        link: None,
        tags: Vec::new(),
        language: None,
        issue_type: None,
        sections: sections(&line.answer),
    };
    let articles = lines(file)?.into_iter().map(article).collect();
    Ok(Knowledge { articles, ..Knowledge::default() })
}

/// A knowledge with questions about it.
pub struct Set {
    /// Its name.
    pub name: String,
    /// What is known.
    pub knowledge: Knowledge,
    /// Questions that one of the articles answers.
    pub queries: Vec<Query>,
    /// Questions that none of them answers.
    pub unanswerable: Vec<String>,
}

/// A question and the article that answers it best.
#[derive(Deserialize)]
pub struct Query {
    /// The customer's words.
    pub text: String,
    /// The article's path.
    pub article: String,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

/// The sets in the folders of `folder`, by name.
pub fn sets(folder: &Path) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let unanswerable: Vec<Text> = lines(&path.join("unanswerable.jsonl"))?;
        sets.push(set(&path, unanswerable.into_iter().map(|line| line.text).collect())?);
    }
    sets.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(sets)
}

/// The public set below `data`; what customers of quite other companies say is what it can't answer.
pub fn public(data: &Path) -> Result<Set> {
    const EVERY: usize = 80;
    let turns: Vec<Text> = lines(&data.join("customer_turns.jsonl"))?;
    let turns = turns.into_iter().map(|line| line.text);
    set(&data.join("knowledge"), turns.step_by(EVERY).collect())
}

fn set(folder: &Path, unanswerable: Vec<String>) -> Result<Set> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let knowledge = articles(&folder.join("articles.jsonl"))?;
    let queries = lines(&folder.join("queries.jsonl"))?;
    Ok(Set { name, knowledge, queries, unanswerable })
}

/// The JSON lines of a file.
pub fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("{}, line {}", file.display(), at + 1))
        })
        .collect()
}
