//! From what rustc makes to what a JavaScript engine loads: `wasm-bindgen` as a library, so that its
//! version is the one in our lock, then Binaryen.

use crate::command::run;
use crate::tools;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// Who loads the glue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Loader {
    /// A browser: the page fetches the module and hands it over.
    Browser,
    /// A Worker: the module is imported, and can be instantiated again after a panic.
    Worker,
}

/// The wasm features both engines have had for years, and rustc's target uses. A list, not "all",
/// so that a newer Binaryen doesn't begin to emit what a runtime can't read yet.
const FEATURES: [&str; 6] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// Writes `NAME.js` and `NAME_bg.wasm` for `wasm` into `folder`, which is emptied first.
pub fn generate(wasm: &Path, name: &str, loader: Loader, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(name).typescript(false).remove_producers_section(true);
    match loader {
        Loader::Browser => bindgen.web(true)?.remove_name_section(true),
        // Names stay: a panic's stack should say where it came from.
        Loader::Worker => bindgen.module(true)?.reset_state_function(true),
    };
    bindgen.generate(folder).with_context(|| format!("wasm-bindgen can't read {}", wasm.display()))
}

/// Optimises `from` into `to` with Binaryen.
pub fn optimise(from: &Path, to: &Path, loader: Loader) -> Result<()> {
    let mut wasm_opt = tools::wasm_opt()?;
    wasm_opt.arg(from).arg("-o").arg(to).args(FEATURES);
    match loader {
        // Again and again until nothing gets smaller: a visitor waits for every byte.
        Loader::Browser => wasm_opt.args(["-Oz", "--converge"]),
        Loader::Worker => wasm_opt.args(["-O3", "--debuginfo", "--enable-simd"]),
    };
    run(&mut wasm_opt)
}
