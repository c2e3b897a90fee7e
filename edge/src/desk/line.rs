//! The line: threads with the same needs stand in one, the earliest first.
//!
//! "Earliest" is by virtual arrival, which is the real one less a bounded head start: so ageing needs no
//! clock, and whoever has waited longer than the greatest head start is ahead of all who come later.

use super::need::Need;
use baton_shared::id::{AgentId, Millis, ThreadId};
use baton_shared::protocol::desk::Step;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The order in a line; the smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// What goes before everything else.
    pub class: Class,
    /// When it is taken to have come, in milliseconds; before 1970 for large head starts in tests.
    pub arrived: i64,
}

/// What goes before everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It had an agent, and lost them or was passed on.
    Head,
    /// It was left while nobody worked.
    Left,
    /// Any other.
    InTurn,
}

impl Turn {
    /// The turn of a thread whose customer asked at `asked`.
    pub fn new(class: Class, asked: Millis, head_start_ms: u64) -> Self {
        let asked = i64::try_from(asked.0).unwrap_or(i64::MAX);
        let head_start = i64::try_from(head_start_ms).unwrap_or(i64::MAX);
        Self { class, arrived: asked.saturating_sub(head_start) }
    }
}

/// A need by number: the same as long as the router lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NeedId(usize);

impl NeedId {
    /// Its place among all needs.
    pub const fn index(self) -> usize {
        self.0
    }
}

/// Threads that the same agents can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LaneKey {
    /// What they need.
    pub need: NeedId,
    /// How far that is eased.
    pub step: Step,
    /// For whom they are kept, at the first step.
    pub tied: Option<AgentId>,
}

/// A place in a line.
pub type Place = (Turn, ThreadId);

/// All lines.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    needs: Vec<Need>,
    numbers: HashMap<Need, NeedId>,
    /// Everybody who waits, asked for or not, by need.
    everybody: BTreeMap<NeedId, BTreeSet<Place>>,
    /// Those for whom nobody is being asked.
    lanes: BTreeMap<LaneKey, BTreeSet<Place>>,
}

impl Lines {
    /// The number of `need`.
    pub fn number(&mut self, need: &Need) -> NeedId {
        if let Some(number) = self.numbers.get(need) {
            return *number;
        }
        let number = NeedId(self.needs.len());
        self.needs.push(need.clone());
        self.numbers.insert(need.clone(), number);
        number
    }

    /// The need with this number.
    pub fn need(&self, number: NeedId) -> &Need {
        &self.needs[number.0]
    }

    /// Every need that has a number, in their order.
    pub fn numbered(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter()
    }

    /// A thread begins to wait.
    pub fn join(&mut self, need: NeedId, place: Place) {
        self.everybody.entry(need).or_default().insert(place);
    }

    /// It waits no longer.
    pub fn leave(&mut self, need: NeedId, place: &Place) {
        remove(&mut self.everybody, &need, place);
    }

    /// Nobody is being asked for it.
    pub fn enter(&mut self, lane: LaneKey, place: Place) {
        self.lanes.entry(lane).or_default().insert(place);
    }

    /// Somebody is.
    pub fn exit(&mut self, lane: &LaneKey, place: &Place) {
        remove(&mut self.lanes, lane, place);
    }

    /// Every lane that is not empty.
    pub fn lanes(&self) -> impl Iterator<Item = (&LaneKey, &BTreeSet<Place>)> {
        self.lanes.iter()
    }

    /// Who stands in the line of `need`, in order.
    pub fn line(&self, need: NeedId) -> impl Iterator<Item = &ThreadId> {
        self.everybody.get(&need).into_iter().flatten().map(|(_, thread)| thread)
    }

    /// Every line that is not empty.
    pub fn needs(&self) -> impl Iterator<Item = NeedId> {
        self.everybody.keys().copied()
    }
}

fn remove<K: Ord>(lines: &mut BTreeMap<K, BTreeSet<Place>>, key: &K, place: &Place) {
    if let Some(line) = lines.get_mut(key) {
        line.remove(place);
        if line.is_empty() {
            lines.remove(key);
        }
    }
}
