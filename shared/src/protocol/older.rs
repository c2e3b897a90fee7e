//! Entries in the words of an older version, for clients that speak it: what they have no shape for
//! is said in one that they have. Its place in the log stays its own.

use super::{Down, Welcome};
use crate::entry::{Answer, Author, Block, Body, Entry, Handoff, Outcome, Span};

impl Down {
    /// The frame as a client of `version` can read it; none when it can as it is. A kind of frame
    /// that it doesn't know is its own to leave unread.
    pub fn in_version(&self, version: u16) -> Option<Self> {
        if let Self::Welcome(welcome) = self {
            let older = Welcome { version, ..Welcome::clone(welcome) };
            return (version < welcome.version).then(|| Self::Welcome(Box::new(older)));
        }
        let (Self::Entries { entries } | Self::Page { entries }) = self else { return None };
        if !entries.iter().any(|entry| in_version(entry, version).is_some()) {
            return None;
        }
        let older = |entry: &Entry| in_version(entry, version).unwrap_or_else(|| entry.clone());
        let entries = entries.iter().map(older).collect();
        Some(match self {
            Self::Page { .. } => Self::Page { entries },
            _ => Self::Entries { entries },
        })
    }
}

/// `entry` as a client of `version` can read it; none when it can as it is.
fn in_version(entry: &Entry, version: u16) -> Option<Entry> {
    let (author, body) = match &entry.body {
        _ if version >= 3 => return None,
        Body::Transferred { .. } => waits("You're being passed on to a colleague.".to_owned()),
        Body::Released { agent, .. } => {
            waits(format!("{} had to leave. You're next in line.", agent.name))
        }
        Body::HelpWanted => waits("The assistant goes on helping while you wait.".to_owned()),
        Body::WaitCancelled => (Author::System, Body::HandedBack { outcome: Outcome::Returned }),
        Body::AddressLeft { email } => (Author::Customer, Body::text(email)),
        Body::Surveyed { score, .. } => (Author::Customer, Body::text(format!("{score} of 5."))),
        _ if version >= 2 => return None,
        Body::Rated { helped, .. } => (
            Author::Customer,
            Body::text(if *helped { "That helped." } else { "That didn't help." }),
        ),
        Body::Skipped { .. } => (Author::Customer, Body::text("Skip")),
        Body::Asked(asked) => {
            let blocks =
                vec![Block::Paragraph { spans: vec![Span::plain(asked.question.clone())] }];
            (Author::Bot, Body::Answer(Answer::of(entry.seq, blocks)))
        }
        Body::Identified(person) => {
            (Author::System, Body::text(format!("Signed in as {}.", person.called())))
        }
        Body::Text { .. }
        | Body::PersonRequested
        | Body::Answer(_)
        | Body::HandoffRequested(_)
        | Body::AgentJoined
        | Body::HandedBack { .. } => return None,
    };
    Some(Entry { author, body, ..entry.clone() })
}

/// What makes the owner the queue in every version.
const fn waits(line: String) -> (Author, Body) {
    let handoff = Handoff { number: 0, triggers: Vec::new(), sensed: false, line, note: None };
    (Author::System, Body::HandoffRequested(handoff))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{AgentCard, Asked, Parted, Target};
    use crate::id::AgentId;
    use crate::id::{Epoch, Millis, Seq};

    #[test]
    fn a_client_before_version_3_knows_who_answers() {
        let agent = AgentCard { id: AgentId::parse("maya").unwrap(), name: "Maya".to_owned() };
        let bodies = [
            Body::Transferred { to: Target::Lead },
            Body::Released { agent, parted: Parted::Gone },
            Body::HelpWanted,
            Body::WaitCancelled,
            Body::AddressLeft { email: "anna@shop.example".to_owned() },
            Body::Surveyed { ended: Seq(4), score: 5 },
        ];
        for (body, version) in bodies.into_iter().flat_map(|body| [(body.clone(), 1), (body, 2)]) {
            let passes = body.passes_on();
            let (seq, author) = (Seq(1), Author::Customer);
            let entry = Entry { seq, at: Millis(0), epoch: Epoch(0), author, id: None, body };
            assert_eq!(in_version(&entry, 3), None);
            assert_eq!(in_version(&entry, version).unwrap().body.passes_on(), passes);
        }
    }

    #[test]
    fn a_version_1_client_reads_every_entry() {
        let asked = Asked { field: "order_number".to_owned(), question: "Which order?".to_owned() };
        let bodies = [
            Body::Rated { answer: Seq(2), helped: false },
            Body::Skipped { asked: Seq(2) },
            Body::Asked(asked),
            Body::Identified(crate::customer::Person::default()),
        ];
        for (seq, body) in (1..).map(Seq).zip(bodies) {
            let author = Author::System;
            let entry = Entry { seq, at: Millis(0), epoch: Epoch(0), author, id: None, body };
            assert_eq!(in_version(&entry, 2), None);
            let older = in_version(&entry, 1).unwrap();
            assert_eq!(older.seq, seq);
            assert!(matches!(older.body, Body::Text { .. } | Body::Answer(_)));
        }
    }
}
