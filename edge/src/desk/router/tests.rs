//! What the router does, rule by rule.

use super::*;
use crate::desk::roster::Profile;
use baton_shared::customer::Trait;
use baton_shared::desk::{AgentSettings, Mode, Order, RoutingRule};
use baton_shared::protocol::WhyClosed;
use baton_shared::protocol::desk::{AgentRole, Presence, Step, Verdict};
use baton_shared::trigger::Priority;

/// A Monday, 10:00 in UTC.
pub(super) const NOON: Millis = Millis(1_796_032_800_000);

pub(super) fn id(name: &str) -> AgentId {
    AgentId::parse(name).unwrap()
}

pub(super) fn thread(name: &str) -> ThreadId {
    ThreadId::parse(name).unwrap()
}

pub(super) fn later(seconds: u64) -> Millis {
    NOON.plus(seconds * 1000)
}

pub(super) fn profile(name: &str, own: &AgentSettings, desk: &DeskSettings) -> Profile {
    let card = AgentCard { id: id(name), name: name.to_uppercase() };
    let role = if name.starts_with("lead") { AgentRole::Lead } else { AgentRole::Agent };
    Profile::new(card, role, Some(own), desk).unwrap()
}

fn skilled(skill: &str, level: u8) -> AgentSettings {
    AgentSettings { skills: [(skill.to_owned(), level)].into(), ..AgentSettings::default() }
}

pub(super) fn waiting(name: &str, asked: Millis) -> Waiting {
    Waiting {
        thread: thread(name),
        epoch: Epoch(1),
        asked,
        matter: Matter::default(),
        target: None,
        last: None,
        declined: Vec::new(),
        head: false,
        reachable: false,
    }
}

fn about(issue: &str) -> Matter {
    Matter { issue: Some(issue.to_owned()), ..Matter::default() }
}

pub(super) fn taken(name: &str, agent: &str, since: Millis) -> InHand {
    let (thread, epoch, agent) = (thread(name), Epoch(2), id(agent));
    InHand { thread, epoch, agent, since, matter: Matter::default(), replied: false }
}

/// A desk with these agents, all at their desks since [`NOON`].
struct Desk {
    router: Router,
    settings: DeskSettings,
}

impl Desk {
    fn new(settings: DeskSettings, agents: &[(&str, AgentSettings)]) -> Self {
        let mut desk = Self { router: Router::new(settings.clone(), Waits::default()), settings };
        for (name, own) in agents {
            let profile = profile(name, own, &desk.settings);
            desk.router.handle_profile(profile, NOON);
            desk.router.handle_presence(&id(name), Presence::Online, NOON);
        }
        desk.effects();
        desk
    }

    fn plain(agents: &[&str]) -> Self {
        let agents: Vec<_> = agents.iter().map(|name| (*name, AgentSettings::default())).collect();
        Self::new(DeskSettings { capacity: 1, ..DeskSettings::default() }, &agents)
    }

    fn effects(&mut self) -> Vec<Effect> {
        std::iter::from_fn(|| self.router.poll()).collect()
    }

    /// Who is asked for what from now on, in order.
    fn offers(&mut self) -> Vec<(String, String)> {
        let offer = |effect| match effect {
            Effect::Offer { thread, agent, .. } | Effect::Assign { thread, agent, .. } => {
                Some((thread.as_str().to_owned(), agent.id.as_str().to_owned()))
            }
            _ => None,
        };
        self.effects().into_iter().filter_map(offer).collect()
    }

    fn waits(&mut self, waiting: Waiting) -> Vec<(String, String)> {
        let now = waiting.asked;
        self.router.handle_waiting(waiting, now);
        self.offers()
    }

    fn time(&mut self, seconds: u64) -> Vec<(String, String)> {
        self.router.handle_time(later(seconds));
        self.offers()
    }
}

fn asked(thread: &str, agent: &str) -> Vec<(String, String)> {
    vec![(thread.to_owned(), agent.to_owned())]
}

#[test]
fn whoever_has_the_required_skill_is_asked_and_a_generalist_as_the_wait_grows() {
    let agents = [("ann", AgentSettings::default()), ("ben", skilled("billing", 2))];
    let mut desk = Desk::new(DeskSettings { capacity: 1, ..DeskSettings::default() }, &agents);
    let billing = |name, at| Waiting { matter: about("billing"), ..waiting(name, at) };
    assert_eq!(desk.waits(billing("a", NOON)), asked("a", "ben"));
    assert_eq!(desk.waits(billing("b", later(1))), []);
    desk.router.handle_taken(taken("a", "ben", later(2)), later(2));
    assert_eq!(desk.time(120), []);
    assert_eq!(desk.time(121), asked("b", "ann"));
}

