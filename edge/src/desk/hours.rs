//! When somebody works: weekly hours in a time zone, less holidays.

use baton_shared::id::Millis;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// How many days are looked ahead for the next opening.
const LOOK_AHEAD_DAYS: i32 = 60;

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// What is wrong with hours as an owner writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursError {
    /// No time zone is called so.
    TimeZone(String),
    /// Not of the form `mon-fri 09:00-17:30`.
    Span(String),
    /// Not of the form `2026-12-25`.
    Holiday(String),
}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeZone(name) => {
                write!(f, "`{name}` is no time zone; write one such as Europe/Berlin")
            }
            Self::Span(text) => write!(f, "`{text}` is not written as mon-fri 09:00-17:30"),
            Self::Holiday(text) => write!(f, "`{text}` is not written as 2026-12-25"),
        }
    }
}

/// Whether somebody works at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// They do.
    Working,
    /// Not at this hour.
    AfterHours,
    /// Not on this day.
    Holiday,
}

/// Somebody's working hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    zone: TimeZone,
    /// Spans of one weekday; the end is the first moment past it. None works always.
    spans: Vec<(Weekday, Time, Option<Time>)>,
    always: bool,
    holidays: Vec<Date>,
}

impl Hours {
    /// The hours that `spans`, in `zone` and without `holidays`, are.
    pub fn parse<'a>(
        zone: &str,
        spans: &[String],
        holidays: impl IntoIterator<Item = &'a String>,
    ) -> Result<Self, HoursError> {
        let zone = TimeZone::get(zone).map_err(|_| HoursError::TimeZone(zone.to_owned()))?;
        let mut parsed = Vec::new();
        for text in spans {
            parsed.extend(span(text).ok_or_else(|| HoursError::Span(text.clone()))?);
        }
        let date = |text: &String| text.parse().map_err(|_| HoursError::Holiday(text.clone()));
        let holidays = holidays.into_iter().map(date).collect::<Result<_, _>>()?;
        Ok(Self { zone, spans: parsed, always: spans.is_empty(), holidays })
    }

    /// Whether somebody works at `now`.
    pub fn at(&self, now: Millis) -> Open {
        let Some(local) = timestamp(now).map(|now| self.zone.to_datetime(now)) else {
            return Open::Working;
        };
        if self.holidays.contains(&local.date()) {
            return Open::Holiday;
        }
        let (day, time) = (local.date().weekday(), local.time());
        let within = |(on, from, to): &(Weekday, Time, Option<Time>)| {
            *on == day && *from <= time && to.is_none_or(|to| time < to)
        };
        if self.always || self.spans.iter().any(within) { Open::Working } else { Open::AfterHours }
    }

    /// The next moment after `now` at which it changes whether somebody works; none when that is far.
    pub fn changes(&self, now: Millis) -> Option<Millis> {
        if self.always && self.holidays.is_empty() {
            return None;
        }
        let open = self.at(now) == Open::Working;
        let today = self.zone.to_datetime(timestamp(now)?).date();
        (0..=LOOK_AHEAD_DAYS).find_map(|ahead| {
            let date = today.checked_add(ahead.days()).ok()?;
            let mut moments = self.moments(date);
            moments.retain(|at| *at > now && (self.at(*at) == Open::Working) != open);
            moments.into_iter().min()
        })
    }

    /// When somebody works next: `now`, when they do.
    pub fn opens(&self, now: Millis) -> Option<Millis> {
        if self.at(now) == Open::Working { Some(now) } else { self.changes(now) }
    }

    /// The moments of `date` at which something may change.
    fn moments(&self, date: Date) -> Vec<Millis> {
        let day = date.weekday();
        let of_day = self.spans.iter().filter(|(on, ..)| *on == day);
        let times = of_day.flat_map(|(_, from, to)| [Some(*from), *to]).flatten();
        let times = std::iter::once(Time::midnight()).chain(times);
        let moment = |time: Time| {
            let zoned = self.zone.to_ambiguous_zoned(date.to_datetime(time)).compatible().ok()?;
            u64::try_from(zoned.timestamp().as_millisecond()).ok().map(Millis)
        };
        times.filter_map(moment).collect()
    }
}

fn timestamp(now: Millis) -> Option<Timestamp> {
    Timestamp::from_millisecond(i64::try_from(now.0).ok()?).ok()
}

