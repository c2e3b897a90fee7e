//! What can happen, and how often.

use baton_shared::entry::Outcome;
use proptest::prelude::*;

/// Clients of a run: two tabs of the customer, two agents.
pub const CLIENTS: usize = 4;

/// One run: how long the thread already is, and what happens.
#[derive(Debug, Clone)]
pub struct Run {
    /// Entries before anybody connects.
    pub filled: u64,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// Something that happens. Numbers choose among what is possible at that moment; when nothing is,
/// nothing happens.
#[derive(Debug, Clone)]
pub enum Step {
    /// Somebody says something.
    Say { client: usize, what: Words },
    /// A customer's client asks to take it, or an agent's.
    Take { client: usize },
    /// Somebody gives it back.
    HandBack { client: usize, outcome: Outcome },
    /// Somebody passes it on.
    Transfer { client: usize },
    /// The desk gives it to an agent, or takes it from one; perhaps long after it decided to.
    Desk { agent: usize, take: bool, late: u64 },
    /// Somebody says their first rejected message again.
    Retry { client: usize },
    /// Somebody drops their first rejected message.
    Discard { client: usize },
    /// Somebody types, or stops.
    Typing { client: usize, on: bool },
    /// Somebody scrolls up.
    LoadOlder { client: usize },
    /// The page is shown again.
    Wake { client: usize },
    /// The page is reloaded: only what was stored is left.
    Reload { client: usize },
    /// Time passes.
    Advance { ms: u64 },
    /// Packets arrive at the edge, on one connection.
    ArriveUp { pick: usize, packets: usize },
    /// Packets arrive at a client, on one connection.
    ArriveDown { pick: usize, packets: usize },
    /// Everything in flight arrives, and whatever that causes.
    ArriveAll,
    /// A connection is cut; the newest packets in flight are lost.
    Cut { pick: usize, lost_up: usize, lost_down: usize },
    /// The next frame of a connection arrives at the edge twice.
    RepeatUp { pick: usize },
    /// The next frame of a connection arrives at a client twice.
    RepeatDown { pick: usize },
    /// The next entries on a connection can't be read by the client, which skips them.
    Unread { pick: usize },
    /// A connection goes silent, and nobody is told.
    Stall { pick: usize },
    /// The edge is killed.
    Crash,
    /// The edge is killed in the next frame: it is stored, but only some effects are performed.
    CrashInReplies { performed: usize },
    /// The edge forgets everything in memory; connections stay.
    Hibernate,
    /// The bot has written some of its answer.
    BotWrites,
    /// The site says who the customer is: one of two people.
    Identify { other: bool },
    /// The bot is done.
    BotReplies { how: BotWay },
    /// Facts are brought to the desk; perhaps its answer is lost.
    DeliverFacts { answer_lost: bool },
    /// The desk tells the place in the queue.
    TellPlace,
    /// The customer's third device writes a lot at once.
    Flood { messages: u64 },
}

/// What somebody says.
#[derive(Debug, Clone, Copy)]
pub enum Words {
    /// Anything.
    Plain,
    /// White space.
    Blank,
    /// "That didn't help".
    Complaint,
    /// A request for a human, in words.
    HumanPlease,
    /// A request for a human, by the button.
    PersonRequested,
    /// A tap on whether the newest answer helped.
    Rated { helped: bool },
    /// A tap that skips the newest question.
    Skipped,
    /// A tap of somebody who waits: back to the bot.
    CancelWait,
    /// A tap of somebody who waits: the bot may help.
    WantHelp,
    /// An address, for somebody who waits.
    Address,
    /// A tap on how it was.
    Survey,
}

/// How the bot's work ends.
#[derive(Debug, Clone, Copy)]
pub enum BotWay {
    /// With an answer.
    Sure,
    /// With the admission that it doesn't know.
    Clueless,
    /// With the wish that a human takes it.
    HandsOff,
    /// Not at all.
    Failed,
}

/// Any run.
pub fn run() -> impl Strategy<Value = Run> {
    let filled = prop_oneof![6 => Just(0), 2 => 1_u64..8, 2 => 48_u64..130];
    (filled, prop::collection::vec(step(), 1..140))
        .prop_map(|(filled, steps)| Run { filled, steps })
}

fn step() -> impl Strategy<Value = Step> {
    let client = 0..CLIENTS;
    let agent = 2..CLIENTS;
    prop_oneof![
        14 => (client.clone(), words()).prop_map(|(client, what)| Step::Say { client, what }),
        1 => client.clone().prop_map(|client| Step::Take { client }),
        5 => agent.clone().prop_map(|client| Step::Take { client }),
        4 => (agent.clone(), outcome()).prop_map(|(client, outcome)| Step::HandBack { client, outcome }),
        2 => agent.clone().prop_map(|client| Step::Transfer { client }),
        3 => (agent.clone(), any::<bool>(), prop_oneof![4 => Just(0_u64), 1 => 1_u64..3])
            .prop_map(|(agent, take, late)| Step::Desk { agent, take, late }),
        2 => client.clone().prop_map(|client| Step::Retry { client }),
        1 => client.clone().prop_map(|client| Step::Discard { client }),
        1 => (client.clone(), any::<bool>()).prop_map(|(client, on)| Step::Typing { client, on }),
        4 => client.clone().prop_map(|client| Step::LoadOlder { client }),
        2 => client.clone().prop_map(|client| Step::Wake { client }),
        3 => client.prop_map(|client| Step::Reload { client }),
        6 => prop::sample::select(vec![1, 300, 1_000, 6_000, 11_000, 30_000])
            .prop_map(|ms| Step::Advance { ms }),
        16 => (any::<u8>(), 1_usize..6).prop_map(|(pick, packets)| {
            Step::ArriveUp { pick: pick.into(), packets }
        }),
        16 => (any::<u8>(), 1_usize..6).prop_map(|(pick, packets)| {
            Step::ArriveDown { pick: pick.into(), packets }
        }),
        12 => Just(Step::ArriveAll),
        5 => (any::<u8>(), 0_usize..4, 0_usize..4).prop_map(|(pick, lost_up, lost_down)| {
            Step::Cut { pick: pick.into(), lost_up, lost_down }
        }),
        2 => any::<u8>().prop_map(|pick| Step::RepeatUp { pick: pick.into() }),
        2 => any::<u8>().prop_map(|pick| Step::RepeatDown { pick: pick.into() }),
        2 => any::<u8>().prop_map(|pick| Step::Unread { pick: pick.into() }),
        1 => any::<u8>().prop_map(|pick| Step::Stall { pick: pick.into() }),
        1 => Just(Step::Crash),
        2 => (0_usize..4).prop_map(|performed| Step::CrashInReplies { performed }),
        2 => Just(Step::Hibernate),
        3 => Just(Step::BotWrites),
        1 => any::<bool>().prop_map(|other| Step::Identify { other }),
        8 => bot_way().prop_map(|how| Step::BotReplies { how }),
        3 => any::<bool>().prop_map(|answer_lost| Step::DeliverFacts { answer_lost }),
        1 => Just(Step::TellPlace),
        1 => prop_oneof![30 => 1_u64..60, 1 => Just(505)].prop_map(|messages| Step::Flood { messages }),
    ]
}

fn words() -> impl Strategy<Value = Words> {
    prop_oneof![
        12 => Just(Words::Plain),
        1 => Just(Words::Blank),
        2 => Just(Words::Complaint),
        1 => Just(Words::HumanPlease),
        2 => Just(Words::PersonRequested),
        2 => any::<bool>().prop_map(|helped| Words::Rated { helped }),
        1 => Just(Words::Skipped),
        1 => Just(Words::CancelWait),
        1 => Just(Words::WantHelp),
        1 => Just(Words::Address),
        1 => Just(Words::Survey),
    ]
}

fn bot_way() -> impl Strategy<Value = BotWay> {
    prop_oneof![
        12 => Just(BotWay::Sure),
        4 => Just(BotWay::Clueless),
        1 => Just(BotWay::HandsOff),
        2 => Just(BotWay::Failed),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(Outcome::Resolved), Just(Outcome::Returned)]
}
