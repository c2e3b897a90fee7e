//! What only the console says: sections, reasons, standings.

use crate::inbox::Section;
use baton_shared::briefing::About;
use baton_shared::entry::Behaviour;
use baton_shared::id::Confidence;
use baton_shared::protocol::Refusal;
use baton_shared::protocol::desk::AgentRole;
use baton_shared::trigger::Priority;

/// A section's heading.
pub const fn section(section: Section) -> &'static str {
    match section {
        Section::Waiting => "Waiting",
        Section::Mine => "Mine",
        Section::Assistant => "With the assistant",
        Section::Others => "With others",
        Section::Resolved => "Resolved",
    }
}

/// What an empty section says; nothing where an empty one isn't shown.
pub const fn nothing_in(section: Section) -> Option<&'static str> {
    match section {
        Section::Waiting => Some("Nobody is waiting."),
        Section::Mine => Some("You have no conversations."),
        Section::Assistant | Section::Others | Section::Resolved => None,
    }
}

/// How sure a reason is.
pub const fn sureness(confidence: Confidence) -> &'static str {
    match confidence.thousandths() {
        900.. => "Certain",
        700..900 => "Very likely",
        500..700 => "Likely",
        _ => "Possible",
    }
}

/// The small label before a line of the summary.
pub const fn about_line(about: About) -> &'static str {
    match about {
        About::Who => "Who",
        About::What => "What",
        About::Tried => "Tried",
        About::Why => "Why now",
        About::Mood => "Mood",
        About::Next => "Next",
    }
}

/// A priority, where it is worth a word.
pub const fn priority(priority: Priority) -> Option<&'static str> {
    match priority {
        Priority::Normal => None,
        Priority::High => Some("High priority"),
        Priority::Urgent => Some("Urgent"),
    }
}

/// A name as settings and pages write it, as a person would: `cart_value` as "Cart value".
pub fn capitalised(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

/// What a browser saw of a customer.
pub const fn seen(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::RapidResends => "Sent the same again within seconds",
        Behaviour::DiscardedDraft => "Wrote a long message and deleted it",
        Behaviour::DeadClicks => "Clicked where nothing happens",
    }
}

/// A role, beside a name.
pub const fn role(role: AgentRole) -> &'static str {
    match role {
        AgentRole::Agent => "Agent",
        AgentRole::Lead => "Lead",
    }
}

/// What to do when a connection was refused for good.
pub const fn refusal(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::BadToken => "Your session has ended. Ask your lead for a new sign-in link.",
        Refusal::UnknownVersion { .. } => "There is a newer console. Reload the page to get it.",
        Refusal::UnknownThread => "There is no such conversation.",
        Refusal::UnknownSite => "This site is no longer here. Ask your lead.",
        Refusal::ForbiddenOrigin => "Open the console at its own address.",
        Refusal::Malformed { .. }
        | Refusal::TooLarge { .. }
        | Refusal::HelloFirst
        | Refusal::Unavailable => "Something went wrong. Reload the page.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_settings_read_as_words() {
        assert_eq!(capitalised("cart_value"), "Cart value");
        assert_eq!(capitalised("élan"), "Élan");
        assert_eq!(capitalised(""), "");
    }
}
