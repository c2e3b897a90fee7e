//! What the shared thread components say, in one place.
//!
//! Short, human, never blaming. What only one of the two binaries says is in that binary.

/// The thread's accessible name.
pub const THREAD: &str = "Conversation";
/// Before a customer's own words, for those who don't see where they stand.
pub const YOU: &str = "You";
/// The same, where an agent reads.
pub const CUSTOMER: &str = "Customer";
/// The choice to have a human answer.
pub const TALK_TO_A_PERSON: &str = "Talk to a person";
/// Beneath an answer.
pub const DID_THIS_HELP: &str = "Did this help?";
/// The reply that an answer helped.
pub const YES: &str = "Yes";
/// The reply that it didn't.
pub const NO: &str = "No";
/// In their place, when it did.
pub const GLAD: &str = "Glad that helped.";
/// In their place, when it didn't.
pub const SORRY: &str = "Sorry about that.";
/// In their place, when it didn't; a choice follows.
pub const SORRY_OR: &str = "Sorry about that. Tell me more, or";
/// Passes over a question.
pub const SKIP: &str = "Skip";
/// In its place, once it is.
pub const SKIPPED: &str = "Skipped";
/// What a row of choices beneath a question is, for those who don't see where it stands.
pub const THIS_QUESTION: &str = "This question";
/// Beneath an answer that a person's coming broke off.
pub const BROKEN_OFF: &str = "Broken off here";

/// Follows "Customer": what they said of an answer by a tap.
pub const fn rated(helped: bool) -> &'static str {
    if helped { "said this helped" } else { "said this didn't help" }
}

/// Follows "Customer".
pub const SKIPPED_THIS: &str = "skipped this question";
/// Follows "Customer".
pub const WANTS_HELP: &str = "asked the assistant to help meanwhile";
/// Follows "Customer"; their address follows.
pub const LEFT_ADDRESS: &str = "left an address:";
/// Follows "Customer"; how it was follows.
pub const SURVEYED: &str = "says it was:";
/// Follows "Customer".
pub const WAITS_NO_LONGER: &str = "went back to the assistant";

/// Beneath a thread that an agent has resolved.
pub const HOW_WAS_IT: &str = "How was it?";
/// In its place, once the customer has said.
pub const THANK_YOU: &str = "Thank you.";

/// How it was, from 1, bad, to 5, good.
pub const fn score(score: u8) -> &'static str {
    match score {
        ..=1 => "Very bad",
        2 => "Bad",
        3 => "Okay",
        4 => "Good",
        5.. => "Very good",
    }
}

/// Before the articles an answer rests on.
pub const SOURCE: &str = "From";
/// Under a message that the thread has.
pub const SENT: &str = "Sent";
/// Under a message that is on its way.
pub const SENDING: &str = "Sending…";
/// Under a message that waits for a connection.
pub const WAITING_FOR_NETWORK: &str = "Waiting for a connection";
/// Sends a refused message once more.
pub const RETRY: &str = "Try again";
/// Drops a refused message.
pub const DISCARD: &str = "Discard";
/// Goes to the newest entry.
pub const NEW_MESSAGES: &str = "New messages";
/// Goes to the newest entry, when nothing is new.
pub const LATEST: &str = "Latest";
/// While older entries are on their way.
pub const LOADING_OLDER: &str = "Loading earlier messages…";
/// Sends what is written.
pub const SEND: &str = "Send";
/// Today's entries.
pub const TODAY: &str = "Today";
/// Yesterday's entries.
pub const YESTERDAY: &str = "Yesterday";
/// A moment later today; [`AT`] and the time of day follow.
pub const THIS_DAY: &str = "today";
/// The same, tomorrow.
pub const TOMORROW: &str = "tomorrow";
/// Before the name of a later day.
pub const ON: &str = "on ";
/// Between a day and a time of day.
pub const AT: &str = " at ";
/// Follows a name.
pub const JOINED: &str = "joined";
/// Follows a name.
pub const SIGNED_IN: &str = "signed in";
/// Follows a name.
pub const IS_TYPING: &str = "is typing…";
/// After an agent has left, the customer's view.
pub const BACK_WITH_ASSISTANT: &str = "You're back with the assistant";
/// Follows a name, when an agent has solved it.
pub const RESOLVED: &str = "marked this as resolved";
/// Follows a name, when an agent gave it back, in the agents' view.
pub const HANDED_BACK: &str = "handed this back to the assistant";
/// Follows a name: an agent passes the thread on, the customer's view.
pub const PASSES_YOU_ON: &str = "is passing you on to a colleague";
/// The same, in the agents' view.
pub const PASSED_ON: &str = "passed this on to a colleague";
/// The same; a skill or [`A_LEAD`] follows.
pub const PASSED_ON_TO: &str = "passed this on: ";
/// Whom a thread is passed on to.
pub const A_LEAD: &str = "a lead";
/// Follows a name: an agent is gone, the customer's view.
pub const HAD_TO_LEAVE: &str = "had to leave. You're next in line.";
/// The same, in the agents' view.
pub const LOST_CONNECTION: &str = "lost the connection; this waits again";
/// Follows a name: an agent was silent, in the agents' view.
pub const DID_NOT_WRITE: &str = "didn't write in time; this waits again";
/// Follows a number: what can still be written.
pub const LEFT: &str = "characters left";
/// When more is written than can be sent.
pub const TOO_LONG: &str = "Too long to send. Split it into shorter messages.";
