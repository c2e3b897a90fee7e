//! A day passes on a virtual clock: customers come and give up, agents accept, write, pause, are lost
//! and come back, and a [`Policy`] says who is asked for whom.

use super::day::Day;
use super::draw::{Absence, Customer, DAY_MS, Drawn, MINUTE_MS, ms, shifts};
use super::outcome::{COUNTED_EVERY_MIN, Outcome, Served};
use super::policy::Policy;
use crate::random::SplitMix;
use crate::staff::{Staff, fits};
use anyhow::Result;
use baton_edge::desk::need::{Ask, Need};
use baton_edge::desk::roster::{Agent, Profile, Roster};
use baton_edge::desk::{Effect, InHand, Waiting};
use baton_shared::entry::Target;
use baton_shared::id::{AgentId, Epoch, Millis, ThreadId};
use baton_shared::protocol::desk::Presence;
use std::collections::{BTreeMap, HashMap};

/// How far the time to accept is spread.
const ACCEPT_SPREAD: f64 = 0.5;
/// After so long, an agent who let offers pass by sees it, in milliseconds.
const SEEN_AFTER_MS: u64 = 2 * MINUTE_MS;
/// An agent writes so long after joining on average, in seconds.
const WRITES_AFTER_S: f64 = 15.0;
/// So much of its time is over when an agent who can't help passes a thread on.
const PASSED_ON_AFTER: f64 = 0.3;

#[derive(Debug, Clone)]
enum Event {
    Comes(usize),
    GivesUp(usize, u64),
    Answers { customer: usize, agent: AgentId, until: Millis, accepts: bool },
    Writes(usize, u64),
    Ends(usize, u64),
    PassesOn(usize, u64),
    Begins(AgentId),
    Closes(AgentId),
    Absent { agent: AgentId, absence: Absence, back: Millis },
    Back(AgentId),
    Counted,
}

/// Where a customer stands.
#[derive(Debug, Clone)]
enum Stand {
    NotYet,
    Waits { since: Millis },
    With { agent: AgentId, since: Millis, ends: Millis },
    Over,
}

struct Case {
    of: Customer,
    need: Need,
    stand: Stand,
    /// Changes with every change of hands, as a thread's epoch does.
    stint: u64,
    served: Served,
}

#[derive(Debug, Default)]
struct Status {
    on_shift: bool,
    absent: Option<(Absence, Millis)>,
    in_hand: u32,
}

/// A day while it passes.
struct World<'a, P> {
    day: &'a Day,
    profiles: HashMap<AgentId, Profile>,
    policy: P,
    random: SplitMix,
    now: Millis,
    /// By when, then by the order in which they were thought of.
    events: BTreeMap<(Millis, u64), Event>,
    thought_of: u64,
    cases: Vec<Case>,
    asked: HashMap<usize, (AgentId, Millis)>,
    status: BTreeMap<AgentId, Status>,
    outcome: Outcome,
}

/// Lets `drawn` pass under `policy`.
pub fn pass<P: Policy>(
    drawn: &Drawn,
    staff: &Staff,
    day: &Day,
    policy: P,
    seed: u64,
) -> Result<Outcome> {
    let mut roster = Roster::default();
    for profile in &staff.profiles {
        roster.0.insert(profile.card.id.clone(), Agent::new(profile.clone(), drawn.from));
    }
    let case = |of: &Customer| Case {
        need: Ask::of(&of.matter, None, &staff.desk, &roster).need,
        of: of.clone(),
        stand: Stand::NotYet,
        stint: 0,
        served: Served { tier: of.tier.clone(), ..Served::default() },
    };
    let profiles = staff.profiles.iter().map(|it| (it.card.id.clone(), it.clone())).collect();
    let mut world = World {
        day,
        profiles,
        policy,
        random: SplitMix(seed),
        now: drawn.from,
        events: BTreeMap::new(),
        thought_of: 0,
        cases: drawn.customers.iter().map(case).collect(),
        asked: HashMap::new(),
        status: BTreeMap::new(),
        outcome: Outcome::default(),
    };
    world.open(drawn, staff);
    world.run()?;
    Ok(world.close())
}

