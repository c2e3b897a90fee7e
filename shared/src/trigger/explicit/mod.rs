//! Explicit request: the customer asks for a human.
//!
//! Rules over a small lexicon: a verb of contact, passing on, giving or wanting, and the human it
//! reaches for; a human named by themselves; a bot refused. What is negated, reported, past or only
//! asked about is no request, nor is asking whether the bot is human.

mod lexicon;
mod phrase;

use super::text::Word;
use super::{Evidence, Trigger, TriggerKind};
use crate::id::{Confidence, Seq};
use lexicon::Parts;
use phrase::{Message, Named, Who};

/// What the rules make of a message.
pub(super) struct Asked {
    /// The request in it, if there is one, with the words that make it.
    pub request: Option<Trigger>,
    /// Whether a human is named whom the customer says they don't want, have not asked for, or were
    /// told to ask for.
    pub denied: bool,
}

/// Reads a message, split into `words`.
pub(super) fn read(seq: Seq, text: &str, words: &[Word]) -> Asked {
    let message = Message::new(text, words.to_vec());
    if !message.may_ask() {
        return Asked { request: None, denied: false };
    }
    Asked { request: request(seq, &message), denied: denied(&message) }
}

fn request(seq: Seq, message: &Message<'_>) -> Option<Trigger> {
    let found = (0..message.len())
        .flat_map(|at| RULES.iter().filter_map(move |rule| rule(message, at)))
        .reduce(|best, next| if next.sure > best.sure { next } else { best })?;
    let (first, last) = (message.words.get(found.first)?, message.words.get(found.last)?);
    Some(Trigger {
        kind: TriggerKind::ExplicitRequest,
        confidence: Confidence::from_thousandths(found.sure),
        evidence: vec![Evidence { seq, start: first.start, end: last.end }],
    })
}

fn denied(message: &Message<'_>) -> bool {
    let verb = Parts::CONTACT.or(Parts::PASS).or(Parts::GIVE).or(Parts::WANT);
    (0..message.len()).any(|at| {
        message.is(at, verb)
            && message.unmeant(at)
            && (1..=3).any(|skip| {
                message.named(at + skip, true).is_some_and(|named| named.who != Who::Machine)
            })
    })
}

/// A request found by a rule.
#[derive(Debug, Clone, Copy)]
struct Request {
    /// Its first word.
    first: usize,
    /// Its last word.
    last: usize,
    /// How sure, in thousandths.
    sure: u16,
}

