//! What is a request for a human and what can't wait, in the languages that only phrases know:
//! sentences as customers write them, and what the phrases of all languages together make of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use baton_shared::trigger::lexicon::{Hit, Lexicon, Section};
use baton_shared::trigger::words;

/// The sentences of each language, by its tag.
const LANGUAGES: [(&str, &str); 5] = [
    ("es", include_str!("trigger/languages/es.txt")),
    ("fr", include_str!("trigger/languages/fr.txt")),
    ("de", include_str!("trigger/languages/de.txt")),
    ("pt", include_str!("trigger/languages/pt.txt")),
    ("it", include_str!("trigger/languages/it.txt")),
];

/// English sentences, in which no other language has anything to find.
const ENGLISH: [&str; 4] = [
    include_str!("trigger/requests.txt"),
    include_str!("trigger/others.txt"),
    include_str!("trigger/complaints.txt"),
    include_str!("trigger/no_complaints.txt"),
];

/// Whether a phrase of `section` is said that none of `not` takes back.
fn says(lexicon: &Lexicon, text: &str, section: Section, not: Section) -> bool {
    let hits = lexicon.hits(text, &words(text));
    let overlap = |a: &Hit, b: &Hit| a.first < b.end && b.first < a.end;
    let taken_back =
        |hit: &Hit| hits.iter().any(|other| other.section == not && overlap(hit, other));
    hits.iter().any(|hit| hit.section == section && !taken_back(hit))
}

fn asks(lexicon: &Lexicon, text: &str) -> bool {
    says(lexicon, text, Section::Request, Section::NotRequest)
}

fn presses(lexicon: &Lexicon, text: &str) -> bool {
    says(lexicon, text, Section::Urgent, Section::NotUrgent)
}

/// The sentences of one section of a file.
fn sentences(file: &str, section: Section) -> impl Iterator<Item = &str> {
    let mut within = false;
    file.lines().map(str::trim).filter(move |line| {
        let heading = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = heading {
            within = name == section.name();
        }
        within && heading.is_none() && !line.is_empty() && !line.starts_with('#')
    })
}

/// Every sentence of `section` for which `as_wanted` does not hold with all languages' phrases, or
/// with those of its own, and which.
fn astray(section: Section, as_wanted: impl Fn(&Lexicon, &str) -> bool) -> Vec<String> {
    let all = Lexicon::built_in();
    let mut astray = Vec::new();
    for (language, file) in LANGUAGES {
        let own = Lexicon::of(language).unwrap();
        for sentence in sentences(file, section) {
            for (whose, lexicon) in [("all", &all), ("own", &own)] {
                if !as_wanted(lexicon, sentence) {
                    astray.push(format!("{language} ({whose}): {sentence}"));
                }
            }
        }
    }
    astray
}

#[test]
fn a_request_for_a_human_is_heard() {
    let missed = astray(Section::Request, asks);
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_sounds_like_a_request_is_not_one() {
    let alarms = astray(Section::NotRequest, |lexicon, text| !asks(lexicon, text));
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn what_cannot_wait_is_heard() {
    let missed = astray(Section::Urgent, presses);
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_can_wait_does_not_press() {
    let alarms = astray(Section::NotUrgent, |lexicon, text| !presses(lexicon, text));
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn what_does_not_press_asks_for_nobody_and_the_other_way_round() {
    let mut alarms = astray(Section::NotUrgent, |lexicon, text| !asks(lexicon, text));
    alarms.extend(astray(Section::NotRequest, |lexicon, text| !presses(lexicon, text)));
    assert!(alarms.is_empty(), "{alarms:#?}");
}

#[test]
fn english_is_english_only() {
    for (language, _) in LANGUAGES {
        let lexicon = Lexicon::of(language).unwrap();
        for sentence in ENGLISH.iter().flat_map(|list| list.lines()) {
            let hits = lexicon.hits(sentence, &words(sentence));
            let found =
                hits.iter().find(|hit| matches!(hit.section, Section::Request | Section::Urgent));
            assert_eq!(found, None, "{language}: {sentence}");
        }
    }
}

#[test]
fn every_list_is_as_long_as_it_should_be() {
    for (language, file) in LANGUAGES {
        for (section, least) in [
            (Section::Request, 40),
            (Section::NotRequest, 40),
            (Section::Urgent, 25),
            (Section::NotUrgent, 25),
        ] {
            let count = sentences(file, section).count();
            assert!(count >= least, "{language} [{}]: {count}", section.name());
        }
    }
}

#[test]
fn a_language_that_has_no_file_has_no_phrases() {
    assert!(Lexicon::of("nl").is_none());
}
