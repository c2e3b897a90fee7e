//! What is captured, hidden and asked for, in sentences as customers and agents write them. In the
//! files, what stands behind `=>` is what must come out, and nothing else may.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use baton_shared::context::{Captured, FieldSettings, Fields, asked_for, latest, mask};
use baton_shared::id::Seq;
use proptest::prelude::*;
use std::borrow::Cow;
use std::fmt::Write;

/// The fields that drafts are read for.
const ASKED: [(&str, &str); 8] = [
    ("order_number", "Order number"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("amount", "Amount"),
    ("date", "Date"),
    ("product", "Product"),
    ("plan", "Plan"),
    ("serial", "Serial number"),
];

/// A text and what comes out of it. A text goes over several lines when the first have no `=>`.
fn cases(file: &str) -> Vec<(String, &str)> {
    let mut cases = Vec::new();
    let mut open = String::new();
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some((text, wanted)) = line.rsplit_once("=>") {
            open.push_str(text.trim_end());
            cases.push((std::mem::take(&mut open), wanted.trim()));
        } else {
            open.push_str(line);
            open.push('\n');
        }
    }
    cases
}

fn sentences(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// Fails with every line that is not as wanted.
fn all(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} astray:\n{}", wrong.len(), wrong.join("\n"));
}

fn shown(facts: &[Captured]) -> String {
    facts.iter().fold(String::new(), |mut shown, fact| {
        let separator = if shown.is_empty() { "" } else { "; " };
        write!(shown, "{separator}{}={}", fact.field, fact.value).unwrap();
        shown
    })
}

fn shop() -> Vec<FieldSettings> {
    let own = |name: &str, label: &str| FieldSettings {
        name: name.to_owned(),
        label: Some(label.to_owned()),
        ..FieldSettings::default()
    };
    let some = |text: &str| Some(text.to_owned());
    let products = ["Canvas tote|tote", "Weekender"].map(str::to_owned).to_vec();
    vec![
        FieldSettings {
            pattern: some(r"LK-\d{5}"),
            example: some("LK-48213"),
            ..own("order_number", "Order number")
        },
        FieldSettings { values: Some(products), ..own("product", "Product") },
        FieldSettings { pattern: some(r"[A-Z]{2}-\d{4}-\d{4}"), ..own("serial", "Serial number") },
        own("colour", "Colour"),
    ]
}

fn found_astray(fields: &Fields, file: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (text, wanted) in cases(file) {
        let found = shown(&fields.find(Seq(1), &text));
        if found != wanted {
            wrong.push(format!("{text} => {found} (wanted {wanted})"));
        }
    }
    wrong
}

fn answers_astray(fields: &Fields, file: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (line, wanted) in cases(file) {
        let (field, text) = line.split_once(" | ").unwrap();
        let answer = fields.answer(field, Seq(1), text).map(|fact| fact.value).unwrap_or_default();
        if answer != wanted {
            wrong.push(format!("{line} => {answer} (wanted {wanted})"));
        }
    }
    wrong
}

#[test]
fn every_fact_in_a_message_is_found_and_nothing_else() {
    all(found_astray(&Fields::new(&[]), include_str!("context/finds.txt")));
}

#[test]
fn what_only_looks_like_a_fact_is_none() {
    let fields = Fields::new(&[]);
    let found = sentences(include_str!("context/nothing.txt")).filter_map(|text| {
        let found = shown(&fields.find(Seq(1), text));
        (!found.is_empty()).then(|| format!("{text} => {found}"))
    });
    all(found);
}

#[test]
fn an_owners_patterns_and_values_are_found() {
    all(found_astray(&Fields::new(&shop()), include_str!("context/shop.txt")));
}

#[test]
fn a_reply_to_a_question_is_read_more_freely() {
    all(answers_astray(&Fields::new(&[]), include_str!("context/answers.txt")));
    all(answers_astray(&Fields::new(&shop()), include_str!("context/shop_answers.txt")));
}

#[test]
fn secrets_are_hidden_wherever_they_stand() {
    let cases = cases(include_str!("context/masks.txt"));
    let wrong = cases.iter().filter(|(text, wanted)| mask(text) != *wanted);
    all(wrong.map(|(text, wanted)| format!("{text} => {} (wanted {wanted})", mask(text))));
}

#[test]
fn what_is_no_secret_stays_and_is_not_copied() {
    let sentences = sentences(include_str!("context/keeps.txt"));
    let hidden = sentences.filter(|text| !matches!(mask(text), Cow::Borrowed(_)));
    all(hidden.map(|text| format!("{text} => {}", mask(text))));
}

#[test]
fn a_draft_that_asks_for_a_field_is_known_to() {
    let cases = cases(include_str!("context/asks.txt"));
    let wrong = cases.iter().filter(|(text, wanted)| asked_for(text, ASKED).join(", ") != *wanted);
    all(wrong
        .map(|(text, wanted)| format!("{text} => {:?} (wanted {wanted})", asked_for(text, ASKED))));
}

#[test]
fn a_draft_that_only_names_a_field_asks_for_none() {
    let sentences = sentences(include_str!("context/not_asks.txt"));
    let asked = sentences.filter(|text| !asked_for(text, ASKED).is_empty());
    all(asked.map(|text| format!("{text} => {:?}", asked_for(text, ASKED))));
}

