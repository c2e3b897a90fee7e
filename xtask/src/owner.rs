//! `cargo xtask push` and `cargo xtask invite`: what an owner does to a running edge. The admin
//! token never appears on a command line, where other users of the machine could read it.

use anyhow::{Context, Result, bail};
use baton_tests::{Error, Owner, Problem, SiteBundle};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};

/// Uploads a site: its settings and its knowledge. All of it takes effect, or nothing does.
#[derive(Args)]
pub struct PushArgs {
    /// The site's folder, with site.toml and knowledge/*.md
    folder: PathBuf,
    #[command(flatten)]
    edge: EdgeArgs,
}

/// Makes a one-time sign-in link for an agent.
#[derive(Args)]
pub struct InviteArgs {
    /// The site's id
    site: String,
    #[command(flatten)]
    edge: EdgeArgs,
    /// The name customers will see
    #[arg(long)]
    name: String,
    /// What they may do
    #[arg(long, value_enum, default_value = "agent")]
    role: Role,
}

#[derive(Args)]
struct EdgeArgs {
    /// The edge's address, with http or https
    url: String,
    /// A file with the admin token; without it, the variable `BATON_ADMIN_TOKEN` is used
    #[arg(long)]
    token_file: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    /// Answers customers
    Agent,
    /// Answers customers, and invites agents
    Lead,
}

/// Runs `push`.
pub fn push(args: &PushArgs) -> Result<()> {
    let owner = args.edge.owner()?;
    let site = SiteBundle::read(&args.folder)?;
    match owner.push(&site) {
        Ok(pushed) => {
            println!(
                "{} is now at version {}: {} articles in {} sections",
                pushed.site, pushed.version, pushed.articles, pushed.sections
            );
            Ok(())
        }
        Err(Error::Refused { problems, .. }) if !problems.is_empty() => {
            for problem in &problems {
                eprintln!("{}", located(&args.folder, problem));
            }
            bail!("nothing was changed; {} to correct", counted(problems.len(), "problem"))
        }
        Err(error) => Err(error.into()),
    }
}

/// Runs `invite`.
pub fn invite(args: &InviteArgs) -> Result<()> {
    let role = match args.role {
        Role::Agent => "agent",
        Role::Lead => "lead",
    };
    let invite = args.edge.owner()?.invite(&args.site, &args.name, role)?;
    println!("{}{}", args.edge.url.trim_end_matches('/'), invite.link);
    Ok(())
}

impl EdgeArgs {
    fn owner(&self) -> Result<Owner> {
        let token = match &self.token_file {
            Some(file) => {
                fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?
            }
            None => std::env::var("BATON_ADMIN_TOKEN").context(
                "no admin token: set BATON_ADMIN_TOKEN, or name a file with --token-file",
            )?,
        };
        Ok(Owner::new(&self.url, token.trim()))
    }
}

fn located(folder: &Path, problem: &Problem) -> String {
    let file = match problem.file.as_str() {
        "site.toml" => folder.join("site.toml"),
        article => folder.join("knowledge").join(article),
    };
    match problem.line {
        0 => format!("{}: {}", file.display(), problem.reason),
        line => format!("{}:{line}: {}", file.display(), problem.reason),
    }
}

fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_where_an_editor_finds_it() {
        let problem =
            |file: &str, line| Problem { file: file.to_owned(), line, reason: "no".to_owned() };
        assert_eq!(
            located(Path::new("shop"), &problem("a/b.md", 3)),
            "shop/knowledge/a/b.md:3: no"
        );
        assert_eq!(located(Path::new("shop"), &problem("site.toml", 0)), "shop/site.toml: no");
    }
}
