//! Where a reply stands in its thread: what of the question before it takes up again, what the answer in
//! between had of that, how long it is beside the others, what the bot had just done. From this and its own
//! words follows whether the answer missed.

use super::Context;
use super::course::{closes, first_word, is_curt, objection};
use super::request::hit_unless;
use super::wants::{NUMBER, THING, WAY, YES_OR_NO, wants};
use crate::trigger::gist::Gist;
use crate::trigger::lexicon::Section;
use crate::trigger::model::Head;
use crate::trigger::state::{CODES, Last};
use crate::trigger::text::Word;

/// How many things are seen of where a reply stands.
pub const STANDING: usize = 58;

/// Where in it how sure the bot was is.
pub const SURE: usize = 35;

/// What is seen of where a reply stands, each from −1 to 1.
pub type Standing = [f32; STANDING];

/// Where the reply `gist` stands; none when no bot has answered before it.
pub(in crate::trigger) fn standing(context: &Context<'_>, gist: &Gist) -> Option<Standing> {
    let Context { reading, before, .. } = context;
    let heard = &before.heard;
    if heard.last == Last::None {
        return None;
    }
    let said = before.said();
    let (asked, older) = said.split_last()?;
    let of = |head: Head| logit(reading.scores.of(head));
    let answer = &heard.gist;
    let shared = |mark: &&u16| asked.gist.has(**mark);
    let open = gist.marks().iter().filter(shared).filter(|mark| !answer.has(**mark)).count();
    let known = |mark: &&u16| answer.has(**mark) || said.iter().any(|said| said.gist.has(**mark));
    let fresh = gist.len() - gist.marks().iter().filter(known).count();
    let left = asked.gist.len() - asked.gist.common(answer);
    let alike = |earlier: &Gist| share(gist.common(earlier), gist.len().min(earlier.len()).max(2));
    let longest = said.iter().map(|said| said.words).max().unwrap_or(0);
    let curt = said.iter().rev().take_while(|said| said.curt).count();
    let codes = codes(&reading.words);
    let told = |code: &&u16| **code > 0 && said.iter().any(|said| said.codes.contains(code));
    let first = first_word(reading);
    let wants = wants(&reading.words);
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let direction = reading.direction();
    let older_likeness = older.iter().map(|said| direction.likeness(&said.direction));
    let past: u32 = said.iter().map(|said| u32::from(said.missed)).sum();
    Some([
        1.0,
        of(Head::Missed),
        of(Head::Closes),
        of(Head::Takes),
        of(Head::Frustration),
        of(Head::Trouble),
        flag(objection(context).is_some()),
        flag(hit_unless(&reading.hits, Section::Told, Section::Failed).is_some()),
        flag(closes(reading)),
        flag(reading.has(Section::Content)),
        flag(reading.has(Section::Another)),
        flag(reading.has(Section::Decline)),
        share(gist.common(&asked.gist), gist.len()),
        share(gist.common(&asked.gist), asked.gist.len()),
        share(open, gist.len()),
        share(left, asked.gist.len()),
        share(gist.common(answer), gist.len()),
        share(fresh, gist.len()),
        older.iter().map(|said| alike(&said.gist)).fold(0.0, f32::max),
        share(said.iter().filter(|said| alike(&said.gist) >= 0.4).count(), 3),
        flag(gist.len() == 0),
        share(reading.words.len(), 20),
        share(reading.words.len(), usize::from(longest)),
        flag(is_curt(context)),
        share(curt, 3),
        flag(reading.text.contains('?')),
        flag(matches!(first, "and" | "also" | "or" | "what" | "how")),
        flag(matches!(first, "but" | "so" | "then")),
        flag(matches!(first, "yes" | "yeah" | "yep" | "ok" | "okay" | "right" | "sure")),
        flag(matches!(first, "no" | "nope" | "nah" | "not")),
        flag(matches!(first, "i" | "im" | "my" | "its" | "that" | "thats" | "again")),
        flag(heard.wants || heard.asked),
        flag(heard.offered),
        flag(heard.checked || heard.closed),
        flag(heard.last == Last::Lost),
        if heard.sure > 1000 { 0.0 } else { f32::from(heard.sure) / 500.0 - 1.5 },
        flag(heard.repeats),
        f32::from(asked.missed) / 1000.0,
        share(usize::try_from(past).unwrap_or(0), 3000),
        flag(codes.iter().any(|code| told(&code))),
        flag(heard.affirms),
        flag(heard.counts),
        share(usize::from(heard.length), 30),
        flag(asked.wants & YES_OR_NO > 0),
        flag(asked.wants & NUMBER > 0),
        flag(asked.wants & THING > 0),
        flag(asked.wants & WAY > 0),
        flag(wants & YES_OR_NO > 0),
        flag(wants & NUMBER > 0),
        flag(wants & (THING | WAY) > 0),
        flag(wants & asked.wants > 0),
        flag(asked.wants & YES_OR_NO > 0 && !heard.affirms),
        flag(asked.wants & NUMBER > 0 && !heard.counts),
        share(usize::from(asked.words), 20),
        direction.likeness(&asked.direction),
        direction.likeness(&heard.direction),
        asked.direction.likeness(&heard.direction),
        older_likeness.fold(-1.0, f32::max),
    ])
}

/// The numbers and codes among `words`, each as a number of its own; zero where there is none.
pub(in crate::trigger) fn codes(words: &[Word]) -> [u16; CODES] {
    let mut codes = [0; CODES];
    let named = words.iter().filter(|word| word.text.bytes().any(|byte| byte.is_ascii_digit()));
    for (code, word) in codes.iter_mut().zip(named) {
        *code = word
            .text
            .bytes()
            .fold(7u16, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    }
    codes
}

/// A probability as a logit, from −1 to 1.
fn logit(probability: f32) -> f32 {
    // Near enough to a logarithm, and the same bits wherever it runs.
    let doubt = probability * 2.0 - 1.0;
    doubt / (1.02 - doubt.abs()).sqrt() / 8.0
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
pub(super) fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { (part as f32 / whole as f32).min(1.0) }
}
