//! What holds of a router whatever happens to it.

use super::tests::{NOON, id, later, profile, thread, waiting};
use super::*;
use crate::desk::hours::Open;
use baton_shared::desk::{AgentSettings, Mode};
use baton_shared::protocol::desk::Presence;
use baton_shared::trigger::Priority;
use proptest::prelude::*;
use std::collections::BTreeMap;

const AGENTS: usize = 4;
const THREADS: usize = 8;
const SKILLS: [&str; 2] = ["billing", "shipping"];

#[derive(Debug, Clone)]
enum Step {
    Waits { thread: usize, issue: Option<usize>, urgent: bool },
    Accept { thread: usize },
    Pick { thread: usize, agent: usize },
    Decline { thread: usize },
    Writes { thread: usize },
    Done { thread: usize },
    Comes { agent: usize, presence: Presence },
    Passes { seconds: u64 },
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let (thread, agent) = (0..THREADS, 0..AGENTS);
    let presence = prop_oneof![
        4 => Just(Presence::Online),
        1 => Just(Presence::Away),
        2 => Just(Presence::Lost),
    ];
    prop_oneof![
        6 => (thread.clone(), prop::option::of(0..2_usize), any::<bool>())
            .prop_map(|(thread, issue, urgent)| Step::Waits { thread, issue, urgent }),
        6 => thread.clone().prop_map(|thread| Step::Accept { thread }),
        1 => (thread.clone(), agent.clone()).prop_map(|(thread, agent)| Step::Pick { thread, agent }),
        3 => thread.clone().prop_map(|thread| Step::Decline { thread }),
        3 => thread.clone().prop_map(|thread| Step::Writes { thread }),
        3 => thread.prop_map(|thread| Step::Done { thread }),
        4 => (agent, presence).prop_map(|(agent, presence)| Step::Comes { agent, presence }),
        5 => prop::sample::select(vec![1_u64, 5, 29, 30, 61, 180, 700, 9 * 3600])
            .prop_map(|seconds| Step::Passes { seconds }),
        1 => Just(Step::Restart),
    ]
}

/// A thread as its own log has it: the truth that the router is a projection of.
#[derive(Debug, Clone)]
enum Truth {
    Waits(Waiting),
    With(InHand),
}

struct World {
    settings: DeskSettings,
    router: Router,
    truth: BTreeMap<usize, Truth>,
    asked: BTreeMap<ThreadId, AgentId>,
    presence: BTreeMap<usize, Presence>,
    now: Millis,
    epoch: u64,
    /// Everything that came out.
    said: Vec<Effect>,
}

fn agent(at: usize) -> AgentId {
    id(&format!("agent-{at}"))
}

fn own(at: usize) -> AgentSettings {
    let skill = SKILLS.get(at).map(|skill| ((*skill).to_owned(), 2));
    let hours = (at == 3).then(|| vec!["mon-fri 09:00-17:00".to_owned()]);
    let capacity = Some(1 + u32::try_from(at % 2).unwrap());
    AgentSettings { skills: skill.into_iter().collect(), hours, capacity, ..Default::default() }
}

impl World {
    fn new(mode: Mode) -> Self {
        let settings = DeskSettings { mode, ..DeskSettings::default() };
        let mut world = Self {
            router: Router::new(settings.clone(), Waits::default()),
            settings,
            truth: BTreeMap::new(),
            asked: BTreeMap::new(),
            presence: BTreeMap::new(),
            now: NOON,
            epoch: 0,
            said: Vec::new(),
        };
        world.hire();
        world
    }

    fn hire(&mut self) {
        for at in 0..AGENTS {
            let profile = profile(agent(at).as_str(), &own(at), &self.settings);
            self.router.handle_profile(profile, self.now);
        }
    }

    fn apply(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let now = self.now;
        match step {
            Step::Waits { thread: at, issue, urgent } if !self.truth.contains_key(at) => {
                self.epoch += 1;
                let priority = if *urgent { Priority::Urgent } else { Priority::Normal };
                let issue = issue.map(|at| SKILLS[at].to_owned());
                let fresh = Waiting {
                    epoch: Epoch(self.epoch),
                    matter: Matter { issue, priority, ..Matter::default() },
                    ..waiting(&format!("t{at}"), now)
                };
                self.truth.insert(*at, Truth::Waits(fresh.clone()));
                self.router.handle_waiting(fresh, now);
            }
            Step::Accept { thread: at } => {
                if let Some(agent) = self.asked.get(&thread(&format!("t{at}"))).cloned() {
                    self.take(*at, &agent);
                }
            }
            Step::Pick { thread, agent: at } => self.take(*thread, &agent(*at)),
            Step::Decline { thread: at } => {
                let thread = thread(&format!("t{at}"));
                if let Some(agent) = self.asked.get(&thread).cloned() {
                    self.router.handle_declined(&thread, &agent, now);
                }
            }
            Step::Writes { thread: at } => {
                if let Some(Truth::With(held)) = self.truth.get_mut(at) {
                    held.replied = true;
                    self.router.handle_replied(&thread(&format!("t{at}")));
                }
            }
            Step::Done { thread: at } => {
                if self.truth.remove(at).is_some() {
                    self.router.handle_done(&thread(&format!("t{at}")), now);
                }
            }
            Step::Comes { agent: at, presence } => {
                self.presence.insert(*at, *presence);
                self.router.handle_presence(&agent(*at), *presence, now);
            }
            Step::Passes { seconds } => self.pass(*seconds)?,
            Step::Restart => self.restart(),
            Step::Waits { .. } => {}
        }
        self.settle()
    }

