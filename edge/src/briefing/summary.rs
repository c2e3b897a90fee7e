//! Six lines that say it all: who, what, tried, why now, mood, next. Made of the briefing's own facts,
//! in plain words, each with the entries it comes from.

use super::Read;
use super::conversation::words;
use baton_shared::briefing::{About, Attempt, Briefing, End, Line, Mood, Quote, Why};
use baton_shared::entry::Body;
use baton_shared::id::Seq;
use baton_shared::trigger::{Priority, Trend};

/// Most facts, attempts and steps that a line names; how many more there are is said.
const MOST_NAMED: usize = 3;
/// Most characters of a quote in a line.
const MAX_QUOTE_CHARS: usize = 90;
/// From here down a mood is a bad one.
const LOW: i16 = -250;

/// The summary of `brief`, which is of the conversation `now`.
pub(super) fn lines(brief: &Briefing, now: &[Read]) -> Vec<Line> {
    let Some(first) = now.first().map(|read| read.entry.seq) else { return Vec::new() };
    let first = words(now).next().map_or(first, |(seq, _)| seq);
    vec![
        who(brief, first),
        what(brief, first),
        tried(brief, first),
        why(brief, now, first),
        mood(brief, now, first),
        next(brief, first),
    ]
}

fn line(about: About, text: String, mut entries: Vec<Seq>) -> Line {
    entries.sort_unstable();
    entries.dedup();
    Line { about, text, entries }
}

fn who(brief: &Briefing, first: Seq) -> Line {
    let mut parts = Vec::new();
    let mut entries = Vec::new();
    if let Some((seq, person)) = &brief.who.person {
        let tiers = person.tiers();
        let tier = tiers.first().map_or(String::new(), |tier| format!(", {tier}"));
        parts.push(format!("{} (verified{tier})", person.called()));
        entries.push(*seq);
    } else {
        let claimed = brief.who.visit.as_ref().and_then(|(_, visit)| {
            visit.claims.iter().find(|claim| claim.name == "name").map(|claim| &claim.value)
        });
        let named = |name: &String| format!("Says to be {name} (not verified)");
        parts.push(claimed.map_or_else(|| "A visitor, not verified".to_owned(), named));
    }
    if let Some((seq, visit)) = &brief.who.visit {
        let place = visit.path().map(|path| format!("on {path}"));
        let language = (!visit.language.is_empty()).then(|| format!("language {}", visit.language));
        let device = (!visit.device.is_empty()).then(|| visit.device.clone());
        parts.extend([place, language, device].into_iter().flatten());
        entries.push(*seq);
    }
    match (brief.earlier.len(), brief.before.first()) {
        (0, None) => {}
        (0, Some(parting)) => {
            parts.push(format!("was here before, with {}", parting.agent.name));
            entries.push(parting.seq);
        }
        (1, _) => parts.push("one earlier conversation".to_owned()),
        (count, _) => parts.push(format!("{count} earlier conversations")),
    }
    if entries.is_empty() {
        entries.push(first);
    }
    line(About::Who, parts.join(", "), entries)
}

fn what(brief: &Briefing, first: Seq) -> Line {
    let mut entries = vec![first];
    let issue = brief.issue.as_ref().filter(|issue| issue.name != "other");
    let mut text = String::new();
    if let Some(issue) = issue {
        text = format!("{}: ", capital(&issue.name.replace('_', " ")));
        entries.push(issue.seq);
    }
    match &brief.came_with {
        Some(quote) => text.push_str(&quoted(quote)),
        None if brief.messages == 0 => text.push_str("asked for a person without a question"),
        None => text.push_str("see the conversation"),
    }
    let told: Vec<String> =
        brief.facts.iter().map(|fact| format!("{} {}", fact.label, fact.value)).collect();
    if !told.is_empty() {
        text = format!("{text}. {}", several(&told));
        entries.extend(brief.facts.iter().take(MOST_NAMED).map(|fact| fact.seq));
    }
    let missing: Vec<String> = brief.missing.iter().map(|one| lower(&one.label)).collect();
    if !missing.is_empty() {
        text = format!("{text}. Not known: {}", several(&missing));
    }
    line(About::What, text, entries)
}