#[test]
fn a_level_too_low_is_as_good_as_none() {
    let rule = RoutingRule { require: vec!["law:3".to_owned()], ..Default::default() };
    let settings = DeskSettings { rules: vec![rule], ..DeskSettings::default() };
    let agents = [("ann", skilled("law", 2)), ("ben", skilled("law", 3))];
    let mut desk = Desk::new(settings, &agents);
    assert_eq!(desk.waits(waiting("a", NOON)), asked("a", "ben"));
}

#[test]
fn the_customers_language_comes_before_convenience() {
    let german = AgentSettings { languages: vec!["de".to_owned()], ..AgentSettings::default() };
    let agents = [("ann", AgentSettings::default()), ("ben", german)];
    let mut desk = Desk::new(DeskSettings::default(), &agents);
    let matter = Matter { language: Some("de".to_owned()), ..Matter::default() };
    for (name, at) in [("a", NOON), ("b", later(1)), ("c", later(2)), ("d", later(3))] {
        let waiting = Waiting { matter: matter.clone(), ..waiting(name, at) };
        assert_eq!(desk.waits(waiting), asked(name, "ben"));
    }
    // Ben has four in hand now; somebody else will do only after ten minutes.
    let fifth = Waiting { matter, ..waiting("e", later(4)) };
    assert_eq!(desk.waits(fifth), []);
    for name in ["a", "b", "c", "d"] {
        desk.router.handle_taken(taken(name, "ben", later(5)), later(5));
        desk.router.handle_replied(&thread(name));
    }
    assert_eq!(desk.time(603), []);
    assert_eq!(desk.time(604), asked("e", "ann"));
}

#[test]
fn among_equals_the_least_busy_then_the_longest_idle_is_asked() {
    let agents: Vec<_> = ["ann", "ben"].map(|name| (name, AgentSettings::default())).into();
    let mut desk = Desk::new(DeskSettings::default(), &agents);
    assert_eq!(desk.waits(waiting("a", later(1))), asked("a", "ann"));
    assert_eq!(desk.waits(waiting("b", later(2))), asked("b", "ben"));
    assert_eq!(desk.waits(waiting("c", later(3))), asked("c", "ann"), "idle since 1, ben since 2");
}

#[test]
fn an_offer_that_is_not_accepted_goes_to_the_next_and_two_make_an_agent_away() {
    let mut desk = Desk::plain(&["ann", "ben"]);
    assert_eq!(desk.waits(waiting("a", NOON)), asked("a", "ann"));
    assert_eq!(desk.time(29), []);
    assert_eq!(desk.time(30), asked("a", "ben"));
    assert_eq!(desk.waits(waiting("b", later(31))), asked("b", "ann"));
    desk.router.handle_time(later(61));
    let effects = desk.effects();
    assert!(effects.contains(&Effect::SetAway { agent: id("ann") }), "{effects:?}");
    assert_eq!(desk.router.colleague(&id("ann")).unwrap().presence, Presence::Away);
}

#[test]
fn whoever_declined_is_asked_again_when_nobody_else_takes_it() {
    let mut desk = Desk::plain(&["ann"]);
    desk.waits(waiting("a", NOON));
    desk.router.handle_declined(&thread("a"), &id("ann"), later(5));
    assert_eq!(desk.offers(), []);
    assert_eq!(desk.time(64), []);
    assert_eq!(desk.time(65), asked("a", "ann"));
}

#[test]
fn a_decline_is_remembered() {
    let mut desk = Desk::plain(&["ann", "ben"]);
    desk.waits(waiting("a", NOON));
    desk.router.handle_declined(&thread("a"), &id("ann"), later(1));
    let effects = desk.effects();
    let by = vec![id("ann")];
    assert!(effects.contains(&Effect::Declined { thread: thread("a"), by }), "{effects:?}");
}

