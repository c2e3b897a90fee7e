//! Both codecs, this one and the derived one, mean the same by the same bytes.

use super::*;
use baton_shared::customer::{Trait, Visit};
use baton_shared::entry::{Behaviour, Body};
use baton_shared::id::MessageId;
use baton_shared::protocol::desk::{AgentRole, DeskDown, DeskUp};
use baton_shared::protocol::{Down, Message, Up, decode, encode};
use baton_shared::site::SiteCard;
use baton_shared::thread::outbox::{Action, Pending};
use baton_shared::trigger::{TriggerKind, TriggerSettings};
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

/// The golden files of `folder`.
fn golden(folder: &str) -> Vec<String> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tests/golden").join(folder);
    let files = fs::read_dir(shared).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(!files.is_empty());
    files
}

fn reads_alike<T: DeserializeOwned + PartialEq + Debug>(text: &str, read: fn(&str) -> Option<T>) {
    reads_but(text, read, |_| {});
}

/// The same, but for what `leave_out` leaves out.
fn reads_but<T: DeserializeOwned + PartialEq + Debug>(
    text: &str,
    read: fn(&str) -> Option<T>,
    leave_out: fn(&mut T),
) {
    let mut meant = decode::<T>(text).unwrap();
    leave_out(&mut meant);
    assert_eq!(read(text), Some(meant), "{text}");
}

/// What of a card this codec leaves out.
fn leave_out(card: &mut SiteCard) {
    card.trigger = TriggerSettings::default();
    card.facts.clear();
}

/// `text` in the frame that `wrap` makes around it.
fn wrapped(folder: &str, wrap: impl Fn(&str) -> String) {
    for text in golden(folder) {
        reads_alike::<Down>(&wrap(&text), read_down);
    }
}

#[test]
fn every_golden_frame_reads_alike() {
    for text in golden("down").iter().filter(|text| !text.contains("\"t\":\"briefing\"")) {
        reads_but(text, read_down, |down| {
            if let Down::Welcome(welcome) = down {
                leave_out(&mut welcome.site);
            }
        });
    }
    for text in golden("pending") {
        reads_alike::<Pending>(&text, read_pending);
    }
    for text in golden("site_card") {
        reads_but(&text, read_site_card, leave_out);
    }
    wrapped("entry", |entry| format!("{{\"t\":\"entries\",\"entries\":[{entry}]}}"));
    wrapped("author", |author| format!("{{\"t\":\"typing\",\"author\":{author},\"on\":true}}"));
    wrapped("rejection", |why| format!("{{\"t\":\"reject\",\"id\":\"a\",\"rejection\":{why}}}"));
    wrapped("refusal", |why| why.replacen('{', "{\"t\":\"refused\",", 1));
    let entry = |body: &str| {
        format!(
            "{{\"t\":\"page\",\"entries\":[{{\"seq\":1,\"at\":2,\"epoch\":3,\
             \"author\":{{\"role\":\"bot\"}},\"body\":{body}}}]}}"
        )
    };
    for body in golden("body") {
        reads_but(&entry(&body), read_down, |down| {
            let Down::Page { entries } = down else { return };
            match &mut entries[0].body {
                Body::Text { visit, .. } => *visit = None,
                Body::Identified(person) => person.traits.clear(),
                _ => {}
            }
        });
    }
    let answer = |blocks: &str| {
        let answer = format!(
            "{{\"type\":\"answer\",\"reply_to\":1,\"confidence\":7,\"blocks\":[{blocks}]}}"
        );
        entry(&answer)
    };
    wrapped("target", |to| entry(&format!("{{\"type\":\"transferred\",\"to\":{to}}}")));
    wrapped("parted", |parted| {
        let agent = "{\"id\":\"maya\",\"name\":\"Maya\"}";
        entry(&format!("{{\"type\":\"released\",\"agent\":{agent},\"parted\":{parted}}}"))
    });
    wrapped("block", answer);
    wrapped("span", |span| answer(&format!("{{\"block\":\"paragraph\",\"spans\":[{span}]}}")));
    for message in golden("message") {
        let say = format!("{{\"do\":\"say\",\"message\":{message}}}");
        let pending = format!("{{\"id\":\"a\",\"at\":1,\"after\":2,\"action\":{say}}}");
        reads_but(&pending, read_pending, |pending| {
            if let Action::Say { message: Message::Text { visit, .. }, .. } = &mut pending.action {
                *visit = None;
            }
        });
    }
    for owner in golden("owner") {
        let rejection = format!("{{\"code\":\"not_owner\",\"owner\":{owner}}}");
        let frame = format!("{{\"t\":\"reject\",\"id\":\"a\",\"rejection\":{rejection}}}");
        reads_alike::<Down>(&frame, read_down);
    }
    wrapped("why_closed", |why| {
        let closed = format!("{{\"why\":{why}}}");
        format!("{{\"t\":\"queue\",\"position\":1,\"agents_online\":0,\"closed\":{closed}}}")
    });
    for action in golden("action") {
        let pending = format!("{{\"id\":\"a\",\"at\":1,\"after\":2,\"action\":{action}}}");
        reads_alike::<Pending>(&pending, read_pending);
    }
}

