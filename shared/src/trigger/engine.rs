//! The engine: one turn in, one [`Assessment`] out.

use super::gist::Gist;
use super::lexicon::{Phrase, PhraseError, Section};
use super::model::{Head, Model};
use super::reading::{Reading, confidence, hits_in};
use super::settings::{SiteRule, TriggerSettings};
use super::signal::{self, Context, Course};
use super::state::{Heard, Last, Said, TriggerState};
use super::text::words;
use super::{
    Assessment, Decision, Issue, IssueLabel, Priority, Sentiment, Signals, Topic, Traits, Trend,
    Trigger, TriggerKind, Turn,
};
use crate::entry::Behaviour;
use crate::id::{Confidence, Millis, Seq};
use std::cmp::Reverse;

/// Trigger detection compiled from a site's settings.
#[derive(Debug, Clone)]
pub struct TriggerEngine {
    settings: TriggerSettings,
    model: &'static Model,
    rules: Vec<(SiteRule, Vec<Phrase>)>,
    issue_types: Vec<(String, Vec<Gist>)>,
}

/// What a customer said, before it is taken in.
struct Message<'a> {
    seq: Seq,
    at: Millis,
    text: &'a str,
    behaviour: &'a [Behaviour],
}

impl TriggerEngine {
    /// Compiles the engine. A phrase of the owner's that can't be read is left out;
    /// [`TriggerEngine::check`] names it.
    pub fn new(settings: &TriggerSettings) -> Self {
        Self::with_model(settings, Model::built_in())
    }

    /// Compiles the engine over other weights than the built-in ones.
    pub fn with_model(settings: &TriggerSettings, model: &'static Model) -> Self {
        let compile = |rule: &SiteRule| {
            let phrases = rule.says.iter().filter_map(|phrase| Phrase::read(phrase).ok()).collect();
            (rule.clone(), phrases)
        };
        let learn = |(name, sentences): (&String, &Vec<String>)| {
            let gists =
                sentences.iter().map(|said| Gist::new(&words(said), model.groups())).collect();
            (name.clone(), gists)
        };
        Self {
            settings: settings.clone(),
            model,
            rules: settings.rules.iter().map(compile).collect(),
            issue_types: settings.issue_types.iter().map(learn).collect(),
        }
    }

    /// The first of the owner's phrases that can't be read, with the rule it is in.
    pub fn check(settings: &TriggerSettings) -> Result<(), (String, PhraseError)> {
        for rule in &settings.rules {
            for phrase in &rule.says {
                Phrase::read(phrase).map_err(|error| (rule.name.clone(), error))?;
            }
        }
        Ok(())
    }

    /// Takes the thread's next turn into `state` and says what to do.
    pub fn observe(
        &self,
        state: &mut TriggerState,
        turn: &Turn<'_>,
        traits: &Traits,
    ) -> Assessment {
        self.observe_closely(state, turn, traits).0
    }

    /// As [`TriggerEngine::observe`], with how likely the customer's words carry each signal.
    pub fn observe_closely(
        &self,
        state: &mut TriggerState,
        turn: &Turn<'_>,
        traits: &Traits,
    ) -> (Assessment, Option<Signals>) {
        match turn {
            Turn::Said { seq, at, text, behaviour } => {
                let message = Message { seq: *seq, at: *at, text, behaviour };
                let (assessment, signals) = self.said(state, &message, traits);
                (assessment, Some(signals))
            }
            Turn::PersonRequested => (Assessment::hand_off(TriggerKind::ExplicitRequest), None),
            Turn::Answered { text, confidence, offered, .. } => {
                let assessment = self.answered(state, text, *confidence, traits);
                state.heard.offered |= offered;
                (assessment, None)
            }
            Turn::Rated { helped } => (self.rated(state, *helped, traits), None),
            Turn::Passed => {
                *state = TriggerState::default();
                (Assessment::default(), None)
            }
            Turn::Other => (Assessment::default(), None),
        }
    }

    /// What the customer's `text` would mean as the thread's next turn, without taking it in. The
    /// browser asks this before the message has left.
    pub fn preview(&self, state: &TriggerState, turn: &Turn<'_>, traits: &Traits) -> Assessment {
        self.observe(&mut state.clone(), turn, traits)
    }

