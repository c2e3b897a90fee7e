//! Secrets that only the words before them tell: codes of cards, PINs, passwords.

use super::Secret;
use crate::context::find::Said;
use std::ops::Range;

/// Words before a secret, and what it is. Two words stand side by side in the text.
const CUES: &[(&[&str], Kind)] = &[
    (&["cvv"], Kind::CardCode),
    (&["cvv2"], Kind::CardCode),
    (&["cvc"], Kind::CardCode),
    (&["cvc2"], Kind::CardCode),
    (&["csc"], Kind::CardCode),
    (&["ccv"], Kind::CardCode),
    (&["security", "code"], Kind::CardCode),
    (&["card", "code"], Kind::CardCode),
    (&["codigo", "de", "seguridad"], Kind::CardCode),
    (&["codigo", "de", "seguranca"], Kind::CardCode),
    (&["code", "de", "securite"], Kind::CardCode),
    (&["cryptogramme"], Kind::CardCode),
    (&["codice", "di", "sicurezza"], Kind::CardCode),
    (&["sicherheitscode"], Kind::CardCode),
    (&["prufnummer"], Kind::CardCode),
    (&["pin"], Kind::Pin),
    (&["pincode"], Kind::Pin),
    (&["passcode"], Kind::Pin),
    (&["geheimzahl"], Kind::Pin),
    (&["otp"], Kind::Pin),
    (&["one", "time", "code"], Kind::Pin),
    (&["verification", "code"], Kind::Pin),
    (&["password"], Kind::Password),
    (&["passwords"], Kind::Password),
    (&["bearer"], Kind::Bearer),
    (&["passwort"], Kind::Password),
    (&["passwrd"], Kind::Password),
    (&["pasword"], Kind::Password),
    (&["passwd"], Kind::Password),
    (&["pwd"], Kind::Password),
    (&["pw"], Kind::Password),
    (&["passphrase"], Kind::Password),
    (&["kennwort"], Kind::Password),
    (&["contrasena"], Kind::Password),
    (&["mot", "de", "passe"], Kind::Password),
    (&["mdp"], Kind::Password),
    (&["senha"], Kind::Password),
    (&["palavra", "passe"], Kind::Password),
    (&["pass"], Kind::Marked),
    (&["ssn"], Kind::SocialSecurity),
    (&["social", "security"], Kind::SocialSecurity),
];

/// What a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Three or four digits.
    CardCode,
    /// Three to eight digits.
    Pin,
    /// Nine digits.
    SocialSecurity,
    /// A word of any shape.
    Password,
    /// The same, and only behind a colon or an equals sign.
    Marked,
    /// Letters and digits of which there are many.
    Bearer,
}

/// Words between a cue and its secret.
const LINKS: &[&str] = &[
    "is", "was", "es", "est", "ist", "e", "number", "no", "code", "on", "the", "card", "its",
    "back", "lautet", "it", "for", "my", "of", "nummer", "numero", "are", "this",
];
/// Words that make what follows them a password's value.
const STATES: &[&str] = &["is", "was", "es", "est", "ist", "e", "its", "lautet"];
/// What is said of a password, and is none.
const NOT_PASSWORDS: &[&str] = &[
    "not",
    "wrong",
    "incorrect",
    "invalid",
    "the",
    "still",
    "a",
    "an",
    "too",
    "no",
    "correct",
    "lost",
    "different",
    "never",
    "always",
    "on",
    "in",
    "to",
    "ok",
    "okay",
    "fine",
    "right",
    "same",
    "unknown",
    "weak",
    "short",
    "long",
    "what",
    "my",
    "your",
    "now",
    "reset",
    "change",
    "again",
    "please",
    "bad",
    "broken",
    "required",
    "there",
    "just",
    "very",
    "so",
    "old",
    "new",
    "case",
    "out",
    "good",
    "set",
    "falsch",
    "incorrecta",
    "incorrecto",
    "incorrect",
    "incorreta",
    "errada",
    "mala",
    "weg",
    "nicht",
    "pas",
    "no",
    "mal",
    "richtig",
    "link",
    "email",
    "page",
    "help",
    "stuck",
    "up",
    "gone",
    "and",
    "or",
    "but",
    "when",
    "because",
    "if",
    "for",
    "me",
    "it",
    "that",
    "this",
    "safe",
    "secure",
    "strong",
];
/// Longest password in quotes, in bytes.
const MAX_QUOTED: usize = 64;
/// Fewest characters of a bearer's token.
const MIN_BEARER: usize = 16;
/// Longest password, in characters.
const MAX_PASSWORD: usize = 128;
/// How many words may stand between a cue and its secret.
const REACH: usize = 5;

