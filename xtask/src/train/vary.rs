//! Variation: each time an example comes round it is written a little differently, as customers would,
//! so that what is learned doesn't hang on one spelling or on one sentence standing alone.

use super::examples::{Example, Label};
use crate::random::SplitMix;
use baton_shared::trigger::IssueType;
use baton_shared::trigger::model::{BotAct, HEADS, Head};

/// One of the ways in which `example` could have been written, or it and another one in one message.
pub fn vary(
    example: &Example,
    others: &[Example],
    random: &mut SplitMix,
) -> (String, [Label; HEADS]) {
    let alone = |text: String| (text, example.labels);
    match random.below(100) {
        0..35 => alone(example.text.clone()),
        35..55 => alone(bare(&example.text)),
        55..70 => alone(mistyped(&example.text, random)),
        _ => {
            let other = &others[random.below(others.len())];
            if is_bots(example) || is_bots(other) {
                return alone(example.text.clone());
            }
            let (first, second) =
                if random.below(2) == 0 { (example, other) } else { (other, example) };
            let joint = [" ", ". ", ", ", "\n", "! ", " and "][random.below(6)];
            let first_text = first.text.trim_end_matches(['.', ' ']);
            (format!("{first_text}{joint}{}", second.text), both(first, second))
        }
    }
}

/// Whether it is a bot's words, which never come with a customer's.
fn is_bots(example: &Example) -> bool {
    example.says(Head::Bot(BotAct::Offers)) != Label::Unknown
}

/// The text as it comes from a phone: lower case, no punctuation.
fn bare(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '.' | ',' | '!' | '?' | '\'' | '’' | ';' | ':' | '"'))
        .collect()
}

/// The text with a slip in one word, or in two.
fn mistyped(text: &str, random: &mut SplitMix) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..=random.below(2) {
        let at = random.below(words.len());
        let mut letters: Vec<char> = words[at].chars().collect();
        if letters.len() < 4 {
            continue;
        }
        let slip = 1 + random.below(letters.len() - 2);
        match random.below(4) {
            0 => letters.swap(slip, slip + 1),
            1 => drop(letters.remove(slip)),
            2 => letters.insert(slip, letters[slip]),
            _ => letters[slip] = char::from(b'a' + u8::try_from(random.below(26)).unwrap_or(0)),
        }
        words[at] = letters.into_iter().collect();
    }
    words.join(" ")
}

/// What two messages in one say: what either says; the issue only where they agree.
fn both(first: &Example, second: &Example) -> [Label; HEADS] {
    let first_issue = Head::Issue(IssueType::ALL[0]).index();
    let issue = match (first.issue(), second.issue()) {
        (Some(a), Some(b)) if a != b => None,
        (Some(issue), _) | (None, Some(issue)) => Some(issue),
        (None, None) => None,
    };
    std::array::from_fn(|column| {
        if column >= first_issue {
            return match issue {
                Some(issue) if Head::Issue(issue).index() == column => Label::Yes,
                Some(_) => Label::No,
                None => Label::Unknown,
            };
        }
        match (first.labels[column], second.labels[column]) {
            (Label::Yes, _) | (_, Label::Yes) => Label::Yes,
            (Label::No, Label::No) => Label::No,
            _ => Label::Unknown,
        }
    })
}
