//! Who speaks, as a small round picture: initials for people, the mark for the assistant.

use crate::element::{Element, el};
use baton_shared::entry::AgentCard;

/// Background tones defined by the style sheet.
const TONES: u32 = 6;

/// An agent's initials on a tone that is always theirs. Decorative: the name stands beside it.
pub fn agent_avatar(agent: &AgentCard) -> Element {
    let tone =
        agent.id.as_str().bytes().fold(0, |sum: u32, byte| sum.wrapping_mul(31) + u32::from(byte));
    let picture = el("span").class("avatar").attr("aria-hidden", "true");
    picture.attr("data-tone", &(tone % TONES).to_string()).child(initials(&agent.name))
}

/// The assistant's mark. Decorative.
pub fn bot_avatar() -> Element {
    el("span").class("avatar mark").attr("aria-hidden", "true")
}

/// The first letters of the first and the last word; the style sheet makes them capitals.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let ends = [words.next(), words.next_back()];
    ends.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        assert_eq!(initials("Maya"), "M");
        assert_eq!(initials("ana de la Cruz"), "aC");
        assert_eq!(initials(""), "");
    }
}
