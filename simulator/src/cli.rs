//! The commands of `loket-sim`.

mod client;
mod run;
mod table;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The simulated counter of Loket.
#[derive(Debug, Parser)]
#[command(name = "loket-sim", version)]
pub(crate) struct Arguments {
    /// Folder of the counter's sockets, links and event log
    #[arg(long, global = true, default_value = "counter")]
    dir: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the counter and keep it until interrupted
    Run(Run),
    #[command(flatten)]
    Control(Control),
}

#[derive(Debug, Args)]
struct Run {
    /// Scenario file (TOML); without it two applicants, enough stock and no faults
    #[arg(long)]
    scenario: Option<PathBuf>,
    /// How time passes instead of what the scenario says: real, scaled:N or stepped
    #[arg(long)]
    time: Option<loket_simulator::clock::TimePolicy>,
    /// TCP port of the camera, 0 for any
    #[arg(long, default_value_t = 8080)]
    camera_port: u16,
    /// TCP port of the printer, 0 for any
    #[arg(long, default_value_t = 9100)]
    printer_port: u16,
    /// Serve the card readers without starting a pcscd
    #[arg(long)]
    no_pcscd: bool,
}

#[derive(Debug, Subcommand)]
enum Control {
    /// List faults, applicants or cards
    List {
        what: Listing,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Have an applicant sit down; without one the chair stays empty
    Seat {
        applicant: Option<String>,
        /// Cloth behind the chair: red or blue; the applicant's own unless given
        #[arg(long)]
        backdrop: Option<String>,
    },
    /// Place a finger of the seated applicant on the sensor
    Place {
        #[command(subcommand)]
        what: Place,
    },
    /// Lift the finger
    Lift { what: Finger },
    /// Pull a card out of the encoder or the desk reader, into the hand
    Pull { what: CardWord, from: Reader },
    /// Put a card somewhere; without an id the one that came last to the output tray
    Put {
        what: CardWord,
        /// hand, desk-reader, handed-over, destroyed or store
        to: String,
        /// Which card
        #[arg(long)]
        id: Option<String>,
        /// Where to take the last card from, without an id
        #[arg(long, default_value = "output")]
        from: String,
    },
    /// Load blanks from the store
    Load { what: Hopper, count: u32 },
    /// Put a new ribbon in
    Change { what: Ribbon },
    /// Clear a jam, one armed fault (by number) or all faults
    Clear {
        /// `jam`, `all` or the number of an armed fault
        what: String,
    },
    /// Open the printer's cover
    Open { what: Cover },
    /// Close the printer's cover
    Close { what: Cover },
    /// Arm a fault, such as jam:head
    Arm {
        fault: String,
        /// Strike at every opportunity until cleared
        #[arg(long)]
        permanent: bool,
        /// Opportunities that pass unharmed first
        #[arg(long, default_value_t = 0)]
        skip: u32,
        /// Chance to strike, in thousandths
        #[arg(long, default_value_t = 1000)]
        chance: u32,
    },
    /// Unplug sensor, camera, printer, encoder or desk
    Unplug { device: String },
    /// Plug a device in again
    Plug {
        device: String,
        /// Another unit of sensor or printer, with a serial number of its own
        #[arg(long, default_value_t = 0)]
        unit: u32,
    },
    /// Show events as lines of JSON
    Events {
        /// Go on as they happen
        #[arg(long)]
        follow: bool,
        /// Only those after this number
        #[arg(long, default_value_t = 0)]
        after: u64,
    },
    /// Save what a card's face looks like as PNG
    Picture {
        card: String,
        side: Side,
        #[arg(long)]
        out: PathBuf,
    },
    /// Show what a card's chip holds, as JSON
    Chip { card: String },
    /// Show world time, or move a stepped world forward
    Clock {
        /// Milliseconds
        #[arg(long)]
        advance: Option<u64>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Listing {
    Faults,
    Armed,
    Applicants,
    Cards,
}

#[derive(Debug, Subcommand)]
enum Place {
    /// A finger by its ISO code: 1-5 right thumb to little, 6-10 left
    Finger {
        code: u32,
        /// good, dry or light
        #[arg(long, default_value = "good")]
        condition: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Finger {
    Finger,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CardWord {
    Card,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reader {
    Encoder,
    DeskReader,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Hopper {
    Hopper,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ribbon {
    Ribbon,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Cover {
    Cover,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Side {
    Front,
    Back,
}

/// Carries out a command.
pub(crate) fn carry_out(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::Run(run) => run::run(&arguments.dir, &run),
        Command::Control(control) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(client::carry_out(&arguments.dir, control)),
    }
}
