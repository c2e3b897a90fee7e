//! The desk over a real runtime: who is asked, what customers can do while they wait, and what becomes
//! of a thread whose agent is gone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::{Body, Outcome, Target};
use baton_shared::id::Epoch;
use baton_shared::protocol::desk::{DeskDown, DeskUp, InboxItem, Offer, Presence, Standing};
use baton_shared::protocol::{Down, Message, QueuePlace, Rejection, WhyClosed};
use baton_tests::{DeskSocket, Edge, SignedIn, SiteBundle, ThreadSocket};
use serde_json::json;
use support::{customer, edge_with, log, shop, story};

fn desk_with(settings: &str) -> Edge {
    edge_with(&shop().settings(&format!("[desk]\n{settings}")))
}

/// An agent at their desk; the welcome has been read.
fn at_desk(edge: &Edge, name: &str) -> (SignedIn, DeskSocket) {
    let agent = edge.agent("demo", name).unwrap();
    let socket = come(&agent);
    (agent, socket)
}

fn come(agent: &SignedIn) -> DeskSocket {
    let mut socket = agent.desk().unwrap();
    socket.expect(|down| matches!(down, DeskDown::Welcome { .. }).then_some(())).unwrap();
    socket
}

fn ask_for_a_person(socket: &mut ThreadSocket) -> Epoch {
    socket.say("ask", "can I talk to a real person").unwrap();
    let entry = socket.expect_entry(|body| matches!(body, Body::HandoffRequested(_))).unwrap();
    entry.epoch
}

fn offer(desk: &mut DeskSocket) -> Offer {
    desk.expect(|down| match down {
        DeskDown::Offered { offer } => Some(offer.clone()),
        _ => None,
    })
    .unwrap()
}

fn item(desk: &mut DeskSocket, wanted: impl Fn(&InboxItem) -> bool) -> InboxItem {
    desk.expect(|down| match down {
        DeskDown::Item { item } if wanted(item) => Some(item.clone()),
        _ => None,
    })
    .unwrap()
}

fn place(socket: &mut ThreadSocket, wanted: impl Fn(&QueuePlace) -> bool) -> QueuePlace {
    socket
        .expect(|down| match down {
            Down::Queue(place) if wanted(place) => Some(*place),
            _ => None,
        })
        .unwrap()
}

/// Accepts an offer; the thread's socket, and the epoch under which it is theirs.
fn accept(agent: &SignedIn, offer: &Offer) -> (ThreadSocket, Epoch) {
    let mut socket = agent.thread(offer.thread.as_str()).unwrap();
    socket.hello(None).unwrap();
    socket.take("take", offer.epoch).unwrap();
    socket.expect_ack("take").unwrap();
    (socket, offer.epoch.next())
}

