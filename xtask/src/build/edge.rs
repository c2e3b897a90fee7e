//! The Worker's bundle: `edge/build/index.js` and `index.wasm`, which `workerd.capnp` and
//! `wrangler.jsonc` both load.

use super::bindgen::{self, Loader};
use super::stamp::Stamp;
use super::{Effort, compress};
use crate::command::{cargo, run};
use crate::{tools, workspace};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The search's encoder is sums of products: both runtimes work on four at once.
const VECTOR_INSTRUCTIONS: &str = "-C target-feature=+simd128";

/// Builds it and says how large it is.
pub fn build(effort: Effort) -> Result<String> {
    let (profile, folder) = match effort {
        Effort::Release => ("wasm-edge", "wasm-edge"),
        Effort::Dev => ("dev", "debug"),
    };
    run(cargo()
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", VECTOR_INSTRUCTIONS)
        .args(["build", "--quiet", "--locked", "--package", "baton-edge", "--lib"])
        .args(["--target", tools::WASM_TARGET, "--profile", profile]))?;
    let compiled =
        workspace::target().join(tools::WASM_TARGET).join(folder).join("baton_edge.wasm");
    let (entry, out) = (workspace::path("edge/entry.js"), workspace::path("edge/build"));
    let (script, wasm) = (out.join("index.js"), out.join("index.wasm"));
    let stamp = Stamp::new(
        "edge",
        effort,
        &[compiled.clone(), entry.clone()],
        &[script.clone(), wasm.clone()],
    )?;
    if !stamp.is_current() {
        let staging = workspace::target().join("edge-bundle");
        bindgen::generate(&compiled, "core", Loader::Worker, &staging)?;
        fs::create_dir_all(&out)?;
        match effort {
            Effort::Release => {
                bindgen::optimise(&staging.join("core_bg.wasm"), &wasm, Loader::Worker)?;
            }
            Effort::Dev => fs::copy(staging.join("core_bg.wasm"), &wasm).map(drop)?,
        }
        import_as_module(&staging.join("core.js"))?;
        bundle(&entry, &staging.join("core.js"), &script)?;
        stamp.set()?;
    }
    Ok(format!("index.wasm {}", compress::kilobytes(wasm.metadata()?.len())))
}

/// The glue asks for a source-phase import, which the bundler and `wrangler` don't read yet; both
/// runtimes give the same `WebAssembly.Module` for a plain import of a `.wasm` file.
fn import_as_module(glue: &Path) -> Result<()> {
    let text = fs::read_to_string(glue)?;
    let text = text.replace(
        "import source wasmModule from \"./core_bg.wasm\"",
        "import wasmModule from \"./index.wasm\"",
    );
    fs::write(glue, text)?;
    Ok(())
}

/// Joins our entry, the glue and its snippets into one module.
fn bundle(entry: &Path, glue: &Path, to: &Path) -> Result<()> {
    run(tools::esbuild()?
        .arg(entry)
        .arg(format!("--alias:baton-core={}", glue.display()))
        .arg(format!("--outfile={}", to.display()))
        .args(["--bundle", "--format=esm", "--target=es2022", "--minify-whitespace"])
        .args(["--external:./index.wasm", "--external:cloudflare:*", "--log-level=warning"]))
    .context("bundling edge/entry.js")
}
