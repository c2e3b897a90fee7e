//! `cargo xtask answer`: the built-in bot over JSON lines, one question each.

use crate::{json_lines, knowledge};
use anyhow::{Result, bail};
use baton_edge::bot::{Question, Retrieval};
use baton_shared::id::Confidence;
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;

/// Answers questions from a site's knowledge, as the built-in bot would.
///
/// Reads JSON lines `{"id", "text"}` on standard input and writes a line for each: `{"id", "article",
/// "section", "confidence", "answer"}`, the best section even where the bot itself would not be sure
/// enough to give it. A line that can't be read gives a line with "error" and its number, and the rest
/// goes on.
#[derive(Args)]
pub struct AnswerArgs {
    /// The site's folder, with site.toml and knowledge/
    #[arg(long, required_unless_present = "articles", conflicts_with = "articles")]
    site: Option<PathBuf>,
    /// Articles as JSON lines `{"id", "question", "answer"}` instead of a site
    #[arg(long)]
    articles: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answered<'a> {
    id: Value,
    /// The article's path or id; none when nothing in the knowledge fits.
    article: Option<&'a str>,
    /// The section's heading, where it has one.
    section: Option<&'a str>,
    /// How likely this is the right article, 0 to 1.
    confidence: f32,
    answer: String,
}

/// Runs the command.
pub fn run(args: &AnswerArgs) -> Result<()> {
    let bot = match (&args.site, &args.articles) {
        (Some(site), _) => knowledge::site(site)?,
        (None, Some(articles)) => Retrieval::new(knowledge::articles(articles)?, Confidence::NONE),
        (None, None) => bail!("name a site's folder with --site, or a file with --articles"),
    };
    json_lines::pipe(|Line { id, text }| Some(answer(&bot, id, &text)))
}

fn answer<'a>(bot: &'a Retrieval, id: Value, text: &str) -> Answered<'a> {
    let found = bot.find(&Question { text, recent: &[] });
    let Some(best) = found.candidates.first() else {
        return Answered {
            id,
            article: None,
            section: None,
            confidence: 0.0,
            answer: String::new(),
        };
    };
    let section = bot.section(best);
    Answered {
        id,
        article: Some(&bot.knowledge().articles[best.article].path),
        section: section.heading.as_deref(),
        confidence: (found.confidence * 1000.0).round() / 1000.0,
        answer: section.plain_text().trim_end().to_owned(),
    }
}
