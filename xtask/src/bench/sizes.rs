//! Bytes: exact, the same on every machine.

use crate::build::brotli_size;
use crate::test::panel_files;
use crate::workspace;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::fs;
use std::io::Write;

/// How large something is.
#[derive(Debug, Clone, Serialize)]
pub struct Size {
    /// What.
    pub what: String,
    /// As it lies on disk.
    pub raw: u64,
    /// After gzip at level 9.
    pub gzip: u64,
    /// After Brotli at level 11.
    pub brotli: u64,
}

/// Everything that is downloaded or deployed.
pub fn measure() -> Result<Vec<Size>> {
    let public =
        |names: &[&str]| names.iter().map(|name| format!("public/{name}")).collect::<Vec<_>>();
    let panel: Vec<String> = panel_files()?.iter().map(|file| format!("public/{file}")).collect();
    Ok(vec![
        size("loader", &public(&["pkg/widget.js"]))?,
        size("panel, all of it", &panel)?,
        size("  its module", &public(&["pkg/customer_bg.wasm"]))?,
        size("  the trigger engine, afterwards", &public(&["pkg/sense.js", "pkg/sense_bg.wasm"]))?,
        size("console's module", &public(&["pkg/agent_bg.wasm"]))?,
        size(
            "the Worker",
            &["edge/build/index.js".to_owned(), "edge/build/index.wasm".to_owned()],
        )?,
    ])
}

/// The sum over `files`, each compressed by itself, as it is served.
fn size(what: &str, files: &[String]) -> Result<Size> {
    let mut size = Size { what: what.to_owned(), raw: 0, gzip: 0, brotli: 0 };
    for file in files {
        let path = workspace::path(file);
        let bytes = fs::read(&path)
            .with_context(|| format!("{file} is missing: run `cargo xtask build`"))?;
        size.raw += bytes.len() as u64;
        size.gzip += gzip(&bytes)?;
        size.brotli += brotli_size(&path)?;
    }
    Ok(size)
}

fn gzip(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}