    fn take(&mut self, at: usize, agent: &AgentId) {
        let Some(Truth::Waits(waiting)) = self.truth.get(&at).cloned() else { return };
        self.epoch += 1;
        let (thread, epoch, since) = (waiting.thread, Epoch(self.epoch), self.now);
        let (agent, matter) = (agent.clone(), waiting.matter);
        let held = InHand { thread, epoch, agent, since, matter, replied: false };
        self.truth.insert(at, Truth::With(held.clone()));
        self.asked.remove(&held.thread);
        self.router.handle_taken(held, self.now);
    }

    /// Time passes, from one alarm to the next.
    fn pass(&mut self, seconds: u64) -> Result<(), TestCaseError> {
        let until = self.now.plus(seconds * 1000);
        let mut rings = 0;
        while let Some(due) = self.router.next_due().filter(|due| *due <= until) {
            rings += 1;
            prop_assert!(rings < 10_000, "the alarm rings for ever");
            self.now = self.now.max(due);
            self.router.handle_time(self.now);
            self.settle()?;
        }
        self.now = until;
        Ok(())
    }

    /// Nothing in memory is left: the rows and whoever is connected are.
    fn restart(&mut self) {
        self.router = Router::new(self.settings.clone(), Waits::default());
        self.asked.clear();
        self.hire();
        for (at, presence) in self.presence.clone() {
            if matches!(presence, Presence::Online | Presence::Away) {
                self.router.handle_presence(&agent(at), presence, self.now);
            }
        }
        let (waits, with): (Vec<Truth>, Vec<Truth>) =
            self.truth.values().cloned().partition(|truth| matches!(truth, Truth::Waits(_)));
        for truth in with.into_iter().chain(waits) {
            match truth {
                Truth::With(held) => {
                    self.router.handle_taken(held, self.now);
                }
                Truth::Waits(waiting) => self.router.handle_waiting(waiting, self.now),
            }
        }
    }

    /// What comes out is done, and checked while it is.
    fn settle(&mut self) -> Result<(), TestCaseError> {
        while let Some(effect) = self.router.poll() {
            self.said.push(effect.clone());
            match effect {
                Effect::Offer { thread, agent, .. } | Effect::Assign { thread, agent, .. } => {
                    self.check_asked(&thread, &agent.id)?;
                    self.asked.insert(thread, agent.id);
                }
                Effect::Withdraw { thread, .. } => {
                    self.asked.remove(&thread);
                }
                Effect::Declined { thread, by } => {
                    for truth in self.truth.values_mut() {
                        match truth {
                            Truth::Waits(waiting) if waiting.thread == thread => {
                                waiting.declined.clone_from(&by);
                            }
                            _ => {}
                        }
                    }
                }
                Effect::Release { thread, epoch, agent, .. } => self.let_go(&thread, epoch, &agent),
                Effect::SetAway { agent: away } => {
                    let at = (0..AGENTS).find(|at| agent(*at) == away);
                    self.presence.extend(at.map(|at| (at, Presence::Away)));
                }
                Effect::Tell { .. } | Effect::Seen { .. } => {}
            }
        }
        Ok(())
    }

    /// The threads that an agent has.
    fn held_by(&self, at: usize) -> Vec<usize> {
        let held = |truth: &Truth| matches!(truth, Truth::With(held) if held.agent == agent(at));
        self.truth.iter().filter(|(_, truth)| held(truth)).map(|(thread, _)| *thread).collect()
    }

