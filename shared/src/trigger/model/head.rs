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
    /// A sensitive topic is touched.
    Topic(Topic),
    /// What the customer wants done; these heads share one probability.
    Issue(IssueType),
}

/// How many heads there are.
pub const HEADS: usize = FIRST_ISSUE + IssueType::ALL.len();

const FIRST_TOPIC: usize = 5;
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
            Self::Topic(topic) => FIRST_TOPIC + topic as usize,
            Self::Issue(issue) => FIRST_ISSUE + issue as usize,
        }
    }

    /// All, in the order of their columns.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Human, Self::Frustration, Self::Urgency, Self::Gloom, Self::Missed]
            .into_iter()
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