    fn said(
        &self,
        state: &mut TriggerState,
        message: &Message<'_>,
        traits: &Traits,
    ) -> (Assessment, Signals) {
        state.refresh(message.at);
        let reading = Reading::new(self.model, message.seq, message.text);
        let gist = Gist::new(&reading.words, self.model.groups());
        let context = Context {
            reading: &reading,
            seq: message.seq,
            before: state,
            behaviour: message.behaviour,
        };
        let course = Course::of(&context, &gist);
        let heard = after(&state.heard, &course);

        let (human_request, request) = signal::request(&context);
        let (urgency, urgent) = signal::urgency(&context);
        let signals = Signals {
            human_request,
            frustration: reading.scores.of(Head::Frustration),
            urgency,
            topics: Topic::ALL.map(|topic| reading.scores.of(Head::Topic(topic))),
        };
        let mut said = remember(message, &reading, &course, gist);
        said.urgent = urgency >= PRESSING;
        let mut triggers = vec![request, urgent];
        triggers.push(signal::frustration(&context, &course));
        triggers.extend(signal::topics(&context));
        triggers.extend(signal::complexity(&context, &gist));
        triggers.extend(signal::value(&context, traits, &self.settings.value));
        let stuck = course.objects || (state.heard.last == Last::Lost && !signal::closes(&reading));
        if stuck || (state.heard.asks > 2 && !signal::closes(&reading)) {
            let evidence = course.evidence.first().copied().into_iter().collect();
            triggers.extend(signal::failure(
                heard.failures,
                heard.asks,
                self.settings.failures,
                evidence,
            ));
        }
        if stuck && state.heard.unsure {
            triggers.push(Trigger {
                kind: TriggerKind::LowConfidence,
                confidence: Confidence::FULL,
                evidence: Vec::new(),
            });
        }
        if !message.behaviour.is_empty() {
            let seen = u16::try_from(message.behaviour.len()).unwrap_or(1);
            triggers.push(Trigger {
                kind: TriggerKind::Behaviour,
                confidence: Confidence::from_thousandths(150 * seen.min(3)),
                evidence: Vec::new(),
            });
        }
        let (found, ruled) = self.ruled(&context, traits);
        triggers.extend(found);
        let sentiment = sentiment(state, said.mood);
        let issue = self.issue(&reading, &gist);
        let pressing = said.urgent || state.said().last().is_some_and(|last| last.urgent);
        state.heard = heard;
        state.push(said);
        (self.decide(triggers, ruled, pressing, traits, (sentiment, Some(issue))), signals)
    }

