//! What is learned from: the examples written for this project in `xtask/corpus`, and the public
//! rows that may be used for training.
//!
//! Every example says of each head yes, no, or nothing: a public set that labels one thing must not
//! teach another. Rows marked for evaluation only never get here.

use crate::workspace;
use anyhow::{Context, Result, bail};
use baton_shared::trigger::lexicon::{Lexicon, Section};
use baton_shared::trigger::model::{BotAct, HEADS, Head};
use baton_shared::trigger::{IssueType, Topic, words};
use serde::Deserialize;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// What an example says of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// It has it.
    Yes,
    /// It doesn't.
    No,
    /// Nothing is known.
    Unknown,
}

/// A message with its labels.
#[derive(Debug, Clone)]
pub struct Example {
    /// The message.
    pub text: String,
    /// Per head, by column.
    pub labels: [Label; HEADS],
    /// Where it comes from.
    pub source: String,
}

impl Example {
    /// `text` of `source`, labelled for nothing yet.
    pub fn new(text: String, source: &str) -> Self {
        Self { text, labels: [Label::Unknown; HEADS], source: source.to_owned() }
    }

    /// What it says of `head`.
    pub const fn says(&self, head: Head) -> Label {
        self.labels[head.index()]
    }

    /// Says of `head` whether it has it.
    pub const fn set(&mut self, head: Head, yes: bool) {
        self.labels[head.index()] = if yes { Label::Yes } else { Label::No };
    }

    /// Takes in a label by its name.
    pub fn add(&mut self, label: &str) -> Result<()> {
        // `trouble3` names three; `refund?` can be argued about, and nothing is learned of it.
        let name = label.trim_end_matches('?').trim_end_matches(|c: char| c.is_ascii_digit());
        let head = Head::all().filter(|head| !matches!(head, Head::Issue(_)));
        let head = match name {
            "human" => Some(Head::Human),
            _ => head.into_iter().find(|head| head.name() == name),
        };
        let head = head.with_context(|| format!("unknown label `{label}`"))?;
        if label.ends_with('?') {
            self.labels[head.index()] = Label::Unknown;
            return Ok(());
        }
        self.set(head, true);
        if head == Head::Frustration {
            self.set(Head::Gloom, true);
        }
        Ok(())
    }

    fn set_issue(&mut self, issue: IssueType) {
        for other in IssueType::ALL {
            self.set(Head::Issue(other), other == issue);
        }
    }

    fn set_topics(&mut self, has: impl Fn(Topic) -> bool) {
        for topic in Topic::ALL {
            self.set(Head::Topic(topic), has(topic));
        }
    }

    /// The issue type it is labelled with.
    pub fn issue(&self) -> Option<IssueType> {
        IssueType::ALL.into_iter().find(|issue| self.says(Head::Issue(*issue)) == Label::Yes)
    }
}

/// The examples of every `.tsv` file in `folder`, in the order of the files' names.
pub fn own(folder: &Path) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    for file in workspace::files(folder, "tsv")? {
        let text = fs::read_to_string(&file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (at, line) in text.lines().enumerate() {
            if !line.trim().is_empty() && !line.starts_with('#') {
                let example = own_line(line, &format!("own:{name}"));
                examples.push(example.with_context(|| format!("{}:{}", file.display(), at + 1))?);
            }
        }
    }
    Ok(examples)
}

/// `labels<TAB>message`: an issue type or `-`, then every topic and signal that applies.
fn own_line(line: &str, source: &str) -> Result<Example> {
    let (labels, text) = line.split_once('\t').context("no tab between labels and message")?;
    let mut example = Example::new(text.to_owned(), source);
    for head in labelled_in(source) {
        example.set(head, false);
    }
    let mut labels = labels.split_ascii_whitespace();
    match labels.next() {
        Some("-") => {}
        Some(name) => {
            let issue = IssueType::from_name(name);
            example.set_issue(issue.with_context(|| format!("`{name}` is no issue type"))?);
        }
        None => bail!("no labels"),
    }
    labels.try_for_each(|label| example.add(label))?;
    if opens(source) && example.issue().is_none_or(|_| sounds_content(text)) {
        for head in REPLIES {
            example.labels[head.index()] = Label::Unknown;
        }
    }
    let troubled =
        Topic::ALL.into_iter().any(|topic| example.says(Head::Topic(topic)) == Label::Yes);
    if example.says(Head::Gloom) == Label::Unknown
        && !troubled
        && example.says(Head::Urgency) == Label::No
    {
        example.set(Head::Gloom, false);
    }
    Ok(example)
}

/// The heads that every line of the file `source` is labelled for: what it doesn't name is absent.
fn labelled_in(source: &str) -> Vec<Head> {
    let file = source.trim_start_matches("own:");
    let of = |kinds: &[&str]| kinds.iter().any(|kind| file.starts_with(kind));
    if of(&["bot"]) {
        return BotAct::ALL.map(Head::Bot).to_vec();
    }
    if of(&["several"]) {
        return vec![Head::Trouble];
    }
    let mut heads = vec![Head::Human, Head::Frustration, Head::Urgency];
    heads.extend(Topic::ALL.map(Head::Topic));
    // Replies say whether an answer missed; what opens a conversation has none to object to.
    heads.extend(of(&["replies", "ordinary", "near"]).then_some(Head::Missed));
    // The oldest replies only say whether an answer missed.
    let oldest = matches!(file, "replies" | "replies_b" | "replies_c");
    heads.extend((of(&["replies"]) && !oldest).then_some(REPLIES).into_iter().flatten());
    heads.extend(opens(source).then_some(REPLIES).into_iter().flatten());
    heads.extend(of(&["troubles"]).then_some(Head::Trouble));
    heads.extend(of(&["deals"]).then_some(Head::Deal));
    heads
}

