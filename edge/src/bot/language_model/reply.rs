//! One reply of the model: bytes in, words to show while it grows, and in the end what comes of it.

use super::Ask;
use super::answer::checked;
use super::calls::{Call, Calls, captured};
use super::chunk::{Delta, Finish};
use super::error::ModelError;
use super::grounding::sentence_ends;
use super::guard::Guard;
use super::shown::Shown;
use super::stream::ReplyStream;
use super::thought::Thought;
use baton_shared::entry::{Block, Source};
use baton_shared::id::Confidence;

/// Most bytes of a reply's words.
const MAX_WORDS_BYTES: usize = 8000;
/// Most characters of the reason for a handoff.
const MAX_REASON_CHARS: usize = 200;

/// What comes of a reply. Captured details are pairs of a field's name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It answers. Whether the answer is sure enough to be given is for the site's threshold to say.
    Answer {
        /// Rich text, at least one block.
        blocks: Vec<Block>,
        /// What it rests on, in the order it cites it.
        sources: Vec<Source>,
        /// How far it can be trusted.
        confidence: Confidence,
        /// Details that the customer mentioned.
        captured: Vec<(String, String)>,
    },
    /// The thread should pass to a human.
    HandOff {
        /// Why, for the team; may be empty.
        reason: String,
        /// Details that the customer mentioned.
        captured: Vec<(String, String)>,
    },
}

/// A reply, still growing.
pub struct Reply<'a> {
    ask: &'a Ask<'a>,
    stream: ReplyStream,
    thought: Thought,
    guard: Guard,
    words: String,
    shown: Shown,
    calls: Calls,
    refused: bool,
    finish: Option<Finish>,
    failed: Option<ModelError>,
}

impl<'a> Reply<'a> {
    /// The reply to `ask`, of this `content-type`.
    pub(super) fn new(ask: &'a Ask<'a>, content_type: Option<&str>) -> Self {
        Self {
            ask,
            stream: ReplyStream::new(content_type),
            thought: Thought::default(),
            guard: ask.guard(),
            words: String::new(),
            shown: Shown::default(),
            calls: Calls::default(),
            refused: false,
            finish: None,
            failed: None,
        }
    }

    /// More bytes. After an error no further ones count.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), ModelError> {
        self.step(|stream, deltas| stream.feed(bytes, deltas))
    }

    /// The words so far that can be shown: plain text that only ever grows, without marks of
    /// citations, links and Markdown. They aren't checked against the passages yet. Empty after an
    /// error: nothing of the reply may stand.
    pub fn words(&self) -> &str {
        if self.failed.is_some() { "" } else { self.shown.words() }
    }

    /// The details captured so far, as in an [`Outcome`]; they are good even where the reply isn't.
    pub fn captured(&self) -> Vec<(String, String)> {
        captured(&self.calls.read().unwrap_or_default(), self.ask)
    }

    /// What comes of it, once there are no more bytes.
    pub fn finish(mut self) -> Result<Outcome, ModelError> {
        self.step(ReplyStream::end)?;
        let rest = self.thought.end();
        self.take_words(&rest)?;
        self.guard.end()?;
        if self.refused || self.finish == Some(Finish::Filtered) {
            return Err(ModelError::Refusal);
        }
        let finish = self.finish.ok_or(ModelError::BrokenStream)?;
        let calls = self.calls.read()?;
        let captured = captured(&calls, self.ask);
        let hand_off = calls.into_iter().find_map(|call| match call {
            Call::HandOff { reason } => Some(reason),
            Call::Capture { .. } => None,
        });
        if let Some(reason) = hand_off {
            return Ok(Outcome::HandOff { reason: self.reason(&reason)?, captured });
        }
        let words = match finish {
            Finish::Length => {
                let end = sentence_ends(&self.words).last().ok_or(ModelError::TooLong)?;
                &self.words[..with_marks(&self.words, end)]
            }
            _ => &self.words,
        };
        let answer = checked(words, self.ask)?;
        Ok(Outcome::Answer {
            blocks: answer.blocks,
            sources: answer.sources,
            confidence: answer.confidence,
            captured,
        })
    }

    fn step(
        &mut self,
        read: impl FnOnce(&mut ReplyStream, &mut Vec<Delta>) -> Result<(), ModelError>,
    ) -> Result<(), ModelError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut deltas = Vec::new();
        let read = read(&mut self.stream, &mut deltas);
        let taken = deltas.into_iter().try_for_each(|delta| self.take(delta)).and(read);
        self.failed = taken.err();
        taken
    }

    fn take(&mut self, delta: Delta) -> Result<(), ModelError> {
        match delta {
            Delta::Words(words) => {
                let words = self.thought.reply(&words);
                self.take_words(&words)
            }
            Delta::Call(piece) => self.calls.take(piece),
            Delta::Refused => {
                self.refused = true;
                Ok(())
            }
            Delta::Finished(finish) => {
                self.finish.get_or_insert(finish);
                Ok(())
            }
        }
    }

    fn take_words(&mut self, words: &str) -> Result<(), ModelError> {
        if self.words.len() + words.len() > MAX_WORDS_BYTES {
            return Err(ModelError::TooLong);
        }
        self.guard.take(words)?;
        self.words.push_str(words);
        self.shown.read(&self.words, self.guard.held_back(&self.words));
        Ok(())
    }

    /// The reason for a handoff: one line, under the same guard as words.
    fn reason(&self, reason: &str) -> Result<String, ModelError> {
        let mut guard = self.ask.guard();
        guard.take(reason)?;
        guard.end()?;
        let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(line.chars().filter(|letter| !letter.is_control()).take(MAX_REASON_CHARS).collect())
    }
}

