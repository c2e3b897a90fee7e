//! What only the console says: sections, reasons, standings.

use crate::inbox::Section;
use baton_shared::protocol::Refusal;
use baton_shared::protocol::desk::AgentRole;
use baton_shared::trigger::TriggerKind;

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

/// A reason to hand off, as a chip says it.
pub const fn reason(kind: TriggerKind) -> &'static str {
    match kind {
        TriggerKind::ExplicitRequest => "Asked for a person",
        TriggerKind::RepeatedFailure => "Answers didn't help",
        TriggerKind::LowConfidence => "Assistant not sure",
        TriggerKind::BotError => "Assistant failed",
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