#[test]
fn every_golden_frame_is_written_alike() {
    for text in golden("up") {
        let up: Up = decode(&text).unwrap();
        assert_eq!(write_up(&up), encode(&up));
    }
    for text in golden("message") {
        let message = decode(&text).unwrap();
        let (id, after) = (MessageId::parse("a").unwrap(), baton_shared::id::Seq(2));
        let up = Up::Send { id, after, epoch: None, message, sensed: None };
        assert_eq!(write_up(&up), encode(&up));
    }
    for target in golden("target") {
        let action = format!("{{\"do\":\"transfer\",\"epoch\":2,\"target\":{target}}}");
        let text = format!("{{\"id\":\"a\",\"at\":1,\"after\":2,\"action\":{action}}}");
        let pending: Pending = decode(&text).unwrap();
        assert_eq!(write_pending(&pending), encode(&pending));
        assert_eq!(read_pending(&text), Some(pending));
    }
    for action in golden("action") {
        let text = format!("{{\"id\":\"a\",\"at\":1,\"after\":2,\"action\":{action}}}");
        let pending: Pending = decode(&text).unwrap();
        assert_eq!(write_pending(&pending), encode(&pending));
    }
}

#[test]
fn the_desks_golden_frames_mean_the_same() {
    for text in golden("desk_down") {
        reads_but(&text, read_desk_down, |down| {
            if let DeskDown::Welcome { site, .. } = down {
                leave_out(site);
            }
        });
    }
    for item in golden("inbox_item") {
        let text = format!("{{\"t\":\"item\",\"item\":{item}}}");
        reads_alike::<DeskDown>(&text, read_desk_down);
    }
    for standing in golden("standing") {
        let text = format!(
            "{{\"t\":\"item\",\"item\":{{\"thread\":\"a\",\"standing\":{standing},\"epoch\":1,\
             \"since\":2,\"preview\":\"\"}}}}"
        );
        reads_alike::<DeskDown>(&text, read_desk_down);
    }
    for text in golden("desk_up") {
        let up: DeskUp = decode(&text).unwrap();
        assert_eq!(write_desk_up(&up), encode(&up));
    }
    for text in golden("agent_role") {
        let role: AgentRole = decode(&text).unwrap();
        assert_eq!(encode(&role_name(role)), encode(&role));
        assert_eq!(read_role(role_name(role)), Some(role));
    }
}

#[test]
fn a_field_in_a_field_is_found() {
    let text = r#"{"agent":{"name":"Maya \"M\""},"n":1}"#;
    assert_eq!(text_at(text, &["agent", "name"]), Some("Maya \"M\"".to_owned()));
    assert_eq!(text_at(text, &["agent", "id"]), None);
    assert_eq!(text_at(text, &["n"]), None);
    assert_eq!(text_at(&write_texts(&[("a", "\"\n"), ("b", "")]), &["a"]), Some("\"\n".to_owned()));
}

#[test]
fn every_kind_of_trigger_has_a_name() {
    for text in golden("trigger_kind") {
        let kind: TriggerKind = decode(&text).unwrap();
        assert_eq!(kind.name(), text.trim().trim_matches('"'));
        assert_eq!(TriggerKind::from_name(kind.name()), Some(kind));
    }
}

#[test]
fn any_text_is_written_so_that_it_reads_back() {
    let text = (0..0x250).filter_map(char::from_u32).chain("😀\u{2028}\u{ffff}".chars()).collect();
    let id = MessageId::parse("a").unwrap();
    let behaviour = Behaviour::ALL.to_vec();
    let action = Action::Say {
        message: Message::Text { text, behaviour, visit: None },
        epoch: None,
        sensed: None,
    };
    let pending = Pending {
        id,
        at: baton_shared::id::Millis(1),
        after: baton_shared::id::Seq(2),
        action,
        delivery: baton_shared::thread::outbox::Delivery::Queued,
    };
    let written = write_pending(&pending);
    assert_eq!(written, encode(&pending));
    assert_eq!(read_pending(&written), Some(pending));
}

#[test]
fn where_a_customer_is_is_read_as_it_is_written() {
    let visit = Visit {
        page: "https://shop.example/bags".to_owned(),
        title: "Bags \"for life\"".to_owned(),
        time_zone: "Europe/Brussels".to_owned(),
        claims: vec![Trait { name: "plan".to_owned(), value: "free".to_owned() }],
        ..Visit::default()
    };
    assert_eq!(read_visit(&encode(&visit)), Some(visit));
    assert_eq!(read_visit("{}"), Some(Visit::default()));
    assert_eq!(read_visit("nonsense"), None);
}

#[test]
fn an_unknown_trigger_kind_leaves_the_rest_of_its_handoff() {
    let text = r#"{"t":"entries","entries":[{"seq":1,"at":2,"epoch":3,"author":{"role":"system"},
        "body":{"type":"handoff_requested","number":1,"sensed":false,"line":"Hello",
        "triggers":[{"kind":"from_tomorrow","confidence":1}],"new":-1.5e3}}]}"#;
    let Some(Down::Entries { entries }) = read_down(text) else { panic!("not read") };
    assert_eq!(entries.len(), 1);
}
