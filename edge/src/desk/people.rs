//! Which thread a person goes on in: their own, the one they began before the site said who they
//! are, or their newest.

use baton_shared::id::ThreadId;

/// What a person comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The thread they would go on in: of their browser, or made up for them.
    pub asked: &'a ThreadId,
    /// Whether nobody has written in it.
    pub empty: bool,
}

/// What the desk knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'a> {
    /// Whether the thread asked for is theirs; none while it is nobody's.
    pub theirs: Option<bool>,
    /// Their newest thread.
    pub newest: Option<&'a ThreadId>,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// They go on in a thread that is theirs already.
    GoOn(ThreadId),
    /// The thread asked for becomes theirs.
    Becomes(ThreadId),
    /// It is somebody else's, and they have none: they need a fresh one.
    Taken,
}

/// Decides. A thread with words in it is never left behind by the person who wrote them, and never
/// given to a second person.
pub fn settle(claim: Claim, known: Known) -> Settled {
    let Claim { asked, empty } = claim;
    match (known.theirs, known.newest) {
        (Some(true), _) => Settled::GoOn(asked.clone()),
        (Some(false), Some(newest)) => Settled::GoOn(newest.clone()),
        (Some(false), None) => Settled::Taken,
        (None, Some(newest)) if empty => Settled::GoOn(newest.clone()),
        (None, _) => Settled::Becomes(asked.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread(id: &str) -> ThreadId {
        ThreadId::parse(id).unwrap()
    }

    fn outcome(theirs: Option<bool>, newest: Option<&str>, empty: bool) -> Settled {
        let (asked, newest) = (thread("asked"), newest.map(thread));
        let known = Known { theirs, newest: newest.as_ref() };
        settle(Claim { asked: &asked, empty }, known)
    }

    #[test]
    fn words_written_before_signing_in_stay_with_whoever_wrote_them() {
        assert_eq!(outcome(None, None, false), Settled::Becomes(thread("asked")));
        assert_eq!(outcome(None, Some("newest"), false), Settled::Becomes(thread("asked")));
    }

    #[test]
    fn an_empty_thread_gives_way_to_the_persons_own() {
        assert_eq!(outcome(None, Some("newest"), true), Settled::GoOn(thread("newest")));
        assert_eq!(outcome(None, None, true), Settled::Becomes(thread("asked")));
    }

    #[test]
    fn a_person_stays_in_the_thread_they_are_in() {
        assert_eq!(outcome(Some(true), Some("newest"), false), Settled::GoOn(thread("asked")));
        assert_eq!(outcome(Some(true), Some("newest"), true), Settled::GoOn(thread("asked")));
    }

    #[test]
    fn nobody_gets_another_persons_thread() {
        for empty in [true, false] {
            let newest = Settled::GoOn(thread("newest"));
            assert_eq!(outcome(Some(false), Some("newest"), empty), newest);
            assert_eq!(outcome(Some(false), None, empty), Settled::Taken);
        }
    }
}
