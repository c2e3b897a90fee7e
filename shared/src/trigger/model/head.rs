//! What the model has an opinion on.

use crate::trigger::{IssueType, Topic};

/// One question that the model answers of every message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// The customer asks for a human.
    Human,
    /// The customer is annoyed or angry with us.
    Frustration,
    /// It can't wait.
    Urgency,
    /// The mood is bad rather than good.
    Gloom,
    /// It says that the answer before it missed.
    Missed,
    /// It takes the offer of a human.
    Takes,
    /// It declines that offer, or puts it off.
    Waves,
    /// It is content, or done.
    Closes,
    /// Something is not as it should be.
    Trouble,
    /// A deal is negotiated, renewed or enlarged.
    Deal,
    /// What the bot's words do.
    Bot(BotAct),
    /// A sensitive topic is touched.
    Topic(Topic),
    /// What the customer wants done; these heads share one probability.
    Issue(IssueType),
}

/// What the words of a bot do, beside answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BotAct {
    /// They offer a human.
    Offers,
    /// They ask for more.
    Asks,
    /// They say that it doesn't know, or can't help.
    Lost,
    /// They say that something failed technically.
    Fails,
    /// They ask whether that helped, or whether there is more.
    Checks,
    /// They take the matter for settled.
    Settles,
}

impl BotAct {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Offers, Self::Asks, Self::Lost, Self::Fails, Self::Checks, Self::Settles];

    /// Its name in examples and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offers => "offer",
            Self::Asks => "ask",
            Self::Lost => "lost",
            Self::Fails => "error",
            Self::Checks => "check",
            Self::Settles => "close",
        }
    }
}

/// How many heads there are.
pub const HEADS: usize = FIRST_ISSUE + IssueType::ALL.len();

const FIRST_BOT: usize = 10;
const FIRST_TOPIC: usize = FIRST_BOT + BotAct::ALL.len();
const FIRST_ISSUE: usize = FIRST_TOPIC + Topic::ALL.len();

impl Head {
    /// Its column.
    pub const fn index(self) -> usize {
        match self {
            Self::Human => 0,
            Self::Frustration => 1,
            Self::Urgency => 2,
            Self::Gloom => 3,
            Self::Missed => 4,
            Self::Takes => 5,
            Self::Waves => 6,
            Self::Closes => 7,
            Self::Trouble => 8,
            Self::Deal => 9,
            Self::Bot(act) => FIRST_BOT + act as usize,
            Self::Topic(topic) => FIRST_TOPIC + topic as usize,
            Self::Issue(issue) => FIRST_ISSUE + issue as usize,
        }
    }

    /// All, in the order of their columns.
    pub fn all() -> impl Iterator<Item = Self> {
        let single = [
            Self::Human,
            Self::Frustration,
            Self::Urgency,
            Self::Gloom,
            Self::Missed,
            Self::Takes,
            Self::Waves,
            Self::Closes,
            Self::Trouble,
            Self::Deal,
        ];
        single
            .into_iter()
            .chain(BotAct::ALL.into_iter().map(Self::Bot))
            .chain(Topic::ALL.into_iter().map(Self::Topic))
            .chain(IssueType::ALL.into_iter().map(Self::Issue))
    }

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human_request",
            Self::Frustration => "frustration",
            Self::Urgency => "urgency",
            Self::Gloom => "gloom",
            Self::Missed => "missed",
            Self::Takes => "takes",
            Self::Waves => "waves",
            Self::Closes => "closes",
            Self::Trouble => "trouble",
            Self::Deal => "deal",
            Self::Bot(act) => act.name(),
            Self::Topic(topic) => topic.name(),
            Self::Issue(issue) => issue.name(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_head_has_a_column_of_its_own() {
        let columns: Vec<usize> = Head::all().map(Head::index).collect();
        assert_eq!(columns, (0..HEADS).collect::<Vec<_>>());
    }
}
