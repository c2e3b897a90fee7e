//! Whole conversations, each marked with the turn at which a person should come in, or not marked
//! where nobody should: how often the trigger engine's moment is the right one. What a single
//! message means is `trigger`'s business.
//!
//! In the files, `customer! ` is the right moment, `behaviour: ` belongs to the customer's next
//! line, and the number after `bot` is how sure it was.

#![expect(clippy::panic, reason = "a test fails by panicking")]

use baton_shared::entry::Behaviour;
use baton_shared::id::{Confidence, Millis, Seq};
use baton_shared::trigger::{
    Assessment, Decision, Traits, TriggerEngine, TriggerSettings, TriggerState, Turn,
};
use std::fmt::Write;

/// Of the marked dialogues, how many per cent must escalate within one customer turn of the mark:
/// what has been reached, and the goal.
const RIGHT_MOMENTS: usize = 90;

/// Of those without a mark, how many per cent may escalate: what has been reached. The goal is none.
const FALSE_ALARMS: usize = 7;

/// Between two turns, in milliseconds.
const PACE: u64 = 20_000;

const FILES: [(&str, &str); 22] = [
    ("first.txt", include_str!("dialogue/first.txt")),
    ("second.txt", include_str!("dialogue/second.txt")),
    ("third.txt", include_str!("dialogue/third.txt")),
    ("fourth.txt", include_str!("dialogue/fourth.txt")),
    ("fifth.txt", include_str!("dialogue/fifth.txt")),
    ("sixth.txt", include_str!("dialogue/sixth.txt")),
    ("seventh.txt", include_str!("dialogue/seventh.txt")),
    ("eighth.txt", include_str!("dialogue/eighth.txt")),
    ("ninth.txt", include_str!("dialogue/ninth.txt")),
    ("tenth.txt", include_str!("dialogue/tenth.txt")),
    ("eleventh.txt", include_str!("dialogue/eleventh.txt")),
    ("twelfth.txt", include_str!("dialogue/twelfth.txt")),
    ("thirteenth.txt", include_str!("dialogue/thirteenth.txt")),
    ("fourteenth.txt", include_str!("dialogue/fourteenth.txt")),
    ("fifteenth.txt", include_str!("dialogue/fifteenth.txt")),
    ("sixteenth.txt", include_str!("dialogue/sixteenth.txt")),
    ("seventeenth.txt", include_str!("dialogue/seventeenth.txt")),
    ("eighteenth.txt", include_str!("dialogue/eighteenth.txt")),
    ("nineteenth.txt", include_str!("dialogue/nineteenth.txt")),
    ("twentieth.txt", include_str!("dialogue/twentieth.txt")),
    ("twentyfirst.txt", include_str!("dialogue/twentyfirst.txt")),
    ("twentysecond.txt", include_str!("dialogue/twentysecond.txt")),
];

/// A conversation, as it is written down.
#[derive(Default)]
struct Dialogue<'a> {
    name: &'a str,
    traits: Traits,
    lines: Vec<Line<'a>>,
}

enum Line<'a> {
    Said { text: &'a str, behaviour: Vec<Behaviour>, marked: bool },
    Answered { text: &'a str, confidence: Option<Confidence> },
}

/// Every dialogue of `file`.
fn read<'a>(file: &'a str, text: &'a str) -> Vec<Dialogue<'a>> {
    let (mut dialogues, mut seen) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        read_line(&mut dialogues, &mut seen, line)
            .unwrap_or_else(|| panic!("{file}, line {}: {line}", at + 1));
    }
    dialogues
}

/// Takes in a line; `seen` is what the browser has seen since the customer's last one.
fn read_line<'a>(
    dialogues: &mut Vec<Dialogue<'a>>,
    seen: &mut Vec<Behaviour>,
    line: &'a str,
) -> Option<()> {
    if let Some(name) = line.strip_prefix("== ") {
        dialogues.push(Dialogue { name, ..Dialogue::default() });
        return Some(());
    }
    let dialogue = dialogues.last_mut()?;
    let (key, text) = line.split_once([':', '!'])?;
    let (marked, text) = (line[key.len()..].starts_with('!'), text.trim());
    match key.split_once(' ').unwrap_or((key, "")) {
        ("traits", "") => dialogue.traits = traits(text)?,
        ("behaviour", "") => seen.push(Behaviour::from_name(text)?),
        ("customer", "") => {
            let behaviour = std::mem::take(seen);
            dialogue.lines.push(Line::Said { text, behaviour, marked });
        }
        ("bot", sure) => {
            let confidence = if sure.is_empty() { None } else { Some(confidence(sure)?) };
            dialogue.lines.push(Line::Answered { text, confidence });
        }
        _ => return None,
    }
    Some(())
}

