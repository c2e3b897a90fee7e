//! A site is a folder: pushed whole or not at all, and live at once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::Body;
use baton_tests::{Error, SiteBundle};
use support::{customer, edge, edge_with, shop};

#[test]
fn a_broken_article_names_file_line_and_reason_and_changes_nothing() {
    let edge = edge();
    let broken =
        shop().article("returns.md", "---\ntitel: Returns\n---\n\n## How\n\nSend it back.\n");
    let Err(Error::Refused { status, code, problems, .. }) = edge.owner().push(&broken) else {
        panic!("a broken article was taken");
    };
    assert_eq!((status, code.as_str()), (422, "bad_site"));
    assert_eq!((problems[0].file.as_str(), problems[0].line), ("returns.md", 2), "{problems:?}");
    let (_, mut socket) = customer(&edge);
    socket.say("q1", "where is my parcel?").unwrap();
    socket
        .expect_entry(|body| matches!(body, Body::Answer(answer) if !answer.sources.is_empty()))
        .unwrap();
}

#[test]
fn a_pushed_answer_is_given_without_a_restart() {
    let edge = edge();
    let (_, mut socket) = customer(&edge);
    socket.say("q1", "how do I return a kettle").unwrap();
    socket.expect_entry(|body| matches!(body, Body::Answer(answer) if answer.offer)).unwrap();
    let more = shop().article(
        "returns.md",
        "---\ntitle: Returns\nlink: /help.html#returns\n---\n\n## How do I return a kettle?\n\nSend the kettle back within thirty days.\n",
    );
    let pushed = edge.owner().push(&more).unwrap();
    assert_eq!((pushed.version, pushed.articles), (2, 2));
    socket.say("q2", "how do I return a kettle").unwrap();
    let entry = socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    let Body::Answer(answer) = entry.body else { unreachable!("just matched") };
    assert_eq!(answer.sources[0].href, "/help.html#returns");
}

#[test]
fn a_site_can_not_be_pushed_under_another_name() {
    let edge = edge_with(&SiteBundle::new("demo"));
    let misnamed = SiteBundle { id: "other".to_owned(), ..SiteBundle::new("demo") };
    assert!(matches!(edge.owner().push(&misnamed), Err(Error::Refused { status: 422, .. })));
}