#[test]
fn whoever_is_lost_for_longer_than_the_grace_loses_their_threads() {
    let mut desk = Desk::plain(&["ann"]);
    desk.waits(waiting("a", NOON));
    desk.router.handle_taken(taken("a", "ann", later(1)), later(1));
    desk.router.handle_replied(&thread("a"));
    desk.router.handle_presence(&id("ann"), Presence::Lost, later(10));
    desk.router.handle_time(later(39));
    let released = |effects: &[Effect]| {
        effects.iter().any(|effect| {
            matches!(effect, Effect::Release { parted: Parted::Gone, epoch: Epoch(2), .. })
        })
    };
    assert!(!released(&desk.effects()));
    desk.router.handle_time(later(40));
    assert!(released(&desk.effects()));
    desk.router.handle_time(later(46));
    assert!(released(&desk.effects()), "asked again until the thread has let go");
}

#[test]
fn a_reconnect_within_the_grace_keeps_everything() {
    let mut desk = Desk::plain(&["ann"]);
    desk.waits(waiting("a", NOON));
    desk.router.handle_taken(taken("a", "ann", later(1)), later(1));
    desk.router.handle_replied(&thread("a"));
    desk.router.handle_presence(&id("ann"), Presence::Lost, later(10));
    desk.router.handle_presence(&id("ann"), Presence::Online, later(39));
    desk.router.handle_time(later(600));
    let effects = desk.effects();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Release { .. })), "{effects:?}");
}

#[test]
fn whoever_joins_and_writes_nothing_loses_the_thread() {
    let mut desk = Desk::plain(&["ann"]);
    desk.waits(waiting("a", NOON));
    desk.router.handle_taken(taken("a", "ann", later(1)), later(1));
    desk.time(180);
    desk.router.handle_time(later(181));
    let effects = desk.effects();
    let silent = |effect: &Effect| matches!(effect, Effect::Release { parted: Parted::Silent, .. });
    assert!(effects.iter().any(silent), "{effects:?}");
}

#[test]
fn a_thread_that_comes_back_is_first_in_its_line() {
    let mut desk = Desk::plain(&["ann"]);
    desk.waits(waiting("a", NOON));
    desk.router.handle_taken(taken("a", "ann", later(1)), later(1));
    let urgent = Matter { priority: Priority::Urgent, ..Matter::default() };
    desk.waits(Waiting { matter: urgent, ..waiting("b", later(2)) });
    let back = Waiting { epoch: Epoch(3), head: true, ..waiting("a", NOON) };
    desk.router.handle_waiting(back, later(3));
    assert_eq!(desk.offers(), asked("a", "ann"));
}

#[test]
fn pressing_threads_come_first_and_nobody_waits_for_ever() {
    let order = Order { tiers: [("gold".to_owned(), 900)].into(), ..Order::default() };
    let settings = DeskSettings { capacity: 1, order, ..DeskSettings::default() };
    let mut desk = Desk::new(settings, &[("ann", AgentSettings::default())]);
    desk.waits(waiting("first", NOON));
    let urgent = |name, at| {
        let matter = Matter { priority: Priority::Urgent, ..Matter::default() };
        Waiting { matter, ..waiting(name, at) }
    };
    let gold = Trait { name: "tier".to_owned(), value: "gold".to_owned() };
    let gold = Matter { traits: vec![gold], ..Matter::default() };
    desk.waits(waiting("plain", later(1)));
    desk.waits(Waiting { matter: gold, ..waiting("gold", later(2)) });
    desk.waits(urgent("urgent", later(3)));
    desk.waits(urgent("late", later(1802)));
    let mut order = Vec::new();
    let mut now = 1803;
    let thread_of = thread;
    while let Some((thread, _)) = {
        desk.router.handle_presence(&id("ann"), Presence::Online, later(now));
        let next =
            order.last().map_or_else(|| "first".to_owned(), |(next, _): &(String, _)| next.clone());
        desk.router.handle_taken(taken(&next, "ann", later(now)), later(now));
        desk.router.handle_done(&thread_of(&next), later(now + 1));
        desk.offers().pop()
    } {
        order.push((thread, now));
        now += 2;
    }
    let order: Vec<&str> = order.iter().map(|(thread, _)| thread.as_str()).collect();
    assert_eq!(order, ["urgent", "gold", "plain", "late"]);
}

#[test]
fn the_agent_who_knows_the_customer_is_waited_for_a_while() {
    let mut desk = Desk::plain(&["ann", "ben"]);
    desk.waits(waiting("x", NOON));
    desk.router.handle_taken(taken("x", "ann", NOON), NOON);
    desk.router.handle_replied(&thread("x"));
    let returning = Waiting { last: Some(id("ann")), ..waiting("a", later(1)) };
    assert_eq!(desk.waits(returning), []);
    assert_eq!(desk.time(60), []);
    assert_eq!(desk.time(61), asked("a", "ben"));
}

