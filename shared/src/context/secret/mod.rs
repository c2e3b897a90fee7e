//! Secrets in what a customer writes: numbers of cards and accounts, codes, passwords and keys, which
//! nobody who answers needs to see.
//!
//! Each is told by a checksum, by a shape that nothing else has, or by a word before it, so that
//! the numbers of orders, parcels and phones stay. A message is read at most a fixed number of times from
//! left to right, whatever stands in it.

mod cued;
mod key;
mod number;

pub(super) use number::card_spans;

use std::borrow::Cow;
use std::ops::Range;

/// What stands for a secret, whatever its length.
const MARK: &str = "••••";

/// A secret: where it stands, and what of it may be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Secret {
    span: Range<usize>,
    shown: String,
    /// It follows a word and a slash or the like. So the number of something longer would, but what follows
    /// another secret is one.
    joined: bool,
}

impl Secret {
    const fn whole(span: Range<usize>) -> Self {
        Self { span, shown: String::new(), joined: false }
    }
}

/// How often a message is read. A mark can show what was taken for part of what it stands for.
const READINGS: usize = 4;

/// `text` with every secret in it replaced by a mark: `•••• 4242` for a card, which keeps its last
/// four digits, and `••••` for anything else.
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked = Cow::Borrowed(text);
    for _ in 0..READINGS {
        let Some(more) = mask_once(&masked) else { break };
        masked = Cow::Owned(more);
    }
    masked
}

/// `text` with the secrets that one reading finds replaced; none when there is none.
fn mask_once(text: &str) -> Option<String> {
    let mut secrets = number::secrets(text);
    secrets.extend(key::secrets(text));
    secrets.extend(cued::secrets(text));
    secrets.sort_by_key(|secret| (secret.span.start, usize::MAX - secret.span.end));
    let mut masked = String::new();
    let mut at = 0;
    for Secret { span, shown, joined } in secrets {
        if joined && (at == 0 || span.start != at + 1) {
            continue;
        }
        if span.start >= at {
            masked.push_str(&text[at..span.start]);
            masked.push_str(MARK);
            if !shown.is_empty() {
                masked.push(' ');
                masked.push_str(&shown);
            }
            at = span.end;
        } else {
            // What overlaps a secret is hidden with it.
            at = at.max(span.end);
        }
    }
    if at == 0 {
        return None;
    }
    masked.push_str(&text[at..]);
    Some(masked)
}
