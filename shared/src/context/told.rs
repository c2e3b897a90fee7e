//! What a customer has told over a stretch of a thread, by themselves or asked.

use super::{Captured, Fields};
use crate::entry::{Author, Body, Entry};
use crate::id::Seq;
use crate::trigger::Evidence;

/// What was told, what was asked for, and what the customer didn't want to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Every fact, oldest first; of several values of one field the newest counts.
    pub facts: Vec<Captured>,
    /// What was asked for, each with the entry that asked last.
    pub asked: Vec<(String, Seq)>,
    /// What was skipped.
    pub skipped: Vec<String>,
    /// The question that waits for its answer.
    open: Option<(String, Seq)>,
}

impl Told {
    /// What `entries`, ascending, tell.
    pub fn by(fields: &Fields, entries: &[Entry]) -> Self {
        let mut told = Self::default();
        for entry in entries {
            told.observe(fields, entry);
        }
        told
    }

    /// Takes in the thread's next entry.
    pub fn observe(&mut self, fields: &Fields, entry: &Entry) {
        match (&entry.author, &entry.body) {
            (Author::Customer, Body::Text { text, .. }) => self.read(fields, entry.seq, text),
            (Author::Bot, Body::Answer(answer)) => self.note(&answer.captured),
            (_, Body::Asked(asked)) => {
                self.asked.retain(|(field, _)| *field != asked.field);
                self.asked.push((asked.field.clone(), entry.seq));
                self.open = Some((asked.field.clone(), entry.seq));
            }
            (_, Body::Skipped { asked }) => {
                let skipped = self.open.take_if(|(_, seq)| seq == asked);
                self.skipped.extend(skipped.map(|(field, _)| field));
            }
            (_, Body::AddressLeft { email }) => {
                let evidence = Evidence { seq: entry.seq, start: 0, end: 0 };
                let field = "email".to_owned();
                self.facts.push(Captured { field, value: email.clone(), evidence });
            }
            // A question that was asked when the thread began to wait is asked after its entry.
            (_, body) if body.passes_on() => self.open = None,
            _ => {}
        }
    }

    /// Whether a question waits for its answer.
    pub const fn waits(&self) -> bool {
        self.open.is_some()
    }

    /// What the bot noted beside what was found already.
    fn note(&mut self, captured: &[Captured]) {
        for fact in captured {
            let found = self
                .facts
                .iter()
                .any(|known| known.evidence.seq == fact.evidence.seq && !apart(known, fact));
            if !found {
                self.facts.push(fact.clone());
            }
        }
    }

    fn read(&mut self, fields: &Fields, seq: Seq, text: &str) {
        let mut found = fields.find(seq, text);
        if let Some((field, _)) = &self.open {
            if let Some(reply) = fields.answer(field, seq, text) {
                found.retain(|fact| fact.field != *field && apart(fact, &reply));
                found.push(reply);
            }
            if found.iter().any(|fact| fact.field == *field) {
                self.open = None;
            }
        }
        self.facts.append(&mut found);
    }
}

/// Whether no word counts for both.
fn apart(one: &Captured, other: &Captured) -> bool {
    let (one, other) = (one.evidence, other.evidence);
    one.end <= other.start || other.end <= one.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Asked;
    use crate::id::{Epoch, Millis};

    fn entries(bodies: Vec<(Author, Body)>) -> Vec<Entry> {
        let entry = |(seq, (author, body))| Entry {
            seq: Seq(seq),
            at: Millis(0),
            epoch: Epoch(1),
            author,
            id: None,
            body,
        };
        (1..).zip(bodies).map(entry).collect()
    }

    fn asked() -> (Author, Body) {
        let question = "What's your order number?".to_owned();
        (Author::System, Body::Asked(Asked { field: "order_number".to_owned(), question }))
    }

    fn told(bodies: Vec<(Author, Body)>) -> Told {
        Told::by(&Fields::new(&[]), &entries(bodies))
    }

    #[test]
    fn a_bare_number_is_the_answer_to_its_question_alone() {
        let said = || (Author::Customer, Body::text("48213"));
        assert_eq!(told(vec![said()]).facts, []);
        let told = told(vec![asked(), said()]);
        assert_eq!(told.facts[0].value, "48213");
        assert_eq!(told.facts[0].evidence.seq, Seq(2));
        assert!(!told.waits());
    }

    #[test]
    fn what_is_said_beside_the_question_leaves_it_open() {
        let told = told(vec![asked(), (Author::Customer, Body::text("how long will it take?"))]);
        assert!(told.waits());
        assert_eq!(told.asked, [("order_number".to_owned(), Seq(1))]);
    }

    #[test]
    fn a_skipped_question_is_settled() {
        let told = told(vec![asked(), (Author::Customer, Body::Skipped { asked: Seq(1) })]);
        assert_eq!((told.waits(), told.skipped), (false, vec!["order_number".to_owned()]));
    }
}