#[test]
fn the_agent_who_knows_the_customer_is_not_asked_for_what_they_cant_do() {
    let agents = [("ann", skilled("shipping", 3)), ("ben", skilled("billing", 3))];
    let mut desk = Desk::new(DeskSettings::default(), &agents);
    let bill = Waiting { last: Some(id("ann")), matter: about("billing"), ..waiting("a", NOON) };
    assert_eq!(desk.waits(bill), asked("a", "ben"));
}

#[test]
fn an_agent_with_nothing_in_hand_can_be_asked_for_the_heaviest_thread() {
    let rule = RoutingRule { weight: Some(3), ..RoutingRule::default() };
    let settings = DeskSettings { rules: vec![rule], ..DeskSettings::default() };
    let small = AgentSettings { capacity: Some(2), ..AgentSettings::default() };
    let mut desk = Desk::new(settings, &[("ann", small)]);
    assert_eq!(desk.waits(waiting("a", NOON)), asked("a", "ann"));
    assert_eq!(desk.waits(waiting("b", later(1))), [], "one at a time");
}

#[test]
fn an_agent_whose_capacity_shrinks_is_asked_for_no_more_than_that() {
    let rule = RoutingRule { weight: Some(2), ..RoutingRule::default() };
    let settings = DeskSettings { rules: vec![rule], ..DeskSettings::default() };
    let mut desk = Desk::new(settings.clone(), &[("ann", AgentSettings::default())]);
    desk.waits(waiting("a", NOON));
    desk.waits(waiting("b", later(1)));
    let small = AgentSettings { capacity: Some(1), ..AgentSettings::default() };
    desk.router.handle_profile(profile("ann", &small, &settings), later(2));
    assert_eq!(desk.router.colleague(&id("ann")).unwrap().load, 1);
    desk.router.handle_done(&thread("a"), later(3));
    desk.router.handle_done(&thread("b"), later(3));
    assert_eq!(desk.router.colleague(&id("ann")).unwrap().load, 0);
}

#[test]
fn a_transfer_goes_to_whom_it_is_for() {
    let mut desk = Desk::plain(&["ann", "ben", "lead-cy"]);
    let to = |target| Waiting { target: Some(target), head: true, ..waiting("a", NOON) };
    assert_eq!(desk.waits(to(Target::Agent { id: id("ben") })), asked("a", "ben"));
    assert_eq!(desk.waits(to(Target::Lead)), asked("a", "lead-cy"));
}

#[test]
fn in_pick_mode_nobody_is_asked() {
    let settings = DeskSettings { mode: Mode::Pick, ..DeskSettings::default() };
    let mut desk = Desk::new(settings, &[("ann", AgentSettings::default())]);
    assert_eq!(desk.waits(waiting("a", NOON)), []);
    assert_eq!(desk.router.place(&thread("a"), NOON).map(|place| place.position), Some(1));
}

#[test]
fn in_assign_mode_a_request_is_repeated_until_the_thread_answers() {
    let settings = DeskSettings { mode: Mode::Assign, ..DeskSettings::default() };
    let mut desk = Desk::new(settings, &[("ann", AgentSettings::default())]);
    assert_eq!(desk.waits(waiting("a", NOON)), asked("a", "ann"));
    assert_eq!(desk.time(4), []);
    assert_eq!(desk.time(5), asked("a", "ann"));
    desk.router.handle_taken(taken("a", "ann", later(6)), later(6));
    assert_eq!(desk.time(30), []);
    assert_eq!(desk.router.colleague(&id("ann")).unwrap().load, 1);
}

