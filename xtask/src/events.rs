//! `cargo xtask events`: the events that an owner's systems did not take, listed and sent again.

use crate::owner::{EdgeArgs, counted};
use anyhow::{Result, bail};
use baton_tests::DeadLetter;
use clap::{Args, Subcommand};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Lists the events that the site's systems did not take, or sends them again.
#[derive(Args)]
pub struct EventsArgs {
    /// The site's id
    site: String,
    #[command(flatten)]
    edge: EdgeArgs,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Lists the dead letters, newest first: what was posted in vain and is posted no more
    Dead,
    /// Posts dead letters again, under the same ids: all of them, or those that are named
    Replay {
        /// A delivery's id, as `dead` lists it; may be given several times
        #[arg(long)]
        id: Vec<String>,
    },
}

/// Runs the command.
pub fn run(EventsArgs { site, edge, action }: &EventsArgs) -> Result<()> {
    let owner = edge.owner()?;
    match action {
        Action::Dead => {
            let dead = owner.dead_letters(site)?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            for letter in &dead {
                println!("{}", line(letter, now));
            }
            if dead.is_empty() {
                eprintln!("no dead letters: {site}'s events were taken, or are still being tried");
            } else {
                eprintln!(
                    "{}; `replay` in place of `dead` sends them again",
                    counted(dead.len(), "dead letter")
                );
            }
        }
        Action::Replay { id } => {
            let replayed = usize::try_from(owner.replay(site, id)?)?;
            if replayed < id.len() {
                let missing = counted(id.len() - replayed, "id");
                bail!(
                    "{} sent again; {missing} named no dead letter of {site}",
                    counted(replayed, "event")
                );
            }
            match replayed {
                0 => eprintln!("no dead letters: nothing of {site} is to be sent again"),
                _ => eprintln!("{} sent again, under the same ids", counted(replayed, "event")),
            }
        }
    }
    Ok(())
}

/// A dead letter as one line, its fields parted by tabs.
fn line(letter: &DeadLetter, now: Duration) -> String {
    let DeadLetter { id, event, thread, at, attempts, error, status } = letter;
    let attempts = counted(usize::try_from(*attempts).unwrap_or(usize::MAX), "attempt");
    let why = match (error.as_str(), status) {
        ("refused", Some(status)) => format!("answered {status}"),
        ("unreachable", _) => "no connection".to_owned(),
        ("timed_out", _) => "no answer in time".to_owned(),
        ("no_secret", _) => "the site has no `events` secret".to_owned(),
        ("no_address", _) => "site.toml has no [events]".to_owned(),
        _ => error.clone(),
    };
    let age = age(now.saturating_sub(Duration::from_millis(*at)));
    format!("{id}\t{event}\tthread {thread}\t{age} ago\t{attempts}\t{why}")
}

/// How long something is past, in its largest whole unit.
fn age(past: Duration) -> String {
    let minutes = past.as_secs() / 60;
    let (number, unit) = match minutes {
        0..60 => (minutes, "minute"),
        60..2880 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    counted(usize::try_from(number).unwrap_or(usize::MAX), unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_says_in_one_line_why_it_is_one() {
        let letter = |error: &str, status| DeadLetter {
            id: "evt_1".to_owned(),
            event: "message_left".to_owned(),
            thread: "9f3c".to_owned(),
            at: 1_000,
            attempts: 8,
            error: error.to_owned(),
            status,
        };
        let line = |error, status, past| line(&letter(error, status), Duration::from_secs(past));
        assert_eq!(
            line("refused", Some(503), 7_201),
            "evt_1\tmessage_left\tthread 9f3c\t2 hours ago\t8 attempts\tanswered 503"
        );
        assert!(line("no_secret", None, 0).contains("0 minutes ago"));
        assert!(line("timed_out", None, 200_000).contains("2 days ago"));
        assert!(line("of_a_newer_edge", None, 0).ends_with("of_a_newer_edge"));
    }
}
