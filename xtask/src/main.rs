//! Developer commands: `cargo xtask --help` lists them.
//!
//! This file owns the command line alone; each command lives in its own module. Nothing here is
//! part of the product that runs at the edge or in a browser.

mod answer;
mod bench;
mod build;
mod command;
mod detect;
mod evaluate;
mod events;
mod json_lines;
mod knowledge;
mod owner;
mod random;
mod replay;
mod route;
mod serve;
mod simulate;
mod staff;
mod test;
mod tools;
mod train;
mod workspace;

use clap::{Parser, Subcommand};
use std::io;
use std::process::ExitCode;

/// Builds, runs and tests Baton.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Build(build::BuildArgs),
    Serve(serve::ServeArgs),
    Test(test::TestArgs),
    Bench(bench::BenchArgs),
    Push(owner::PushArgs),
    Invite(owner::InviteArgs),
    Secret(owner::SecretArgs),
    Events(events::EventsArgs),
    Train(train::TrainArgs),
    Evaluate(evaluate::EvaluateArgs),
    Detect(detect::DetectArgs),
    Replay(replay::ReplayArgs),
    Answer(answer::AnswerArgs),
    TrainAnswers(train::answers::TrainAnswersArgs),
    TrainEncoder(train::encoder::TrainEncoderArgs),
    TrainWords(train::words::TrainWordsArgs),
    Route(route::RouteArgs),
    Simulate(simulate::SimulateArgs),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Build(args) => build::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Push(args) => owner::push(&args),
        Command::Invite(args) => owner::invite(&args),
        Command::Secret(args) => owner::secret(&args),
        Command::Events(args) => events::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Detect(args) => detect::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Answer(args) => answer::run(&args),
        Command::TrainAnswers(args) => train::answers::run(&args),
        Command::TrainEncoder(args) => train::encoder::run(&args),
        Command::TrainWords(args) => train::words::run(&args),
        Command::Route(args) => route::run(&args),
        Command::Simulate(args) => simulate::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // Who reads on has seen enough: `cargo xtask detect | head`.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether nobody reads what a command writes any more.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind).or_else(|| {
            cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind)
        })
    };
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}