fn tried(brief: &Briefing, first: Seq) -> Line {
    if brief.attempts.is_empty() {
        return line(About::Tried, "Nothing yet".to_owned(), vec![first]);
    }
    let attempt = |attempt: &Attempt| {
        let ended = ended(attempt.end);
        match attempt.sources.first() {
            Some(source) => format!("“{source}” ({ended})"),
            None if attempt.end == End::NoAnswer => ended.to_owned(),
            None => format!("asked back ({ended})"),
        }
    };
    let newest = brief.attempts.len().saturating_sub(MOST_NAMED);
    let named: Vec<String> = brief.attempts[newest..].iter().map(attempt).collect();
    let before = match newest {
        0 => String::new(),
        1 => "one earlier answer, ".to_owned(),
        count => format!("{count} earlier answers, "),
    };
    let entries = brief.attempts[newest..].iter().map(|attempt| attempt.seq).collect();
    line(About::Tried, capital(&format!("{before}{}", named.join(", "))), entries)
}

/// How an answer ended, in words.
const fn ended(end: End) -> &'static str {
    match end {
        End::NoAnswer => "no good answer",
        End::DidNotHelp => "didn't help",
        End::AskedForPerson => "then asked for a person",
        End::Helped => "helped",
        End::CutShort => "cut short",
        End::Stands => "no objection",
    }
}

fn why(brief: &Briefing, now: &[Read], first: Seq) -> Line {
    let Some(why) = &brief.why else {
        let joined = now.iter().find(|read| read.entry.body == Body::AgentJoined);
        let (text, seq) = match joined {
            Some(read) => ("An agent stepped in; nothing was handed off", read.entry.seq),
            None => ("Not handed off; the assistant is answering", first),
        };
        return line(About::Why, text.to_owned(), vec![seq]);
    };
    let mut entries = vec![why.seq];
    let mut text = reasons(why, &mut entries);
    if brief.priority.priority > Priority::Normal {
        let how =
            if brief.priority.priority == Priority::Urgent { "Urgent" } else { "High priority" };
        text = format!("{how}: {}. {text}", several(&brief.priority.because));
        entries.extend(brief.priority.seq);
    }
    line(About::Why, text, entries)
}

fn reasons(why: &Why, entries: &mut Vec<Seq>) -> String {
    let mut texts = Vec::new();
    for reason in why.reasons.iter().take(MOST_NAMED) {
        let quote = reason.quotes.last();
        entries.extend(quote.map(|quote| quote.seq));
        let label = reason.kind.label();
        let words = quote.map_or(String::new(), |quote| format!(": {}", quoted(quote)));
        texts.push(format!("{label}{words}"));
    }
    if texts.is_empty() {
        texts.push("Handed off".to_owned());
    }
    if let Some(note) = &why.note {
        texts.push(format!("the assistant's note: {note}"));
    }
    texts.join("; ")
}

fn mood(brief: &Briefing, now: &[Read], first: Seq) -> Line {
    let Mood { course, trend, spikes } = &brief.mood;
    let Some((last, score)) = course.last() else {
        return line(About::Mood, "Nothing said yet".to_owned(), vec![first]);
    };
    let tone = match (*score < LOW, trend) {
        (true, Trend::Falling) => "Upset, getting worse",
        (true, Trend::Rising) => "Upset, getting better",
        (true, Trend::Steady) => "Upset",
        (false, Trend::Falling) => "Less patient than before",
        (false, _) if spikes.is_empty() => "Calm",
        (false, _) => "Calmer now",
    };
    let mut entries = vec![*last];
    let sharpest = spikes.last().and_then(|seq| {
        let text = words(now).find(|(at, _)| at == seq)?.1;
        entries.push(*seq);
        Some(format!("; sharpest at {}", quoted(&Quote::of(*seq, text))))
    });
    line(About::Mood, [tone, &sharpest.unwrap_or_default()].concat(), entries)
}

fn next(brief: &Briefing, first: Seq) -> Line {
    let steps: Vec<String> = brief.next.iter().map(|step| step.text.clone()).collect();
    let seq = brief.issue.as_ref().map_or(first, |issue| issue.seq);
    line(About::Next, several(&steps), vec![seq])
}

/// The first few, and how many more there are.
fn several(all: &[String]) -> String {
    let named = all[..all.len().min(MOST_NAMED)].join(", ");
    match all.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => format!("{named}, {more} more"),
    }
}

fn quoted(quote: &Quote) -> String {
    let text = quote.text().split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_QUOTE_CHARS) {
        None => format!("“{text}”"),
        Some((cut, _)) => format!("“{}…”", text[..cut].trim_end()),
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

fn lower(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| first.to_lowercase().chain(rest).collect())
}
