//! What whoever passed the thread on wants the next agent to know, until that one has written; and
//! why the thread came to them.

use crate::button::action;
use crate::console::Console;
use crate::roster::presence_word;
use baton_shared::entry::{Author, Body, Entry};
use baton_shared::id::ThreadId;
use baton_shared::protocol::desk::{
    Candidate, DeskUp, Explanation, Note, Obstacle, Score, Step, Verdict,
};
use baton_widget::element::{Element, el};
use leptos::prelude::*;

/// The note on `thread`, if there is one and nobody has answered the customer since.
pub(super) fn note(console: Console, thread: ThreadId) -> Element {
    let note: Memo<Option<Note>> = Memo::new(move |_| {
        let session = console.threads.session(&thread)?;
        let note = console.with_item(&thread, |item| item.note.clone()).flatten();
        note.filter(|_| !session.with_entries(is_answered))
    });
    el("section").class("passed-on").live(move |place| match note.get() {
        None => place,
        Some(note) => {
            let from = ["Note from ", &note.from.name].concat();
            place.child(el("h3").child(from)).child(el("p").child(note.text))
        }
    })
}

/// Whether an agent has written since the thread was last passed on.
fn is_answered(entries: &[Entry]) -> bool {
    let newest_first = entries.iter().rev();
    let mut since =
        newest_first.take_while(|entry| !matches!(entry.body, Body::Transferred { .. }));
    since.any(|entry| matches!((&entry.author, &entry.body), (Author::Agent(_), Body::Text { .. })))
}

/// Why the thread went where it is, on demand; nothing where no roster decides that.
pub(super) fn why_me(console: Console, thread: ThreadId) -> Element {
    let asked = RwSignal::new(false);
    let of = thread.clone();
    let answer = Memo::new(move |_| {
        let explained = console.desk.explained().get();
        explained.and_then(|(about, explanation)| (about == of).then_some(explanation))
    });
    let ask = move || {
        asked.set(true);
        console.desk.say(&DeskUp::Explain { thread: thread.clone() });
    };
    let button = action("quiet-action", "Why me?", ask)
        .live_flag("disabled", move || asked.get() && answer.get().is_none());
    el("section")
        .class("why-me")
        .live_flag("hidden", move || console.desk.roster().with(Vec::is_empty))
        .child(button)
        .child(el("div").attr("role", "status").live(move |place| match answer.get() {
            Some(Some(explanation)) if asked.get() => explained(place, &explanation),
            Some(None) if asked.get() => {
                place.child(el("p").child("Nobody was chosen for this: it was picked."))
            }
            _ => place,
        }))
}

fn explained(place: Element, explanation: &Explanation) -> Element {
    let needs = (!explanation.needs.is_empty())
        .then(|| el("p").child(["Needs ", &explanation.needs.join(", "), "."].concat()));
    let line = |candidate: &Candidate| {
        let name = el("b").child(candidate.agent.name.as_str());
        let class = match candidate.verdict {
            Verdict::Fits(_) => "fits",
            Verdict::Refused { .. } => "refused",
        };
        el("li").class(class).child(name).child(" ").child(in_words(&candidate.verdict))
    };
    let others = (explanation.others > 0).then(|| {
        let others = [&explanation.others.to_string(), " more could not be asked."].concat();
        el("p").child(others)
    });
    place
        .child(needs)
        .child(el("p").child(step(explanation.step)))
        .child(el("ol").child(explanation.candidates.iter().map(line).collect::<Vec<_>>()))
        .child(others)
}

const fn step(step: Step) -> &'static str {
    match step {
        Step::Tied => "Kept for the agent who knows the customer.",
        Step::Preferred => "Looked for required and preferred skills, in the customer's language.",
        Step::Required => "Looked for the required skills, in the customer's language.",
        Step::Generalist => "After a while, any generalist with the language would do.",
        Step::AnyLanguage => "After a long wait, any generalist would do.",
    }
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Fits(score) => fits(score),
        Verdict::Refused { why } => refused(why),
    }
}

fn fits(score: &Score) -> String {
    let preferred = [&score.preferred.to_string(), " preferred"].concat();
    let level = ["level ", &score.level.to_string()].concat();
    let said = [
        (score.tied, "knows the customer".to_owned()),
        (true, if score.skilled { "has the skills" } else { "is a generalist" }.to_owned()),
        (score.language, "writes the language".to_owned()),
        (score.preferred > 0, preferred),
        (score.level > 0, level),
        (true, [&(score.load / 10).to_string(), " % busy"].concat()),
    ];
    let said: Vec<String> = said.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
    said.join(", ")
}

fn refused(why: &Obstacle) -> String {
    match why {
        Obstacle::NotOnline { presence } => presence_word(*presence).to_lowercase(),
        Obstacle::OutOfHours => "outside their hours".to_owned(),
        Obstacle::Full { load, capacity } => {
            ["has ", &load.to_string(), " of ", &capacity.to_string(), " in hand"].concat()
        }
        Obstacle::Lacks { skill, level: 0 | 1 } => ["lacks ", skill].concat(),
        Obstacle::Lacks { skill, level } => {
            ["lacks ", skill, " at level ", &level.to_string()].concat()
        }
        Obstacle::Language { language } => ["doesn't write ", language].concat(),
        Obstacle::Tier { tier } if tier.is_empty() => "doesn't serve this tier".to_owned(),
        Obstacle::Tier { tier } => ["doesn't serve ", tier].concat(),
        Obstacle::NotALead => "is no lead".to_owned(),
        Obstacle::Declined => "was asked already".to_owned(),
        Obstacle::ForSomebodyElse => "it is for somebody else".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::{AgentCard, Target};
    use baton_shared::id::{AgentId, Epoch, Millis, Seq};

    fn entry(seq: u64, author: Author, body: Body) -> Entry {
        Entry { seq: Seq(seq), at: Millis(seq), epoch: Epoch(0), author, id: None, body }
    }

    #[test]
    fn a_note_stands_until_an_agent_has_written_since() {
        let maya = || {
            let id = AgentId::parse("maya").unwrap();
            Author::Agent(AgentCard { id, name: "Maya".to_owned() })
        };
        let mut log = vec![
            entry(1, maya(), Body::text("Hello")),
            entry(2, maya(), Body::Transferred { to: Target::Lead }),
            entry(3, Author::Customer, Body::text("?")),
        ];
        assert!(!is_answered(&log));
        log.push(entry(4, maya(), Body::text("Here I am")));
        assert!(is_answered(&log));
    }

    #[test]
    fn a_verdict_says_why_in_words() {
        let score = Score { tied: true, skilled: true, level: 3, load: 500, ..Score::default() };
        let said = in_words(&Verdict::Fits(score));
        assert_eq!(said, "knows the customer, has the skills, level 3, 50 % busy");
        let why = Obstacle::Lacks { skill: "billing".to_owned(), level: 2 };
        assert_eq!(in_words(&Verdict::Refused { why }), "lacks billing at level 2");
    }
}
