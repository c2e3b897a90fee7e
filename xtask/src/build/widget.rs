//! What a browser loads: the customer's panel, the trigger engine that comes after it, and the agent's
//! console, each one wasm module and its glue in `public/pkg`, the loader, and the panel's script and
//! styles.
//!
//! Released, the standard library is compiled along with them for size; that takes a nightly
//! feature of the pinned compiler and a target folder of its own, so that nothing else is compiled
//! twice because of it.

use super::bindgen::{self, Loader};
use super::stamp::Stamp;
use super::{Effort, compress, shrink};
use crate::command::{cargo, run};
use crate::{tools, workspace};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::slice;

/// The widget's binaries, and the names their files get.
pub const BINARIES: [&str; 3] = ["customer", "sense", "agent"];

/// The loader, and what the panel's page asks for first: its script, and its styles in one file.
const PAGE: [&str; 3] = ["widget.js", "boot.js", "panel.css"];

/// What makes a module smaller beyond the profile in `Cargo.toml`: a panic is a trap without words
/// (the page reports it), and no text for `{:?}` or for source lines is kept.
const SMALL: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Builds them all and says how large the customer's is.
pub fn build(effort: Effort) -> Result<String> {
    let compiled = compile(effort)?;
    let out = workspace::path("public/pkg");
    fs::create_dir_all(&out)?;
    for name in BINARIES {
        let from = compiled.join(format!("{name}.wasm"));
        let wasm = format!("{name}_bg.wasm");
        let (glue, module) = (out.join(format!("{name}.js")), out.join(&wasm));
        let stamp =
            Stamp::new(name, effort, slice::from_ref(&from), &[glue.clone(), module.clone()])?;
        if stamp.is_current() {
            continue;
        }
        let staging = workspace::target().join("widget-bundle").join(name);
        bindgen::generate(&from, name, Loader::Browser, &staging)?;
        match effort {
            Effort::Release => {
                shrink::shrink(&staging, name)?;
                bindgen::optimise(&staging.join(&wasm), &module, Loader::Browser)?;
            }
            Effort::Dev => fs::copy(staging.join(&wasm), &module).map(drop)?,
        }
        minify(&staging.join(format!("{name}.js")), &glue)?;
        stamp.set()?;
    }
    for file in PAGE {
        minify(&workspace::path("public").join(file), &out.join(file))?;
    }
    let size = out.join("customer_bg.wasm").metadata()?.len();
    Ok(format!("customer_bg.wasm {}", compress::kilobytes(size)))
}

/// Compiles the binaries; returns the folder they are in.
fn compile(effort: Effort) -> Result<PathBuf> {
    let mut build = cargo();
    build.args([
        "build",
        "--quiet",
        "--locked",
        "--package",
        "baton-widget",
        "--target",
        tools::WASM_TARGET,
    ]);
    for name in BINARIES {
        build.args(["--bin", name]);
    }
    let (target, profile) = match effort {
        Effort::Dev => (workspace::target(), "debug"),
        Effort::Release => {
            let target = workspace::target().join("small");
            build
                .args(["--profile", "wasm-size", "-Zbuild-std=std,panic_abort"])
                .args(["-Zbuild-std-features=optimize_for_size", "--target-dir"])
                .arg(&target)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", SMALL);
            (target, "wasm-size")
        }
    };
    run(&mut build)?;
    Ok(target.join(tools::WASM_TARGET).join(profile))
}

fn minify(from: &Path, to: &Path) -> Result<()> {
    run(tools::esbuild()?.arg(from).arg(format!("--outfile={}", to.display())).args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        // Loaded while the page runs, by its address.
        "--external:/pkg/*",
        "--log-level=warning",
    ]))
    .with_context(|| format!("minifying {}", workspace::shown(from)))
}
