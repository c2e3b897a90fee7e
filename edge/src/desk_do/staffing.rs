//! What agents can take: as `site.toml` says, unless a lead has set it.

use super::Desk;
use crate::error::ApiResult;
use crate::internal::{EditAgent, Edited, Placed, SignedIn};
use crate::site_bundle::agent_mistakes;
use baton_shared::desk::AgentSettings;
use baton_shared::id::AgentId;
use baton_shared::site::SiteSettings;
use std::collections::BTreeMap;
use std::rc::Rc;

impl Desk {
    /// Everybody who was invited; none when nothing was ever pushed.
    pub(super) fn roster(&self) -> ApiResult<Option<Vec<Placed>>> {
        let store = self.store()?;
        if store.version()?.is_none() {
            return Ok(None);
        }
        let (settings, edits) = (self.settings()?, store.edits()?);
        let agents = store.agents()?.into_iter();
        Ok(Some(agents.map(|known| placed(known, &settings, &edits)).collect()))
    }

    /// What an agent can take from now on. It holds until a lead changes it or gives it back to
    /// `site.toml`, whatever is pushed meanwhile.
    pub(super) fn edit_agent(
        self: &Rc<Self>,
        EditAgent { agent, takes }: EditAgent,
    ) -> ApiResult<Edited> {
        let store = self.store()?;
        let Some(known) = store.agents()?.into_iter().find(|known| known.agent.id == agent) else {
            return Ok(Edited::Unknown);
        };
        let takes = takes.map(|takes| AgentSettings { name: known.agent.name.clone(), ..takes });
        if let Some(takes) = &takes {
            let mistakes = agent_mistakes(takes);
            if !mistakes.is_empty() {
                let lines = mistakes.iter().map(|(path, why)| format!("{}: {why}", path.join(".")));
                return Ok(Edited::Mistaken(lines.collect::<Vec<_>>().join("\n")));
            }
        }
        store.edit_agent(&agent, takes.as_ref())?;
        self.hired(&agent)?;
        let placed = placed(known, &self.settings()?, &store.edits()?);
        Ok(Edited::Done(Box::new(placed)))
    }
}

/// What somebody can take, and who says so.
pub(super) fn takes<'a>(
    known: &SignedIn,
    settings: &'a SiteSettings,
    edits: &'a BTreeMap<AgentId, AgentSettings>,
) -> Option<&'a AgentSettings> {
    let named = || settings.agents.iter().find(|own| own.name == known.agent.name);
    edits.get(&known.agent.id).or_else(named)
}

fn placed(
    known: SignedIn,
    settings: &SiteSettings,
    edits: &BTreeMap<AgentId, AgentSettings>,
) -> Placed {
    let unnamed = || AgentSettings { name: known.agent.name.clone(), ..AgentSettings::default() };
    let takes = takes(&known, settings, edits).cloned().unwrap_or_else(unnamed);
    let edited = edits.contains_key(&known.agent.id);
    Placed { agent: known.agent, role: known.role, takes, edited }
}
