//! Which facts a draft asks the customer for, so that nobody is asked for what is known already.
//!
//! A field is named in a draft for many reasons; what decides is the word that governs its name:
//! "give me your order number" asks, "found your order number" and "sent to your email" don't.

mod names;
mod words;

use super::find::Said;
use crate::trigger::words as spelled;
use std::ops::Range;
use words::{
    BE, BROAD, CAN_FIRST, FILLERS, FIRST_PERSON, GIVE, GIVE_ELSEWHERE, GIVE_LAST, GIVING,
    HAVE_ELSEWHERE, MAKES_VERB, MODALS, NEED_ELSEWHERE, NOT, OURS, PLEASE, POLITE, POSSESSIVE,
    STATES, TAKE, WE, WHAT,
};

/// How many words behind a name still belong to its question: "your email for this order?"
const TAIL: usize = 4;
/// How many words before a verb may say who does it.
const SUBJECT: usize = 4;

/// The names of those of `fields`, given as name and label, that `draft` asks for.
pub fn asked_for<'a>(
    draft: &str,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<&'a str> {
    let said = Said::new(draft);
    let asked = |(name, label): &(&'a str, &'a str)| {
        let label = spelled(label);
        (0..said.words.len()).any(|at| {
            let labelled = (at..).zip(&label).all(|(at, word)| said.word(at) == word.text);
            let own = (labelled && !label.is_empty()).then(|| at..at + label.len());
            let named = names::names(name).filter_map(|phrase| phrase_at(&said, at, phrase));
            let put = names::questions(name).any(|q| phrase_at(&said, at, q).is_some());
            put || own.into_iter().chain(named).any(|mention| is_asked(&said, &mention))
        })
    };
    fields.into_iter().filter(asked).map(|(name, _)| name).collect()
}

/// The words of `phrase`, if they stand at this place.
fn phrase_at(said: &Said<'_>, at: usize, phrase: &str) -> Option<Range<usize>> {
    let mut end = at;
    for word in phrase.split(' ') {
        if said.word(end) != word || (end > at && ends_sentence(said.gap(end))) {
            return None;
        }
        end += 1;
    }
    Some(at..end)
}

fn is_asked(said: &Said<'_>, mention: &Range<usize>) -> bool {
    let next = said.word(mention.end);
    let verb = MAKES_VERB.contains(&next) && said.gap(mention.end) == " " && mention.len() == 1;
    let addressed = !matches!(next, "you" | "your") || is_bare_verb(said, mention.start);
    let broad = mention.len() == 1 && BROAD.contains(&said.word(mention.start));
    // An order is asked about for many reasons, its number for one.
    if (verb && addressed) || said.word(mention.start) == "order" && broad {
        return false;
    }
    let mut at = mention.start;
    while at > 0 && !ends_sentence(said.gap(at)) {
        let word = said.word(at - 1);
        let filler =
            FILLERS.contains(&word) || (word == "a" && !POSSESSIVE.contains(&said.word(at)));
        let clause = said.gap(at).contains([',', ':', '–', '—', '(']);
        if clause && !filler {
            break;
        }
        if !filler {
            return governs(said, at - 1, mention, broad);
        }
        at -= 1;
    }
    stands_alone(said, mention)
}

/// "email you": a verb, unless something of the customer's is named: "the email you used".
fn is_bare_verb(said: &Said<'_>, at: usize) -> bool {
    !matches!(said.before(at), "the" | "your" | "what" | "which" | "an" | "best" | "a")
}