impl<P: Policy> World<'_, P> {
    /// Thinks of everything that happens whatever the policy does.
    fn open(&mut self, drawn: &Drawn, staff: &Staff) {
        for profile in &staff.profiles {
            let id = &profile.card.id;
            self.policy.hire(profile.clone(), drawn.from);
            self.status.insert(id.clone(), Status::default());
            for (begins, closes) in shifts(profile, drawn.from) {
                self.at(begins, Event::Begins(id.clone()));
                self.at(closes, Event::Closes(id.clone()));
                self.outcome.places_ms += closes.since(begins) * u64::from(profile.capacity);
            }
        }
        for (at, back, agent, absence) in &drawn.absences {
            let capacity = self.profiles.get(agent).map_or(0, |profile| profile.capacity);
            self.outcome.places_ms -= back.since(*at) * u64::from(capacity);
            self.at(*at, Event::Absent { agent: agent.clone(), absence: *absence, back: *back });
            self.at(*back, Event::Back(agent.clone()));
        }
        for (at, customer) in drawn.customers.iter().enumerate() {
            self.at(customer.at, Event::Comes(at));
        }
        let mut count = drawn.from;
        while count < drawn.from.plus(DAY_MS) {
            self.at(count, Event::Counted);
            count = count.plus(COUNTED_EVERY_MIN * MINUTE_MS);
        }
    }

    fn run(&mut self) -> Result<()> {
        loop {
            let next = self.events.first_key_value().map(|(at, _)| *at);
            let due = self.policy.due();
            let Some(at) = next.map(|(at, _)| at).into_iter().chain(due).min() else { break };
            self.now = at.max(self.now);
            // When all that can happen has happened, whoever still waits has nobody coming.
            if next.is_none() && self.cases.iter().all(|case| matches!(case.stand, Stand::Over)) {
                break;
            }
            if due == Some(at) {
                self.policy.time(self.now);
            } else if let Some((_, event)) = self.events.pop_first() {
                self.happens(event)?;
            }
            self.carry_out()?;
        }
        Ok(())
    }

    fn close(self) -> Outcome {
        Outcome { served: self.cases.into_iter().map(|case| case.served).collect(), ..self.outcome }
    }

    fn at(&mut self, at: Millis, event: Event) {
        self.thought_of += 1;
        self.events.insert((at, self.thought_of), event);
    }

    fn after(&mut self, seconds: f64, event: Event) {
        self.at(self.now.plus(ms(seconds)), event);
    }

    fn happens(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Comes(customer) => self.wait(customer, false, None, Vec::new())?,
            Event::GivesUp(customer, stint) => self.give_up(customer, stint)?,
            Event::Answers { customer, agent, until, accepts } => {
                let there = self.presence(&agent) == Presence::Online;
                let asked = self.asked.get(&customer) == Some(&(agent.clone(), until));
                match accepts {
                    _ if !there || !asked => {}
                    true => self.take(customer, &agent)?,
                    false => self.policy.declined(&thread(customer)?, &agent, self.now),
                }
            }
            Event::Writes(customer, stint) => {
                if self.cases[customer].stint == stint {
                    self.policy.replied(&thread(customer)?);
                }
            }
            Event::Ends(customer, stint) => {
                let case = &self.cases[customer];
                let ends = matches!(case.stand, Stand::With { ends, .. } if ends == self.now);
                if case.stint == stint && ends {
                    self.part(customer);
                    self.over(customer)?;
                }
            }
            Event::PassesOn(customer, stint) => self.pass_on(customer, stint)?,
            Event::Begins(agent) => self.changed(&agent, |status| status.on_shift = true),
            Event::Closes(agent) => self.changed(&agent, |status| status.on_shift = false),
            Event::Absent { agent, absence, back } => {
                if absence == Absence::Lost {
                    self.suspend(&agent, back);
                }
                self.changed(&agent, |status| status.absent = Some((absence, back)));
            }
            Event::Back(agent) => {
                let now = self.now;
                self.changed(&agent, |status| {
                    status.absent = status.absent.filter(|(_, back)| *back > now);
                });
            }
            Event::Counted => {
                let waits = self.cases.iter().filter(|it| matches!(it.stand, Stand::Waits { .. }));
                self.outcome.lines.push(u32::try_from(waits.count())?);
            }
        }
        Ok(())
    }

    fn give_up(&mut self, customer: usize, stint: u64) -> Result<()> {
        let case = &mut self.cases[customer];
        let Stand::Waits { since } = case.stand else { return Ok(()) };
        if case.stint != stint {
            return Ok(());
        }
        case.served.waited_ms += self.now.since(since);
        case.served.left = true;
        self.over(customer)
    }

    fn pass_on(&mut self, customer: usize, stint: u64) -> Result<()> {
        if self.cases[customer].stint != stint {
            return Ok(());
        }
        let Some(agent) = self.part(customer) else { return Ok(()) };
        let case = &mut self.cases[customer];
        case.served.passed_on += 1;
        let target = Target::Skill { name: case.of.issue.clone() };
        self.wait(customer, true, Some(target), vec![agent])
    }

    fn carry_out(&mut self) -> Result<()> {
        while let Some(effect) = self.policy.poll() {
            match effect {
                Effect::Offer { thread, agent, until, .. } => {
                    let customer = number(&thread)?;
                    self.asked.insert(customer, (agent.id.clone(), until));
                    let of = &self.day.agents;
                    if self.random.chance(of.ignores) {
                        continue;
                    }
                    let accepts = !self.random.chance(of.declines);
                    let seconds = self.random.log_normal(of.accept_s, ACCEPT_SPREAD);
                    self.after(
                        seconds,
                        Event::Answers { customer, agent: agent.id, until, accepts },
                    );
                }
                Effect::Withdraw { thread, .. } => {
                    self.asked.remove(&number(&thread)?);
                }
                Effect::Assign { thread, epoch, agent } => {
                    let customer = number(&thread)?;
                    if self.cases[customer].stint == epoch.0 {
                        self.take(customer, &agent.id)?;
                    }
                }
                Effect::Release { thread, epoch, agent, .. } => {
                    let customer = number(&thread)?;
                    let case = &self.cases[customer];
                    let theirs =
                        matches!(&case.stand, Stand::With { agent: has, .. } if *has == agent.id);
                    if theirs && case.stint == epoch.0 {
                        self.part(customer);
                        self.wait(customer, true, None, vec![agent.id])?;
                    }
                }
                Effect::SetAway { agent } => {
                    let back = self.now.plus(SEEN_AFTER_MS);
                    self.at(back, Event::Back(agent.clone()));
                    if let Some(status) = self.status.get_mut(&agent) {
                        status.absent = Some((Absence::Break, back));
                    }
                }
                Effect::Declined { .. } | Effect::Tell { .. } | Effect::Seen { .. } => {}
            }
        }
        Ok(())
    }

    /// A customer waits, from now on.
    fn wait(
        &mut self,
        customer: usize,
        head: bool,
        target: Option<Target>,
        declined: Vec<AgentId>,
    ) -> Result<()> {
        let (since, thread) = (self.now, thread(customer)?);
        let case = &mut self.cases[customer];
        case.stint += 1;
        let (stint, matter) = (case.stint, case.of.matter.clone());
        let gives_up = since.plus(case.of.patience_ms);
        case.stand = Stand::Waits { since };
        self.asked.remove(&customer);
        self.at(gives_up, Event::GivesUp(customer, stint));
        let waiting = Waiting {
            thread,
            epoch: Epoch(stint),
            asked: since,
            matter,
            target,
            last: None,
            declined,
            head,
            reachable: false,
        };
        self.policy.waits(waiting, since);
        Ok(())
    }

    fn take(&mut self, customer: usize, agent: &AgentId) -> Result<()> {
        let (now, thread) = (self.now, thread(customer)?);
        let Some(profile) = self.profiles.get(agent) else { return Ok(()) };
        let case = &mut self.cases[customer];
        let Stand::Waits { since } = case.stand else { return Ok(()) };
        case.served.waited_ms += now.since(since);
        let can = fits(profile, &case.need);
        let first = case.served.fit.is_none();
        case.served.fit.get_or_insert(can);
        case.stint += 1;
        let longer = if can { 1.0 } else { self.day.handling.unfit_longer };
        let takes_ms = seconds(case.of.handling_ms) * longer;
        let ends = now.plus(ms(takes_ms));
        let (stint, matter) = (case.stint, case.of.matter.clone());
        let passes_on = !can && case.of.passed_on;
        case.stand = Stand::With { agent: agent.clone(), since: now, ends };
        self.asked.remove(&customer);
        if let Some(status) = self.status.get_mut(agent) {
            status.in_hand += 1;
        }
        if passes_on {
            self.after(takes_ms * PASSED_ON_AFTER, Event::PassesOn(customer, stint));
        } else {
            self.at(ends, Event::Ends(customer, stint));
        }
        let writes_after = self.random.exponential(WRITES_AFTER_S);
        self.after(writes_after, Event::Writes(customer, stint));
        let (epoch, agent) = (Epoch(stint), agent.clone());
        let taken = InHand { thread, epoch, agent, since: now, matter, replied: false };
        if let Some(waited) = self.policy.taken(taken, now).filter(|_| first) {
            let served = &mut self.cases[customer].served;
            served.told = waited.told.map(|told| (told, waited.real_s));
            served.expected = waited.expected_s.map(|expected| (expected, waited.real_s));
        }
        Ok(())
    }

    /// A thread leaves its agent's hands.
    fn part(&mut self, customer: usize) -> Option<AgentId> {
        let Stand::With { agent, since, .. } = &self.cases[customer].stand else { return None };
        let (agent, since) = (agent.clone(), *since);
        self.outcome.busy_ms += self.now.since(since);
        if let Some(status) = self.status.get_mut(&agent) {
            status.in_hand -= 1;
        }
        Some(agent)
    }

    fn over(&mut self, customer: usize) -> Result<()> {
        let case = &mut self.cases[customer];
        let with = match &case.stand {
            Stand::With { agent, .. } => Some(agent.clone()),
            _ => None,
        };
        case.stand = Stand::Over;
        case.stint += 1;
        self.asked.remove(&customer);
        self.policy.done(&thread(customer)?, self.now);
        // Whoever's day is over goes when their hands are empty.
        if let Some(agent) = with {
            self.changed(&agent, |_| ());
        }
        Ok(())
    }

    /// What somebody has in hand waits for their connection.
    fn suspend(&mut self, agent: &AgentId, back: Millis) {
        let pause_ms = back.since(self.now);
        let mut moved = Vec::new();
        for (customer, case) in self.cases.iter_mut().enumerate() {
            if let Stand::With { agent: has, ends, .. } = &mut case.stand
                && has == agent
            {
                *ends = ends.plus(pause_ms);
                moved.push((*ends, Event::Ends(customer, case.stint)));
            }
        }
        for (at, event) in moved {
            self.at(at, event);
        }
    }

    fn changed(&mut self, agent: &AgentId, change: impl FnOnce(&mut Status)) {
        if let Some(status) = self.status.get_mut(agent) {
            change(status);
        }
        self.policy.presence(agent, self.presence(agent), self.now);
    }

    fn presence(&self, agent: &AgentId) -> Presence {
        let Some(status) = self.status.get(agent) else { return Presence::Offline };
        match status.absent {
            Some((Absence::Lost, _)) => Presence::Lost,
            Some((Absence::Break, _)) => Presence::Away,
            None if status.on_shift || status.in_hand > 0 => Presence::Online,
            None => Presence::Offline,
        }
    }
}

fn thread(customer: usize) -> Result<ThreadId> {
    ThreadId::parse(format!("c{customer}")).map_err(|error| anyhow::anyhow!("{error}"))
}

fn number(thread: &ThreadId) -> Result<usize> {
    Ok(thread.as_str().trim_start_matches('c').parse()?)
}

#[expect(clippy::cast_precision_loss, reason = "a span within a day")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