/// The end of the sentence that ends at `end`, with the citations behind it.
fn with_marks(text: &str, end: usize) -> usize {
    let marks = |character: char| matches!(character, '[' | ']' | ',' | ' ' | '0'..='9');
    let behind = &text[end..];
    let length = behind.find(|character| !marks(character)).unwrap_or(behind.len());
    end + behind[..length].rfind(']').map_or(0, |close| close + 1)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{calling, customer, event, outcome, said, saying, with_ask};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const QUESTION: &str = "how do I return a bag?";
    const ANSWER: &str = "You have **45 days** from delivery to change your mind [1]. Open \
                          [your orders](/account/orders) and choose Return [1].";

    fn parts(outcome: Result<Outcome, ModelError>) -> (Vec<Block>, Vec<Source>, u16) {
        match outcome {
            Ok(Outcome::Answer { blocks, sources, confidence, .. }) => {
                (blocks, sources, confidence.thousandths())
            }
            other => panic!("{other:?}"),
        }
    }

    fn text(blocks: &[Block]) -> String {
        let section = crate::bot::Section { heading: None, blocks: blocks.to_vec() };
        section.plain_text().trim_end().to_owned()
    }

    #[test]
    fn an_answer_is_shown_as_it_grows_and_ends_with_its_sources() {
        let bytes = saying(&[&ANSWER[..20], &ANSWER[20..]], "stop");
        let (outcome, shown) = outcome(QUESTION, &[], bytes.as_bytes());
        let (blocks, sources, confidence) = parts(outcome);
        let expected = "You have 45 days from delivery to change your mind. Open your orders and choose Return.";
        assert_eq!((text(&blocks).as_str(), shown.as_str()), (expected, expected));
        assert_eq!(sources.len(), 1);
        assert_eq!(sources[0].href, "/help/returns#how-do-i-return-something");
        let found = with_ask(QUESTION, &[], |ask| ask.passages()[0].confidence.thousandths());
        assert_eq!(confidence, (found + 150).min(1000));
        let Block::Paragraph { spans } = &blocks[0] else { panic!("{blocks:?}") };
        assert!(spans.iter().any(|span| span.href.as_deref() == Some("/account/orders")));
    }

    #[test]
    fn a_call_hands_off_with_what_was_captured() {
        let capture = calling("capture", r#"{"field":"order_number","value":"LK-48213"}"#);
        let capture =
            capture.split_once("data: [DONE]").unwrap().0.replace("\"tool_calls\"}", "null}");
        let hand_off =
            calling("hand_off", "{\"reason\": \"wants  a\\nrefund\"}").replace("call_1", "call_2");
        let question = "i want my money for lk 48213 now";
        let (outcome, shown) = outcome(question, &[], (capture + &hand_off).as_bytes());
        assert_eq!(shown, "");
        let captured = vec![("order_number".to_owned(), "LK-48213".to_owned())];
        assert_eq!(outcome, Ok(Outcome::HandOff { reason: "wants a refund".to_owned(), captured }));
    }

    #[test]
    fn details_alone_are_no_answer_but_are_not_lost() {
        let bytes = calling("capture", r#"{"field":"email","value":"a@b.example"}"#);
        with_ask("it's a@b.example", &[], |ask| {
            let mut reply = ask.reply(200, None).unwrap();
            reply.feed(bytes.as_bytes()).unwrap();
            assert_eq!(reply.captured(), [("email".to_owned(), "a@b.example".to_owned())]);
            assert_eq!(reply.finish(), Err(ModelError::Empty));
        });
    }

    #[test]
    fn what_ends_early_is_broken_and_what_is_cut_keeps_its_sentences() {
        let bytes = event(&json!({ "content": ANSWER }), None);
        let (broken, shown) = outcome(QUESTION, &[], bytes.as_bytes());
        assert_eq!(broken, Err(ModelError::BrokenStream));
        assert!(shown.starts_with("You have 45 days"));
        let cut = saying(&["You have 45 days from delivery [1]. Open your ord"], "length");
        let (blocks, sources, _) = parts(outcome(QUESTION, &[], cut.as_bytes()).0);
        assert_eq!(text(&blocks), "You have 45 days from delivery.");
        assert_eq!(sources.len(), 1);
        let cut = saying(&["You have 45 days from"], "length");
        assert_eq!(outcome(QUESTION, &[], cut.as_bytes()).0, Err(ModelError::TooLong));
    }

    #[test]
    fn refusals_filters_and_silence_are_errors() {
        let end = "data: [DONE]\n\n";
        let refusal = event(&json!({ "refusal": "I can't help with that." }), None) + end;
        assert_eq!(outcome(QUESTION, &[], refusal.as_bytes()).0, Err(ModelError::Refusal));
        let filtered = saying(&["You have"], "content_filter");
        assert_eq!(outcome(QUESTION, &[], filtered.as_bytes()).0, Err(ModelError::Refusal));
        for nothing in ["", "  \n", "<!-- x -->", "[1]"] {
            assert_eq!(said(QUESTION, nothing), Err(ModelError::Empty), "{nothing}");
        }
        let malformed = calling("hand_off", "{\"reason\":");
        assert_eq!(
            outcome(QUESTION, &[], malformed.as_bytes()).0,
            Err(ModelError::MalformedToolCall)
        );
        assert_eq!(said(QUESTION, &"word ".repeat(2000)), Err(ModelError::TooLong));
        with_ask(QUESTION, &[], |ask| {
            assert_eq!(ask.reply(429, None).err(), Some(ModelError::Status(429)));
        });
    }

    #[test]
    fn a_question_back_states_nothing_and_an_unsourced_statement_is_not_sure() {
        let (_, sources, confidence) = parts(said(QUESTION, "Which bag do you mean?"));
        assert_eq!((sources.len(), confidence), (0, 700));
        for unsourced in [
            "You have 45 days from delivery to change your mind.",
            "I don't know that.",
            "It's free! Anything else?",
            "Did you know that it is free for 90 days?",
        ] {
            let (_, sources, confidence) = parts(said(QUESTION, unsourced));
            assert_eq!((sources.len(), confidence), (0, 300), "{unsourced}");
        }
    }

    #[test]
    fn sources_are_those_that_are_cited_each_once_in_order() {
        let question = "how do I return a bag, and how many days do parcels take?";
        let titles = with_ask(question, &[], |ask| {
            ask.passages().iter().map(|passage| passage.title.clone()).collect::<Vec<_>>()
        });
        let number = |name: &str| titles.iter().position(|title| title.contains(name)).unwrap() + 1;
        let (returns, shipping) = (number("return"), number("Delivery"));
        let words = format!(
            "Parcels take two to four working days [{shipping}][9]. You have 45 days from delivery \
             [{returns}]. The bag must be unused [{returns}, {shipping}, 0]."
        );
        let (blocks, sources, _) = parts(said(question, &words));
        let hrefs: Vec<&str> = sources.iter().map(|source| source.href.as_str()).collect();
        assert_eq!(
            hrefs,
            ["/help/shipping#delivery-times", "/help/returns#how-do-i-return-something"]
        );
        assert!(!text(&blocks).contains('['), "{}", text(&blocks));
    }

    #[test]
    fn a_customers_own_number_may_be_repeated() {
        let question = "can I return my bag from order 48213?";
        let words = "Yes: the bag of order 48213 must be unused [1].";
        let (_, sources, _) = parts(said(question, words));
        assert_eq!(sources.len(), 1);
        let recent = [customer("my order is 48213")];
        let bytes = saying(&["The bag of order 48213 must be unused [1]."], "stop");
        let (_, sources, _) = parts(outcome(QUESTION, &recent, bytes.as_bytes()).0);
        assert_eq!(sources.len(), 1);
        let (_, sources, _) = parts(said(QUESTION, "The bag of order 48214 must be unused [1]."));
        assert_eq!(sources.len(), 0);
    }

    /// Everything that a reply may be made of.
    fn streams() -> impl Strategy<Value = String> {
        let words = "([a-zäß ]{1,6}|[.]|\\[1\\]|\\[|\\*\\*|45 days|<b>|<think>|</think>|\\[x\\]\\(/a\\)|q7xk2m9vz4tb|I'm a human|unused){0,12}";
        let words = prop::collection::vec(words, 0..6);
        let finish = prop::sample::select(vec!["stop", "length", "content_filter", "tool_calls"]);
        let tail =
            prop::sample::select(vec!["", "data: {", ": ping\r\n\r\n", "data: {\"error\":{}}\n\n"]);
        let call = prop::bool::ANY;
        (words, finish, tail, call).prop_map(|(words, finish, tail, call)| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let call = if call {
                calling("hand_off", "{}").replace("data: [DONE]\n\n", "")
            } else {
                String::new()
            };
            call + &saying(&words, finish).replace("data: [DONE]\n\n", tail)
        })
    }

    proptest! {
        #[test]
        fn however_the_bytes_are_cut_the_outcome_is_the_same(
            stream in streams(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let bytes = stream.as_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let whole = outcome_of(&[bytes]);
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
            prop_assert_eq!(&outcome_of(&pieces), &whole);
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            prop_assert_eq!(&outcome_of(&single), &whole);
        }
    }

    fn outcome_of(pieces: &[&[u8]]) -> (Result<Outcome, ModelError>, String) {
        with_ask(QUESTION, &[], |ask| {
            let mut reply = ask.reply(200, None).unwrap();
            let fed = pieces.iter().try_for_each(|piece| reply.feed(piece));
            let shown = reply.words().to_owned();
            (fed.and_then(|()| reply.finish()), shown)
        })
    }
}
