//! What a visitor downloads, counted after Brotli at level 11, against its budgets.

use crate::build::{brotli_size, kilobytes};
use crate::workspace;
use anyhow::{Context, Result, bail};
use std::fs;

/// The loader: the only file a page loads before its visitor shows interest.
const LOADER: u64 = 1_500;
/// Everything to a usable panel: what we aim for, and what is never passed.
const PANEL_GOAL: u64 = 60_000;
const PANEL_GATE: u64 = 80_000;

/// What comes once the panel is usable, and keeps nobody waiting.
const AFTERWARDS: [&str; 2] = ["pkg/sense.js", "pkg/sense_bg.wasm"];

/// Words that only the console's code has, each a route of the agents' own.
const AGENT_WORDS: [&str; 2] = ["/v1/desk/socket", "/v1/agent/session"];

/// Checks them all and prints the sizes.
pub fn check() -> Result<()> {
    let loader = size("pkg/widget.js")?;
    println!("        loader {} of {}", kilobytes(loader), kilobytes(LOADER));
    let files = panel_files()?;
    let mut panel = 0;
    for file in &files {
        let bytes = size(file)?;
        println!("        {:>9}  {file}", kilobytes(bytes));
        panel += bytes;
    }
    println!(
        "        panel {}: goal {}, gate {}",
        kilobytes(panel),
        kilobytes(PANEL_GOAL),
        kilobytes(PANEL_GATE)
    );
    for file in AFTERWARDS {
        println!("        {:>9}  {file}, afterwards", kilobytes(size(file)?));
    }
    if loader > LOADER {
        bail!("the loader has {loader} bytes, {LOADER} are allowed");
    }
    if panel > PANEL_GATE {
        bail!("the panel has {panel} bytes, {PANEL_GATE} are allowed");
    }
    apart()
}

/// Everything that the panel's page names, and the module that its glue is given.
pub fn panel_files() -> Result<Vec<String>> {
    let page = fs::read_to_string(workspace::path("public/panel.html"))
        .context("reading public/panel.html")?;
    let mut files = vec!["panel.html".to_owned()];
    for attribute in ["href=\"/", "src=\"/"] {
        for (at, _) in page.match_indices(attribute) {
            let rest = &page[at + attribute.len()..];
            let file = rest.split(['"', '?', '#']).next().unwrap_or_default().to_owned();
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    for needed in ["pkg/customer.js", "pkg/customer_bg.wasm"] {
        if !files.iter().any(|file| file == needed) {
            files.push(needed.to_owned());
        }
    }
    Ok(files)
}

/// The agents' code never reaches a customer.
fn apart() -> Result<()> {
    let module = |name: &str| fs::read(workspace::path(&format!("public/pkg/{name}_bg.wasm")));
    let (customer, agent) = (module("customer")?, module("agent")?);
    for word in AGENT_WORDS {
        if !contains(&agent, word) {
            bail!("`{word}` is no longer in the console's code: this check needs another word");
        }
        if contains(&customer, word) {
            bail!("the customer's module has `{word}`, which is the console's");
        }
    }
    Ok(())
}

fn contains(module: &[u8], word: &str) -> bool {
    module.windows(word.len()).any(|window| window == word.as_bytes())
}

fn size(file: &str) -> Result<u64> {
    brotli_size(&workspace::path("public").join(file))
}
