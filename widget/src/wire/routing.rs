//! The roster, offers and explanations of the desk, from JSON. The console's.

use super::desk::read_role;
use super::json::Json;
use super::read_entry::{agent, is_on, list_or_none, number, small, text};
use baton_shared::id::{Epoch, Millis, ThreadId};
use baton_shared::protocol::desk::{
    Candidate, Colleague, Explanation, Obstacle, Offer, Presence, Score, Step, Verdict,
};

pub(super) fn thread(json: &Json) -> Option<ThreadId> {
    ThreadId::parse(text(json, "thread")?).ok()
}

/// The texts of a list that is left out when it is empty.
pub(super) fn texts(json: &Json, name: &str) -> Option<Vec<String>> {
    list_or_none(json.field(name), |json| json.text().map(str::to_owned))
}

pub(super) fn offer(json: &Json) -> Option<Offer> {
    Some(Offer {
        thread: thread(json)?,
        epoch: Epoch(number(json, "epoch")?),
        until: Millis(number(json, "until")?),
    })
}

pub(super) fn colleague(json: &Json) -> Option<Colleague> {
    Some(Colleague {
        agent: agent(json.field("agent")?)?,
        role: read_role(json.field("role")?.text()?)?,
        presence: presence(json)?,
        load: small(json, "load")?,
        capacity: small(json, "capacity")?,
        skills: texts(json, "skills")?,
        languages: texts(json, "languages")?,
        working: json.field("working")?.bool()?,
    })
}

pub(super) fn explanation(json: &Json) -> Option<Explanation> {
    Some(Explanation {
        at: Millis(number(json, "at")?),
        needs: texts(json, "needs")?,
        step: match json.field("step")?.text()? {
            "tied" => Step::Tied,
            "preferred" => Step::Preferred,
            "required" => Step::Required,
            "generalist" => Step::Generalist,
            "any_language" => Step::AnyLanguage,
            _ => return None,
        },
        candidates: list_or_none(json.field("candidates"), candidate)?,
        others: small(json, "others").unwrap_or_default(),
    })
}

fn presence(json: &Json) -> Option<Presence> {
    Some(match json.field("presence")?.text()? {
        "online" => Presence::Online,
        "away" => Presence::Away,
        "lost" => Presence::Lost,
        "offline" => Presence::Offline,
        _ => return None,
    })
}

fn candidate(json: &Json) -> Option<Candidate> {
    let verdict = match json.field("verdict")?.text()? {
        "fits" => Verdict::Fits(score(json)?),
        "refused" => Verdict::Refused { why: obstacle(json.field("why")?)? },
        _ => return None,
    };
    Some(Candidate { agent: agent(json.field("agent")?)?, verdict })
}

fn score(json: &Json) -> Option<Score> {
    Some(Score {
        tied: is_on(json, "tied"),
        skilled: is_on(json, "skilled"),
        language: is_on(json, "language"),
        preferred: u8::try_from(number(json, "preferred")?).ok()?,
        level: u8::try_from(number(json, "level")?).ok()?,
        load: u16::try_from(number(json, "load")?).ok()?,
        since: Millis(number(json, "since")?),
    })
}

fn obstacle(json: &Json) -> Option<Obstacle> {
    Some(match json.field("why")?.text()? {
        "not_online" => Obstacle::NotOnline { presence: presence(json)? },
        "out_of_hours" => Obstacle::OutOfHours,
        "full" => Obstacle::Full { load: small(json, "load")?, capacity: small(json, "capacity")? },
        "lacks" => Obstacle::Lacks {
            skill: text(json, "skill")?,
            level: u8::try_from(number(json, "level")?).ok()?,
        },
        "language" => Obstacle::Language { language: text(json, "language")? },
        "tier" => Obstacle::Tier { tier: text(json, "tier")? },
        "not_a_lead" => Obstacle::NotALead,
        "declined" => Obstacle::Declined,
        "for_somebody_else" => Obstacle::ForSomebodyElse,
        _ => return None,
    })
}
