//! Who may do what: tokens, invites, sessions, roles, origins, the admin token.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::protocol::desk::{AgentRole, DeskDown};
use baton_shared::protocol::{Down, Refusal};
use baton_tests::{DeskSocket, Error, Owner, SignedIn, SiteBundle, Visitor};
use serde_json::json;
use support::{edge, edge_with, shop};

fn code<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (u16, String) {
    match outcome {
        Err(Error::Refused { status, code, .. }) => (status, code),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_visitor_keeps_the_thread_with_a_good_token_and_gets_a_new_one_with_a_bad_one() {
    let edge = edge();
    let first = edge.visitor("demo").unwrap();
    let back = Visitor::open(&edge.origin(), "demo", Some(&first.token)).unwrap();
    assert_eq!((&back.visitor, &back.thread), (&first.visitor, &first.thread));
    let forged = Visitor::open(&edge.origin(), "demo", Some("e30.e30")).unwrap();
    assert_ne!(forged.thread, first.thread);
    assert_eq!(code(edge.visitor("nowhere")), (404, "unknown_site".to_owned()));
}

#[test]
fn a_token_of_one_site_opens_no_thread_of_another() {
    let edge = edge();
    edge.owner().push(&SiteBundle::new("other")).unwrap();
    let visitor = edge.visitor("demo").unwrap();
    let there = Visitor::open(&edge.origin(), "other", Some(&visitor.token)).unwrap();
    assert_ne!(there.thread, visitor.thread);
}

#[test]
fn an_invite_signs_in_once_and_signing_out_ends_the_session_everywhere() {
    let edge = edge();
    let invite = edge.owner().invite("demo", "Maya", "lead").unwrap();
    let maya = SignedIn::with_invite(&edge.origin(), invite.token()).unwrap();
    let again = SignedIn::with_invite(&edge.origin(), invite.token());
    assert_eq!(code(again), (401, "bad_invite".to_owned()));

    let who: serde_json::Value = maya.send("GET", "/v1/agent", None).unwrap().json().unwrap();
    assert_eq!(who["agent"]["name"], "Maya");
    let mut desk = maya.desk().unwrap();
    let role = desk.expect(|down| match down {
        DeskDown::Welcome { role, .. } => Some(*role),
        _ => None,
    });
    assert_eq!(role.unwrap(), AgentRole::Lead);
    maya.send("DELETE", "/v1/agent/session", None).unwrap();
    assert_eq!(desk.expect_close().unwrap(), Refusal::BadToken.close_code());
    let after =
        maya.send("GET", "/v1/agent", None).and_then(|reply| reply.json::<serde_json::Value>());
    assert_eq!(code(after), (401, "signed_out".to_owned()));
    let mut refused = maya.desk().unwrap();
    let refusal = refused.expect(|down| match down {
        DeskDown::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    });
    assert_eq!(refusal.unwrap(), Refusal::BadToken);
}

#[test]
fn only_a_lead_invites_and_only_the_admin_token_pushes() {
    let edge = edge();
    let agent = edge.agent("demo", "Noor").unwrap();
    let ask = json!({ "name": "Sam", "role": "agent" });
    let by_agent = agent
        .send("POST", "/v1/sites/demo/invites", Some(&ask))
        .and_then(|reply| reply.json::<serde_json::Value>());
    assert_eq!(code(by_agent), (403, "wrong_role".to_owned()));

    let lead = edge.owner().invite("demo", "Maya", "lead").unwrap();
    let lead = SignedIn::with_invite(&edge.origin(), lead.token()).unwrap();
    let link: serde_json::Value =
        lead.send("POST", "/v1/sites/demo/invites", Some(&ask)).unwrap().json().unwrap();
    assert!(link["link"].as_str().unwrap().starts_with("/console#invite=demo."));

    let stranger = Owner::new(&edge.origin(), "wrong-admin-token-0123456789");
    assert_eq!(code(stranger.push(&shop())), (401, "bad_admin_token".to_owned()));
    assert_eq!(code(stranger.invite("demo", "Eve", "lead")), (401, "bad_admin_token".to_owned()));
    assert_eq!(
        code(edge.owner().invite("nowhere", "Eve", "lead")),
        (404, "unknown_site".to_owned())
    );
}

#[test]
fn an_agent_who_asks_for_a_thread_that_is_not_there_is_told_so() {
    let edge = edge();
    let mut socket = edge.agent("demo", "Maya").unwrap().thread("nothing-here").unwrap();
    let refusal = socket.expect(|down| match down {
        Down::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    });
    assert_eq!(refusal.unwrap(), Refusal::UnknownThread);
}

#[test]
fn behind_a_proxy_that_ends_tls_the_session_cookie_is_for_https_alone() {
    let edge = edge();
    let invite = edge.owner().invite("demo", "Maya", "agent").unwrap();
    let body = json!({ "invite": invite.token() });
    let origin = edge.origin().replace("http://", "https://");
    let headers = [("origin", origin.as_str())];
    let reply = edge.http().send("POST", "/v1/agent/session", &headers, Some(&body)).unwrap();
    assert!(reply.header("set-cookie").unwrap().ends_with("; Secure"));
    let foreign = [("origin", "https://evil.example")];
    let reply = edge.http().send("POST", "/v1/agent/session", &foreign, Some(&body)).unwrap();
    assert_eq!(reply.status, 403);
}

#[test]
fn a_customer_has_no_way_to_the_desk() {
    let edge = edge();
    let origin = edge.origin();
    let headers = [("origin", origin.as_str())];
    let mut socket = DeskSocket::connect(&origin, "/v1/desk/socket", None, &headers).unwrap();
    let refusal = socket.expect(|down| match down {
        DeskDown::Refused(refusal) => Some(refusal.clone()),
        _ => None,
    });
    assert_eq!(refusal.unwrap(), Refusal::BadToken);
}

#[test]
fn the_panel_may_be_embedded_by_the_sites_own_pages_alone() {
    let site = SiteBundle {
        settings:
            "id = \"demo\"\nname = \"Tea & \\\"Co\\\"\"\norigins = [\"https://shop.example\"]\n"
                .to_owned(),
        ..shop()
    };
    let edge = edge_with(&site);
    let page = edge.http().send("GET", "/panel?site=demo", &[], None).unwrap();
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.ends_with("frame-ancestors https://shop.example"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert!(page.text().contains("Tea &amp; \\&quot;Co\\&quot;"), "the site's name is escaped");
    let console = edge.http().send("GET", "/console", &[], None).unwrap();
    assert!(console.header("content-security-policy").unwrap().ends_with("frame-ancestors 'none'"));
    let nobody = edge.http().send("GET", "/panel?site=nowhere", &[], None).unwrap();
    assert_eq!(nobody.status, 404);
}
