//! How a wait is worded: the place in the line, how long it will probably take, and, when nobody can
//! come, why not and when people are back. Nothing is promised beyond what the edge has said.

use crate::words;
use baton_shared::protocol::{Closed, QueuePlace, WaitRange, WhyClosed};
use baton_widget::thread::clock;

/// From this many minutes on, a wait is told in hours.
const IN_HOURS: u32 = 120;

/// Where the customer stands at `place`; none, before the edge has said.
pub fn next(place: Option<&QueuePlace>) -> String {
    let Some(place) = place else { return words::FINDING.to_owned() };
    let said = match (place.closed, place.position) {
        (Some(Closed { why, .. }), _) => why_closed(why),
        _ if place.agents_online == 0 => words::NOBODY,
        (None, 0 | 1) => words::NEXT,
        (None, 2) => words::ONE_AHEAD,
        (None, position) => return [&(position - 1).to_string(), " ", words::AHEAD].concat(),
    };
    said.to_owned()
}

/// What happens next. While the bot helps meanwhile, there is less to say.
pub fn then(place: Option<&QueuePlace>, helped: bool) -> String {
    let Some(place) = place else { return words::THEN_JOIN.to_owned() };
    let (when, then) = match (place.closed, place.wait) {
        (Some(Closed { back_at, .. }), _) => {
            let back = back_at.map(|at| [words::BACK, &clock::to_come(at), "."].concat());
            (back, words::THEN_KEPT)
        }
        _ if place.agents_online == 0 => (None, words::THEN_LATER),
        (None, wait) => (wait.map(range), words::THEN_JOIN),
    };
    match (when, helped) {
        (when, true) => when.unwrap_or_default(),
        (Some(when), false) => [&when, " ", then].concat(),
        (None, false) => then.to_owned(),
    }
}

const fn why_closed(why: WhyClosed) -> &'static str {
    match why {
        WhyClosed::AfterHours => words::CLOSED,
        WhyClosed::Holiday => words::HOLIDAY,
        WhyClosed::NobodyThere => words::NOBODY,
        WhyClosed::NobodySkilled => words::NOBODY_SKILLED,
        WhyClosed::Full => words::FULL,
    }
}

/// `wait` in whole minutes or hours, rounded outwards so that it holds.
fn range(wait: WaitRange) -> String {
    let minutes = wait.most_s.div_ceil(60);
    let (seconds, unit) =
        if minutes < IN_HOURS { (60, words::MINUTES) } else { (60 * 60, words::HOURS) };
    let (least, most) = (wait.least_s / seconds, wait.most_s.div_ceil(seconds));
    if minutes <= 1 {
        return words::WITHIN_A_MINUTE.to_owned();
    }
    let (before, least) = match least {
        0 => (words::LESS_THAN, String::new()),
        _ if least >= most => (words::ABOUT, String::new()),
        _ => ("", [&least.to_string(), "–"].concat()),
    };
    [words::USUALLY, before, &least, &most.to_string(), unit].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(position: u32) -> QueuePlace {
        QueuePlace { position, agents_online: 1, wait: None, closed: None }
    }

    fn worded(least_s: u32, most_s: u32) -> String {
        range(WaitRange { least_s, most_s })
    }

    #[test]
    fn a_range_is_rounded_outwards() {
        assert_eq!(worded(0, 60), "Less than a minute.");
        assert_eq!(worded(20, 61), "Usually less than 2 minutes.");
        assert_eq!(worded(150, 290), "Usually 2–5 minutes.");
        assert_eq!(worded(300, 300), "Usually about 5 minutes.");
        assert_eq!(worded(3_700, 8_000), "Usually 1–3 hours.");
    }

    #[test]
    fn the_place_in_the_line_counts_who_is_ahead() {
        let said: Vec<_> = (1..4).map(|at| next(Some(&place(at)))).collect();
        assert_eq!(said, ["You're next", "1 person is ahead of you", "2 people are ahead of you"]);
        assert_eq!(next(None), "Finding a person for you…");
    }

    #[test]
    fn nobody_is_promised_while_nobody_can_come() {
        let closed = Closed { why: WhyClosed::Holiday, back_at: None };
        let place = QueuePlace { closed: Some(closed), ..place(1) };
        assert_eq!(next(Some(&place)), "We're closed for a holiday");
        assert_eq!(then(Some(&place), false), "What you write here is kept for them.");
        assert_eq!(then(Some(&place), true), "");
        let empty = QueuePlace { agents_online: 0, closed: None, ..place };
        assert_eq!(next(Some(&empty)), "Nobody is at the desk right now");
    }

    #[test]
    fn while_the_assistant_helps_only_the_wait_is_told() {
        let wait = Some(WaitRange { least_s: 60, most_s: 240 });
        let place = QueuePlace { wait, ..place(2) };
        assert_eq!(then(Some(&place), true), "Usually 1–4 minutes.");
        assert!(then(Some(&place), false).starts_with("Usually 1–4 minutes. They'll join"));
    }
}
