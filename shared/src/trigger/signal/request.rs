//! Explicit request: the customer asks for a human, or takes the bot's offer of one.

use super::Context;
use crate::trigger::lexicon::{Hit, Section};
use crate::trigger::model::Head;
use crate::trigger::reading::confidence;
use crate::trigger::{Trigger, TriggerKind};

/// How likely the message asks for a human, and the words that do.
pub(in crate::trigger) fn request(context: &Context<'_>) -> (f32, Trigger) {
    let Context { reading, seq, before, .. } = context;
    let accepts = |hit: &Hit| hit.section == Section::Accept && hit.first == 0;
    let of = |head| reading.scores.of(head);
    let said_so = reading.hits.iter().any(accepts) && reading.words.len() <= 12;
    let taken =
        before.heard.offered && (of(Head::Takes) >= 0.5 || (said_so && of(Head::Waves) < 0.5));
    let said = hit_unless(&reading.hits, Section::Request, Section::NotRequest);
    let mut sure = weigh(context);
    if taken {
        sure = sure.max(ACCEPTED);
    }
    if let Some(hit) = said {
        sure = sure.max(if hit.foreign { SAID } else { DOUBTFUL });
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
    let trigger = Trigger {
        kind: TriggerKind::ExplicitRequest,
        confidence: confidence(sure),
        evidence: evidence.into_iter().collect(),
    };
    (sure, trigger)
}

/// What rules and model come to together: a rule is right where the model doesn't rule it out; the
/// model alone has to be surer; and who is refused is not asked for.
fn weigh(context: &Context<'_>) -> f32 {
    let reading = context.reading;
    let learned = reading.scores.of(Head::Human);
    let ruled = reading.asked.as_ref().map_or(0, |asked| asked.confidence.thousandths());
    let surely = ruled >= 900 || (ruled >= 700 && reading.words.len() <= BRIEF);
    match ruled {
        700.. if learned >= RULED_OUT => learned.max(0.5 + f32::from(ruled) / 2500.0),
        700.. if surely && !reading.denied && !reading.has(Section::NotRequest) => 0.5,
        700.. => learned.max(0.3),
        _ if reading.has(Section::NotRequest) => learned.min(0.2),
        _ if reading.denied => learned.min(0.1),
        _ => learned / (learned + (1.0 - learned) * ALONE),
    }
}

/// A message of so few words that names a human says nothing else.
const BRIEF: usize = 3;

/// Below this probability the model rules a rule's finding out.
const RULED_OUT: f32 = 0.2;

/// How many times likelier than not a request has to be for the model to be believed alone.
const ALONE: f32 = 3.2;

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

/// How sure a phrase is at least in English, where the model may know better: worth an offer.
const DOUBTFUL: f32 = 0.36;

/// Below this, nobody asks for the words.
const WORTH_SHOWING: f32 = 0.2;
