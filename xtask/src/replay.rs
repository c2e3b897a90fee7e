//! `cargo xtask replay`: what other trigger settings would have changed in recorded threads.

use anyhow::{Context, Result};
use baton_shared::trigger::TriggerSettings;
use serde::Deserialize;
use std::path::Path;

/// The `[trigger]` settings of a `site.toml`.
pub fn settings(path: &Path) -> Result<TriggerSettings> {
    #[derive(Deserialize)]
    struct Site {
        #[serde(default)]
        trigger: TriggerSettings,
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let site: Site = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
    Ok(site.trigger)
}
