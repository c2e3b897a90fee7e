//! The house rules a compiler doesn't check: who may depend on whom, how files open, how long they
//! get, and that no text ever becomes markup.

#![expect(clippy::unwrap_used, reason = "a rule that can't be read is a broken rule")]

use baton_tests::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MOST_LINES: usize = 450;
const CRATES: [&str; 5] = ["shared", "edge", "widget", "tests", "xtask"];

#[test]
fn shared_knows_no_runtime_and_no_browser() {
    let found = dependencies("shared");
    for forbidden in ["worker", "web-sys", "js-sys", "wasm-bindgen", "leptos", "tokio", "getrandom"]
    {
        assert!(!found.contains(forbidden), "shared depends on {forbidden}");
    }
}

#[test]
fn edge_and_widget_meet_only_in_shared() {
    let (edge, widget) = (dependencies("edge"), dependencies("widget"));
    assert!(edge.contains("baton-shared") && widget.contains("baton-shared"));
    for (found, whose, forbidden) in [
        (&edge, "edge", ["baton-widget", "leptos", "xtask"]),
        (&widget, "widget", ["baton-edge", "worker", "xtask"]),
    ] {
        for name in forbidden {
            assert!(!found.contains(name), "{whose} depends on {name}");
        }
    }
}

#[test]
fn pure_logic_at_the_edge_does_not_know_the_runtime() {
    let pure = [
        "edge/src/bot/",
        "edge/src/briefing/",
        "edge/src/compiled",
        "edge/src/desk/",
        "edge/src/webhook/signature",
    ];
    for path in sources()
        .into_iter()
        .filter(|path| pure.iter().any(|folder| shown(path).starts_with(folder)))
    {
        let text = fs::read_to_string(&path).unwrap();
        let names = text
            .lines()
            .any(|line| line.contains("worker::") && !line.trim_start().starts_with("//"));
        assert!(!names, "{} uses `worker`", shown(&path));
    }
}

#[test]
fn every_source_file_says_what_it_owns() {
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with `//!`", shown(&path));
    }
}

#[test]
fn no_source_file_has_become_two_things() {
    for path in sources() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(
            lines <= MOST_LINES,
            "{} has {lines} lines; {MOST_LINES} are allowed",
            shown(&path)
        );
    }
}

#[test]
fn text_never_becomes_markup() {
    // Spelled in halves, since this file is searched too.
    let forbidden =
        [["inner", "HTML"], ["inner", "_html"], ["outer", "HTML"], ["insertAdjacent", "HTML"]];
    let scripts = files_below(&root().join("public"), "js")
        .into_iter()
        .filter(|path| !shown(path).starts_with("public/pkg"))
        .chain([root().join("edge/entry.js")]);
    for path in sources().into_iter().chain(scripts) {
        let text = fs::read_to_string(&path).unwrap();
        for halves in forbidden {
            assert!(!text.contains(&halves.concat()), "{} has {}", shown(&path), halves.concat());
        }
    }
}

/// Names under every `[dependencies]` table of a crate, those for one target included.
fn dependencies(krate: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&text).unwrap();
    let mut names = BTreeSet::new();
    let mut take = |table: &toml::Table| {
        if let Some(toml::Value::Table(found)) = table.get("dependencies") {
            names.extend(found.keys().cloned());
        }
    };
    take(&manifest);
    if let Some(toml::Value::Table(targets)) = manifest.get("target") {
        targets.values().filter_map(toml::Value::as_table).for_each(take);
    }
    names
}

/// Every Rust file of the workspace.
fn sources() -> Vec<PathBuf> {
    CRATES.iter().flat_map(|krate| files_below(&root().join(krate), "rs")).collect()
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                files.extend(files_below(&path, extension));
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned()
}