#[test]
fn one_agent_at_a_time_is_asked_and_whoever_declines_passes_it_on() {
    let edge = desk_with("");
    let (_ann, mut anns) = at_desk(&edge, "Ann");
    let (ben, mut bens) = at_desk(&edge, "Ben");
    let (visitor, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let first = anns.expect_within(std::time::Duration::from_secs(2), |down| match down {
        DeskDown::Offered { offer } => Some(offer.clone()),
        _ => None,
    });
    // Whoever came first is idle longest.
    let first = first.unwrap();
    assert_eq!(first.thread.as_str(), visitor.thread);
    let shown = item(&mut bens, |item| item.offered.is_some());
    assert_eq!(shown.offered.unwrap().name, "Ann");
    anns.send(&DeskUp::Decline { thread: first.thread.clone() }).unwrap();
    anns.expect(|down| matches!(down, DeskDown::Withdrawn { .. }).then_some(())).unwrap();
    let second = offer(&mut bens);
    accept(&ben, &second);
    socket.expect_entry(|body| *body == Body::AgentJoined).unwrap();
    let taken = item(&mut anns, |item| matches!(item.standing, Standing::With { .. }));
    assert_eq!(taken.offered, None);
    bens.send(&DeskUp::Explain { thread: second.thread }).unwrap();
    let why = bens.expect(|down| match down {
        DeskDown::Explained { explanation, .. } => Some(explanation.clone()),
        _ => None,
    });
    let names: Vec<_> =
        why.unwrap().unwrap().candidates.into_iter().map(|it| it.agent.name).collect();
    assert_eq!(names, ["Ben", "Ann"]);
}

#[test]
fn an_offer_that_nobody_answers_goes_to_the_next() {
    let edge = desk_with("accept_s = 5");
    let (_ann, mut anns) = at_desk(&edge, "Ann");
    let (_ben, mut bens) = at_desk(&edge, "Ben");
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    offer(&mut anns);
    offer(&mut bens);
}

#[test]
fn an_agent_who_drops_off_loses_the_thread_visibly_and_the_next_one_gets_it() {
    let edge = desk_with("grace_s = 1");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (visitor, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let (mut anns_thread, epoch) = accept(&ann, &offer(&mut anns));
    anns_thread.reply("a1", epoch, "Hello!").unwrap();
    let (_ben, mut bens) = at_desk(&edge, "Ben");
    drop((anns, anns_thread));
    socket.expect_entry(|body| matches!(body, Body::Released { .. })).unwrap();
    let again = offer(&mut bens);
    assert_eq!((again.thread.as_str(), again.epoch), (visitor.thread.as_str(), epoch.next()));
}

#[test]
fn a_reconnect_within_the_grace_keeps_the_thread() {
    let edge = desk_with("grace_s = 4");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (_, mut watching) = at_desk(&edge, "Watch");
    watching.send(&DeskUp::Away { away: true }).unwrap();
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let (mut thread, epoch) = accept(&ann, &offer(&mut anns));
    drop(anns);
    let lost = |wanted| {
        move |down: &DeskDown| match down {
            DeskDown::Roster { roster } => roster
                .iter()
                .any(|it| it.agent.name == "Ann" && it.presence == wanted)
                .then_some(()),
            _ => None,
        }
    };
    watching.expect(lost(Presence::Lost)).unwrap();
    let _back = come(&ann);
    watching.expect(lost(Presence::Online)).unwrap();
    thread.reply("a1", epoch, "Still here.").unwrap();
    thread.expect_ack("a1").unwrap();
}

#[test]
fn whoever_joins_and_says_nothing_loses_the_thread() {
    let edge = desk_with("first_reply_s = 2");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (visitor, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let (_thread, _) = accept(&ann, &offer(&mut anns));
    socket.expect_entry(|body| matches!(body, Body::Released { .. })).unwrap();
    assert!(story(&log(&visitor)).contains(&"Ann is Silent".to_owned()));
}

#[test]
fn in_assign_mode_the_thread_is_the_agents_at_once() {
    let edge = desk_with("mode = \"assign\"");
    let (_ann, mut anns) = at_desk(&edge, "Ann");
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    socket.expect_entry(|body| *body == Body::AgentJoined).unwrap();
    item(
        &mut anns,
        |item| matches!(&item.standing, Standing::With { agent } if agent.name == "Ann"),
    );
}

#[test]
fn invariant_10_a_transfers_note_reaches_the_lead_it_is_for_and_never_the_customer() {
    let edge = desk_with("");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (visitor, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let (mut thread, epoch) = accept(&ann, &offer(&mut anns));
    let invite = edge.owner().invite("demo", "Lea", "lead").unwrap();
    let lea = SignedIn::with_invite(&edge.origin(), invite.token()).unwrap();
    let mut leas = come(&lea);
    thread.transfer("t1", epoch, Target::Lead, "Wants a refund above my limit.").unwrap();
    thread.expect_ack("t1").unwrap();
    let offered = offer(&mut leas);
    let shown = item(&mut leas, |item| item.note.is_some());
    assert_eq!(shown.note.unwrap().text, "Wants a refund above my limit.");
    accept(&lea, &offered);
    socket.expect_entry(|body| *body == Body::AgentJoined).unwrap();
    let entries = format!("{:?}", log(&visitor));
    assert!(entries.contains("Transferred") && !entries.contains("above my limit"));
}

#[test]
fn a_customer_who_waits_no_longer_is_back_with_the_bot() {
    let edge = desk_with("");
    let (_ann, mut anns) = at_desk(&edge, "Ann");
    let (visitor, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    offer(&mut anns);
    socket.choose("c1", Message::CancelWait).unwrap();
    socket.expect_entry(|body| *body == Body::WaitCancelled).unwrap();
    anns.expect(|down| matches!(down, DeskDown::Withdrawn { .. }).then_some(())).unwrap();
    socket.say("q1", "where is my parcel?").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    socket.choose("c2", Message::CancelWait).unwrap();
    let refused = socket.expect(|down| match down {
        Down::Reject { rejection, .. } => Some(rejection.clone()),
        _ => None,
    });
    assert_eq!(refused.unwrap(), Rejection::Past);
    assert!(!story(&log(&visitor)).iter().any(|line| line.contains("joins")));
}

#[test]
fn the_bot_helps_on_while_the_place_is_kept_and_stops_when_somebody_joins() {
    let edge = desk_with("mode = \"pick\"");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (visitor, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    assert_eq!(place(&mut socket, |_| true).position, 1);
    socket.choose("c1", Message::WantHelp).unwrap();
    let helped = socket.expect_entry(|body| *body == Body::HelpWanted).unwrap();
    socket.say("q1", "where is my parcel?").unwrap();
    socket
        .expect_entry(|body| matches!(body, Body::Answer(answer) if !answer.sources.is_empty()))
        .unwrap();
    let still = item(&mut anns, |item| item.epoch == helped.epoch);
    assert_eq!(still.standing, Standing::Waiting);
    let mut thread = ann.thread(&visitor.thread).unwrap();
    thread.hello(None).unwrap();
    thread.take("t1", helped.epoch).unwrap();
    thread.expect_ack("t1").unwrap();
    socket.say("q2", "where is my parcel?").unwrap();
    thread.reply("a1", helped.epoch.next(), "Let me look.").unwrap();
    socket
        .expect_entry(|body| matches!(body, Body::Text { text, .. } if text == "Let me look."))
        .unwrap();
    let story = story(&log(&visitor));
    assert_eq!(
        story[story.len() - 3..],
        ["Ann joins", "customer: where is my parcel?", "Ann: Let me look."]
    );
}

#[test]
fn an_address_is_checked_kept_and_shown_to_agents() {
    let edge = desk_with("mode = \"pick\"");
    let (_ann, mut anns) = at_desk(&edge, "Ann");
    let (_, mut socket) = customer(&edge);
    let leave = |email: &str| Message::LeaveAddress { email: email.to_owned() };
    socket.choose("early", leave("anna@shop.example")).unwrap();
    ask_for_a_person(&mut socket);
    socket.choose("bad", leave("anna at shop")).unwrap();
    let refused = socket.expect(|down| match down {
        Down::Reject { id, rejection } if id.as_str() == "bad" => Some(rejection.clone()),
        _ => None,
    });
    assert_eq!(refused.unwrap(), Rejection::BadAddress);
    socket.choose("good", leave(" Anna@Shop.example ")).unwrap();
    socket
        .expect_entry(
            |body| matches!(body, Body::AddressLeft { email } if email == "anna@shop.example"),
        )
        .unwrap();
    let shown = item(&mut anns, |item| item.email.is_some());
    assert_eq!(shown.email.as_deref(), Some("anna@shop.example"));
}

#[test]
fn a_survey_counts_once_and_only_when_it_is_resolved() {
    let edge = desk_with("");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let (mut thread, epoch) = accept(&ann, &offer(&mut anns));
    thread.reply("a1", epoch, "Done.").unwrap();
    thread.hand_back("h1", epoch, Outcome::Resolved).unwrap();
    let ended = socket.expect_entry(|body| matches!(body, Body::HandedBack { .. })).unwrap().seq;
    for (id, accepted) in [("s1", true), ("s2", false)] {
        socket.choose(id, Message::Survey { ended, score: 5 }).unwrap();
        assert_eq!(socket.expect_ack(id).is_ok(), accepted, "{id}");
    }
}

#[test]
fn after_hours_a_customer_hears_when_people_are_back() {
    // Open for one minute of the year, so that it is closed whenever this runs.
    let edge = desk_with("hours = [\"mon 00:00-00:01\"]\nholidays = []");
    let (_ann, _anns) = at_desk(&edge, "Ann");
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let place = place(&mut socket, |place| place.closed.is_some());
    let closed = place.closed.unwrap();
    assert_eq!((closed.why, place.wait), (WhyClosed::AfterHours, None));
    assert!(closed.back_at.is_some());
}

#[test]
fn a_waiting_customer_is_told_a_range_and_when_nobody_is_there() {
    let edge = desk_with("mode = \"pick\"");
    let (_, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let nobody = place(&mut socket, |_| true);
    assert_eq!(nobody.closed.map(|closed| closed.why), Some(WhyClosed::NobodyThere));
    let (_ann, _anns) = at_desk(&edge, "Ann");
    let somebody = place(&mut socket, |place| place.agents_online == 1);
    let range = somebody.wait.unwrap();
    assert!(range.least_s < range.most_s && somebody.closed.is_none());
}

#[test]
fn invariant_9_a_killed_desk_goes_on_where_it_was() {
    let mut edge = desk_with("grace_s = 60");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    let (first, mut socket) = customer(&edge);
    ask_for_a_person(&mut socket);
    let (_thread, epoch) = accept(&ann, &offer(&mut anns));
    item(&mut anns, |item| matches!(item.standing, Standing::With { .. }));
    anns.send(&DeskUp::Away { away: true }).unwrap();
    let (second, mut other) = customer(&edge);
    ask_for_a_person(&mut other);
    place(&mut other, |_| true);
    edge.restart().unwrap();
    let mut anns = ann.desk().unwrap();
    let (inbox, offers) = anns
        .expect(|down| match down {
            DeskDown::Welcome { inbox, offers, .. } => Some((inbox.clone(), offers.clone())),
            _ => None,
        })
        .unwrap();
    let stands = |thread: &str| inbox.iter().find(|it| it.thread.as_str() == thread).unwrap();
    assert!(matches!(stands(&first.thread).standing, Standing::With { .. }));
    assert_eq!(stands(&second.thread).standing, Standing::Waiting);
    assert_eq!(offers.first().map(|offer| offer.thread.as_str()), Some(second.thread.as_str()));
    let mut thread = ann.thread(&first.thread).unwrap();
    thread.hello(None).unwrap();
    thread.reply("a1", epoch, "Here I am again.").unwrap();
    thread.expect_ack("a1").unwrap();
}

#[test]
fn a_handoff_can_be_tried_out_by_whoever_leads() {
    let site =
        SiteBundle::new("demo").settings("[[agents]]\nname = \"Ann\"\nskills = { billing = 2 }");
    let edge = edge_with(&site);
    let (ann, _anns) = at_desk(&edge, "Ann");
    let body = json!({ "matter": { "issue": "billing" } });
    let path = "/v1/sites/demo/desk/explain";
    assert!(ann.send("POST", path, Some(&body)).unwrap().json::<serde_json::Value>().is_err());
    let lea = lead(&edge);
    let why: serde_json::Value = lea.send("POST", path, Some(&body)).unwrap().json().unwrap();
    assert_eq!(why["needs"], json!(["billing"]));
    assert_eq!(why["candidates"][0]["agent"]["name"], "Ann");
    assert_eq!(why["candidates"][0]["verdict"], "fits");
}

fn lead(edge: &Edge) -> SignedIn {
    let invite = edge.owner().invite("demo", "Lea", "lead").unwrap();
    SignedIn::with_invite(&edge.origin(), invite.token()).unwrap()
}

#[test]
fn a_lead_says_what_agents_can_take_and_it_holds_through_a_push_and_a_crash() {
    let site = shop().settings(
        "[desk]\nmode = \"assign\"\n[[agents]]\nname = \"Ann\"\nskills = { billing = 2 }\n",
    );
    let mut edge = edge_with(&site);
    let (lea, (ann, _anns)) = (lead(&edge), at_desk(&edge, "Ann"));
    let path = format!("/v1/sites/demo/agents/{}", ann.id);
    let takes = json!({ "skills": { "shipping": 3 }, "languages": ["en", "de"] });
    let json = |reply: baton_tests::Reply| reply.json::<serde_json::Value>();

    // Agents don't, and what can't be is refused with its reason
    assert!(json(ann.send("PUT", &path, Some(&takes)).unwrap()).is_err());
    let wrong = json!({ "skills": { "shipping": 9 } });
    let refused = json(lea.send("PUT", &path, Some(&wrong)).unwrap()).unwrap_err().to_string();
    assert!(refused.contains("skills.shipping: levels are 1 to 5"), "{refused}");
    let nobody = "/v1/sites/demo/agents/nobody";
    assert!(json(lea.send("PUT", nobody, Some(&takes)).unwrap()).is_err());

    let set = json(lea.send("PUT", &path, Some(&takes)).unwrap()).unwrap();
    assert_eq!((&set["edited"], &set["takes"]["skills"]["shipping"]), (&json!(true), &json!(3)));
    edge.owner().push(&site).unwrap();
    edge.restart().unwrap();
    let roster = json(lea.send("GET", "/v1/sites/demo/agents", None).unwrap()).unwrap();
    let anns = roster["agents"].as_array().unwrap().iter().find(|it| it["agent"]["name"] == "Ann");
    assert_eq!(anns.unwrap()["takes"]["skills"], json!({ "shipping": 3 }));
    let _anns = come(&ann);
    let tried = json!({ "matter": { "issue": "shipping" } });
    let why = json(lea.send("POST", "/v1/sites/demo/desk/explain", Some(&tried)).unwrap()).unwrap();
    assert_eq!((&why["needs"], &why["candidates"][0]["level"]), (&json!(["shipping"]), &json!(3)));

    // Given back to site.toml
    let back = json(lea.send("DELETE", &path, None).unwrap()).unwrap();
    assert_eq!(
        (&back["edited"], &back["takes"]["skills"]),
        (&json!(false), &json!({ "billing": 2 }))
    );
}

#[test]
fn an_assignment_writes_two_rows_at_the_desk() {
    let edge = desk_with("mode = \"pick\"");
    let (ann, mut anns) = at_desk(&edge, "Ann");
    for _ in 0..3 {
        let (visitor, mut socket) = customer(&edge);
        let epoch = ask_for_a_person(&mut socket);
        let theirs = |item: &InboxItem| item.thread.as_str() == visitor.thread;
        item(&mut anns, |item| theirs(item) && item.standing == Standing::Waiting);
        let before = edge.owner().desk_rows("demo").unwrap();
        let mut thread = ann.thread(&visitor.thread).unwrap();
        thread.hello(None).unwrap();
        thread.take("take", epoch).unwrap();
        item(&mut anns, |item| theirs(item) && matches!(item.standing, Standing::With { .. }));
        // The thread's, and how long its customer has waited.
        assert_eq!(edge.owner().desk_rows("demo").unwrap() - before, 2);
    }
}
