//! What a day brings, drawn from its description: the same customers, breaks and lost connections for
//! every way of routing that is compared.

use super::day::{Burst, Day};
use crate::random::SplitMix;
use crate::staff::Staff;
use anyhow::{Result, bail};
use baton_edge::desk::hours::Open;
use baton_edge::desk::roster::Profile;
use baton_shared::customer::Trait;
use baton_shared::id::{AgentId, Millis};
use baton_shared::thread::fact::Matter;
use baton_shared::trigger::Priority;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

pub const MINUTE_MS: u64 = 60_000;
pub const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
const HOUR_S: f64 = 3600.0;
/// The mood of an unhappy customer.
const UNHAPPY: i16 = -600;
/// A break begins so much before or after the middle of somebody's day, in minutes.
const BREAKS_WITHIN_MIN: usize = 60;

/// Somebody who asks for a person.
#[derive(Debug, Clone)]
pub struct Customer {
    /// When.
    pub at: Millis,
    /// What it is about.
    pub matter: Matter,
    /// What they want.
    pub issue: String,
    /// Their tier; empty for none.
    pub tier: String,
    /// How long they wait, in milliseconds.
    pub patience_ms: u64,
    /// How long it takes somebody who can, in milliseconds.
    pub handling_ms: u64,
    /// Whether whoever lacks the skill would pass it on.
    pub passed_on: bool,
}

/// Something in an agent's day, beside their hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// A break: they finish what they have.
    Break,
    /// The connection is lost.
    Lost,
}

/// A day, drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Its first moment.
    pub from: Millis,
    /// In the order of their coming.
    pub customers: Vec<Customer>,
    /// When who is absent, and until when.
    pub absences: Vec<(Millis, Millis, AgentId, Absence)>,
}

/// The first day from `date` on, within a year, on which somebody works.
pub fn next_day(date: Date, staff: &Staff) -> Result<Date> {
    for date in date.series(1.day()).take(366) {
        let from = midnight(date, staff)?;
        if staff.profiles.iter().any(|profile| !shifts(profile, from).is_empty()) {
            return Ok(date);
        }
    }
    bail!("nobody works within a year of {date}: see `hours` and `holidays` in site.toml")
}

fn midnight(date: Date, staff: &Staff) -> Result<Millis> {
    let zone = TimeZone::get(&staff.desk.time_zone)?;
    Ok(Millis(u64::try_from(date.to_zoned(zone)?.timestamp().as_millisecond())?))
}

/// Draws the day of `date`, by `seed`.
pub fn draw(day: &Day, staff: &Staff, date: Date, seed: u64) -> Result<Drawn> {
    let from = midnight(date, staff)?;
    let mut random = SplitMix(seed);
    let mut customers = Vec::new();
    for (hour, per_hour) in (0..).zip(day.arrivals.per_hour) {
        let start = from.plus(hour * 60 * MINUTE_MS);
        come(&mut customers, (start, 60 * MINUTE_MS, per_hour), None, day, &mut random);
    }
    for burst in &day.arrivals.bursts {
        let Burst { at, minutes, per_hour, .. } = burst;
        let minute = u64::try_from(at.hour())? * 60 + u64::try_from(at.minute())?;
        let span = (from.plus(minute * MINUTE_MS), u64::from(*minutes) * MINUTE_MS, *per_hour);
        come(&mut customers, span, Some(&burst.issue), day, &mut random);
    }
    customers.sort_by_key(|customer| customer.at);
    let mut absences = Vec::new();
    for profile in &staff.profiles {
        absent(&mut absences, profile, from, day, &mut random);
    }
    absences.sort_by_key(|(at, _, agent, _)| (*at, agent.clone()));
    Ok(Drawn { from, customers, absences })
}

