//! Whether an answer rests on the passages it cites: its sentences share their words, and it has no
//! number, no address and no denial that isn't in them.
//!
//! Compares words, not meaning. An answer in another language than the passages shares too little
//! with them and doesn't count as grounded, which errs on the safe side.

use super::Passage;
use crate::bot::search::Reader;
use crate::bot::small_talk;
use std::collections::HashSet;

/// The share of a sentence's meaningful words that must be in the passages. Measured on sentences
/// about the demo site, in the test below: 24 that restate a passage share 0.6 and more, 23 of 24 that
/// a model might invent share 0.34 and less (the other has a wrong number).
const MIN_SHARE: f32 = 0.5;
/// A sentence with fewer meaningful words says too little to be measured.
const MIN_WORDS: usize = 3;

/// The numbers that are written as words in passages.
const NUMBER_WORDS: [(&str, u32); 27] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("eighteen", 18),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("thousand", 1000),
];

/// What denies. A sentence that does, where the passages don't, is likely their opposite: of the same
/// sentences this holds back 1 of 24 that restate a passage, and 7 of 8 that turn it round.
const DENIALS: [&str; 7] = ["not", "no", "never", "nothing", "none", "cannot", "without"];

/// Whether the sentences of an answer rest on `cited`. Numbers and addresses may also be those of the
/// thread, which are in `said`.
pub(super) fn holds(
    sentences: &[String],
    cited: &[&Passage],
    said: &[&str],
    reader: &Reader,
) -> bool {
    let known = Known::new(cited, said, reader);
    sentences.iter().all(|sentence| {
        known.share(sentence, reader).is_none_or(|share| share >= MIN_SHARE)
            && numbers(sentence).all(|number| known.numbers.contains(&number))
            && addresses(sentence).all(|address| known.text.contains(address))
            && (known.denies || !denies(sentence))
    })
}

/// Whether any of `sentences` says enough to be measured.
pub(super) fn states(sentences: &[String], reader: &Reader) -> bool {
    sentences.iter().any(|sentence| meaningful(sentence, reader).len() >= MIN_WORDS)
}

/// Whether an answer that cites nothing states nothing either: greetings and questions alone. Digits
/// and addresses are statements wherever they stand.
pub(super) fn is_conversation(sentences: &[String]) -> bool {
    let harmless = |sentence: &String| {
        let asks = sentence.trim_end().ends_with(['?', '？']);
        (asks || small_talk::reply(sentence).is_some())
            && numbers(sentence).next().is_none()
            && addresses(sentence).next().is_none()
    };
    !sentences.is_empty() && sentences.iter().all(harmless)
}

/// The sentences of `text`.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        let end = sentence_ends(rest).next().unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        rest = after.trim_start();
        (!sentence.is_empty()).then(|| sentence.to_owned())
    })
}

/// Where in `text` sentences end: behind a full stop, question or exclamation mark that space
/// follows, but not behind the number of a list's item.
pub(super) fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(|(at, mark)| {
        let end = at + mark.len_utf8();
        let followed = text[end..].chars().next().is_none_or(char::is_whitespace);
        let line = text[..at].rsplit('\n').next().unwrap_or_default().trim();
        let item = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        match mark {
            '。' | '！' | '？' => Some(end),
            '!' | '?' if followed => Some(end),
            '.' if followed && !item => Some(end),
            _ => None,
        }
    })
}

/// What may be said.
struct Known {
    stems: HashSet<String>,
    numbers: HashSet<String>,
    /// Whether the passages deny anything.
    denies: bool,
    /// Every text, for addresses.
    text: String,
}

impl Known {
    fn new(cited: &[&Passage], said: &[&str], reader: &Reader) -> Self {
        let mut known = Self {
            stems: HashSet::new(),
            numbers: said.iter().flat_map(|text| numbers(text)).collect(),
            denies: cited.iter().any(|passage| denies(&passage.text)),
            text: said.join("\n"),
        };
        for passage in cited {
            let lines = [passage.title.as_str(), passage.text.as_str(), &passage.links.join(" ")];
            let text = lines.join("\n");
            known.numbers.extend(numbers(&text));
            for term in reader.terms(&text) {
                let number = NUMBER_WORDS.iter().find(|(word, _)| *word == term.word);
                known.numbers.extend(number.map(|(_, number)| number.to_string()));
                known.stems.insert(term.stem);
            }
            known.text.push_str(&text);
        }
        known
    }

