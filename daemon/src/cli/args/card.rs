//! What may be done with a card on a reader of this machine.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `loket card`.
#[derive(Debug, Args)]
pub(crate) struct Card {
    /// The reader, by its exact PC/SC name; needed where there is a choice. While the daemon writes to a card, its reader
    /// is in use.
    #[arg(long, global = true, env = "LOKET_READER", value_name = "NAME")]
    pub(crate) reader: Option<String>,
    /// Config file of the counter: where its keys and its PC/SC service are.
    #[arg(long, global = true, default_value = "counter/loketd.toml")]
    pub(crate) config: PathBuf,
    #[command(subcommand)]
    pub(crate) command: CardCommand,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum CardCommand {
    /// What kind of card it is, and where it is in its life; needs no keys.
    Info,
    /// Show what is on the chip. It is a person's data: nothing is kept but what you save.
    Read {
        /// Save the photo.
        #[arg(long, value_name = "FILE")]
        photo: Option<PathBuf>,
        /// Read what is free to read alone, without keys.
        #[arg(long)]
        free: bool,
    },
    /// Read everything, and check the issuer's signature.
    Verify,
    /// Do what `verify` does and show every command and answer, without a person's data.
    Trace,
}