/// `0.82` as 820 thousandths.
fn confidence(written: &str) -> Option<Confidence> {
    let (whole, part) = written.split_once('.').unwrap_or((written, ""));
    let thousandths = format!("{whole}{part:0<3}").parse().ok()?;
    (part.len() <= 3 && thousandths <= 1000).then(|| Confidence::from_thousandths(thousandths))
}

fn traits(written: &str) -> Option<Traits> {
    let mut traits = Traits::default();
    for pair in written.split_whitespace() {
        match pair.split_once('=')? {
            ("tier" | "plan", name) => traits.tiers.push(name.to_lowercase()),
            ("cart" | "contract" | "value", amount) => traits.value = Some(amount.parse().ok()?),
            _ => return None,
        }
    }
    Some(traits)
}

/// What the engine makes of each of the customer's turns; what the bot's turn before it handed off counts there.
fn assess(engine: &TriggerEngine, dialogue: &Dialogue<'_>) -> Vec<Assessment> {
    let mut state = TriggerState::default();
    let (mut assessments, mut handed_off) = (Vec::new(), None);
    for (seq, line) in (1..).zip(&dialogue.lines) {
        let (at, seq) = (Millis(seq * PACE), Seq(seq));
        let turn = match line {
            Line::Said { text, behaviour, .. } => Turn::Said { seq, at, text, behaviour },
            Line::Answered { text, confidence } => {
                let (text, confidence) = ((*text).into(), *confidence);
                Turn::Answered { seq, text, confidence, offered: false }
            }
        };
        let assessment = engine.observe(&mut state, &turn, &dialogue.traits);
        match turn {
            Turn::Said { .. } => assessments.push(handed_off.take().unwrap_or(assessment)),
            _ => handed_off = Some(assessment).filter(|found| found.decision == Decision::HandOff),
        }
    }
    assessments
}

/// The customer's turn that is marked.
fn mark(dialogue: &Dialogue<'_>) -> Option<usize> {
    let said = dialogue.lines.iter().filter_map(|line| match line {
        Line::Said { marked, .. } => Some(*marked),
        Line::Answered { .. } => None,
    });
    said.enumerate().find_map(|(turn, marked)| marked.then_some(turn))
}

/// The conversation with what was made of it, to find out why the moment was missed.
fn told(file: &str, dialogue: &Dialogue<'_>, assessments: &[Assessment]) -> String {
    let mut story = format!("{file}: {}\n", dialogue.name);
    let mut assessments = assessments.iter();
    for line in &dialogue.lines {
        let (sign, text, assessment) = match line {
            Line::Said { text, marked, .. } => {
                (if *marked { "!" } else { ":" }, *text, assessments.next())
            }
            Line::Answered { text, .. } => ("bot:", *text, None),
        };
        let _ = writeln!(story, "    {sign} {text}");
        let Some(Assessment { decision, triggers, .. }) = assessment else { continue };
        let _ = write!(story, "        {}", decision.name());
        for trigger in triggers {
            let _ = write!(story, "  {} {}", trigger.kind.name(), trigger.confidence.thousandths());
        }
        story.push('\n');
    }
    story
}

#[test]
fn a_person_comes_in_at_the_right_moment_and_never_without_need() {
    let engine = TriggerEngine::new(&TriggerSettings::default());
    let (mut marked, mut right, mut unmarked, mut alarms) = (0, 0, 0, 0);
    for (file, text) in FILES {
        let before = (marked, right, unmarked, alarms);
        for dialogue in read(file, text) {
            let assessments = assess(&engine, &dialogue);
            let first = assessments.iter().position(|found| found.decision >= Decision::Offer);
            let mark = mark(&dialogue);
            let as_wanted = match (mark, first) {
                (Some(mark), Some(first)) => mark.abs_diff(first) <= 1,
                (None, first) => first.is_none(),
                (Some(_), None) => false,
            };
            if mark.is_some() {
                marked += 1;
                right += usize::from(as_wanted);
            } else {
                unmarked += 1;
                alarms += usize::from(!as_wanted);
            }
            if !as_wanted {
                println!("{}", told(file, &dialogue, &assessments));
            }
        }
        println!(
            "{file}: {} of {} at the right moment, {} false alarms among {}",
            right - before.1,
            marked - before.0,
            alarms - before.3,
            unmarked - before.2
        );
    }
    let found = format!(
        "{right} of {marked} at the right moment, {alarms} false alarms among {unmarked} others"
    );
    println!("{found}");
    assert!(right * 100 >= marked * RIGHT_MOMENTS, "{found}");
    assert!(alarms * 100 <= unmarked * FALSE_ALARMS, "{found}");
}
