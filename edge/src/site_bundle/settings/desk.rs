//! `[desk]` and `[[agents]]`: hours that can be read, skills with a level, issues that there are.

use super::Check;
use crate::desk::hours::Hours;
use baton_shared::desk::AgentSettings;
use baton_shared::site::SiteSettings;
use baton_shared::trigger::IssueType;

/// Skills are from 1 to 5.
const LEVELS: std::ops::RangeInclusive<u8> = 1..=5;
/// Most that an agent may have in hand.
const MOST_CAPACITY: u32 = 100;
/// The shortest time to accept an offer, in seconds: it has to be seen.
const LEAST_ACCEPT_S: u32 = 5;

impl Check<'_> {
    pub(super) fn desk(&mut self, settings: &SiteSettings) {
        let desk = &settings.desk;
        if desk.accept_s < LEAST_ACCEPT_S {
            self.fail(&["desk", "accept_s"], &format!("at least {LEAST_ACCEPT_S} seconds"));
        }
        if let Some(reason) = capacity_mistake(desk.capacity) {
            self.fail(&["desk", "capacity"], &reason);
        }
        if let Err(error) = Hours::parse(&desk.time_zone, &[], &[]) {
            self.fail(&["desk", "time_zone"], &error.to_string());
        }
        self.hours(&desk.hours, &desk.holidays);
        for (at, rule) in desk.rules.iter().enumerate() {
            let at = at.to_string();
            let path = |key| ["desk", "rules", at.as_str(), key];
            if let Some(issue) = &rule.issue
                && !settings.trigger.issue_types.contains_key(issue)
                && IssueType::from_name(issue).is_none()
            {
                let known = IssueType::ALL.map(IssueType::name).join(", ");
                let reason = format!("`{issue}` is no issue type; there are {known}, and your own");
                self.fail(&path("issue"), &reason);
            }
            if rule.weight.is_some_and(|weight| weight == 0 || weight > desk.capacity) {
                let reason = format!("1 to {}, the desk's capacity", desk.capacity);
                self.fail(&path("weight"), &reason);
            }
            for skill in &rule.require {
                if !is_skill(skill) {
                    let reason = format!("`{skill}` is not written as billing or billing:3");
                    self.fail(&path("require"), &reason);
                }
            }
        }
        for (at, agent) in settings.agents.iter().enumerate() {
            self.agent(&at.to_string(), agent, settings);
        }
    }

    fn agent(&mut self, at: &str, agent: &AgentSettings, settings: &SiteSettings) {
        self.line(&["agents", at, "name"], &agent.name);
        if settings.agents.iter().filter(|other| other.name == agent.name).count() > 1 {
            self.fail(&["agents", at, "name"], &format!("`{}` is there twice", agent.name));
        }
        for (path, reason) in agent_mistakes(agent) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            self.fail(&[&["agents", at], &path[..]].concat(), &reason);
        }
    }

    fn hours(&mut self, spans: &[String], holidays: &[String]) {
        for (key, error) in hours_mistakes(spans, holidays) {
            self.fail(&["desk", key], &error);
        }
    }
}

/// What is wrong with what an agent can take, each with the keys that lead to it.
pub fn agent_mistakes(agent: &AgentSettings) -> Vec<(Vec<String>, String)> {
    let mut mistakes = Vec::new();
    let mut fail = |path: &[&str], reason: String| {
        mistakes.push((path.iter().map(|key| (*key).to_owned()).collect(), reason));
    };
    for (skill, level) in &agent.skills {
        if !LEVELS.contains(level) {
            fail(&["skills", skill], "levels are 1 to 5".to_owned());
        }
    }
    if let Some(reason) = agent.capacity.and_then(capacity_mistake) {
        fail(&["capacity"], reason);
    }
    if let Some(zone) = &agent.time_zone
        && let Err(error) = Hours::parse(zone, &[], &[])
    {
        fail(&["time_zone"], error.to_string());
    }
    for (key, error) in hours_mistakes(agent.hours.as_deref().unwrap_or_default(), &agent.holidays)
    {
        fail(&[key], error);
    }
    mistakes
}

fn capacity_mistake(capacity: u32) -> Option<String> {
    let sound = (1..=MOST_CAPACITY).contains(&capacity);
    (!sound).then(|| format!("1 to {MOST_CAPACITY}"))
}

fn hours_mistakes(spans: &[String], holidays: &[String]) -> Vec<(&'static str, String)> {
    let tried = [("hours", spans, &[][..]), ("holidays", &[][..], holidays)];
    let mistake = |(key, spans, holidays): (&'static str, &[String], &[String])| {
        let error = Hours::parse("UTC", spans, holidays).err()?;
        Some((key, error.to_string()))
    };
    tried.into_iter().filter_map(mistake).collect()
}

fn is_skill(text: &str) -> bool {
    let (name, level) = text.split_once(':').unwrap_or((text, "1"));
    !name.trim().is_empty() && level.trim().parse().is_ok_and(|level| LEVELS.contains(&level))
}

#[cfg(test)]
mod tests {
    use crate::site_bundle::settings::tests::lines;

    #[test]
    fn mistakes_of_a_desk_are_found_with_their_line() {
        assert_eq!(lines("[desk]\nhours = [\"mon-fri 9-17\"]\n"), [4]);
        assert_eq!(lines("[desk]\nholidays = [\"25.12.2026\"]\n"), [4]);
        assert_eq!(lines("[desk]\n\ntime_zone = \"Mars/Olympus\"\n"), [5]);
        assert_eq!(lines("[desk]\nmode = \"auction\"\n"), [4]);
        assert_eq!(lines("[desk]\naccept_s = 1\n"), [4]);
        assert_eq!(lines("[desk]\ncapacity = 0\n"), [4]);
        assert_eq!(lines("[[desk.rules]]\nissue = \"bags\"\n"), [4]);
        assert_eq!(lines("[[desk.rules]]\nrequire = [\"law:9\"]\n"), [4]);
        assert_eq!(lines("[[desk.rules]]\nweight = 9\n"), [4]);
    }

    #[test]
    fn mistakes_of_an_agents_entry_are_found_with_their_line() {
        assert_eq!(lines("[[agents]]\nskills = { billing = 3 }\n"), [3]);
        assert_eq!(lines("[[agents]]\nname = \"Maya\"\nskills = { billing = 6 }\n"), [5]);
        assert_eq!(lines("[[agents]]\nname = \"Maya\"\nhours = [\"always\"]\n"), [5]);
        let twice = "[[agents]]\nname = \"Maya\"\n[[agents]]\nname = \"Maya\"\n";
        assert_eq!(lines(twice), [4, 6]);
    }

    #[test]
    fn a_desk_that_says_everything_is_taken() {
        let good = "[desk]\nmode = \"assign\"\nhours = [\"mon-fri 09:00-17:30\", \"sat 10:00-14:00\"]\n\
                    time_zone = \"Europe/Berlin\"\nholidays = [\"2026-12-25\"]\n\
                    [desk.steps]\ngeneralist_s = 60\n[desk.order.tiers]\ngold = 900\n\
                    [[desk.rules]]\nissue = \"billing\"\ntraits = { tier = \"gold\" }\n\
                    require = [\"billing:3\"]\npriority = \"high\"\nweight = 2\n\
                    [[agents]]\nname = \"Maya\"\nskills = { billing = 3 }\nlanguages = [\"en\", \"de\"]\n\
                    hours = [\"mon-fri 22:00-06:00\"]\n";
        assert_eq!(lines(good), [] as [usize; 0]);
    }
}
