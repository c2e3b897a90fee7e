//! Keys and tokens of programs, which have beginnings of their own.

use super::Secret;

/// Beginnings, and the fewest letters and digits behind them.
const KEYS: &[(&str, usize)] = &[
    ("sk-", 16),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("whsec_", 16),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("npm_", 30),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("xoxs-", 10),
];
/// Fewest characters of a signed token, `eyJ….….…`.
const MIN_SIGNED: usize = 30;

/// Every key and token.
pub fn secrets(text: &str) -> Vec<Secret> {
    let mut secrets = Vec::new();
    let mut start = 0;
    for run in text.split(|c: char| !is_part(c)) {
        if let Some(length) = key(run) {
            secrets.push(Secret::whole(start..start + length));
        }
        start += run.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    secrets
}

/// How much of `run` is a key.
fn key(run: &str) -> Option<usize> {
    let run = run.trim_end_matches(['.', '-']);
    let known = KEYS.iter().any(|(beginning, least)| {
        run.strip_prefix(beginning).is_some_and(|rest| {
            rest.len() >= *least
                && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
                && rest.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        })
    });
    let signed = run.starts_with("eyJ") && run.len() >= MIN_SIGNED && run.matches('.').count() >= 1;
    (known || signed).then_some(run.len())
}

fn is_part(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}
