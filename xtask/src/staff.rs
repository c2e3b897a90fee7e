//! A site's desk as its `site.toml` describes it, to be tried out without a running edge.

use anyhow::{Context, Result, bail};
use baton_edge::desk::need::Need;
use baton_edge::desk::roster::Profile;
use baton_edge::site_bundle::{SETTINGS_FILE, SiteBundle};
use baton_shared::desk::DeskSettings;
use baton_shared::entry::AgentCard;
use baton_shared::id::AgentId;
use baton_shared::protocol::desk::AgentRole;
use std::fs;
use std::path::Path;

/// A desk and who works there.
pub struct Staff {
    /// What the owner sets about the desk.
    pub desk: DeskSettings,
    /// `[[agents]]`, in their order.
    pub profiles: Vec<Profile>,
}

/// Reads the desk of the site in `folder`; those named in `leads` are leads.
pub fn read(folder: &Path, leads: &[String]) -> Result<Staff> {
    let file = folder.join(SETTINGS_FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let settings = match SiteBundle::parse(&text, &[]) {
        Ok(site) => site.settings,
        Err(mistakes) => {
            let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            bail!("{} can't be used:\n{}", file.display(), lines.join("\n"));
        }
    };
    if settings.agents.is_empty() {
        bail!("{} has no [[agents]]: name those who work at the desk", file.display());
    }
    for lead in leads {
        if !settings.agents.iter().any(|agent| agent.name == *lead) {
            bail!("{} has no [[agents]] entry for {lead}, who is to be a lead", file.display());
        }
    }
    let mut profiles = Vec::with_capacity(settings.agents.len());
    for own in &settings.agents {
        let id = id(&own.name).with_context(|| format!("the name {}", own.name))?;
        let role = if leads.contains(&own.name) { AgentRole::Lead } else { AgentRole::Agent };
        let card = AgentCard { id, name: own.name.clone() };
        let profile = Profile::new(card, role, Some(own), &settings.desk);
        profiles.push(profile.map_err(|error| anyhow::anyhow!("{}: {error}", own.name))?);
    }
    Ok(Staff { desk: settings.desk, profiles })
}

/// An id that says whose it is: the name in lower case, with `-` for all that an id can't have.
fn id(name: &str) -> Result<AgentId> {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let id: String = name.to_lowercase().chars().map(letter).collect();
    AgentId::parse(&id).map_err(|error| anyhow::anyhow!("{error}"))
}

/// Whether somebody has every skill that is required, and writes the language that is needed.
pub fn fits(profile: &Profile, need: &Need) -> bool {
    let has = |(name, level): &(String, u8)| profile.skills.get(name).is_some_and(|it| it >= level);
    let writes = |language: &String| profile.languages.contains(language);
    need.required.iter().all(has) && need.language.as_ref().is_none_or(writes)
}
