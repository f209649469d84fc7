//! What may be done with orders.

use crate::cli::words::{Position, Verdict};
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// The commands, in the order of the work.
#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// Order a card.
    Submit {
        #[command(flatten)]
        order: OrderFile,
        /// Then watch it until somebody at the counter is needed.
        #[arg(long)]
        watch: bool,
    },
    /// Check an order; nothing is stored.
    Validate(OrderFile),
    /// Picture both faces; nothing is printed.
    Proof(Proof),
    /// List orders, newest first.
    List {
        /// Leave out those that ended.
        #[arg(long)]
        open: bool,
        /// Only older ones than this order; at most 1000 come at once.
        #[arg(long, value_name = "ID")]
        before: Option<String>,
    },
    /// Show where an order stands.
    Show { order: String },
    /// Watch an order until somebody at the counter is needed.
    Watch {
        order: String,
        /// Go on until the order's last state.
        #[arg(long)]
        follow: bool,
    },
    /// Ask for an order's end.
    Cancel { order: String, reason: String },
    /// Go on: what the hold names is done.
    Continue { order: String },
    /// Say what became of the card.
    Inspect {
        order: String,
        verdict: Verdict,
        /// What is wrong with a spoiled card.
        #[arg(long, default_value = "", required_if_eq("verdict", "spoiled"))]
        note: String,
    },
    /// Match the holder's finger with the chip on the desk reader, and activate the card.
    Activate {
        order: String,
        /// Left out where the rule of the office has the holder matched at the hand-over.
        position: Option<Position>,
    },
    /// No finger will match: ask a second person to vouch for the holder, and say why.
    SecondPerson { order: String, note: String },
    /// Vouch for the holder as the second person, and say how you know; the card is on the desk reader.
    Vouch { order: String, note: String },
    /// The holder has the card.
    Handover {
        order: String,
        /// Match this finger first, where the card was activated without its holder.
        position: Option<Position>,
    },
    /// Show what people wrote about an order that has not ended.
    Notes { order: String },
    /// Show how the card was activated and handed over, as the station signs it.
    Receipt { order: String },
}

/// The order, with card data from a file or from this counter.
#[derive(Debug, Args)]
pub(crate) struct OrderFile {
    /// JSON: request_id, subject, reason, approvals, print_ready, card.
    pub(crate) file: PathBuf,
    /// Take the card data from this sealed enrolment; the file then has no `card`.
    #[arg(long, value_name = "ID")]
    pub(crate) enrolment: Option<String>,
}

/// Whose card to picture, and where to put it.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true))]
pub(crate) struct Proof {
    /// Card data, JSON: biodata, photo, signature, fingers.
    #[arg(group = "source")]
    pub(crate) card: Option<PathBuf>,
    /// Take the card data from this sealed enrolment.
    #[arg(long, value_name = "ID", group = "source")]
    pub(crate) enrolment: Option<String>,
    /// Folder for front.png and back.png.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Save the ribbon panels one by one too: front-y.png and so on.
    #[arg(long)]
    pub(crate) panels: bool,
}