    /// The thread lets go of its agent, if they have it.
    fn let_go(&mut self, released: &ThreadId, under: Epoch, agent: &AgentCard) {
        let Some((at, Truth::With(held))) =
            self.truth.iter().find(|(at, _)| thread(&format!("t{at}")) == *released)
        else {
            return;
        };
        if held.epoch != under || held.agent != agent.id {
            return;
        }
        let (at, matter, asked) = (*at, held.matter.clone(), held.since);
        self.epoch += 1;
        let back = Waiting {
            epoch: Epoch(self.epoch),
            matter,
            head: true,
            declined: vec![agent.id.clone()],
            ..waiting(released.as_str(), asked)
        };
        self.truth.insert(at, Truth::Waits(back.clone()));
        self.router.handle_waiting(back, self.now);
    }

    fn check_asked(&self, thread: &ThreadId, asked: &AgentId) -> Result<(), TestCaseError> {
        let waits = self
            .truth
            .values()
            .any(|truth| matches!(truth, Truth::Waits(waiting) if waiting.thread == *thread));
        prop_assert!(waits, "{thread} has an owner already");
        let before = self.asked.get(thread);
        let twice = before.is_some_and(|before| before != asked);
        prop_assert!(!twice, "{thread} is asked of {before:?} and {asked}");
        Ok(())
    }

    /// After every step: whoever is asked is there, in their hours, and can hold it.
    fn check(&self) -> Result<(), TestCaseError> {
        for at in 0..AGENTS {
            let seen = self.router.colleague(&agent(at)).unwrap();
            let held = self
                .truth
                .values()
                .filter(|truth| matches!(truth, Truth::With(held) if held.agent == agent(at)));
            let held = u32::try_from(held.count()).unwrap();
            let asked = self.asked.values().filter(|asked| **asked == agent(at)).count();
            let asked = u32::try_from(asked).unwrap();
            prop_assert_eq!(seen.load, held + asked, "{:?}", seen);
            if asked > 0 {
                prop_assert!(seen.load <= seen.capacity, "above capacity: {:?}", seen);
                prop_assert_eq!(seen.presence, Presence::Online);
                let hours = profile(agent(at).as_str(), &own(at), &self.settings).hours;
                prop_assert_eq!(hours.at(self.now), Open::Working);
            }
        }
        Ok(())
    }
}

fn play(steps: &[Step], mode: Mode) -> Result<World, TestCaseError> {
    let mut world = World::new(mode);
    for step in steps {
        world.apply(step)?;
        world.check()?;
    }
    Ok(world)
}

fn modes() -> impl Strategy<Value = Mode> {
    prop_oneof![3 => Just(Mode::Offer), 2 => Just(Mode::Assign), 1 => Just(Mode::Pick)]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_given_more_than_they_hold_or_while_they_are_not_there(
        steps in prop::collection::vec(step(), 1..80),
        mode in modes(),
    ) {
        play(&steps, mode)?;
    }

    #[test]
    fn the_same_story_has_the_same_end(
        steps in prop::collection::vec(step(), 1..60),
        mode in modes(),
    ) {
        prop_assert_eq!(play(&steps, mode)?.said, play(&steps, mode)?.said);
    }

}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 24,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nobody_starves(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = play(&steps, Mode::Offer)?;
        // From now on one agent who can stand in for everybody takes and settles whatever they are
        // asked, while pressing threads keep coming.
        let waited: Vec<usize> = world.truth.keys().copied().collect();
        for at in 0..AGENTS {
            let presence = if at == 2 { Presence::Online } else { Presence::Away };
            world.apply(&Step::Comes { agent: at, presence })?;
        }
        for at in world.held_by(2) {
            world.apply(&Step::Done { thread: at })?;
        }
        for fresh in THREADS..THREADS + 130 {
            world.apply(&Step::Waits { thread: fresh, issue: None, urgent: true })?;
            world.apply(&Step::Passes { seconds: 61 })?;
            world.apply(&Step::Comes { agent: 2, presence: Presence::Online })?;
            for at in 0..=fresh {
                if world.asked.contains_key(&thread(&format!("t{at}"))) {
                    world.apply(&Step::Accept { thread: at })?;
                    world.apply(&Step::Done { thread: at })?;
                }
            }
        }
        for at in waited {
            let waits = matches!(world.truth.get(&at), Some(Truth::Waits(_)));
            prop_assert!(!waits, "t{} still waits", at);
        }
    }
}

#[test]
fn whoever_has_waited_longest_is_ahead_of_everybody_who_comes_much_later() {
    let mut world = World::new(Mode::Offer);
    world.apply(&Step::Waits { thread: 0, issue: None, urgent: false }).unwrap();
    world.now = later(crate::desk::need::MOST_HEAD_START_S + 1);
    world.apply(&Step::Waits { thread: 1, issue: None, urgent: true }).unwrap();
    let place = world.router.place(&thread("t0"), world.now).unwrap();
    assert_eq!(place.position, 1);
}
