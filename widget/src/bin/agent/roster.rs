//! The roster as a colleague reads it: who can be asked first, and why not the others. Pure; the
//! markup is in `transfer` and `presence`.

use baton_shared::entry::AgentCard;
use baton_shared::id::AgentId;
use baton_shared::protocol::desk::{Colleague, Presence};

/// Takes in those who have changed.
pub fn merge(roster: &mut Vec<Colleague>, changed: Vec<Colleague>) {
    for colleague in changed {
        match roster.iter_mut().find(|known| known.agent.id == colleague.agent.id) {
            Some(known) => *known = colleague,
            None => roster.push(colleague),
        }
    }
}

/// Somebody a thread can be passed on to, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub agent: AgentCard,
    /// Why they can't take anything; none when they can.
    pub why_not: Option<&'static str>,
}

/// Everybody but `me`: those who can be asked first, then by name. An edge without a roster knows
/// who is `online`.
pub fn others(roster: &[Colleague], online: &[AgentCard], me: &AgentId) -> Vec<Person> {
    let mut others: Vec<Person> = if roster.is_empty() {
        online.iter().map(|agent| Person { agent: agent.clone(), why_not: None }).collect()
    } else {
        let person = |of: &Colleague| Person { agent: of.agent.clone(), why_not: why_not(of) };
        roster.iter().map(person).collect()
    };
    others.retain(|person| person.agent.id != *me);
    others.sort_by(|a, b| {
        let key = |person: &Person| (person.why_not.is_some(), person.agent.name.to_lowercase());
        key(a).cmp(&key(b))
    });
    others
}

/// Every skill on the roster, by name.
pub fn skills(roster: &[Colleague]) -> Vec<String> {
    let mut skills: Vec<String> = roster.iter().flat_map(|of| of.skills.clone()).collect();
    skills.sort();
    skills.dedup();
    skills
}

/// Why `colleague` can't take anything now.
pub const fn why_not(colleague: &Colleague) -> Option<&'static str> {
    match colleague.presence {
        Presence::Online if !colleague.working => Some("Outside their hours"),
        Presence::Online if colleague.load >= colleague.capacity => Some("Has all they can take"),
        Presence::Online => None,
        presence => Some(presence_word(presence)),
    }
}

/// How somebody is, in a word or two.
pub const fn presence_word(presence: Presence) -> &'static str {
    match presence {
        Presence::Online => "Available",
        Presence::Away => "Away",
        Presence::Lost => "Connection lost",
        Presence::Offline => "Not there",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::protocol::desk::AgentRole;

    fn colleague(name: &str, presence: Presence, load: u32) -> Colleague {
        Colleague {
            agent: AgentCard {
                id: AgentId::parse(name.to_lowercase()).unwrap(),
                name: name.to_owned(),
            },
            role: AgentRole::Agent,
            presence,
            load,
            capacity: 4,
            skills: vec!["billing".to_owned(), name.to_lowercase()],
            languages: Vec::new(),
            working: true,
        }
    }

    #[test]
    fn those_who_can_be_asked_come_first_and_i_not_at_all() {
        let roster = [
            colleague("Ada", Presence::Offline, 0),
            colleague("Maya", Presence::Online, 0),
            colleague("Zoe", Presence::Online, 1),
            colleague("Ben", Presence::Online, 4),
        ];
        let others = others(&roster, &[], &AgentId::parse("maya").unwrap());
        let said: Vec<_> =
            others.iter().map(|person| (person.agent.name.as_str(), person.why_not)).collect();
        let expected =
            [("Zoe", None), ("Ada", Some("Not there")), ("Ben", Some("Has all they can take"))];
        assert_eq!(said, expected);
        assert_eq!(skills(&roster), ["ada", "ben", "billing", "maya", "zoe"]);
    }

    #[test]
    fn without_a_roster_whoever_is_online_can_be_asked() {
        let zoe = colleague("Zoe", Presence::Online, 0).agent;
        let others = others(&[], std::slice::from_ref(&zoe), &AgentId::parse("maya").unwrap());
        assert_eq!(others, [Person { agent: zoe, why_not: None }]);
    }

    #[test]
    fn who_has_changed_replaces_who_they_were() {
        let mut roster = vec![colleague("Zoe", Presence::Online, 0)];
        merge(
            &mut roster,
            vec![colleague("Zoe", Presence::Away, 2), colleague("Ada", Presence::Online, 0)],
        );
        let said: Vec<_> = roster.iter().map(|of| (of.agent.name.as_str(), of.load)).collect();
        assert_eq!(said, [("Zoe", 2), ("Ada", 0)]);
    }
}