    /// What the bot's answer comes to: a failure when it is lost, not sure of itself or says the same
    /// again.
    fn answered(
        &self,
        state: &mut TriggerState,
        text: &str,
        sure: Option<Confidence>,
        traits: &Traits,
    ) -> Assessment {
        let hits = hits_in(text);
        let has = |section| hits.iter().any(|hit| hit.section == section);
        let spoken = words(text);
        let number = spoken.iter().fold(17u32, |hash, word| {
            word.text
                .bytes()
                .fold(hash, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()))
        });
        let heard = &mut state.heard;
        let again = spoken.len() > 3 && heard.words == number;
        let unsure = sure.is_some_and(|sure| sure < self.settings.unsure_below);
        let error = has(Section::BotError);
        let asks = text.trim_end().ends_with('?')
            && !has(Section::BotOffers)
            && !has(Section::BotChecks)
            && !has(Section::BotCloses);
        let lost = unsure
            || error
            || again
            || (has(Section::BotLost) && sure.is_none_or(|sure| sure < SURE));
        heard.words = number;
        heard.offered = has(Section::BotOffers);
        heard.asked = text.trim_end().ends_with('?');
        heard.checked = has(Section::BotChecks);
        heard.closed = has(Section::BotCloses);
        heard.unsure = unsure;
        let unsure_ask = has(Section::BotAsks) || sure.is_none_or(|sure| sure < SURE);
        heard.asks = if asks && unsure_ask { heard.asks.saturating_add(1) } else { 0 };
        heard.errors = if error { heard.errors.saturating_add(1) } else { 0 };
        heard.last = if lost { Last::Lost } else { Last::Given };
        let mut triggers = Vec::new();
        if lost {
            heard.failures = (heard.failures + 1).min(MOST_FAILURES);
            triggers.extend(signal::failure(
                heard.failures,
                heard.asks,
                self.settings.failures,
                Vec::new(),
            ));
            triggers.push(Trigger {
                kind: TriggerKind::LowConfidence,
                confidence: Confidence::from_thousandths(
                    1000 - sure.map_or(0, Confidence::thousandths),
                ),
                evidence: Vec::new(),
            });
        }
        state.mark_answered();
        self.decide(triggers, Decision::Continue, false, traits, (Sentiment::default(), None))
    }

    /// What a tap on "Did this help?" comes to: "No" counts as one failure, whatever is said next.
    fn rated(&self, state: &mut TriggerState, helped: bool, traits: &Traits) -> Assessment {
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
        self.decide(triggers, Decision::Continue, false, traits, (Sentiment::default(), None))
    }

    /// The owner's rules that apply, and the strongest decision among them.
    fn ruled(&self, context: &Context<'_>, traits: &Traits) -> (Vec<Trigger>, Decision) {
        let Context { reading, seq, .. } = context;
        let mut decision = Decision::Continue;
        let mut triggers = Vec::new();
        for (rule, phrases) in &self.rules {
            let said =
                phrases.iter().find_map(|phrase| phrase.search(reading.text, &reading.words));
            let page = rule.page.as_ref().is_none_or(|wanted| {
                traits.page.as_ref().is_some_and(|page| page.starts_with(wanted.as_str()))
            });
            let topic = rule.topic.is_none_or(|topic| reading.scores.of(Head::Topic(topic)) >= 0.5);
            if page && topic && (phrases.is_empty() || said.is_some()) {
                decision = decision.max(rule.decision);
                let evidence = said.and_then(|(first, end)| reading.span(*seq, first, end));
                triggers.push(Trigger {
                    kind: TriggerKind::SiteRule,
                    confidence: Confidence::FULL,
                    evidence: evidence.into_iter().collect(),
                });
            }
        }
        (triggers, decision)
    }

    /// What the customer wants done: a type of the owner's when the message is like one of its
    /// sentences, else what the model says.
    fn issue(&self, reading: &Reading<'_>, gist: &Gist) -> Issue {
        let like =
            |gists: &Vec<Gist>| gists.iter().map(|own| own.likeness(gist)).max().unwrap_or(0);
        let own = self.issue_types.iter().map(|(name, gists)| (like(gists), name));
        let (issue, sure) = reading.scores.issue();
        let sure = confidence(sure);
        match own.max_by_key(|(likeness, _)| *likeness) {
            Some((likeness, name)) if likeness >= 500 => Issue {
                label: IssueLabel::Own(name.clone()),
                confidence: Confidence::from_thousandths(likeness),
                known: true,
            },
            _ => Issue {
                label: IssueLabel::BuiltIn(issue),
                confidence: sure,
                known: sure >= self.settings.issue_known,
            },
        }
    }

    /// The policy: what each trigger leads to under the site's thresholds, and what they do together.
    fn decide(
        &self,
        triggers: Vec<Trigger>,
        ruled: Decision,
        pressing: bool,
        traits: &Traits,
        (sentiment, issue): (Sentiment, Option<Issue>),
    ) -> Assessment {
        let strained = triggers.iter().any(|trigger| {
            let sure = trigger.confidence.thousandths();
            match trigger.kind {
                TriggerKind::Frustration => sure >= STRAINED,
                TriggerKind::RepeatedFailure => sure > 0,
                _ => false,
            }
        });
        let high = signal::is_high(traits, &self.settings.value);
        let ease = if high { self.settings.value.ease } else { 0 };
        let mut weighed: Vec<(Decision, Trigger)> = triggers
            .into_iter()
            .map(|trigger| {
                let decided = self.settings.of(trigger.kind).decide(trigger.confidence, ease);
                (if trigger.kind == TriggerKind::SiteRule { ruled } else { decided }, trigger)
            })
            .filter(|(decision, trigger)| {
                *decision > Decision::Continue || trigger.kind == TriggerKind::SiteRule
            })
            .collect();
        let urgent = (pressing && strained)
            || weighed.iter().any(|(_, trigger)| trigger.kind == TriggerKind::Urgency);
        let others = weighed.iter().filter(|(_, trigger)| trigger.kind != TriggerKind::Urgency);
        let decision = match others.map(|(decision, _)| *decision).max() {
            // What is urgent and has another reason doesn't wait for the customer to choose.
            Some(Decision::Offer) if urgent => Decision::HandOff,
            Some(decision) => decision,
            None if urgent && strained => Decision::HandOff,
            None => Decision::Continue,
        };
        let unsafe_now = weighed.iter().any(|(_, trigger)| {
            matches!(trigger.kind, TriggerKind::Sensitive(Topic::Safety | Topic::AccountSecurity))
        });
        let priority = match (unsafe_now, urgent || high) {
            (true, _) => Priority::Urgent,
            (false, true) => Priority::High,
            (false, false) => Priority::Normal,
        };
        weighed.sort_by_key(|(decision, trigger)| {
            (Reverse(*decision), rank(trigger.kind), Reverse(trigger.confidence))
        });
        let triggers = weighed.into_iter().map(|(_, trigger)| trigger).collect();
        Assessment { decision, triggers, sentiment, issue, priority }
    }
}

