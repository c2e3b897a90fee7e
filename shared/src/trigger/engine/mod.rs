//! The engine: one turn in, one [`Assessment`] out.

mod answer;

use super::gist::Gist;
use super::lexicon::{Phrase, PhraseError, Section};
use super::model::{Head, Model};
use super::policy::{self, Moment};
use super::reading::{Reading, confidence};
use super::settings::{SiteRule, TriggerSettings};
use super::signal::{
    self, Context, Course, CourseModel, Gone, Hearing, Matters, Pointing, Standing, Talk,
};
use super::spoken::Spoken;
use super::state::{Heard, Last, Said, TriggerState};
use super::text::words;
use super::{
    Assessment, Decision, Issue, IssueLabel, Sentiment, Signals, Topic, Traits, Trend, Trigger,
    TriggerKind, Turn,
};
use crate::entry::Behaviour;
use crate::id::{Confidence, Millis, Seq};

/// Trigger detection compiled from a site's settings.
#[derive(Debug, Clone)]
pub struct TriggerEngine {
    settings: TriggerSettings,
    model: &'static Model,
    course: &'static CourseModel,
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
        Self::with_models(settings, Model::built_in(), CourseModel::built_in())
    }

    /// Compiles the engine over other weights than the built-in ones.
    pub fn with_models(
        settings: &TriggerSettings,
        model: &'static Model,
        course: &'static CourseModel,
    ) -> Self {
        let compile = |rule: &SiteRule| {
            let phrases = rule.says.iter().filter_map(|phrase| Phrase::read(phrase).ok()).collect();
            (rule.clone(), phrases)
        };
        let learn = |(name, sentences): (&String, &Vec<String>)| {
            let gists =
                sentences.iter().map(|said| Gist::new(&words(said), model.lexis())).collect();
            (name.clone(), gists)
        };
        Self {
            settings: settings.clone(),
            model,
            course,
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
                let assessment = self.answered(state, text, *confidence, *offered, traits);
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

    /// Where the customer's `text` would stand and point in the thread as its next turn, none when no bot has answered
    /// yet, how the thread would have gone up to it, what the units would hear of that, and the words. Training reads
    /// conversations through this, as detection does.
    pub fn seen_of_course(
        &self,
        state: &TriggerState,
        text: &str,
    ) -> (Option<(Standing, Pointing)>, Gone, Hearing, Talk) {
        let reading = Reading::new(self.model, Seq(0), text);
        let gist = Gist::new(&reading.words, self.model.lexis());
        let context = Context { reading: &reading, seq: Seq(0), before: state, behaviour: &[] };
        let course = Course::of(&context, &gist, self.course);
        let standing = signal::standing(&context, &gist);
        let gone = signal::gone(&context, course.missed, standing.as_ref());
        let pointing = standing.as_ref().map(|standing| signal::pointing(&context, standing));
        let hearing = signal::hearing(&gone, pointing.as_ref());
        (standing.zip(pointing), gone, hearing, Talk::new(&context))
    }

    /// What is seen of the matters in `text`; none when it has a single clause.
    pub fn seen_of_matters(&self, text: &str) -> Option<Matters> {
        signal::matters(&Reading::new(self.model, Seq(0), text))
    }

    fn said(
        &self,
        state: &mut TriggerState,
        message: &Message<'_>,
        traits: &Traits,
    ) -> (Assessment, Signals) {
        state.refresh(message.at);
        let reading = Reading::new(self.model, message.seq, message.text);
        let gist = Gist::new(&reading.words, self.model.lexis());
        let context = Context {
            reading: &reading,
            seq: message.seq,
            before: state,
            behaviour: message.behaviour,
        };
        let course = Course::of(&context, &gist, self.course);
        let settled = signal::closes(&reading) || signal::is_content(&reading);
        let helped = settled || course.missed < HELPED;
        let takes_it = helped || (state.heard.asked && !course.objects);
        let mut heard = after(&state.heard, &course, takes_it);
        let asks_first = signal::wants(&reading.words) != 0 && !signal::waves(&reading);
        heard.offer_stands = state.heard.offered && asks_first && !settled;

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
        triggers.push(course.trigger());
        triggers.extend(signal::topics(&context));
        triggers.extend(signal::complexity(&context, &gist, course.objects, &self.course.several));
        triggers.extend(signal::value(&context, traits, &self.settings.value));
        let stuck = course.objects || (state.heard.last == Last::Lost && !helped);
        let in_need = stuck && (course.plainly || course.due >= IN_NEED);
        if in_need || (state.heard.asks > MOST_ASKS && !settled) {
            let evidence = course.evidence.first().copied().into_iter().collect();
            triggers.extend(signal::failure(
                heard.failures,
                heard.asks,
                self.settings.failures,
                evidence,
            ));
        }
        // Who only answers the bot's question doesn't doubt its answer.
        let doubts = course.objects || (course.missed >= DOUBTED && !state.heard.asked);
        let barely =
            state.heard.sure.saturating_add(BARELY) >= self.settings.unsure_below.thousandths();
        let doubts = doubts && (!barely || course.due >= SHOWN);
        let names_it = reading.has(Section::BotError);
        let stumbles = names_it || course.plainly || course.is_angry() || gist.len() == 0;
        if let Some(confidence) = breakdown(&state.heard, stumbles).filter(|_| !settled) {
            let kind = TriggerKind::BotError;
            triggers.push(Trigger { kind, confidence, evidence: Vec::new() });
        }
        if stuck && state.heard.unsure && doubts {
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
        let moment = Moment {
            ruled,
            pressing: said.urgent || state.said().last().is_some_and(|last| last.urgent),
            troubled: reading.scores.of(Head::Trouble) >= 0.5,
            sentiment,
            issue: Some(issue),
        };
        state.heard = heard;
        state.push(said, Spoken::new(&reading.words, self.model.lexis()));
        (policy::decide(&self.settings, triggers, traits, moment), signals)
    }

    /// What `triggers` of a turn that isn't in the customer's words lead to.
    fn decide(&self, triggers: Vec<Trigger>, traits: &Traits) -> Assessment {
        policy::decide(&self.settings, triggers, traits, Moment::default())
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
            if page && topic && (rule.says.is_empty() || said.is_some()) && !rule.is_empty() {
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
}

/// From here on it may not be able to wait, which counts together with what strains.
const PRESSING: f32 = 0.35;

/// So many questions in a row a bot may ask for more words.
const MOST_ASKS: u8 = 3;

/// So many failures in a row, the last by saying the same again, are a loop.
const LOOPS: u8 = 2;

/// How sure it is that the bot has broken down: what fails once may have been an accident, for who just asks again.
fn breakdown(heard: &Heard, stumbles: bool) -> Option<Confidence> {
    let loops = heard.repeats && heard.failures >= LOOPS;
    match heard.errors {
        0 => loops.then_some(Confidence::FULL),
        1 if !stumbles && !loops => Some(ACCIDENT),
        _ => Some(Confidence::FULL),
    }
}

/// How sure it is after one failure.
const ACCIDENT: Confidence = Confidence::from_thousandths(400);

/// Failures are counted up to here: more are no worse, and a rebuilt count must be the same.
const MOST_FAILURES: u8 = 8;

/// Below this an answer helped, whatever the bot thought of it.
const HELPED: f32 = 0.25;

/// From here on the customer doubts an answer that the bot wasn't sure of.
const DOUBTED: f32 = 0.3;

/// An answer of which the bot was less sure than it should be by no more than this, in thousandths, has to be
/// doubted for how the thread has gone, too.
const BARELY: u16 = 100;

/// From here on how the thread has gone shows a doubt.
const SHOWN: f32 = 0.3;

/// From here on, whom the bot fails needs a person: who jokes, or goes on with another matter, doesn't.
const IN_NEED: f32 = 0.5;

/// What is remembered of a message.
fn remember(message: &Message<'_>, reading: &Reading<'_>, course: &Course, gist: Gist) -> Said {
    let gloom =
        i16::try_from(confidence(reading.scores.of(Head::Gloom)).thousandths()).unwrap_or(0);
    Said {
        seq: message.seq,
        at: message.at,
        words: u16::try_from(reading.words.len()).unwrap_or(u16::MAX),
        bytes: u16::try_from(message.text.len()).unwrap_or(u16::MAX),
        gist,
        direction: reading.direction(),
        anger: course.anger,
        mood: 1000 - 2 * gloom,
        trouble: signal::trouble(reading),
        codes: signal::codes(&reading.words),
        wants: signal::wants(&reading.words),
        missed: confidence(reading.scores.of(Head::Missed)).thousandths(),
        failed: confidence(course.missed).thousandths(),
        content: signal::closes(reading),
        answered: false,
        curt: course.curt,
        urgent: false,
    }
}

/// What is remembered of the bot after the customer's message: an objection counts as a failure,
/// once; to go on without objecting is to take the answer, also one that the bot wasn't sure of.
fn after(heard: &Heard, course: &Course, takes_it: bool) -> Heard {
    let mut heard = *heard;
    match heard.last {
        Last::Given if course.objects => heard.failures = (heard.failures + 1).min(MOST_FAILURES),
        Last::Given if heard.asks == 0 => heard.failures = 0,
        Last::Lost if takes_it && !heard.gave_up => heard.failures = 0,
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
