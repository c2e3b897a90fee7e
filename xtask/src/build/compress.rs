//! Brotli siblings of every static file: what a runtime without compression of its own serves to a
//! browser that accepts it, and what the budgets are counted in.

use super::Effort;
use crate::workspace;
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use std::fs;
use std::path::{Path, PathBuf};

/// Kinds of file that get smaller. Pictures are compressed already.
const COMPRESSIBLE: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "wasm"];

/// Writes `FILE.br` beside every compressible file of `public`, or removes them all when built in
/// haste, since an old one would hide its newer original.
pub fn public(effort: Effort) -> Result<String> {
    let (mut files, mut bytes) = (0, 0);
    for path in files_below(&workspace::path("public"))? {
        let extension =
            path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if extension == "br" && (effort == Effort::Dev || !path.with_extension("").exists()) {
            fs::remove_file(&path)?;
        } else if effort == Effort::Release && COMPRESSIBLE.contains(&extension) {
            let compressed = brotli(&fs::read(&path)?)?;
            bytes += compressed.len();
            files += 1;
            fs::write(path.with_extension(format!("{extension}.br")), compressed)?;
        }
    }
    Ok(format!("{files} files, {} compressed", kilobytes(bytes as u64)))
}

/// How many bytes `path` has after Brotli at level 11.
pub fn brotli_size(path: &Path) -> Result<u64> {
    let bytes = fs::read(path).with_context(|| format!("can't read {}", workspace::shown(path)))?;
    Ok(brotli(&bytes)?.len() as u64)
}

/// `bytes` in units of 1,000, as the budgets have them.
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("can't read {}", workspace::shown(folder)))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
