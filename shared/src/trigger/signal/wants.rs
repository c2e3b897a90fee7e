//! What kind of answer a question wants, and what kind an answer is: who asks how many and hears no number hasn't
//! been answered.

use crate::trigger::text::Word;

/// The kinds of answer that a message asks for, as flags.
pub(in crate::trigger) type Wants = u8;

/// A yes or a no.
pub(in crate::trigger) const YES_OR_NO: Wants = 1;
/// A number, a price, a time.
pub(in crate::trigger) const NUMBER: Wants = 2;
/// A place, a thing, a person.
pub(in crate::trigger) const THING: Wants = 4;
/// A way, a reason.
pub(in crate::trigger) const WAY: Wants = 8;

/// What kinds of answer `words` ask for.
pub(in crate::trigger) fn wants(words: &[Word]) -> Wants {
    let mut wants = 0;
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map_or("", |word| word.text.as_str());
        wants |= match word.text.as_str() {
            "can" | "could" | "do" | "does" | "did" | "is" | "are" | "will" | "would" | "may"
            | "has" | "have" | "must" | "should" | "was"
                if inverted(next) || at == 0 =>
            {
                YES_OR_NO
            }
            "how" if measured(next) => NUMBER,
            "how" | "why" => WAY,
            "what" | "which" if timed(next) => NUMBER,
            "when" | "price" | "cost" | "costs" => NUMBER,
            "what" | "which" | "where" | "who" | "whats" | "wheres" => THING,
            _ => 0,
        };
    }
    wants
}

/// Whether a word after a verb turns it into a question.
fn inverted(next: &str) -> bool {
    matches!(
        next,
        "i" | "you"
            | "u"
            | "we"
            | "it"
            | "he"
            | "she"
            | "they"
            | "there"
            | "this"
            | "that"
            | "the"
            | "my"
            | "your"
            | "these"
            | "those"
            | "any"
            | "anyone"
            | "someone"
    )
}

fn measured(next: &str) -> bool {
    matches!(
        next,
        "much"
            | "many"
            | "long"
            | "far"
            | "big"
            | "large"
            | "often"
            | "late"
            | "early"
            | "old"
            | "heavy"
            | "high"
            | "tall"
            | "wide"
            | "deep"
            | "soon"
            | "fast"
            | "warm"
            | "hot"
            | "loud"
    )
}

fn timed(next: &str) -> bool {
    matches!(
        next,
        "time"
            | "day"
            | "date"
            | "price"
            | "size"
            | "weight"
            | "number"
            | "hours"
            | "height"
            | "length"
            | "width"
            | "year"
            | "month"
            | "fee"
            | "rate"
            | "age"
    )
}

/// Whether an answer that checks back asks if there is anything else, rather than if it helped.
pub(in crate::trigger) fn asks_for_more(words: &[Word]) -> bool {
    words.iter().any(|word| matches!(word.text.as_str(), "else" | "further"))
}

/// Whether an answer begins as one to a question of yes or no does.
pub(in crate::trigger) fn affirms(words: &[Word]) -> bool {
    let word = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let plain = |word: &str| {
        matches!(
            word,
            "yes"
                | "no"
                | "yep"
                | "yeah"
                | "nope"
                | "sure"
                | "absolutely"
                | "correct"
                | "unfortunately"
                | "indeed"
                | "only"
                | "both"
                | "neither"
                | "none"
                | "not"
                | "certainly"
        )
    };
    let echoes = matches!(word(0), "it" | "they" | "you" | "we" | "that" | "there")
        && matches!(
            word(1),
            "does"
                | "do"
                | "can"
                | "is"
                | "are"
                | "will"
                | "wont"
                | "doesnt"
                | "dont"
                | "cant"
                | "isnt"
                | "arent"
                | "has"
                | "have"
        );
    plain(word(0)) || echoes
}

/// Whether an answer has a number in it.
pub(in crate::trigger) fn counts(words: &[Word]) -> bool {
    const SPELT: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
        "twenty", "half", "free",
    ];
    words.iter().any(|word| {
        SPELT.contains(&word.text.as_str()) || word.text.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::text::words;

    #[test]
    fn a_question_says_what_kind_of_answer_it_wants() {
        for (text, kinds) in [
            ("can I pay by card", YES_OR_NO),
            ("how long does it take", NUMBER),
            ("where is my parcel", THING),
            ("why though", WAY),
            ("what time do you open, and is there parking", NUMBER),
            ("the blue one", 0),
        ] {
            assert_eq!(wants(&words(text)) & kinds, kinds, "{text}");
            assert_eq!(wants(&words(text)) > 0, kinds > 0, "{text}");
        }
    }

    #[test]
    fn an_answer_says_what_kind_it_is() {
        assert!(affirms(&words("Yes, until Friday.")) && affirms(&words("It does, twice a day.")));
        assert!(!affirms(&words("Our shop opens at nine.")));
        assert!(counts(&words("within 14 days")) && counts(&words("two of them")));
        assert!(!counts(&words("as soon as we can")));
    }
}
