//! `cargo xtask push`, `invite` and `secret`: what an owner does to a running edge. No secret ever
//! appears on a command line, where other users of the machine could read it.

use crate::serve::random;
use anyhow::{Context, Result, bail};
use baton_tests::{Error, Owner, Problem, SiteBundle};
use clap::{Args, ValueEnum};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of standard input that are looked at: more than any secret has.
const MOST_READ: usize = 8192;

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

/// Gives a site's desk a secret to keep, read from standard input.
#[derive(Args)]
pub struct SecretArgs {
    /// The site's id
    site: String,
    #[command(flatten)]
    edge: EdgeArgs,
    /// What it is for
    #[arg(value_enum)]
    name: SecretName,
    /// Make a fresh random one, and print it this once
    #[arg(long, conflicts_with = "remove")]
    new: bool,
    /// Have the desk forget it
    #[arg(long)]
    remove: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum SecretName {
    /// Signs what the site says of its visitors
    Identity,
    /// Opens the language model's interface
    #[value(name = "language_model")]
    LanguageModel,
    /// Signs what is sent to the site's own bot
    Webhook,
    /// Signs the events that are sent to the owner's systems
    Events,
}

/// Which edge, and what proves that it is ours.
#[derive(Args)]
pub struct EdgeArgs {
    /// The edge's address, with http or https
    url: String,
    /// A file with the admin token; without it, the variable `BATON_ADMIN_TOKEN` is used
    #[arg(long, global = true)]
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

/// Runs `secret`.
pub fn secret(args: &SecretArgs) -> Result<()> {
    let name = match args.name {
        SecretName::Identity => "identity",
        SecretName::LanguageModel => "language_model",
        SecretName::Webhook => "webhook",
        SecretName::Events => "events",
    };
    let owner = args.edge.owner()?;
    if args.remove {
        owner.remove_secret(&args.site, name)?;
        eprintln!("{} has no {name} secret any more", args.site);
        return Ok(());
    }
    let value = if args.new { random()? } else { read_secret(io::stdin().lock())? };
    owner.set_secret(&args.site, name, &value)?;
    eprintln!("{} has a new {name} secret", args.site);
    if args.new {
        eprintln!("Keep it where your server reads it; it can't be read from here again:");
        println!("{value}");
    }
    Ok(())
}

/// One line, without its end.
fn read_secret(input: impl Read) -> Result<String> {
    let mut text = String::new();
    let most = u64::try_from(MOST_READ).unwrap_or(u64::MAX);
    input.take(most).read_to_string(&mut text).context("reading the secret")?;
    let value = text.trim_end_matches(['\n', '\r']);
    if value.is_empty() {
        bail!("no secret: write it to standard input, or have one made with --new");
    }
    Ok(value.to_owned())
}

impl EdgeArgs {
    /// The owner of that edge.
    pub fn owner(&self) -> Result<Owner> {
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

/// A number of things, in words.
pub fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_a_line_of_standard_input() {
        assert_eq!(read_secret(&b"hush hush\r\n"[..]).unwrap(), "hush hush");
        assert!(read_secret(&b"\n"[..]).is_err());
    }

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
