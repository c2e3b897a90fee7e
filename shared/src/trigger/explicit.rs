//! Explicit request: the customer asks for a human.

use super::text::{Word, words};
use super::{Evidence, Trigger, TriggerKind};
use crate::id::{Confidence, Seq};

/// The request in `text`, if there is one.
pub(super) fn detect(seq: Seq, text: &str) -> Option<Trigger> {
    let words = words(text);
    let at = words.windows(2).position(|pair| {
        let pair: Vec<&str> = pair.iter().map(|word: &Word| word.text.as_str()).collect();
        matches!(pair[..], ["real", "person"] | ["human" | "an", "agent"] | ["a", "human"])
    })?;
    let evidence = vec![Evidence { seq, start: words[at].start, end: words[at + 1].end }];
    let confidence = Confidence::from_thousandths(950);
    Some(Trigger { kind: TriggerKind::ExplicitRequest, confidence, evidence })
}