/// What only a reply to the bot can do.
const REPLIES: [Head; 3] = [Head::Takes, Head::Waves, Head::Closes];

/// Whether the lines of the file `source` open a conversation, as far as they don't sound like a reply.
fn opens(source: &str) -> bool {
    let file = source.trim_start_matches("own:");
    ["ordinary", "issues", "topics"].iter().any(|kind| file.starts_with(kind))
}

/// Whether `text` has words of thanks or praise.
fn sounds_content(text: &str) -> bool {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::built_in);
    LEXICON.hits(text, &words(text)).iter().any(|hit| hit.section == Section::Content)
}

/// A row of `customer_turns.jsonl` or `emotion.jsonl`.
#[derive(Deserialize)]
struct Row {
    text: String,
    human_request: Option<bool>,
    trigger: Option<String>,
    issue_type: Option<String>,
    source: String,
    label: serde_json::Value,
    #[serde(rename = "use")]
    purpose: Purpose,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Train,
    Eval,
}

/// The public rows of `data` for `purpose`.
pub fn public(data: &Path, purpose: Purpose) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    for file in ["customer_turns.jsonl", "emotion.jsonl"] {
        let path = data.join(file);
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        for (at, line) in text.lines().enumerate() {
            let row: Row = serde_json::from_str(line)
                .with_context(|| format!("{}:{}", path.display(), at + 1))?;
            if row.purpose == purpose {
                examples.push(public_row(row));
            }
        }
    }
    Ok(examples)
}

/// What a public row says, no more: a topic's row says nothing of the other topics, and an emotion
/// nothing of requests.
fn public_row(row: Row) -> Example {
    let Row { text, human_request, trigger, issue_type, source, label, .. } = row;
    let mut example = Example::new(text, &source);
    if let Some(yes) = human_request {
        example.set(Head::Human, yes);
    }
    let emotion = matches!(source.as_str(), "goemotions" | "tweeteval_emotion" | "airline_tweets");
    match trigger.as_deref() {
        Some("frustration") => {
            example.set(Head::Frustration, true);
            example.set(Head::Gloom, true);
        }
        Some("none") => {
            example.set(Head::Frustration, false);
            if !emotion {
                example.set_topics(|_| false);
            }
        }
        Some(other) => {
            let topic = other.strip_prefix("sensitive_topic:").and_then(Topic::from_name);
            if let Some(topic) = topic {
                example.set(Head::Topic(topic), true);
            }
        }
        None => {}
    }
    if let Some(gloomy) = mood(&label.to_string()).filter(|_| source == "goemotions") {
        example.set(Head::Gloom, gloomy);
    }
    let issue = match issue_type.as_deref() {
        Some("security") => Some(IssueType::Account),
        Some("general" | "feedback" | "complaint" | "policy_info" | "roadside") => {
            Some(IssueType::Other)
        }
        Some(name) => IssueType::from_name(name),
        // Sets about anything at all, and intents that no type fits: so many that a few must do, or
        // whatever is unclear becomes "other".
        None if source == "hwu64" || source == "clinc150" => {
            example.text.len().is_multiple_of(FEW).then_some(IssueType::Other)
        }
        None => None,
    };
    if let Some(issue) = issue.filter(|_| label != "contact_human_agent") {
        example.set_issue(issue);
    }
    example
}

/// One in this many rows of sets about anything at all is taken for an "other" issue.
const FEW: usize = 7;

/// Whether an emotion's labels are of a bad mood; none where they are mixed or neither.
fn mood(labels: &str) -> Option<bool> {
    let any = |names: &[&str]| names.iter().any(|name| labels.contains(name));
    let bad = any(&[
        "anger",
        "annoyance",
        "disappointment",
        "disgust",
        "sadness",
        "grief",
        "fear",
        "remorse",
    ]);
    let good = any(&[
        "gratitude",
        "joy",
        "love",
        "admiration",
        "excitement",
        "optimism",
        "relief",
        "pride",
        "caring",
    ]);
    (bad != good).then_some(bad)
}

/// A row of any other labelled file.
#[derive(Deserialize)]
struct OtherRow {
    text: String,
    source: String,
    human_request: Option<bool>,
    frustration: Option<bool>,
    topic: Option<String>,
    issue_type: Option<String>,
}

/// The rows of a file of labelled messages, as JSON lines.
pub fn labelled(file: &Path) -> Result<Vec<Example>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut examples = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let row: OtherRow =
            serde_json::from_str(line).with_context(|| format!("{}:{}", file.display(), at + 1))?;
        let mut example = Example::new(row.text, &row.source);
        for (head, label) in
            [(Head::Human, row.human_request), (Head::Frustration, row.frustration)]
        {
            if let Some(yes) = label {
                example.set(head, yes);
            }
        }
        match row.topic.as_deref() {
            Some("none") => example.set_topics(|_| false),
            Some(name) => {
                if let Some(topic) = Topic::from_name(name) {
                    example.set(Head::Topic(topic), true);
                }
            }
            None => {}
        }
        if let Some(issue) = row.issue_type.as_deref().and_then(IssueType::from_name) {
            example.set_issue(issue);
        }
        examples.push(example);
    }
    Ok(examples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_can_be_argued_about_nothing_is_learned() {
        let line = own_line("refund refund? complaint\tand my deposit", "own:topics").unwrap();
        let says = |topic| line.says(Head::Topic(topic));
        assert_eq!(line.issue(), Some(IssueType::Refund));
        let found = [Topic::Refund, Topic::Complaint, Topic::Safety].map(says);
        assert_eq!(found, [Label::Unknown, Label::Yes, Label::No]);
        assert!(own_line("refund refunds\tand my deposit", "own:topics").is_err());
    }
}