/// Those who come within a span of time, at a steady rate.
fn come(
    customers: &mut Vec<Customer>,
    (start, lasts_ms, per_hour): (Millis, u64, f64),
    issue: Option<&String>,
    day: &Day,
    random: &mut SplitMix,
) {
    if per_hour <= 0.0 {
        return;
    }
    let mut at = start;
    loop {
        at = at.plus(ms(random.exponential(HOUR_S / per_hour)));
        if at >= start.plus(lasts_ms) {
            return;
        }
        let issue = issue.cloned().unwrap_or_else(|| pick(&day.customers.issues, random));
        customers.push(customer(at, issue, day, random));
    }
}

fn customer(at: Millis, issue: String, day: &Day, random: &mut SplitMix) -> Customer {
    let of = &day.customers;
    let language = pick(&of.languages, random);
    let tier = Some(pick(&of.tiers, random)).filter(|tier| tier != "none").unwrap_or_default();
    let traits = Some(&tier).filter(|tier| !tier.is_empty());
    let traits = traits.map(|tier| Trait { name: "tier".to_owned(), value: tier.clone() });
    let pressing = random.unit();
    let priority = match pressing {
        share if share < of.urgent => Priority::Urgent,
        share if share < of.urgent + of.high => Priority::High,
        _ => Priority::Normal,
    };
    let median_s = day.handling.minutes.get(&issue).copied().unwrap_or_default() * 60.0;
    Customer {
        at,
        matter: Matter {
            reasons: Vec::new(),
            issue: Some(issue.clone()),
            priority,
            language: Some(language),
            traits: traits.into_iter().collect(),
            mood: if random.chance(of.unhappy) { UNHAPPY } else { 0 },
        },
        issue,
        tier,
        patience_ms: ms(random.exponential(of.patience_min * 60.0)),
        handling_ms: ms(random.log_normal(median_s, day.handling.spread)),
        passed_on: random.chance(day.handling.unfit_passed_on),
    }
}

/// When an agent has their break, and when their connection is lost.
fn absent(
    absences: &mut Vec<(Millis, Millis, AgentId, Absence)>,
    profile: &Profile,
    from: Millis,
    day: &Day,
    random: &mut SplitMix,
) {
    let id = &profile.card.id;
    for (start, end) in shifts(profile, from) {
        let middle = start.plus(end.since(start) / 2);
        let moved = u64::try_from(random.below(2 * BREAKS_WITHIN_MIN)).unwrap_or(0);
        let begins =
            Millis(middle.0 - BREAKS_WITHIN_MIN as u64 * MINUTE_MS).plus(moved * MINUTE_MS);
        let back = begins.plus(u64::from(day.agents.break_min) * MINUTE_MS);
        if begins > start && back < end {
            absences.push((begins, back, id.clone(), Absence::Break));
        }
        if day.agents.drops_per_hour <= 0.0 {
            continue;
        }
        let mut at = start;
        loop {
            at = at.plus(ms(random.exponential(HOUR_S / day.agents.drops_per_hour)));
            let found = at.plus(ms(random.exponential(day.agents.lost_s)).max(1));
            if found >= end {
                break;
            }
            // A connection lost during a break is nobody's loss.
            if found <= begins || at >= back {
                absences.push((at, found, id.clone(), Absence::Lost));
            }
            at = found;
        }
    }
}

/// When somebody works on the day that begins at `from`.
pub fn shifts(profile: &Profile, from: Millis) -> Vec<(Millis, Millis)> {
    let end = from.plus(DAY_MS);
    let mut shifts = Vec::new();
    let mut at = from;
    while at < end {
        let changes = profile.hours.changes(at).unwrap_or(end).min(end);
        if profile.hours.at(at) == Open::Working {
            shifts.push((at, changes));
        }
        at = changes;
    }
    shifts
}

/// One of `shares`, by its share.
fn pick(shares: &BTreeMap<String, f64>, random: &mut SplitMix) -> String {
    let mut left = random.unit() * shares.values().sum::<f64>();
    for (name, share) in shares {
        left -= share;
        if left < 0.0 {
            return name.clone();
        }
    }
    shares.keys().next_back().cloned().unwrap_or_default()
}

/// Seconds as whole milliseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a span within a day")]
pub fn ms(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0) as u64
}
