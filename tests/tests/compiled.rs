//! A site is compiled when it is pushed, and compiled anew only where what is stored can't be read.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests may; the lint knows only functions marked as such"
)]

mod support;

use baton_shared::entry::Body;
use baton_tests::{Edge, SiteBundle};
use rusqlite::Connection;
use support::{customer, edge, edge_with, with_database};

/// Does something to the desk's database while the runtime is down.
fn with_desk<T>(edge: &mut Edge, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
    with_database(edge, "baton-desk", act)
}

/// The chunks of the compiled site.
fn compiled(desk: &Connection) -> rusqlite::Result<Vec<Vec<u8>>> {
    let mut query = desk.prepare("SELECT bytes FROM compiled ORDER BY n")?;
    query.query_map([], |row| row.get(0))?.collect()
}

fn is_answered(edge: &Edge) -> bool {
    let (_, mut socket) = customer(edge);
    socket.say("q1", "where is my parcel?").unwrap();
    let entry = socket.expect_entry(|body| matches!(body, Body::Answer(_))).unwrap();
    matches!(entry.body, Body::Answer(answer) if !answer.sources.is_empty())
}

#[test]
fn what_another_baton_compiled_or_a_fault_damaged_is_compiled_anew_and_stored() {
    let mut edge = edge();
    let written = with_desk(&mut edge, compiled);
    assert_eq!(written.len(), 1);
    for harm in [
        "UPDATE compiled SET bytes = x'ffffffff' || substr(bytes, 5)",
        "UPDATE compiled SET bytes = substr(bytes, 1, length(bytes) - 9)",
        "DELETE FROM compiled",
    ] {
        with_desk(&mut edge, |desk| desk.execute(harm, []));
        assert!(is_answered(&edge), "{harm}");
        assert_eq!(with_desk(&mut edge, compiled), written, "{harm}");
    }
}

#[test]
fn a_site_that_fills_several_rows_is_read_whole() {
    let parcels =
        ("parcels.md", "---\ntitle: Parcels\n---\n\n## Where is my parcel?\n\nFollow it.\n");
    let words = "Heights and widths of every crate are on its label. ".repeat(3500);
    let site = (0..8).fold(SiteBundle::new("demo").article(parcels.0, parcels.1), |site, n| {
        site.article(&format!("{n}.md"), &format!("---\ntitle: Crate {n}\n---\n\n{words}\n"))
    });
    let mut edge = edge_with(&site);
    assert!(is_answered(&edge));
    let chunks = with_desk(&mut edge, compiled);
    assert!(chunks.len() > 1 && chunks.iter().all(|chunk| chunk.len() < 2_000_000));
    assert!(is_answered(&edge));
}
