//! What the panel says, in one place. What the thread itself says is in the library.

/// The composer's hint.
pub const WRITE: &str = "Write a message";
/// The header's choice to have a human answer.
pub const TALK_TO_A_PERSON: &str = "Talk to a person";
/// Closes the panel.
pub const CLOSE: &str = "Close chat";
/// The header while the bot answers.
pub const ANSWERS_AT_ONCE: &str = "Answers right away";
/// The header while the thread waits.
pub const BRINGING_SOMEONE: &str = "Bringing in a person";
/// Follows the agent's name in the header.
pub const IS_WITH_YOU: &str = "is with you";

/// The pass, before the edge has answered.
pub const FINDING: &str = "Finding a person for you…";
/// The pass, at the head of the queue.
pub const NEXT: &str = "You're next";
/// The pass, with one person ahead.
pub const ONE_AHEAD: &str = "1 person is ahead of you";
/// Follows a number.
pub const AHEAD: &str = "people are ahead of you";
/// The pass, with nobody at the desk.
pub const NOBODY: &str = "Nobody is at the desk right now";
/// What happens next, while somebody is there.
pub const THEN_JOIN: &str = "They'll join here and see everything above. You can keep writing.";
/// What happens next, while nobody is.
pub const THEN_LATER: &str =
    "Your place is kept. The first person back answers here; what you add now, they will see too.";

/// After somebody has joined and before they write; follows their name.
pub const HAS_READ: &str = "can see everything above. There's no need to repeat any of it.";

/// Without a network.
pub const OFFLINE: &str = "You're offline. What you write is kept and sent when you're back.";
/// With one, but no connection.
pub const RECONNECTING: &str = "Reconnecting… What you write is kept.";

/// The site does not exist.
pub const UNKNOWN_SITE: &str = "This chat isn't set up here yet.";
/// The site does not allow this page.
pub const FORBIDDEN: &str = "This chat can't be opened from this page.";
/// The edge speaks a newer protocol.
pub const OUTDATED: &str = "This chat has been updated. Reload it to go on.";
/// The visitor's token is no longer good.
pub const ENDED: &str = "This chat has ended. Start a new one to go on.";
/// Reloads the panel.
pub const RELOAD: &str = "Reload";
/// Reloads the panel as a new visitor.
pub const START_ANEW: &str = "Start a new chat";
