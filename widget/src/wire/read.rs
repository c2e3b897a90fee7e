//! Frames from the edge, the site's card and stored messages, from JSON.

use super::json::Json;
use super::read_entry::{
    agent, author, behaviour, entries, is_on, list, list_or_none, message_id, number, outcome,
    score, small, target, text,
};
use baton_shared::customer::{Trait, Visit};
use baton_shared::id::{Epoch, Millis, Seq, SiteId, ThreadId};
use baton_shared::protocol::{
    Closed, Down, Message, QueuePlace, Refusal, Rejection, Sensed, WaitRange, Welcome, WhyClosed,
};
use baton_shared::site::{SiteCard, WidgetSettings};
use baton_shared::thread::outbox::{Action, Delivery, Pending};
use baton_shared::thread::ownership::{Owner, Ownership};
use baton_shared::trigger::{Decision, TriggerKind, TriggerSettings};

/// A frame from a thread; none when this build can't read it.
pub fn read_down(text: &str) -> Option<Down> {
    down(&Json::parse(text)?)
}

/// A stored message.
pub fn read_pending(text: &str) -> Option<Pending> {
    pending(&Json::parse(text)?)
}

/// A site's card.
pub fn read_site_card(text: &str) -> Option<SiteCard> {
    site_card(&Json::parse(text)?)
}

/// Where the customer is, as the page's script says it.
pub fn read_visit(text: &str) -> Option<Visit> {
    let json = Json::parse(text)?;
    let said = |name| self::text(&json, name).unwrap_or_default();
    let claim = |json: &Json| {
        Some(Trait { name: self::text(json, "name")?, value: self::text(json, "value")? })
    };
    Some(Visit {
        page: said("page"),
        title: said("title"),
        referrer: said("referrer"),
        language: said("language"),
        time_zone: said("time_zone"),
        device: said("device"),
        claims: list_or_none(json.field("claims"), claim)?,
    })
}

/// A decision, by its name.
pub fn read_decision(name: &str) -> Option<Decision> {
    [Decision::Continue, Decision::Offer, Decision::HandOff]
        .into_iter()
        .find(|decision| decision.name() == name)
}

fn down(json: &Json) -> Option<Down> {
    Some(match json.field("t")?.text()? {
        "welcome" => Down::Welcome(Box::new(welcome(json)?)),
        "entries" => Down::Entries { entries: entries(json)? },
        "ack" => Down::Ack { id: message_id(json)?, seq: Seq(number(json, "seq")?) },
        "reject" => {
            let rejection = rejection(json.field("rejection")?)?;
            Down::Reject { id: message_id(json)?, rejection }
        }
        "typing" => {
            let on = json.field("on")?.bool()?;
            Down::Typing { author: author(json.field("author")?)?, on }
        }
        "writing" => Down::Writing {
            reply_to: Seq(number(json, "reply_to")?),
            from: small(json, "from")?,
            text: text(json, "text")?,
        },
        "queue" => Down::Queue(QueuePlace {
            position: small(json, "position")?,
            agents_online: small(json, "agents_online")?,
            wait: json.field("wait").and_then(wait),
            closed: json.field("closed").and_then(closed),
        }),
        "page" => Down::Page { entries: entries(json)? },
        "withheld" => Down::Withheld {
            epoch: Epoch(number(json, "epoch")?),
            reply_to: Seq(number(json, "reply_to")?),
        },
        "refused" => Down::Refused(refusal(json)?),
        _ => return None,
    })
}

fn welcome(json: &Json) -> Option<Welcome> {
    Some(Welcome {
        version: u16::try_from(number(json, "version")?).ok()?,
        thread: ThreadId::parse(text(json, "thread")?).ok()?,
        site: site_card(json.field("site")?)?,
        you: author(json.field("you")?)?,
        ownership: ownership(json.field("ownership")?)?,
        first: Seq(number(json, "first")?),
        head: Seq(number(json, "head")?),
        now: Millis(number(json, "now")?),
    })
}

pub(super) fn site_card(json: &Json) -> Option<SiteCard> {
    let strings = |json| list_or_none(json, |json| json.text().map(str::to_owned));
    let widget = json.field("widget")?;
    let looks = WidgetSettings::default();
    Some(SiteCard {
        id: SiteId::parse(text(json, "id")?).ok()?,
        name: text(json, "name")?,
        bot: text(json, "bot")?,
        widget: WidgetSettings {
            accent: text(widget, "accent").unwrap_or(looks.accent),
            greeting: text(widget, "greeting").unwrap_or(looks.greeting),
            suggestions: strings(widget.field("suggestions"))?,
        },
        // The trigger engine is a module of its own, which reads the site's settings itself.
        trigger: TriggerSettings::default(),
        origins: strings(json.field("origins"))?,
        // What is asked for is the edge's to know.
        facts: Vec::new(),
        tells_messages: false,
    })
}