    /// The share of `sentence`'s meaningful words that are known; none if it has too few.
    fn share(&self, sentence: &str, reader: &Reader) -> Option<f32> {
        let words = meaningful(sentence, reader);
        if words.len() < MIN_WORDS {
            return None;
        }
        let shared = words.iter().filter(|word| self.stems.contains(*word)).count();
        #[expect(clippy::cast_precision_loss, reason = "words of one sentence")]
        Some(shared as f32 / words.len() as f32)
    }
}

/// The stems of a sentence's words, without everyday ones.
fn meaningful(sentence: &str, reader: &Reader) -> HashSet<String> {
    let terms = reader.terms(sentence).into_iter();
    terms.filter(|term| !term.common).map(|term| term.stem).collect()
}

/// Whether `text` says that something isn't so, in English.
fn denies(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    lower
        .split(|character: char| !character.is_alphanumeric() && character != '\'')
        .any(|word| word.ends_with("n't") || DENIALS.contains(&word))
}

/// The numbers in `text`, without separators and decimals of nothing: `1,200.00` is `1200`.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let part = |character: char| character.is_ascii_digit() || matches!(character, '.' | ',');
    text.split(move |character| !part(character))
        .map(|number| number.trim_matches(['.', ',']))
        .filter(|number| !number.is_empty())
        .map(|number| {
            let whole = number.strip_suffix(".00").or_else(|| number.strip_suffix(",00"));
            whole.unwrap_or(number).replace(['.', ','], "")
        })
}

