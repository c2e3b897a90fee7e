//! Where things lie. Every path of the tree that a command touches is named here, once.

use std::env;
use std::path::{Path, PathBuf};

/// The workspace's root folder.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The folder of `path` in the tree, which uses `/`.
pub fn path(path: &str) -> PathBuf {
    root().join(path)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` in the root.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| path("target"), |folder| root().join(folder))
}

/// `path` as a person in the workspace's root would write it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