/// A rule: the request whose first word is at the given place, if there is one.
type Rule = fn(&Message<'_>, usize) -> Option<Request>;

const RULES: [Rule; 10] = [
    contacted,
    passed,
    escalated,
    transferred,
    given,
    wanted,
    offered,
    asked_for_service,
    there_is,
    only_a_name,
];

/// "Talk to a person", and the refusal to talk to a bot.
fn contacted(message: &Message<'_>, at: usize) -> Option<Request> {
    let linked = matches!(message.word(at), "connected" | "transferred")
        && matches!(message.before(at, 1), "be" | "get" | "getting");
    if !linked && !message.is(at, Parts::CONTACT) {
        return None;
    }
    let named = message.named(at + 1, true)?;
    if named.who == Who::Machine {
        return message.negated(at).then_some(Request { first: at, last: named.last, sure: 900 });
    }
    if message.unmeant(at) {
        return None;
    }
    let reaches =
        matches!(message.word(at), "call" | "contact" | "contacting" | "reach" | "reaching");
    let by_channel = message.asks_for_channel(at)
        || (reaches && matches!(message.word(named.last + 1), "by" | "over" | "via"));
    let unspecific = is_unspecific(message, named.last);
    let sure = match named.who {
        Who::Human => 950,
        _ if by_channel => return None,
        _ if unspecific && matches!(message.before(at, 1), "cannot" | "cant" | "couldnt") => {
            return None;
        }
        _ if message.word(at) == "contact" && message.word(at + 1) == "for" => return None,
        Who::Role => 920,
        _ if reaches && unspecific => 650,
        _ => 860,
    };
    Some(Request { first: at, last: named.last, sure })
}

/// "Transfer me to someone", "loop in an employee".
fn passed(message: &Message<'_>, at: usize) -> Option<Request> {
    let is_noun = matches!(message.before(at, 1), "a" | "my" | "the" | "this" | "money" | "bank");
    if !message.is(at, Parts::PASS) || is_noun || message.unmeant(at) {
        return None;
    }
    let what = passed_on(message, at);
    let Named { last, who } = message.named(at + 1 + what, true)?;
    let verb = message.word(at);
    let bare = what == 0 && message.word(at + 1) != "in";
    let linked = match message.word(at + 1) {
        "to" | "with" => ["transf", "conn", "esc"].iter().any(|start| verb.starts_with(start)),
        next => next == "through" && verb == "put",
    } && (who > Who::Anyone || !is_unspecific(message, last));
    let carried = what > 0
        && matches!(verb, "send" | "take" | "bring" | "put" | "show" | "move")
        && !(at + 1..last).any(|at| matches!(message.word(at), "me" | "us"));
    let sure = match who {
        Who::Machine => return None,
        Who::Role | Who::Anyone if carried || (bare && !linked) => return None,
        _ if bare => 850,
        _ => 930,
    };
    Some(Request { first: at, last, sure })
}

/// "Escalate this".
fn escalated(message: &Message<'_>, at: usize) -> Option<Request> {
    let what = passed_on(message, at);
    let asked = message.word(at).starts_with("escalat") && (what > 0 || message.len() <= 3);
    let meant = asked && message.is(at, Parts::PASS) && !message.unmeant(at);
    meant.then_some(Request { first: at, last: at + what, sure: 850 })
}

/// How many words behind the verb at `at` say what is passed on.
fn passed_on(message: &Message<'_>, at: usize) -> usize {
    (at + 1..message.len())
        .take(4)
        .take_while(|at| message.is(*at, Parts::PASSED) && !message.breaks(*at))
        .count()
}

/// "Transfer me", with nobody named.
fn transferred(message: &Message<'_>, at: usize) -> Option<Request> {
    let verb = message.word(at);
    if !message.is(at, Parts::PASS) || !(verb.starts_with("tr") || verb.starts_with("conn")) {
        return None;
    }
    let polite = |at| matches!(message.word(at), "please" | "pls" | "now");
    let last = if message.word(at + 1) == "me" { at + 1 } else { at };
    let whole = message.len() == 2 && (polite(0) || polite(1));
    let ends = message.breaks(last + 1) || polite(last + 1);
    let meant = (last > at || whole) && ends && !message.unmeant(at);
    meant.then_some(Request { first: at, last, sure: 780 })
}

/// "Get me a human", "give me someone who can help".
fn given(message: &Message<'_>, at: usize) -> Option<Request> {
    if !message.is(at, Parts::GIVE) || message.unmeant(at) {
        return None;
    }
    let named = message.named(at + 1, false)?;
    let to_me = message.word(at) == "gimme"
        || (message.word(at) == "get" && matches!(message.word(at + 1), "to" | "through"))
        || (at + 1..named.last).any(|at| matches!(message.word(at), "me" | "your" | "us"));
    let asked = message.word(at) == "get" && message.before(at, 1) == "you";
    let finds = message.word(at).starts_with("find");
    let sure = match named.who {
        Who::Human => 900,
        Who::Role if to_me && !finds && is_wanted(message, named) => 880,
        Who::Anyone if (to_me || asked) && !finds && is_wanted(message, named) => 780,
        _ => return None,
    };
    Some(Request { first: at, last: named.last, sure })
}

/// "I need a human", "can I have a manager", "someone to call me".
fn wanted(message: &Message<'_>, at: usize) -> Option<Request> {
    if !message.is(at, Parts::WANT) {
        return None;
    }
    let named = message.named(at + 1, false)?;
    if named.who == Who::Machine {
        return message.negated(at).then_some(Request { first: at, last: named.last, sure: 850 });
    }
    let pleads = |word| matches!(word, "can" | "could" | "let" | "please" | "may" | "to" | "like");
    let has = message.word(at) == "have";
    let asks = has && named.who == Who::Human && message.before(at, 2) == "do";
    let possesses = has && !asks && !(1..=3).any(|back| pleads(message.before(at, back)));
    let likes = message.word(at) == "like"
        && !(1..=2).any(|back| matches!(message.before(at, back), "would" | "id"));
    if possesses || likes || (!asks && message.unmeant(at)) {
        return None;
    }
    let to_call = message.is(named.last + 1, Parts::CONTACT)
        || (message.word(named.last + 1) == "to" && message.is(named.last + 2, Parts::CONTACT));
    let sure = match named.who {
        Who::Human => 900,
        Who::Role if is_wanted(message, named) => 850,
        Who::Anyone if to_call => 800,
        _ => return None,
    };
    Some(Request { first: at, last: named.last, sure })
}

/// "Can a representative help me", "could someone call me".
fn offered(message: &Message<'_>, at: usize) -> Option<Request> {
    if !matches!(message.word(at), "can" | "could" | "have" | "may" | "let") {
        return None;
    }
    let named = message.named(at + 1, false)?;
    let does = message.is(named.last + 1, Parts::SERVE);
    let calls = matches!(message.word(named.last + 1), "call" | "contact" | "speak" | "talk");
    let sure = match named.who {
        Who::Human | Who::Role if does => 830,
        Who::Anyone if calls => 780,
        _ => return None,
    };
    (!message.unmeant(at)).then_some(Request { first: at, last: named.last + 1, sure })
}

/// "Help from a person", "a question for a representative".
fn asked_for_service(message: &Message<'_>, at: usize) -> Option<Request> {
    let asked = message.is(at, Parts::SERVICE)
        || matches!(message.word(at), "question" | "questions" | "word" | "complaint");
    let linked = matches!(message.word(at + 1), "from" | "for" | "with");
    if !asked || !linked || message.unmeant(at) {
        return None;
    }
    let named = message.named(at + 1, false)?;
    (named.who >= Who::Role).then_some(Request { first: at, last: named.last, sure: 850 })
}

/// "Is there a human", "anyone I can talk to", "who can I speak with".
fn there_is(message: &Message<'_>, at: usize) -> Option<Request> {
    let talks = |from: usize| {
        (from..message.len().min(from + MAX_REACH))
            .take_while(|at| *at == from || !message.breaks(*at))
            .find(|at| message.is(*at, Parts::CONTACT) || message.word(*at) == "transfer")
    };
    if message.word(at) == "who" && !message.unmeant(at + 1) {
        let last = talks(at + 1).filter(|last| {
            (at + 1..*last).all(|at| message.is(at, Parts::CHAIN.or(Parts::PLEA).or(Parts::FILLER)))
        })?;
        let reaches_me = matches!(message.word(at + 1), "can" | "could" | "is" | "do" | "should");
        return reaches_me.then_some(Request { first: at, last, sure: 600 });
    }
    let there = message.word(at) == "there" && matches!(message.before(at, 1), "is" | "are" | "if");
    let named = message.named(at + usize::from(there), false)?;
    let first = if there { at - 1 } else { at };
    match (there, named.who, talks(named.last + 1)) {
        (_, Who::Machine, _) => None,
        (true, Who::Human, _) => Some(Request { first, last: named.last, sure: 850 }),
        (true, _, Some(last)) => Some(Request { first, last, sure: 850 }),
        (false, Who::Anyone, _)
            if message.word(named.last + 1) == "there" && message.len() <= 4 =>
        {
            Some(Request { first, last: named.last + 1, sure: 600 })
        }
        _ => None,
    }
}

/// How far behind someone's name the verb of contact may stand.
const MAX_REACH: usize = 8;

/// "Representative!!", "human please": a message that is only the name of a human, or a clause of it:
/// "This leads nowhere. Real human."
fn only_a_name(message: &Message<'_>, at: usize) -> Option<Request> {
    let fills = Parts::FILLER.or(Parts::HUMAN).or(Parts::ROLE).or(Parts::ANYONE).or(Parts::SERVICE);
    let refused = |at: usize| {
        message.is(at, Parts::MACHINE)
            && (1..=2).any(|back| matches!(message.before(at, back), "no" | "not"))
    };
    let fits = |at: usize| {
        message.is(at, fills)
            || refused(at)
            || matches!(message.word(at), "not" | "being" | "live" | "chat")
    };
    let whole = at == 0 && (0..message.len()).all(fits);
    let end = if whole { message.len() } else { message.clause_end(at) };
    let asks = matches!(message.word(0), "is" | "are" | "am") || (!whole && message.asks(end - 1));
    let unneeded = matches!(message.word(at), "no" | "not")
        && message
            .named(at + 1, false)
            .is_some_and(|named| named.who != Who::Machine && !message.breaks(at + 1));
    if !message.breaks(at) || end - at > MAX_NAME_WORDS || !(at..end).all(fits) || asks || unneeded
    {
        return None;
    }
    let surest = (at..end).filter_map(|at| message.named(at, false)).map(|named| named.who).max();
    let is = (at..end).any(|at| matches!(message.word(at), "is" | "are"));
    let sure = match surest {
        Some(Who::Human) => 900,
        Some(Who::Role) if whole && !is => 750,
        _ if whole && (at..end).any(refused) => 800,
        _ if whole && message.word(0) == "live" && message.word(1) == "chat" => 750,
        _ => return None,
    };
    Some(Request { first: at, last: end - 1, sure })
}

/// Longer messages say something about the human they name.
const MAX_NAME_WORDS: usize = 7;

/// Whether what follows the name says that the human is wanted, and not only mentioned.
fn is_wanted(message: &Message<'_>, named: Named) -> bool {
    let next = named.last + 1;
    let wanted =
        ["who", "that", "from", "please", "now", "instead", "asap", "immediately", "right", "not"];
    message.breaks(next)
        || message.is(next, Parts::SERVE)
        || wanted.contains(&message.word(next))
        || (message.word(next) == "to" && message.is(next + 1, Parts::SERVE))
}

/// Whether the name that ends at `last` could be anybody's.
fn is_unspecific(message: &Message<'_>, last: usize) -> bool {
    matches!(message.word(last), "someone" | "somebody" | "anyone" | "anybody")
}