/// What in `text` looks like an address of the web or of mail.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let edge = |character: char| !character.is_alphanumeric() && character != '/';
    let is_host = |token: &str| {
        token.split('/').next().unwrap_or_default().rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty() && end.len() > 1 && end.chars().all(char::is_alphabetic)
        })
    };
    text.split_whitespace()
        .map(move |token| token.trim_matches(edge))
        .filter(move |token| token.contains("://") || token.contains('@') || is_host(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::entry::Source;
    use baton_shared::id::Confidence;

    fn passage(text: &str) -> Passage {
        Passage {
            title: String::new(),
            text: text.to_owned(),
            links: vec!["/help".to_owned()],
            source: Source { title: String::new(), href: String::new() },
            confidence: Confidence::FULL,
        }
    }

    const RETURNS: &str = "You have 45 days from delivery to change your mind.\n1. Open Orders in your \
        account and choose Return.\n2. Print the label, or show its code at a drop-off point.\n3. Put the \
        bag in its box and drop it off.\nReturns are free within the European Union. The bag must be \
        unused, with its tag still on.";
    const EXCHANGE: &str = "Yes. Choose Exchange instead of Return and pick the bag you'd rather have. We \
        send it as soon as the carrier has scanned your return, and you pay only if the new one costs more.";
    const DAMAGED: &str = "We're sorry. Send us a photo and your order number within 14 days and keep the \
        box. You can choose between a new bag, sent the same day, and your money back. We pay for the return.";

    /// Sentences that restate a passage, as a model would.
    const RESTATED: [(&str, &str); 24] = [
        (RETURNS, "You can return your bag within 45 days of delivery."),
        (RETURNS, "Open Orders in your account, choose Return and print the label."),
        (RETURNS, "Returns within the European Union are free."),
        (RETURNS, "The bag has to be unused and still have its tag."),
        (RETURNS, "Instead of printing the label you can show its code at the drop-off point."),
        (RETURNS, "Please put the bag in its box before you drop it off."),
        (RETURNS, "To start a return, go to Orders in your account."),
        (RETURNS, "Yes, you have 45 days after delivery to change your mind."),
        (RETURNS, "You don't pay anything for returns inside the European Union."),
        (RETURNS, "Your bag needs to be unused with the tag on."),
        (EXCHANGE, "Yes, choose Exchange rather than Return and pick another bag."),
        (EXCHANGE, "We send the new bag as soon as the carrier scans your return."),
        (EXCHANGE, "You only pay if the new bag costs more."),
        (EXCHANGE, "Once the carrier has scanned your return, we'll send the one you picked."),
        (EXCHANGE, "Pick the bag you would rather have under Exchange."),
        (EXCHANGE, "If the new bag costs more, you pay the difference."),
        (EXCHANGE, "The new one is sent when your return is scanned by the carrier."),
        (DAMAGED, "Please send us a photo and your order number within 14 days."),
        (DAMAGED, "I'm sorry! Keep the box and send us a photo."),
        (DAMAGED, "You can choose between a new bag and your money back."),
        (DAMAGED, "A new bag is sent the same day."),
        (DAMAGED, "We pay for the return of the damaged bag."),
        (DAMAGED, "Keep the box, and send a photo with your order number."),
        (DAMAGED, "You get either your money back or a new bag, sent the same day."),
    ];

    /// Sentences about the same that aren't in the passage.
    const INVENTED: [(&str, &str); 24] = [
        (RETURNS, "Refunds go to your original payment method within a week."),
        (RETURNS, "We collect the parcel at your home free of charge."),
        (RETURNS, "Sale items can't be returned or exchanged."),
        (RETURNS, "You can also return it in any of our stores in Berlin."),
        (RETURNS, "You have 60 days from delivery to change your mind."),
        (RETURNS, "Customers outside Europe pay the postage themselves."),
        (RETURNS, "Our warranty covers manufacturing defects for two years."),
        (RETURNS, "A restocking fee of ten percent applies to opened products."),
        (RETURNS, "Gift cards are refunded as store credit only."),
        (RETURNS, "Please call our hotline to arrange a courier pickup."),
        (EXCHANGE, "Exchanges are limited to one per customer and season."),
        (EXCHANGE, "Every exchange includes a complimentary leather care kit."),
        (EXCHANGE, "The replacement arrives by express courier tomorrow morning."),
        (EXCHANGE, "We hold your preferred colour in stock for three weeks."),
        (EXCHANGE, "You receive a voucher if the cheaper model is chosen."),
        (EXCHANGE, "Personalised items must be approved by our workshop first."),
        (EXCHANGE, "Your loyalty points are transferred automatically."),
        (DAMAGED, "We'll add a 20 euro voucher as an apology."),
        (DAMAGED, "Our insurance partner will contact you about the claim."),
        (DAMAGED, "Water damage isn't covered by the guarantee."),
        (DAMAGED, "The carrier inspects broken parcels at the depot first."),
        (DAMAGED, "Photos can be uploaded at larkspur-claims.example/upload."),
        (DAMAGED, "You may keep the damaged bag and receive half the price."),
        (DAMAGED, "Repairs are done by our workshop in Porto within ten days."),
    ];

    /// Sentences that say the opposite with nearly the same words.
    const TURNED: [(&str, &str); 8] = [
        (RETURNS, "Returns aren't free within the European Union."),
        (RETURNS, "The bag may be used, without its tag."),
        (RETURNS, "You can't change your mind after delivery."),
        (RETURNS, "Don't put the bag in its box."),
        (EXCHANGE, "You pay even if the new one doesn't cost more."),
        (EXCHANGE, "You can't pick another bag instead of a return."),
        (DAMAGED, "You pay for the return."),
        (DAMAGED, "You can throw away the box and don't need a photo."),
    ];

    #[test]
    fn restated_and_invented_sentences_are_told_apart() {
        let reader = Reader::new("en");
        let judged = |set: &[(&str, &str)]| {
            let rests = |(text, sentence): &&(&str, &str)| {
                let passage = passage(text);
                let share = Known::new(&[&passage], &[], &reader).share(sentence, &reader);
                let sentences: Vec<String> = sentences(sentence).collect();
                let rests = holds(&sentences, &[&passage], &[], &reader);
                println!("{rests} {share:?} {sentence}");
                rests
            };
            set.iter().filter(rests).count()
        };
        assert_eq!((judged(&RESTATED), judged(&INVENTED), judged(&TURNED)), (23, 0, 1));
    }

    #[test]
    fn a_number_or_address_that_is_nowhere_is_not_grounded() {
        let reader = Reader::new("en");
        let passage =
            passage("Five euros, or 1,200.00 yen, within 14 days. See help.example or /help.");
        let rests =
            |sentence: &str| holds(&[sentence.to_owned()], &[&passage], &["order 48213"], &reader);
        for good in ["5 euros", "1200 yen", "14 days, 48213.", "See help.example!", "Free."] {
            assert!(rests(good), "{good}");
        }
        for bad in
            ["6 euros", "12 yen", "See evil.example.", "https://help.example/x", "a@evil.example"]
        {
            assert!(!rests(bad), "{bad}");
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        let found: Vec<String> =
            sentences("It's 3.5 kg. Free! Is it?\n1. Open it。そうです。").collect();
        assert_eq!(found, ["It's 3.5 kg.", "Free!", "Is it?", "1. Open it。", "そうです。"]);
    }
}
