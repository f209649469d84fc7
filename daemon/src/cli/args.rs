//! What may be typed.

pub(crate) mod card;
pub(crate) mod device;
pub(crate) mod enrol;
pub(crate) mod lease;
pub(crate) mod ledger;
pub(crate) mod order;
pub(crate) mod prompt;
pub(crate) mod watch;

pub(crate) use card::{Card, CardCommand};
pub(crate) use device::DeviceCommand;
pub(crate) use enrol::EnrolCommand;
pub(crate) use lease::LeaseCommand;
pub(crate) use ledger::{Blanks, ReportCommand, Shift};
pub(crate) use order::OrderCommand;
pub(crate) use prompt::PromptCommand;
pub(crate) use watch::Watch;

use super::connect::Target;
use super::words::{Lang, Role};
use clap::{Parser, Subcommand};
use tonic::metadata::AsciiMetadataValue;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  refused by the daemon, or failed there
  2  wrong usage, or an input file that cannot be read
  3  no connection to the daemon
  4  a person must act: the order is on hold, a finger did not match, a photo must be taken again

Results go to standard output, hints and errors to standard error. With --json a result is one JSON document, a stream
one document a line: keys are the field names of the API, enumerations lower-case words, hashes hexadecimal, times
RFC 3339; pictures are left out.";

/// Talks to the daemon of a counter.
#[derive(Debug, Parser)]
#[command(name = "loket", version, after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// The daemon: unix:PATH, or http://127.0.0.1:PORT.
    #[arg(
        long,
        global = true,
        env = "LOKET_CONNECT",
        default_value = "unix:counter/loket.sock",
        value_name = "ADDRESS"
    )]
    pub(crate) connect: Target,
    /// Print JSON for scripts.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Account of the person who acts; needed by every command that changes something.
    #[arg(long, global = true, env = "LOKET_ACTOR", value_name = "ACCOUNT")]
    pub(crate) actor: Option<String>,
    /// The role that person acts in.
    #[arg(long, global = true, value_enum, default_value_t = Role::Operator)]
    pub(crate) role: Role,
    /// Token of a lease, shown with every call.
    #[arg(
        long,
        global = true,
        env = "LOKET_LEASE",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub(crate) lease: Option<AsciiMetadataValue>,
    /// Language of hints and remedies.
    #[arg(long, global = true, value_enum, default_value_t = Lang::En)]
    pub(crate) lang: Lang,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What this counter is.
    Station {
        #[command(subcommand)]
        command: Option<StationCommand>,
    },
    /// Finish the card in the machine, and take no other blank until `resume`.
    Pause,
    /// End the pause.
    Resume,
    /// The counter's devices.
    Devices {
        #[command(subcommand)]
        command: Option<DevicesCommand>,
    },
    /// One device: detail, self-test, maintenance.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Record an applicant, or take a new photo.
    #[command(subcommand)]
    Enrol(EnrolCommand),
    /// Print, activate and hand over a card.
    #[command(subcommand)]
    Order(OrderCommand),
    /// Whatever waits for a person.
    #[command(subcommand)]
    Prompt(PromptCommand),
    /// The fields of a card with their rules.
    Profile,
    /// Show everything that happens, until it is interrupted; a lost connection is made again, and nothing is missed.
    Watch(Watch),
    /// Keep devices for one front end, or see who does.
    #[command(subcommand)]
    Lease(LeaseCommand),
    /// Where every blank is: stock, spoiled and surrendered cards.
    Blanks(Blanks),
    /// Begin and end shifts with what two people counted.
    Shift(Shift),
    /// The destruction record and the monthly report.
    #[command(subcommand)]
    Report(ReportCommand),
    /// A card on a reader of this machine: what it is, what it holds, whether it is genuine; needs no daemon.
    Card(Card),
    /// Everything that can be wrong, and what to do about it; needs no daemon.
    Errors,
}

/// What may be asked of the counter.
#[derive(Debug, Subcommand)]
pub(crate) enum StationCommand {
    /// How many of the orders that wait can be printed with what is there, and what runs out first.
    Forecast,
}

/// What may be done with devices.
#[derive(Debug, Subcommand)]
pub(crate) enum DevicesCommand {
    /// Print each device now and whenever it changes.
    Watch,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use clap::error::ErrorKind;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn options_may_stand_before_and_after_the_command() {
        let before = ["loket", "--json", "--actor", "op-1", "enrol", "list"];
        let after = ["loket", "enrol", "list", "--json", "--actor", "op-1"];
        for line in [before, after] {
            let args = Args::try_parse_from(line).unwrap();
            assert!(args.json && args.actor.as_deref() == Some("op-1"));
            assert_eq!(args.role, Role::Operator);
        }
    }

    #[test]
    fn wrong_usage_ends_with_two() {
        let lines: [&[&str]; 6] = [
            &["loket", "order", "inspect", "o1", "fine"],
            &["loket", "enrol", "finger", "e1", "right-toe"],
            &["loket", "--connect", "https://example.org", "station"],
            &["loket", "order", "proof", "--out", "."],
            &["loket", "enrol", "release", "e1", "--sha256", "00"],
            &[
                "loket",
                "enrol",
                "open",
                "--kind",
                "rephoto",
                "--subject",
                "c1",
            ],
        ];
        for line in lines {
            let error = Args::try_parse_from(line).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line:?}");
        }
    }

    #[test]
    fn help_documents_the_exit_codes() {
        let error = Args::try_parse_from(["loket", "--help"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DisplayHelp);
        assert!(error.to_string().contains("4  a person must act"));
    }
}
