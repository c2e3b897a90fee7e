//! Who can help with a need, wherever they are: what stays as it is while agents come and go, kept so
//! that one routing event looks at those alone and not at the whole roster.

use super::line::NeedId;
use super::matching::able;
use super::need::Need;
use super::roster::{Agent, Roster};
use baton_shared::id::AgentId;
use baton_shared::protocol::desk::Step;

/// The steps by which less is asked for, in their order.
const STEPS: [Step; 4] = [Step::Preferred, Step::Required, Step::Generalist, Step::AnyLanguage];

/// Those who can help with one need, by id, each with the first step from which on they can.
#[derive(Debug, Clone, Default)]
pub struct Crew(Vec<(AgentId, Step)>);

impl Crew {
    /// Those of `roster` who can help with `need`.
    pub fn of(roster: &Roster, need: &Need) -> Self {
        let member = |(id, agent): (&AgentId, &Agent)| Some((id.clone(), first(agent, need)?));
        Self(roster.0.iter().filter_map(member).collect())
    }

    /// Those who can help at `step`, in the order of their ids.
    pub fn at(&self, step: Step) -> impl Iterator<Item = &AgentId> {
        // For a tied agent as much is asked as for anybody.
        let step = step.max(Step::Preferred);
        self.0.iter().filter(move |(_, first)| *first <= step).map(|(id, _)| id)
    }

    fn update(&mut self, id: &AgentId, agent: &Agent, need: &Need) {
        let found = self.0.binary_search_by(|(known, _)| known.cmp(id));
        match (found, first(agent, need)) {
            (Ok(at), Some(step)) => self.0[at].1 = step,
            (Ok(at), None) => drop(self.0.remove(at)),
            (Err(at), Some(step)) => self.0.insert(at, (id.clone(), step)),
            (Err(_), None) => {}
        }
    }
}

/// The first step at which `agent` can help with `need`.
fn first(agent: &Agent, need: &Need) -> Option<Step> {
    STEPS.into_iter().find(|step| able(agent, need, *step).is_ok())
}

/// The crew of every need, by its number.
#[derive(Debug, Clone, Default)]
pub struct Crews(Vec<Crew>);

impl Crews {
    /// The crew of a need.
    pub fn get(&self, need: NeedId) -> &Crew {
        &self.0[need.index()]
    }

    /// Whether the crew of a need is known.
    pub fn knows(&self, need: NeedId) -> bool {
        need.index() < self.0.len()
    }

    /// The crew of the next need that has a number.
    pub fn push(&mut self, crew: Crew) {
        self.0.push(crew);
    }

    /// An agent is new or can take something else; `needs` are all that have a number.
    pub fn update<'a>(
        &mut self,
        id: &AgentId,
        agent: &Agent,
        needs: impl Iterator<Item = &'a Need>,
    ) {
        for (crew, need) in self.0.iter_mut().zip(needs) {
            crew.update(id, agent, need);
        }
    }
}
