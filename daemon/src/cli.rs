//! `loket`, the command line: a client of the gRPC API like any other front end; knows nothing of the workflows.

mod args;
mod card;
mod connect;
mod device;
mod enrol;
mod errors;
mod fail;
mod hex;
mod hints;
mod input;
mod json;
mod lease;
mod ledger;
mod order;
mod progress;
mod prompt;
mod save;
mod screen;
mod show;
mod station;
mod watch;
mod words;

use args::{Args, Command};
use clap::Parser;
use connect::{Session, ShowLease, Way};
use fail::{Exit, Fail};
use screen::Screen;
use std::process::ExitCode;

/// Runs the command that the process was started with. `--help` documents the exit codes.
pub fn run() -> ExitCode {
    match Args::try_parse() {
        Ok(args) => {
            let mut screen = Screen::standard(args.json, args.lang);
            finish(perform(args, &mut screen), &mut screen).into()
        }
        Err(error) => {
            // Nobody is left to be told that the output is closed.
            let _ = error.print();
            u8::try_from(error.exit_code())
                .unwrap_or(Exit::Usage as u8)
                .into()
        }
    }
}

fn finish(outcome: Result<Exit, Fail>, screen: &mut Screen) -> Exit {
    outcome.unwrap_or_else(|fail| {
        fail.report(screen);
        fail.exit()
    })
}

fn perform(args: Args, screen: &mut Screen) -> Result<Exit, Fail> {
    if matches!(args.command, Command::Errors) {
        return errors::run(screen);
    }
    if let Command::Card(command) = &args.command {
        return card::run(command, screen);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Fail::Runtime)?;
    runtime.block_on(async {
        let channel = args.connect.connect().await?;
        let channel = Way::new(channel, ShowLease(args.lease));
        let mut session = Session::new(channel, args.actor, args.role, screen);
        call(args.command, &mut session).await
    })
}

async fn call(command: Command, session: &mut Session<'_>) -> Result<Exit, Fail> {
    match command {
        Command::Station { command } => station::run(session, command).await,
        Command::Pause => station::pause(session, true).await,
        Command::Resume => station::pause(session, false).await,
        Command::Profile => station::profile(session).await,
        Command::Devices { command } => station::devices(session, command).await,
        Command::Device(command) => device::run(session, command).await,
        Command::Enrol(command) => enrol::run(session, command).await,
        Command::Order(command) => order::run(session, command).await,
        Command::Prompt(command) => prompt::run(session, command).await,
        Command::Watch(watch) => watch::watch(session, &watch).await,
        Command::Lease(command) => lease::run(session, command).await,
        Command::Blanks(command) => ledger::blanks(session, command).await,
        Command::Shift(command) => ledger::shift(session, command).await,
        Command::Report(command) => ledger::report(session, command).await,
        Command::Card(command) => card::run(&command, session.screen),
        Command::Errors => errors::run(session.screen),
    }
}