fn wait(json: &Json) -> Option<WaitRange> {
    Some(WaitRange { least_s: small(json, "least_s")?, most_s: small(json, "most_s")? })
}

fn closed(json: &Json) -> Option<Closed> {
    let why = match json.field("why")?.text()? {
        "after_hours" => WhyClosed::AfterHours,
        "holiday" => WhyClosed::Holiday,
        "nobody_skilled" => WhyClosed::NobodySkilled,
        "full" => WhyClosed::Full,
        // Whatever else a newer edge means by it: nobody comes now.
        _ => WhyClosed::NobodyThere,
    };
    Some(Closed { why, back_at: number(json, "back_at").map(Millis) })
}

fn ownership(json: &Json) -> Option<Ownership> {
    let owner = owner(json.field("owner")?)?;
    Some(Ownership { owner, epoch: Epoch(number(json, "epoch")?) })
}

fn owner(json: &Json) -> Option<Owner> {
    Some(match json.field("is")?.text()? {
        "bot" => Owner::Bot,
        "queue" => Owner::Queue { helped: is_on(json, "helped") },
        "agent" => Owner::Agent(agent(json)?),
        _ => return None,
    })
}

fn rejection(json: &Json) -> Option<Rejection> {
    Some(match json.field("code")?.text()? {
        "stale_epoch" => Rejection::StaleEpoch { now: ownership(json.field("now")?)? },
        "not_owner" => Rejection::NotOwner { owner: owner(json.field("owner")?)? },
        "empty_text" => Rejection::EmptyText,
        "text_too_long" => Rejection::TextTooLong { limit: small(json, "limit")? },
        "wrong_role" => Rejection::WrongRole,
        "epoch_missing" => Rejection::EpochMissing,
        "bad_address" => Rejection::BadAddress,
        "note_too_long" => Rejection::NoteTooLong { limit: small(json, "limit")? },
        "past" => Rejection::Past,
        "too_far_behind" => Rejection::TooFarBehind { head: Seq(number(json, "head")?) },
        _ => return None,
    })
}

pub(super) fn refusal(json: &Json) -> Option<Refusal> {
    Some(match json.field("code")?.text()? {
        "malformed" => Refusal::Malformed { detail: text(json, "detail")? },
        "too_large" => Refusal::TooLarge { limit: small(json, "limit")? },
        "unknown_version" => {
            Refusal::UnknownVersion { newest: u16::try_from(number(json, "newest")?).ok()? }
        }
        "bad_token" => Refusal::BadToken,
        "forbidden_origin" => Refusal::ForbiddenOrigin,
        "unknown_site" => Refusal::UnknownSite,
        "unknown_thread" => Refusal::UnknownThread,
        "hello_first" => Refusal::HelloFirst,
        "unavailable" => Refusal::Unavailable,
        _ => return None,
    })
}

fn pending(json: &Json) -> Option<Pending> {
    Some(Pending {
        id: message_id(json)?,
        at: Millis(number(json, "at")?),
        after: Seq(number(json, "after")?),
        action: action(json.field("action")?)?,
        delivery: Delivery::Queued,
    })
}

fn action(json: &Json) -> Option<Action> {
    let epoch = || number(json, "epoch").map(Epoch);
    Some(match json.field("do")?.text()? {
        "say" => Action::Say {
            message: message(json.field("message")?)?,
            epoch: epoch(),
            sensed: json.field("sensed").and_then(sensed),
        },
        "take" => Action::Take { epoch: epoch()? },
        "hand_back" => {
            Action::HandBack { epoch: epoch()?, outcome: outcome(json.field("outcome")?)? }
        }
        "transfer" => Action::Transfer {
            epoch: epoch()?,
            target: target(json.field("target")?)?,
            note: text(json, "note").unwrap_or_default(),
        },
        _ => return None,
    })
}

fn message(json: &Json) -> Option<Message> {
    Some(match json.field("type")?.text()? {
        // After a reload the page may be another one.
        "text" => {
            Message::Text { text: text(json, "text")?, behaviour: behaviour(json), visit: None }
        }
        "rated" => Message::Rated {
            answer: Seq(number(json, "answer")?),
            helped: json.field("helped")?.bool()?,
        },
        "skipped" => Message::Skipped { asked: Seq(number(json, "asked")?) },
        "person_requested" => Message::PersonRequested,
        "cancel_wait" => Message::CancelWait,
        "want_help" => Message::WantHelp,
        "leave_address" => Message::LeaveAddress { email: text(json, "email")? },
        "survey" => Message::Survey { ended: Seq(number(json, "ended")?), score: score(json)? },
        _ => return None,
    })
}

fn sensed(json: &Json) -> Option<Sensed> {
    let kind = |json: &Json| TriggerKind::from_name(json.text()?);
    Some(Sensed {
        decision: read_decision(json.field("decision")?.text()?)?,
        kinds: list(json.field("kinds"), kind)?,
    })
}
