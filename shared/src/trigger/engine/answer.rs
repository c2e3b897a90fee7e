//! What the bot's side of a thread comes to: its answers, and whether the customer taps that they helped.

use super::{MOST_FAILURES, TriggerEngine};
use crate::id::{Confidence, Seq};
use crate::trigger::gist::AnswerGist;
use crate::trigger::lexicon::Section;
use crate::trigger::model::{BotAct, Head};
use crate::trigger::reading::Reading;
use crate::trigger::spoken::Answer;
use crate::trigger::state::{Heard, Last, TriggerState};
use crate::trigger::{Assessment, Traits, Trigger, TriggerKind, signal};

impl TriggerEngine {
    /// What the bot's answer comes to: a failure when it is lost, not sure of itself or says the same
    /// again.
    pub(super) fn answered(
        &self,
        state: &mut TriggerState,
        text: &str,
        sure: Option<Confidence>,
        offered: bool,
        traits: &Traits,
    ) -> Assessment {
        let reading = Reading::new(self.model, Seq(0), text);
        let likely = |act| reading.scores.of(Head::Bot(act));
        let does = |act, section| reading.has(section) || likely(act) >= 0.5;
        // A phrase is not enough: "Would you like me to…" offers a human only if the rest does.
        let offers = likely(BotAct::Offers) >= 0.5 || ends_in_an_offer(&reading);
        let checks = does(BotAct::Checks, Section::BotChecks);
        let closes = does(BotAct::Settles, Section::BotCloses);
        let wants = does(BotAct::Asks, Section::BotAsks);
        let spoken = &reading.words;
        let number = spoken.iter().fold(17u32, |hash, word| {
            word.text
                .bytes()
                .fold(hash, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()))
        });
        let heard = &mut state.heard;
        let again = spoken.len() > 3 && heard.words == number;
        let unsure = sure.is_some_and(|sure| sure < self.settings.unsure_below);
        let raw = is_raw(text, spoken.len());
        let error = raw || does(BotAct::Fails, Section::BotError);
        let asks = text.trim_end().ends_with('?') && !offers && !checks && !closes;
        // Who is sure enough and has a word of it in passing answers all the same.
        let (says_lost, sounds_lost) = (reading.has(Section::BotLost), likely(BotAct::Lost));
        let says_so = match sure {
            Some(sure) if sure >= SURE => false,
            Some(_) if !unsure => sounds_lost >= if says_lost { 0.5 } else { PLAIN },
            _ => says_lost || sounds_lost >= 0.5,
        };
        let gave_up = error || again || says_so || (unsure && offered);
        let lost = unsure || gave_up;
        heard.repeats = again;
        heard.affirms = signal::affirms(spoken);
        heard.counts = signal::counts(spoken);
        heard.length = u16::try_from(spoken.len()).unwrap_or(u16::MAX);
        heard.gist = AnswerGist::new(spoken, self.model.lexis());
        heard.direction = reading.direction();
        heard.spoken_before =
            std::mem::replace(&mut heard.spoken, Answer::new(spoken, self.model.lexis()));
        heard.sure = sure.map_or(UNSAID, Confidence::thousandths);
        heard.words = number;
        heard.offered = offers;
        heard.asked = text.trim_end().ends_with('?');
        heard.wants = wants;
        heard.checked = checks;
        // "No" to that is content.
        heard.closed = closes || (checks && signal::asks_for_more(spoken));
        heard.unsure = unsure;
        heard.gave_up = gave_up;
        let unsure_ask = reading.has(Section::BotAsks) || sure.is_none_or(|sure| sure < SURE);
        heard.asks = if asks && unsure_ask { heard.asks.saturating_add(1) } else { 0 };
        heard.errors = match (error, raw) {
            (false, _) => 0,
            (true, false) => heard.errors.saturating_add(1),
            // What a program says to another one is no accident.
            (true, true) => heard.errors.saturating_add(2),
        };
        heard.last = if lost { Last::Lost } else { Last::Given };
        let mut triggers = Vec::new();
        if lost {
            heard.failures = (heard.failures + 1).min(MOST_FAILURES);
            // What the bot was only unsure of, or asks, counts once the customer has met it.
            let most = self.settings.failures;
            let failure = signal::failure(heard.failures, 0, most, Vec::new());
            triggers.extend(failure.filter(|_| gave_up));
            triggers.push(Trigger {
                kind: TriggerKind::LowConfidence,
                confidence: Confidence::from_thousandths(
                    1000 - sure.map_or(0, Confidence::thousandths),
                ),
                evidence: Vec::new(),
            });
        }
        state.mark_answered();
        self.decide(triggers, traits)
    }

    /// What a tap on "Did this help?" comes to: "No" counts as one failure, whatever is said next.
    pub(super) fn rated(
        &self,
        state: &mut TriggerState,
        helped: bool,
        traits: &Traits,
    ) -> Assessment {
        let heard = &mut state.heard;
        if helped {
            (heard.failures, heard.last) = (0, Last::None);
            return Assessment::default();
        }
        if heard.last == Last::Given {
            heard.failures = (heard.failures + 1).min(MOST_FAILURES);
            heard.last = Last::Lost;
        }
        let Heard { failures, asks, .. } = *heard;
        let triggers = signal::failure(failures, asks, self.settings.failures, Vec::new());
        let triggers = triggers.into_iter().collect();
        self.decide(triggers, traits)
    }
}

/// Whether an answer is what a program means for another one: an error in JSON, a page, a template that nobody filled in.
fn is_raw(text: &str, words: usize) -> bool {
    let text = text.trim();
    let marks = ["{{", "undefined", "[object Object]", "NaN"];
    let page = ["<!doctype", "<html"].iter().any(|start| {
        text.get(..start.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(start))
    });
    let json = text.starts_with("{\"") && text.ends_with('}');
    json || page || (words <= RAW && marks.iter().any(|mark| text.contains(mark)))
}

/// Longer answers may quote a program.
const RAW: usize = 6;

/// Whether the last sentence of a longer answer plainly offers a human.
fn ends_in_an_offer(answer: &Reading<'_>) -> bool {
    let offers = |last: Reading<'_>| last.scores.of(Head::Bot(BotAct::Offers)) >= PLAIN;
    answer.last_sentence().is_some_and(offers)
}

/// How sure a bot was that didn't say.
const UNSAID: u16 = 1001;

/// An answer this sure is meant, however it sounds.
const SURE: Confidence = Confidence::from_thousandths(800);

/// From here on a sentence plainly offers a human, whatever was said before it; and an answer plainly says that it is
/// lost, though the bot was sure enough of it.
const PLAIN: f32 = 0.9;