/// From here on it may not be able to wait, which counts together with what strains.
const PRESSING: f32 = 0.35;

/// Failures are counted up to here: more are no worse, and a rebuilt count must be the same.
const MOST_FAILURES: u8 = 8;

/// Frustration that counts when it can't wait, though alone it would not.
const STRAINED: u16 = 250;

/// An answer this sure is meant, however it sounds.
const SURE: Confidence = Confidence::from_thousandths(800);

/// Which of several reasons is told first.
const fn rank(kind: TriggerKind) -> u8 {
    match kind {
        TriggerKind::Sensitive(Topic::Safety | Topic::AccountSecurity) => 0,
        TriggerKind::ExplicitRequest => 1,
        TriggerKind::SiteRule => 2,
        TriggerKind::Frustration => 3,
        TriggerKind::Sensitive(_) => 4,
        TriggerKind::RepeatedFailure | TriggerKind::BotError => 5,
        TriggerKind::HighValue | TriggerKind::Complexity => 6,
        TriggerKind::LowConfidence | TriggerKind::Urgency | TriggerKind::Behaviour => 7,
    }
}

/// What is remembered of a message.
fn remember(message: &Message<'_>, reading: &Reading<'_>, course: &Course, gist: Gist) -> Said {
    let gloom =
        i16::try_from(confidence(reading.scores.of(Head::Gloom)).thousandths()).unwrap_or(0);
    Said {
        seq: message.seq,
        at: message.at,
        words: u16::try_from(reading.words.len()).unwrap_or(u16::MAX),
        bytes: u16::try_from(message.text.len()).unwrap_or(u16::MAX),
        opening: signal::opening(&reading.words),
        gist,
        anger: course.anger,
        strain: course.strain,
        mood: 1000 - 2 * gloom,
        problem: signal::problem(&reading.scores),
        answered: false,
        objected: course.objects,
        curt: course.curt,
        urgent: false,
    }
}

/// What is remembered of the bot after the customer's message: an objection counts as a failure,
/// once; to go on without objecting is to take the answer.
fn after(heard: &Heard, course: &Course) -> Heard {
    let mut heard = *heard;
    match heard.last {
        Last::Given if course.objects => heard.failures = (heard.failures + 1).min(MOST_FAILURES),
        Last::Given if heard.asks == 0 => heard.failures = 0,
        _ => {}
    }
    heard.offered = false;
    heard
}

/// The mood of a turn, and where it is going.
fn sentiment(before: &TriggerState, mood: i16) -> Sentiment {
    let earlier: Vec<i32> =
        before.said().iter().rev().take(3).map(|said| i32::from(said.mood)).collect();
    let trend = match i32::try_from(earlier.len()) {
        Ok(count @ 1..) => match i32::from(mood) - earlier.iter().sum::<i32>() / count {
            ..-300 => Trend::Falling,
            301.. => Trend::Rising,
            _ => Trend::Steady,
        },
        _ => Trend::Steady,
    };
    Sentiment { score: mood, trend }
}