/// Whether the word at `verb` makes a question or a request of the name behind it.
fn governs(said: &Said<'_>, verb: usize, mention: &Range<usize>, broad: bool) -> bool {
    let word = said.word(verb);
    let before = |back: usize| verb.checked_sub(back).map_or("", |at| said.word(at));
    let subject = || (1..=SUBJECT).map(before).take_while(|word| !word.is_empty());
    if subject().take(3).any(|word| NOT.contains(&word)) && word != "mind" {
        return false;
    }
    if WHAT.contains(&word) {
        // "What product do you recommend?" is about ours.
        let ours = (mention.end..mention.end + 3).any(|at| OURS.contains(&said.word(at)));
        return !broad && !ours;
    }
    if BE.contains(&word) {
        let asks = subject().take(2).any(|word| WHAT.contains(&word));
        return asks && !matches!(said.word(mention.end), "for" | "policy" | "and");
    }
    match word {
        "need" | "require" | "needing" => {
            let ours = |word: &str| matches!(word, "i" | "we" | "ill" | "well" | "id" | "wed");
            return subject().any(ours) && !subject().any(|word| word == "you");
        }
        "for" => return matches!(before(1), "ask" | "asking") && !subject().any(|w| w == "stop"),
        "know" => {
            let told =
                matches!(before(1), "me" | "us" | "to") || before(1) == "you" && before(2) == "do";
            return told || is_we(before(1)) && MODALS.contains(&before(2));
        }
        "have" | "got" | "remember" | "recall" | "handy" if matches!(before(1), "you" | "u") => {
            let put = matches!(before(2), "would" | "have" | "can" | "still");
            return before(2) == "do" || put && sentence_asks(said, mention.end);
        }
        "have" if before(1) == "to" && before(2) == "happen" => return true,
        "of" if before(1) == "me" && before(2) == "remind" => return is_requested(said, verb - 2),
        "there" if before(1) == "is" => return sentence_asks(said, mention.end),
        "check" if before(1) == "double" => return is_requested(said, verb - 1),
        "got" if before(1).is_empty() => return sentence_asks(said, mention.end),
        _ => {}
    }
    if TAKE.contains(&word) {
        let polite = usize::from(POLITE.contains(&before(1)));
        let may = is_we(before(1 + polite)) && MODALS.contains(&before(2 + polite));
        let let_me = matches!(before(1), "me" | "us") && before(2) == "let" && word != "confirm";
        let like = before(1) == "to" && matches!(before(2), "like" | "need" | "love" | "have");
        if may || let_me || like {
            return true;
        }
    }
    if GIVING.contains(&word) {
        return subject().any(|word| matches!(word, "mind" | "by"));
    }
    if GIVE.contains(&word) {
        return is_requested(said, verb);
    }
    is_asked_elsewhere(said, verb, mention)
}

fn is_we(word: &str) -> bool {
    WE.contains(&word)
}

/// Whether the verb is what the customer is to do: "could you send", "please send", "send".
fn is_requested(said: &Said<'_>, verb: usize) -> bool {
    let mut at = verb;
    while at > 0 && !ends_clause(said.gap(at)) && POLITE.contains(&said.before(at)) {
        at -= 1;
    }
    if at == 0 || ends_clause(said.gap(at)) {
        return true;
    }
    let before = |back: usize| at.checked_sub(back).map_or("", |at| said.word(at));
    match before(1) {
        "you" | "u" | "ya" => {
            MODALS.contains(&before(2)) && before(2) != "do" || matches!(before(2), "please" | "if")
        }
        "can" | "could" => matches!(before(2), "you" | "u"),
        "to" => (2..=SUBJECT).any(|back| matches!(before(back), "you" | "u")),
        _ => false,
    }
}

fn is_asked_elsewhere(said: &Said<'_>, verb: usize, mention: &Range<usize>) -> bool {
    let word = said.word(verb);
    let before = |back: usize| verb.checked_sub(back).map_or("", |at| said.word(at));
    if GIVE_ELSEWHERE.contains(&word) {
        let ours = (1..=2).any(|back| FIRST_PERSON.contains(&before(back)));
        return !ours || matches!(word, "avoir" | "avere");
    }
    if NEED_ELSEWHERE.contains(&word) {
        return true;
    }
    if HAVE_ELSEWHERE.contains(&word) && sentence_asks(said, mention.end) {
        return !matches!(before(1), "wir" | "ich");
    }
    let rest = (mention.end..said.words.len()).take_while(|at| !ends_sentence(said.gap(*at)));
    CAN_FIRST.contains(&word) && rest.take(TAIL).any(|at| GIVE_LAST.contains(&said.word(at)))
}

/// "And your phone?", "order number please": a name that is a question of its own.
fn stands_alone(said: &Said<'_>, mention: &Range<usize>) -> bool {
    let mut at = mention.end;
    if said.word(at) == "would" && matches!(said.word(at + 1), "be" | "help") {
        return !said.gap(at).contains('.');
    }
    while at < said.words.len() && at <= mention.end + TAIL && !ends_sentence(said.gap(at)) {
        let word = said.word(at);
        if PLEASE.contains(&word) {
            return true;
        }
        if STATES.contains(&word) {
            return false;
        }
        at += 1;
    }
    at <= mention.end + TAIL && sentence_asks(said, mention.end)
}

/// Whether the sentence that the word at `from` follows ends in a question mark.
fn sentence_asks(said: &Said<'_>, from: usize) -> bool {
    (from..=said.words.len())
        .map(|at| said.gap(at))
        .find(|gap| ends_sentence(gap))
        .is_some_and(|gap| gap.contains('?'))
}

fn ends_sentence(gap: &str) -> bool {
    gap.contains(['.', '?', '!', '\n', ';', '¿'])
}

fn ends_clause(gap: &str) -> bool {
    ends_sentence(gap) || gap.contains([',', ':', '–', '—', '(', '¡']) || gap.contains(" - ")
}
