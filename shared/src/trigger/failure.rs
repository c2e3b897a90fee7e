//! Repeated failure: the customer says that the answer did not help.
//!
//! What failed somebody else, somewhere else, is no complaint: "it didn't help with my old bank".

use super::Evidence;
use super::text::{Word, clause_ends, words};
use crate::id::Seq;

/// The words in `text` that say so, if any.
pub(super) fn complaint(seq: Seq, text: &str) -> Option<Evidence> {
    let words = words(text);
    SHAPES.iter().find_map(|shape| {
        (0..words.len()).find_map(|first| {
            let end = fits(shape, text, &words, first).filter(|end| *end > first)?;
            let elsewhere = is_elsewhere(&words[end..]);
            let span = Evidence { seq, start: words[first].start, end: words[end - 1].end };
            (!elsewhere).then_some(span)
        })
    })
}

/// Ways to say it, word by word: `a|b` is either word, a word in brackets may be missing, `^` begins
/// a clause and `$` ends one.
const SHAPES: [&str; 32] = [
    "didnt|doesnt|isnt|wasnt|not|arent|hasnt|havent [really|very|even] help|helps|helping|helpful|helped",
    "unhelpful",
    "no help $",
    "useless|pointless $",
    "not what i|im [was] asked|ask|asking|meant|mean|said|wanted|want|need|needed",
    "not my question",
    "didnt|doesnt|not|hasnt|havent [even|really] answer|answered|answering my|the question",
    "not a|an|the [real|right] answer",
    "wrong answer",
    "^ [no] thats|that|this|its [is] [just|all|completely] wrong $",
    "^ [no] thats|that|this|its [is] not it|right $",
    "you dont|didnt|cant [even|really] understand|listen",
    "you are|do|did not [really] understand|understanding|listen|listening",
    "youre|your|ur not [even|really] understanding|listening",
    "you misunderstood|misunderstand",
    "still not|isnt|doesnt|wont|cant work|working|help|fixed|solved|clear",
    "still broken|wrong|stuck|confused",
    "^ [no] it|that|this [really] didnt work",
    "already tried|did|done that|this|it",
    "tried|did|done that|this|it already",
    "^ [no] [i|ive] tried that|this|it $",
    "you|youve [have] already said|told|sent|asked",
    "you keep|kept saying|repeating|telling|sending|giving|asking",
    "same answer|reply|response|thing again",
    "the same answer|reply|response $",
    "repeating yourself",
    "makes|make|making no|zero sense",
    "that|this|answer doesnt make [any] sense",
    "didnt|doesnt|not solve|solved|fix|fixed my|the problem|issue",
    "in circles",
    "what are you talking about",
    "i give up $",
];

/// Where `shape` ends when it is laid onto the words from `first` on: one past its last word.
fn fits(shape: &str, text: &str, words: &[Word], first: usize) -> Option<usize> {
    let begins =
        |at: usize| at == 0 || at >= words.len() || clause_ends(text, &words[at - 1], &words[at]);
    let (mut at, mut inside) = (first, false);
    for piece in shape.split(' ') {
        let optional = piece.strip_prefix('[').and_then(|piece| piece.strip_suffix(']'));
        let goes_on = at < words.len() && (!inside || !begins(at));
        let says =
            |choices: &str| goes_on && choices.split('|').any(|choice| choice == words[at].text);
        match (piece, optional) {
            ("^" | "$", _) if begins(at) => {}
            (_, Some(choices)) => {
                if says(choices) {
                    (at, inside) = (at + 1, true);
                }
            }
            (choices, None) if says(choices) => (at, inside) = (at + 1, true),
            _ => return None,
        }
    }
    Some(at)
}

/// Whether what follows a complaint says that it is about something else: "with my old bag", "when I
/// was there".
fn is_elsewhere(rest: &[Word]) -> bool {
    let word = |at: usize| rest.get(at).map_or("", |word| word.text.as_str());
    let matters = matches!(word(2), "question" | "problem" | "issue" | "order" | "case");
    match word(0) {
        "with" => matches!(word(1), "my" | "our" | "the" | "a" | "his" | "her") && !matters,
        "when" | "last" | "before" => true,
        _ => false,
    }
}
