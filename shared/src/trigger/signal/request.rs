//! Explicit request: the customer asks for a human, or takes the bot's offer of one.

use super::Context;
use crate::trigger::lexicon::{Hit, Section};
use crate::trigger::model::Head;
use crate::trigger::reading::{Reading, confidence};
use crate::trigger::{Trigger, TriggerKind};

/// How likely the message asks for a human, and the words that do.
pub(in crate::trigger) fn request(context: &Context<'_>) -> (f32, Trigger) {
    let Context { reading, seq, before, .. } = context;
    let accepts = |hit: &Hit| hit.section == Section::Accept && hit.first == 0;
    let of = |head| reading.scores.of(head);
    let most = if reading.text.contains('?') { MOST_ASKING } else { MOST_SAID };
    let goes_on = reading.words.len() > BRIEF && of(Head::Takes) < SAYS_MORE;
    let said_so = reading.hits.iter().any(accepts) && reading.words.len() <= most && !goes_on;
    let agrees = of(Head::Takes) >= 0.5
        || (of(Head::Waves) < 0.5 && (said_so || of(Head::Takes) >= TAKES_AN_OFFER));
    let plainly = of(Head::Takes) >= 0.5 || said_so;
    let stands = before.heard.offer_stands && !before.heard.asked && !waves(reading);
    let taken = (before.heard.offered && agrees) || (stands && plainly);
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

/// Whether a message declines an offer, or puts it off.
pub(in crate::trigger) fn waves(reading: &Reading<'_>) -> bool {
    reading.scores.of(Head::Waves) >= 0.5 || reading.has(Section::Decline)
}

/// What rules and model come to together. The model has seen what the rules find; alone it has to be surer, and
/// who is refused is not asked for.
fn weigh(context: &Context<'_>) -> f32 {
    let reading = context.reading;
    let learned = reading.scores.of(Head::Human);
    let rule = reading.asked.as_ref().map_or(0, |asked| asked.confidence.thousandths());
    let half_heard = if rule >= ALL_BUT_SURE { HALF_HEARD_PLAINLY } else { HALF_HEARD };
    let quoted = reading.asked.as_ref().is_some_and(|asked| is_quoted(reading.text, asked));
    let (refused, spoken_of) = (reading.denied, quoted || reading.has(Section::NotRequest));
    match rule >= 700 {
        true if (reading.words.len() <= BRIEF || learned >= half_heard)
            && !refused
            && !spoken_of =>
        {
            learned.max(0.5)
        }
        true if quoted => learned.min(0.2),
        true => learned,
        false if spoken_of => learned.min(0.2),
        false if refused => learned.min(0.1),
        false => learned / (learned + (1.0 - learned) * ALONE),
    }
}

/// Whether the words of a request stand in quotation marks: a title, or what somebody else says. A message that is
/// all in marks is meant.
fn is_quoted(text: &str, asked: &Trigger) -> bool {
    let marks = ['"', '“', '”', '„'];
    let Some(words) = asked.evidence.first() else { return false };
    let (before, after) = (text.get(..words.start as usize), text.get(words.end as usize..));
    let opens = before.is_some_and(|before| before.trim_end().ends_with(marks));
    let closes =
        after.is_some_and(|after| after.trim_start_matches(['!', '?', '.']).starts_with(marks));
    opens && closes && before.is_some_and(|before| before.len() > 1)
}

/// A message of so few words that names a human, or takes an offer, says nothing else.
const BRIEF: usize = 3;

/// From here on the model half hears what the rules find, which is enough.
const HALF_HEARD: f32 = 0.22;

/// From here on, in thousandths, the rules are all but sure.
const ALL_BUT_SURE: u16 = 860;

/// What is enough then.
const HALF_HEARD_PLAINLY: f32 = 0.13;

/// How many times likelier than not a request has to be for the model to be believed alone.
const ALONE: f32 = 2.2;

/// The first phrase of `section` that overlaps with none of `not`.
pub(super) fn hit_unless(hits: &[Hit], section: Section, not: Section) -> Option<Hit> {
    let overlaps = |a: &Hit, b: &Hit| a.first < b.end && b.first < a.end;
    let denied = |hit: &Hit| hits.iter().any(|other| other.section == not && overlaps(hit, other));
    hits.iter().find(|hit| hit.section == section && !denied(hit)).copied()
}

/// Who begins with "yes please" takes an offer, unless so much more is said that it is about something else.
const MOST_SAID: usize = 24;

/// The same for who also asks something.
const MOST_ASKING: usize = 12;

/// Who begins so and says more than a few words is heard as taking an offer from here on, or it is about something
/// else: "Good. How much for the larger one?"
const SAYS_MORE: f32 = 0.02;

/// How sure it is that "yes please" takes an offer.
const ACCEPTED: f32 = 0.95;

/// From here on a reply takes the offer that it follows: by itself, the same words could agree to anything.
const TAKES_AN_OFFER: f32 = 0.15;

/// How sure a phrase is by itself, in a language that the model wasn't trained on.
pub(super) const SAID: f32 = 0.85;

/// How sure a phrase is at least in English, where the model may know better: worth an offer.
const DOUBTFUL: f32 = 0.36;

/// Below this, nobody asks for the words.
const WORTH_SHOWING: f32 = 0.2;
