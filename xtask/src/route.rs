//! `cargo xtask route`: to whom handoffs would go, tried against a site's roster without a running edge.

use crate::json_lines::pipe;
use crate::staff::{self, Staff};
use anyhow::{Context, Result, bail};
use baton_edge::desk::Router;
use baton_edge::desk::wait::Waits;
use baton_shared::customer::Trait;
use baton_shared::entry::{AgentCard, Target};
use baton_shared::id::Millis;
use baton_shared::protocol::desk::{Explanation, Presence, Step};
use baton_shared::thread::fact::Matter;
use baton_shared::trigger::{Priority, TriggerKind};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

/// Tries handoffs against a site's roster: JSON lines in, JSON lines out, nothing changed.
///
/// Each line on standard input is a handoff, in which nothing has to be said:
///
/// `{"id": 1, "issue": "billing", "reasons": ["urgency"], "priority": "high", "language": "de",`
/// `"traits": {"tier": "gold"}, "mood": -400, "target": {"to": "skill", "name": "refund"}, "step":`
/// `"generalist"}`
///
/// Each line on standard output says who would be asked, everybody who could be with their score, the
/// best first, and why the others can't be: `{"id", "agent", "at", "needs", "step", "candidates"}`.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct RouteArgs {
    /// The site's folder, with site.toml
    folder: PathBuf,
    /// When, as 2026-12-07T10:00Z; without it, now
    #[arg(long)]
    at: Option<String>,
    /// Who is not at their desk, by name; everybody else is
    #[arg(long, value_name = "NAME")]
    away: Vec<String>,
    /// Who is a lead, by name
    #[arg(long, value_name = "NAME")]
    lead: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Handoff {
    id: Option<serde_json::Value>,
    issue: Option<String>,
    reasons: Vec<TriggerKind>,
    priority: Priority,
    language: Option<String>,
    traits: BTreeMap<String, String>,
    mood: i16,
    target: Option<Target>,
    step: Step,
}

#[derive(Serialize)]
struct Routed {
    id: Option<serde_json::Value>,
    /// Who would be asked; none when nobody can be.
    agent: Option<String>,
    #[serde(flatten)]
    why: Explanation,
}

/// Runs the command.
pub fn run(args: &RouteArgs) -> Result<()> {
    let Staff { desk, profiles } = staff::read(&args.folder, &args.lead)?;
    let now = moment(args.at.as_deref())?;
    for name in &args.away {
        if !profiles.iter().any(|profile| profile.card.name == *name) {
            bail!("nobody in [[agents]] is named {name}, who is to be away");
        }
    }
    let mut router = Router::new(desk, Waits::default());
    for profile in profiles {
        let AgentCard { id, name } = profile.card.clone();
        router.handle_profile(profile, now);
        if !args.away.contains(&name) {
            router.handle_presence(&id, Presence::Online, now);
        }
    }
    pipe(|handoff: Handoff| {
        let Handoff { id, issue, reasons, priority, language, traits, mood, target, step } =
            handoff;
        let traits = traits.into_iter().map(|(name, value)| Trait { name, value }).collect();
        let matter = Matter { reasons, issue, priority, language, traits, mood };
        let why = router.try_out(&matter, target.as_ref(), step, now);
        Some(Routed { id, agent: why.first().map(|agent| agent.name.clone()), why })
    })
}

fn moment(at: Option<&str>) -> Result<Millis> {
    let ms = match at {
        Some(at) => {
            let at: jiff::Timestamp = at
                .parse()
                .with_context(|| format!("`{at}` is not written as 2026-12-07T10:00Z"))?;
            u128::try_from(at.as_millisecond()).context("a moment before 1970")?
        }
        None => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis(),
    };
    Ok(Millis(u64::try_from(ms)?))
}
