//! What a phrase can mean.

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What the phrases of a section mean.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Section {
            $($(#[$doc])* $name),+
        }

        impl Section {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in a file.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text),+
                }
            }
        }
    };
}

sections! {
    /// A human is asked for.
    Request = "request",
    /// It sounds so, but isn't: what a request overlaps with is dropped.
    NotRequest = "not request",
    /// It can't wait.
    Urgent = "urgent",
    /// It sounds so, but can.
    NotUrgent = "not urgent",
    /// An answer did not help.
    Failed = "failed",
    /// It has been said before.
    Told = "told",
    /// An offer is taken.
    Accept = "accept",
    /// An offer is declined, or the matter is closed.
    Decline = "decline",
    /// Thanks, praise, all is well.
    Content = "content",
    /// Words of anger or contempt.
    Anger = "anger",
    /// Praise that is meant as its opposite.
    Sarcasm = "sarcasm",
    /// A deal is negotiated, renewed or enlarged.
    Deal = "deal",
    /// One more matter begins.
    Another = "another",
    /// The bot did not understand, or does not know.
    BotLost = "bot lost",
    /// The bot failed technically.
    BotError = "bot error",
    /// The bot asks for more words.
    BotAsks = "bot asks",
    /// The bot asks whether that helped.
    BotChecks = "bot checks",
    /// The bot takes the matter for settled.
    BotCloses = "bot closes",
    /// A question about how things are in general.
    OnlyAsking = "only asking",
    /// The bot offers a human.
    BotOffers = "bot offers",
    /// Something is not as it should be.
    Trouble = "trouble",
    /// What is told is past, or somebody else's.
    Background = "background",
    /// What is told is over.
    Settled = "settled",
    /// It isn't.
    StillOpen = "still open",
}

impl Section {
    /// The section of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.name() == name)
    }
}