/// The spans of `mon-fri 09:00-17:30`: one for each day, two where it goes on past midnight.
fn span(text: &str) -> Option<Vec<(Weekday, Time, Option<Time>)>> {
    let (days, times) = text.trim().split_once(' ')?;
    let (from, to) = times.trim().split_once('-')?;
    let from = time(from)?;
    // The day's end is midnight, and no time of the day itself.
    let to = if to.trim() == "24:00" { Time::midnight() } else { time(to)? };
    let to = Some(to).filter(|to| *to != Time::midnight());
    let mut spans = Vec::new();
    for day in weekdays(days)? {
        match to {
            Some(to) if to <= from => {
                spans.push((day, from, None));
                spans.push((day.next(), Time::midnight(), Some(to)));
            }
            to => spans.push((day, from, to)),
        }
    }
    Some(spans)
}

/// A time of day.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let index = |name: &str| DAYS.iter().position(|(known, _)| *known == name);
    let mut days = Vec::new();
    for part in text.to_lowercase().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (mut at, last) = (index(first.trim())?, index(last.trim())?);
        loop {
            days.push(DAYS[at].1);
            if at == last {
                break;
            }
            at = (at + 1) % DAYS.len();
        }
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, spans: &[&str], holidays: &[&str]) -> Hours {
        let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        Hours::parse(zone, &own(spans), &own(holidays)).unwrap()
    }

    fn at(text: &str) -> Millis {
        let moment: Timestamp = text.parse().unwrap();
        Millis(u64::try_from(moment.as_millisecond()).unwrap())
    }

    #[test]
    fn hours_are_those_of_their_time_zone() {
        let berlin = hours("Europe/Berlin", &["mon-fri 09:00-17:30"], &[]);
        assert_eq!(berlin.at(at("2026-11-30T08:00:00Z")), Open::Working);
        assert_eq!(berlin.at(at("2026-11-30T07:59:59Z")), Open::AfterHours);
        assert_eq!(berlin.at(at("2026-11-30T16:30:00Z")), Open::AfterHours);
        assert_eq!(berlin.at(at("2026-11-29T12:00:00Z")), Open::AfterHours, "a Sunday");
        assert_eq!(berlin.opens(at("2026-11-29T12:00:00Z")), Some(at("2026-11-30T08:00:00Z")));
        assert_eq!(berlin.changes(at("2026-11-30T08:00:00Z")), Some(at("2026-11-30T16:30:00Z")));
    }

    #[test]
    fn the_clock_that_is_put_back_keeps_the_hours() {
        let berlin = hours("Europe/Berlin", &["mon-sun 09:00-17:00"], &[]);
        assert_eq!(berlin.opens(at("2026-03-28T20:00:00Z")), Some(at("2026-03-29T07:00:00Z")));
        assert_eq!(berlin.opens(at("2026-10-24T20:00:00Z")), Some(at("2026-10-25T08:00:00Z")));
    }

    #[test]
    fn a_time_that_the_clock_leaves_out_opens_when_it_goes_on() {
        let berlin = hours("Europe/Berlin", &["sun 02:30-05:00"], &[]);
        assert_eq!(berlin.opens(at("2026-03-28T20:00:00Z")), Some(at("2026-03-29T01:30:00Z")));
    }

    #[test]
    fn a_holiday_is_closed_and_says_so() {
        let office = hours("UTC", &["mon-fri 09:00-17:00"], &["2026-12-25"]);
        assert_eq!(office.at(at("2026-12-25T12:00:00Z")), Open::Holiday);
        assert_eq!(office.opens(at("2026-12-25T12:00:00Z")), Some(at("2026-12-28T09:00:00Z")));
        let always = hours("UTC", &[], &["2026-12-25"]);
        assert_eq!(always.opens(at("2026-12-25T12:00:00Z")), Some(at("2026-12-26T00:00:00Z")));
    }

    #[test]
    fn a_night_shift_goes_on_past_midnight() {
        let night = hours("UTC", &["fri 22:00-06:00"], &[]);
        assert_eq!(night.at(at("2026-12-04T23:00:00Z")), Open::Working);
        assert_eq!(night.at(at("2026-12-05T05:59:00Z")), Open::Working);
        assert_eq!(night.at(at("2026-12-05T06:00:00Z")), Open::AfterHours);
        assert_eq!(night.changes(at("2026-12-04T23:00:00Z")), Some(at("2026-12-05T06:00:00Z")));
    }

    #[test]
    fn mistakes_are_named() {
        let parse = |zone: &str, span: &str| Hours::parse(zone, &[span.to_owned()], &[]);
        assert!(matches!(parse("Mars/Olympus", "mon 9:00-10:00"), Err(HoursError::TimeZone(_))));
        for span in ["mon", "mon 9-10", "moon 09:00-10:00", "mon 09:00-25:00", "09:00-17:00"] {
            assert!(matches!(parse("UTC", span), Err(HoursError::Span(_))), "{span}");
        }
        let holiday = "25.12.2026".to_owned();
        assert!(matches!(Hours::parse("UTC", &[], [&holiday]), Err(HoursError::Holiday(_))));
    }
}
