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
/// The header while the thread waits and nobody can come.
pub const WAITING: &str = "Waiting for a person";
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

/// The pass, outside working hours.
pub const CLOSED: &str = "We're closed right now";
/// The pass, on a holiday.
pub const HOLIDAY: &str = "We're closed for a holiday";
/// The pass, when nobody can help with this.
pub const NOBODY_SKILLED: &str = "Nobody who can help with this is here";
/// The pass, when as many wait as can be helped.
pub const FULL: &str = "More people are waiting than we can help right now";
/// Before the day and time at which people are back.
pub const BACK: &str = "Back ";
/// What happens next, while nobody can come.
pub const THEN_KEPT: &str = "What you write here is kept for them.";

/// A wait of a minute at most.
pub const WITHIN_A_MINUTE: &str = "Less than a minute.";
/// Before a wait, in numbers and a unit.
pub const USUALLY: &str = "Usually ";
/// After [`USUALLY`], when it may be no time at all.
pub const LESS_THAN: &str = "less than ";
/// After [`USUALLY`], when both ends are the same.
pub const ABOUT: &str = "about ";
/// After a number.
pub const MINUTES: &str = " minutes.";
/// After a number.
pub const HOURS: &str = " hours.";

/// What a row of choices while waiting is, for those who don't see where it stands.
pub const WHILE_YOU_WAIT: &str = "While you wait";
/// The choice to be written to.
pub const LEAVE_AN_EMAIL: &str = "Leave an e-mail";
/// The choice to have the bot help.
pub const ASK_THE_ASSISTANT: &str = "Ask the assistant meanwhile";
/// The choice to go back to the bot.
pub const STOP_WAITING: &str = "Stop waiting";
/// The field for an address.
pub const YOUR_EMAIL: &str = "Your e-mail address";
/// Leaves the address.
pub const SAVE: &str = "Save";
/// When it is none.
pub const BAD_ADDRESS: &str = "That doesn't look like an e-mail address. Is something missing?";
/// Before the address that was left.
pub const WILL_WRITE_TO: &str = "We'll write to ";
/// Leaves another one.
pub const CHANGE: &str = "Change";

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