#[test]
fn the_next_missing_field_is_asked_for_until_known_or_skipped() {
    let fields = Fields::new(&[
        FieldSettings {
            name: "colour".to_owned(),
            label: Some("Colour".to_owned()),
            required_for: Some(vec!["any".to_owned()]),
            ..FieldSettings::default()
        },
        FieldSettings {
            name: "email".to_owned(),
            required_for: Some(vec!["repair".to_owned()]),
            ..FieldSettings::default()
        },
    ]);
    let name = |issue: Option<&str>, known: &[Captured], skipped: &[&str]| {
        fields.missing(issue, known, skipped).map(|field| field.name().to_owned())
    };
    assert_eq!(name(None, &[], &[]).as_deref(), Some("colour"));
    assert_eq!(name(Some("shipping"), &[], &["colour"]).as_deref(), Some("order_number"));
    assert_eq!(name(Some("repair"), &[], &["colour"]).as_deref(), Some("email"));
    let known = fields.find(Seq(1), "order 48213");
    assert_eq!(name(Some("shipping"), &known, &["colour"]), None);
    assert_eq!(fields.named("colour").unwrap().question(), "What's your colour?");
    assert_eq!(fields.named("order_number").unwrap().question(), "What's your order number?");
}

#[test]
fn the_latest_of_a_fields_values_counts_and_the_older_stay() {
    let fields = Fields::new(&[]);
    let mut told = fields.find(Seq(1), "order 48213, maya@example.com");
    told.extend(fields.find(Seq(3), "sorry, it's 48214"));
    assert_eq!(shown(&told), "order_number=48213; email=maya@example.com; order_number=48214");
    let counting: Vec<_> = latest(&told).into_iter().cloned().collect();
    assert_eq!(shown(&counting), "email=maya@example.com; order_number=48214");
}

#[test]
fn evidence_is_the_words_as_they_were_written() {
    let text = "Señora Émile here, order  LK-48213…";
    let found = Fields::new(&shop()).find(Seq(7), text);
    let evidence = found[0].evidence;
    assert_eq!(evidence.seq, Seq(7));
    assert_eq!(&text[evidence.start as usize..evidence.end as usize], "LK-48213");
}

#[test]
fn a_pattern_that_cant_be_read_is_left_out() {
    let mut settings = shop();
    settings[0].pattern = Some("LK-(".to_owned());
    assert_eq!(shown(&Fields::new(&settings).find(Seq(1), "order 99120")), "order_number=99120");
}

/// What breaks readers: parts of facts, in any order, with anything between.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("order "),
        Just("#"),
        Just("LK-"),
        Just("4242424242424242"),
        Just("4242 "),
        Just("-"),
        Just("@"),
        Just("maya@example.com"),
        Just("password "),
        Just(": "),
        Just("is "),
        Just("cvv "),
        Just("DE89 3704"),
        Just("123-45-6789"),
        Just("march "),
        Just("3"),
        Just("/"),
        Just("€"),
        Just("$"),
        Just("é"),
        Just("•"),
        Just("👍"),
        Just("://"),
        Just("\""),
        Just("your "),
        Just("what's "),
        Just("?"),
        Just("\n"),
        Just(" at "),
        Just("dot"),
        Just("not "),
        Just("2026"),
    ];
    let some = prop::collection::vec(prop_oneof![part.prop_map(str::to_owned), "\\PC{0,4}"], 0..24);
    some.prop_map(|parts| parts.concat())
}

/// A digit run that a card's number is, by the rules of Visa and Mastercard alone.
fn has_card(text: &str) -> bool {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let glued = |at: usize, end: usize| {
        let near = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "-_/.,+".contains(c));
        near(text[..at].chars().next_back()) || near(text[end..].chars().next())
    };
    runs.into_iter().any(|run| {
        let at = run.as_ptr() as usize - text.as_ptr() as usize;
        let luhn = run.bytes().rev().enumerate().map(|(at, digit)| {
            let digit = u32::from(digit - b'0') << (at % 2);
            digit / 10 + digit % 10
        });
        run.len() == 16
            && (run.starts_with('4') || matches!(&run[..2], "51" | "52" | "53" | "54" | "55"))
            && luhn.sum::<u32>() % 10 == 0
            && !glued(at, at + run.len())
    })
}

proptest! {
    #[test]
    fn no_message_breaks_a_reader(text in prop_oneof![hostile(), "\\PC{0,200}"]) {
        for fields in [Fields::new(&[]), Fields::new(&shop())] {
            let mut end = 0;
            for fact in fields.find(Seq(1), &text) {
                let span = fact.evidence.start as usize..fact.evidence.end as usize;
                prop_assert!(span.start >= end && text.get(span.clone()).is_some(), "{:?}", fact);
                end = span.end;
            }
            for field in fields.iter() {
                if let Some(fact) = fields.answer(field.name(), Seq(1), &text) {
                    let span = fact.evidence.start as usize..fact.evidence.end as usize;
                    prop_assert!(text.get(span).is_some_and(|said| !said.is_empty()), "{:?}", fact);
                }
            }
        }
        asked_for(&text, ASKED);
        let masked = mask(&text);
        prop_assert!(!has_card(&masked), "{}", masked);
    }

    #[test]
    fn masking_twice_is_masking_once(text in hostile()) {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once), once.as_str());
    }
}