/// Every secret with a cue.
pub fn secrets(text: &str) -> Vec<Secret> {
    let said = Said::new(text);
    let mut secrets = Vec::new();
    let mut hidden = 0;
    for at in 0..said.words.len() {
        // A word of a password announces nothing.
        if said.span(at).start < hidden {
            continue;
        }
        for (words, kind) in CUES {
            let here = (at..).zip(*words).all(|(at, word)| said.word(at) == *word);
            if here {
                let next = at + words.len();
                let span = match kind {
                    Kind::Password | Kind::Marked | Kind::Bearer => password(&said, next, *kind),
                    Kind::CardCode => figures(&said, next, 3..=4),
                    Kind::Pin => pin(&said, next),
                    Kind::SocialSecurity => figures(&said, next, 9..=9),
                };
                hidden = span.as_ref().map_or(hidden, |span| span.end);
                secrets.extend(span.map(Secret::whole));
            }
        }
    }
    secrets
}

/// An Indian "pin code" is a place.
fn pin(said: &Said<'_>, next: usize) -> Option<Range<usize>> {
    let span = figures(said, next, 3..=8)?;
    let place = (said.word(next) == "code" || said.before(next) == "pincode") && span.len() == 6;
    (!place).then_some(span)
}

/// Digits of one of these lengths, a link or two behind the cue.
fn figures(
    said: &Said<'_>,
    from: usize,
    lengths: std::ops::RangeInclusive<usize>,
) -> Option<Range<usize>> {
    let digits = |at: usize| {
        let raw = said.raw(at);
        !raw.is_empty() && raw.bytes().all(|b| b.is_ascii_digit())
    };
    let close = |at: usize| said.gap(at).chars().all(|c| !c.is_alphanumeric() && c != '•');
    let at = (from..said.words.len().min(from + REACH))
        .find(|&at| digits(at) || !close(at) || !LINKS.contains(&said.word(at)))?;
    let mut end = at;
    let mut count = 0;
    while digits(end) && count < *lengths.end() && (end == at || matches!(said.gap(end), " " | "-"))
    {
        count += said.raw(end).len();
        end += 1;
    }
    let more = matches!(said.gap(end), "." | "," | "/" | "-") && digits(end);
    let span = said.span(at).start..said.span(end.max(at + 1) - 1).end;
    (count > 0 && lengths.contains(&count) && close(at) && !more).then_some(span)
}

/// The word that is a password, to the next space.
fn password(said: &Said<'_>, mut next: usize, kind: Kind) -> Option<Range<usize>> {
    let from = said.span(next.checked_sub(1)?).end;
    let mut stated = false;
    while STATES.contains(&said.word(next)) && said.gap(next).trim().is_empty() {
        stated = true;
        next += 1;
    }
    // "the password for my account is hunter2"
    let far =
        (next..next + REACH).find(|&at| said.clause_ends(at) || STATES.contains(&said.word(at)));
    let far = far.filter(|&at| !stated && kind == Kind::Password && !said.clause_ends(at));
    if let Some(state) = far.filter(|&at| at > next) {
        (stated, next) = (true, state + 1);
    }
    let behind = if stated { said.span(next - 1).end } else { from };
    let rest = said.text.get(behind..)?;
    let start = rest.trim_start_matches([' ', ':', '=', '>', '-', '\t', '\n']);
    let marked = rest[..rest.len() - start.len()].contains([':', '=', '>']);
    if kind == Kind::Marked && !marked {
        return None;
    }
    let at = said.text.len() - start.len();
    if let Some(quote) = start.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“' | '‘'))
    {
        let inner = &start[quote.len_utf8()..];
        let close = inner.find(['"', '\'', '`', '”', '’', '\n'])?;
        let quoted = (1..=MAX_QUOTED).contains(&close) && !inner[..close].contains('•');
        let first = at + quote.len_utf8();
        return (quoted && (stated || marked)).then_some(first..first + close);
    }
    let length = start.char_indices().take(MAX_PASSWORD).find(|(_, c)| c.is_whitespace());
    let cut = start.char_indices().nth(MAX_PASSWORD).map_or(start.len(), |(at, _)| at);
    let token = start.get(..length.map_or(cut, |(at, _)| at))?;
    let token = token.trim_end_matches(['.', ',', ';', ')', '"', ':']);
    let word = token.to_lowercase().replace(['\'', '’'], "");
    let plain = word.trim_end_matches(['!', '?']);
    if token.starts_with('•') || token.len() < 3 || NOT_PASSWORDS.contains(&plain) {
        return None;
    }
    let letters = plain.chars().all(char::is_alphabetic);
    let has_digit = token.contains(|c: char| c.is_ascii_digit());
    let least = if kind == Kind::Bearer { MIN_BEARER } else { 5 };
    let is_one = match (marked, stated) {
        (true, _) => kind != Kind::Bearer,
        // "my password is sunshine": the last word of its clause, and nothing that passwords do.
        (_, true) if far.is_some() => has_digit && !letters,
        (_, true) if letters => {
            let end = at + token.len();
            let ends = said.clause_ends(said.word_at(end));
            ends && !plain.ends_with("ing") && !plain.ends_with("ed") && plain.len() >= 4
        }
        (_, true) => true,
        _ => has_digit && !letters && token.len() >= least && token.contains(char::is_alphabetic),
    };
    is_one.then_some(at..at + token.len())
}
