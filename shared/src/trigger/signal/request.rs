//! Explicit request: the customer asks for a human, or takes the bot's offer of one.

use super::Context;
use crate::trigger::lexicon::{Hit, Section};
use crate::trigger::model::Head;
use crate::trigger::reading::confidence;
use crate::trigger::{Trigger, TriggerKind};

/// How likely the message asks for a human, and the words that do.
pub(in crate::trigger) fn request(context: &Context<'_>) -> Trigger {
    let Context { reading, seq, before, .. } = context;
    let taken = before.heard.offered && reading.has(Section::Accept) && reading.words.len() <= 12;
    let said = hit_unless(&reading.hits, Section::Request, Section::NotRequest);
    let mut sure = reading.scores.of(Head::Human);
    if taken {
        sure = sure.max(ACCEPTED);
    }
    if said.is_some_and(|hit| hit.foreign) {
        sure = sure.max(SAID);
    }
    let evidence = if sure < WORTH_SHOWING {
        None
    } else if let Some(asked) = &reading.asked {
        asked.evidence.first().copied()
    } else if let Some(hit) = said {
        reading.span(*seq, hit.first, hit.end)
    } else if taken {
        reading.whole(*seq)
    } else {
        reading.evidence(*seq, Head::Human)
    };
    Trigger {
        kind: TriggerKind::ExplicitRequest,
        confidence: confidence(sure),
        evidence: evidence.into_iter().collect(),
    }
}

/// The first phrase of `section` that overlaps with none of `not`.
pub(super) fn hit_unless(hits: &[Hit], section: Section, not: Section) -> Option<Hit> {
    let overlaps = |a: &Hit, b: &Hit| a.first < b.end && b.first < a.end;
    let denied = |hit: &Hit| hits.iter().any(|other| other.section == not && overlaps(hit, other));
    hits.iter().find(|hit| hit.section == section && !denied(hit)).copied()
}

/// How sure it is that "yes please" takes an offer.
const ACCEPTED: f32 = 0.95;

/// How sure a phrase is by itself, in a language that the model wasn't trained on.
pub(super) const SAID: f32 = 0.85;

/// Below this, nobody asks for the words.
const WORTH_SHOWING: f32 = 0.2;

