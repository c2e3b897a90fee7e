//! After a hand back: what the human said, for a customer who asks about it again.
//!
//! The agent's own words, quoted with their name; the bot adds nothing.

use super::Question;
use super::search::Reader;
use baton_shared::entry::{Author, Block, Body, Span};

/// So many words of a question must be in the agent's, or all of them if it has fewer.
const SHARED: usize = 2;

/// What it takes to be asked after somebody's words.
const SAID: [&str; 6] = ["said", "say", "tell", "told", "promised", "wrote"];

/// What an agent wrote last, when the customer asks what they said.
pub(super) fn asked_after(question: &Question<'_>) -> Option<Vec<Block>> {
    let plain = question.text.to_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).collect();
    if !SAID.iter().any(|said| words.contains(said)) {
        return None;
    }
    let named = |name: &str| {
        let first = name.split_whitespace().next().unwrap_or(name).to_lowercase();
        words.contains(&first.as_str()) || words.contains(&"agent") || words.contains(&"colleague")
    };
    agents_words(question).find(|(name, _)| named(name)).map(quoted)
}

/// What an agent wrote about the same thing, newest first.
pub(super) fn about(question: &Question<'_>, reader: &Reader) -> Option<Vec<Block>> {
    let stems = |text: &str| -> Vec<String> {
        let terms = reader.terms(text).into_iter();
        terms.filter(|term| !term.common).map(|term| term.stem).collect()
    };
    let asked = stems(question.text);
    let enough = SHARED.min(asked.len());
    let shared = |text: &str| {
        let said = stems(text);
        asked.iter().filter(|word| said.contains(word)).count()
    };
    agents_words(question).find(|(_, text)| enough > 0 && shared(text) >= enough).map(quoted)
}

/// What agents wrote in the thread, newest first, each with their name.
fn agents_words<'a>(question: &Question<'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
    question.recent.iter().rev().filter_map(|entry| match (&entry.author, &entry.body) {
        (Author::Agent(agent), Body::Text { text, .. }) => {
            Some((agent.name.as_str(), text.as_str()))
        }
        _ => None,
    })
}

fn quoted((name, text): (&str, &str)) -> Vec<Block> {
    let spans = vec![Span::plain(format!("{name} wrote: “{text}”"))];
    vec![Block::Paragraph { spans }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::{AgentCard, Entry};
    use baton_shared::id::{AgentId, Epoch, Millis, Seq};

    fn maya(text: &str) -> Vec<Entry> {
        let id = AgentId::parse("maya").unwrap();
        let author = Author::Agent(AgentCard { id, name: "Maya Lind".to_owned() });
        let (seq, at, epoch) = (Seq(1), Millis(0), Epoch(2));
        vec![Entry { seq, at, epoch, author, id: None, body: Body::text(text) }]
    }

    fn words(blocks: Option<Vec<Block>>) -> Option<String> {
        match blocks?.into_iter().next()? {
            Block::Paragraph { spans } => Some(spans.into_iter().map(|span| span.text).collect()),
            _ => None,
        }
    }

    #[test]
    fn what_an_agent_said_is_quoted_when_it_is_asked_after() {
        let recent = maya("Your refund of 59 euros arrives on Friday.");
        let ask = |text| words(asked_after(&Question { text, recent: &recent }));
        let quote = "Maya Lind wrote: “Your refund of 59 euros arrives on Friday.”";
        assert_eq!(ask("what did maya say about it?").as_deref(), Some(quote));
        assert_eq!(ask("what did your agent tell me"), Some(quote.to_owned()));
        assert_eq!(ask("what did Noor say?"), None);
        assert_eq!(ask("maya was nice"), None);
    }

    #[test]
    fn what_an_agent_said_on_the_matter_is_found_by_its_words() {
        let recent = maya("Your refund of 59 euros arrives on Friday.");
        let reader = Reader::new("en");
        let ask = |text| about(&Question { text, recent: &recent }, &reader).is_some();
        assert!(ask("when does the refund arrive?"));
        assert!(!ask("do you sell umbrellas?"));
        assert!(!ask("?"));
        assert!(about(&Question { text: "refund", recent: &[] }, &reader).is_none());
    }
}