#[test]
fn after_hours_customers_hear_when_people_are_back_and_come_first_then() {
    let settings = DeskSettings {
        hours: vec!["mon-fri 09:00-17:00".to_owned()],
        capacity: 1,
        ..DeskSettings::default()
    };
    let mut desk = Desk::new(settings, &[("ann", AgentSettings::default())]);
    let (evening, morning) = (later(8 * 3600), later(23 * 3600));
    desk.router.handle_time(evening);
    assert_eq!(desk.waits(waiting("a", evening)), []);
    let place = desk.router.place(&thread("a"), evening).unwrap();
    let closed = place.closed.unwrap();
    assert_eq!((closed.why, closed.back_at), (WhyClosed::AfterHours, Some(morning)));
    assert_eq!(place.wait, None, "nothing is promised");
    let urgent = Matter { priority: Priority::Urgent, ..Matter::default() };
    desk.waits(Waiting { matter: urgent, ..waiting("b", evening.plus(1000)) });
    desk.router.handle_reachable(&thread("a"), evening.plus(2000));
    assert_eq!(desk.time(23 * 3600 - 1), []);
    assert_eq!(desk.time(23 * 3600), asked("a", "ann"), "left while nobody worked");
}

#[test]
fn a_full_line_says_so_and_keeps_the_place() {
    let settings = DeskSettings { most_waiting: 1, capacity: 1, ..DeskSettings::default() };
    let mut desk = Desk::new(settings, &[]);
    let nobody = {
        desk.waits(waiting("a", NOON));
        desk.router.place(&thread("a"), NOON).unwrap().closed.unwrap()
    };
    assert_eq!(nobody.why, WhyClosed::NobodyThere);
    desk.router.handle_profile(profile("ann", &AgentSettings::default(), &desk.settings), NOON);
    desk.router.handle_presence(&id("ann"), Presence::Online, NOON);
    desk.waits(waiting("b", later(1)));
    let place = desk.router.place(&thread("b"), later(1)).unwrap();
    assert_eq!((place.position, place.closed.map(|it| it.why)), (2, Some(WhyClosed::Full)));
}

#[test]
fn nobody_skilled_is_told_apart_from_nobody_there() {
    let mut desk = Desk::new(DeskSettings::default(), &[("ann", skilled("billing", 1))]);
    let to = Target::Skill { name: "law".to_owned() };
    desk.waits(Waiting { target: Some(to), ..waiting("a", NOON) });
    let closed = desk.router.place(&thread("a"), NOON).unwrap().closed.unwrap();
    assert_eq!(closed.why, WhyClosed::NobodySkilled);
}

#[test]
fn an_explanation_names_everybody_who_was_looked_at() {
    let agents = [("ann", AgentSettings::default()), ("ben", skilled("billing", 2))];
    let mut desk = Desk::new(DeskSettings::default(), &agents);
    desk.waits(Waiting { matter: about("billing"), ..waiting("a", NOON) });
    let why = desk.router.explain(&thread("a"), NOON).unwrap();
    assert_eq!((why.needs, why.step), (vec!["billing".to_owned()], Step::Required));
    assert!(matches!(&why.candidates[0].verdict, Verdict::Fits(score) if score.level == 2));
    assert!(matches!(&why.candidates[1].verdict, Verdict::Refused { .. }));
    let tried = desk.router.try_out(&about("billing"), None, Step::Required, NOON);
    assert_eq!(tried.candidates[0].agent.id, id("ben"));
}

#[test]
fn what_was_told_and_what_it_was_are_kept_together() {
    let mut desk = Desk::plain(&["ann"]);
    desk.waits(waiting("a", NOON));
    let waited = desk.router.handle_taken(taken("a", "ann", later(20)), later(20)).unwrap();
    assert_eq!((waited.real_s, waited.agent), (20, id("ann")));
    assert!(waited.told.is_some() && waited.expected_s.is_some());
    assert_eq!(waited.why.candidates[0].agent.id, id("ann"));
}

#[test]
fn light_threads_dont_overtake_a_heavy_one_for_ever() {
    let heavy =
        RoutingRule { issue: Some("billing".to_owned()), weight: Some(2), ..Default::default() };
    let settings = DeskSettings { capacity: 2, rules: vec![heavy], ..DeskSettings::default() };
    let mut desk = Desk::new(settings, &[("ann", AgentSettings::default())]);
    for (name, at) in [("a", 0), ("b", 1)] {
        desk.waits(waiting(name, later(at)));
        desk.router.handle_taken(taken(name, "ann", later(at)), later(at));
        desk.router.handle_replied(&thread(name));
    }
    desk.waits(Waiting { matter: about("billing"), ..waiting("heavy", later(2)) });
    desk.waits(waiting("light", later(3)));
    desk.router.handle_done(&thread("a"), later(400));
    assert_eq!(desk.offers(), [], "room is kept");
    desk.router.handle_done(&thread("b"), later(401));
    assert_eq!(desk.offers(), asked("heavy", "ann"));
}
