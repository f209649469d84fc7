//! What may be done with blanks, shifts and reports.

use crate::cli::words::{OldCard, SettledAs, Shelf, SpoiledBy};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::str::FromStr;
use thiserror::Error;

/// Who stands by, and why.
#[derive(Debug, Args)]
pub(crate) struct Signing {
    /// Account of somebody else who is there; may be given again.
    #[arg(long = "witness", global = true, value_name = "ACCOUNT")]
    pub(crate) witnesses: Vec<String>,
    /// Why; never name an applicant.
    #[arg(long, global = true, default_value = "")]
    pub(crate) reason: String,
    /// Under which the entry is found again; made up if it is left out.
    #[arg(long, global = true, value_name = "ID")]
    pub(crate) request_id: Option<String>,
}

/// What is done with blanks, and who signs it.
#[derive(Debug, Args)]
pub(crate) struct Blanks {
    #[command(flatten)]
    pub(crate) signing: Signing,
    #[command(subcommand)]
    pub(crate) command: BlanksCommand,
}

/// What may be done with blanks.
#[derive(Debug, Subcommand)]
pub(crate) enum BlanksCommand {
    /// Where all blanks are, what is open, and what is to be destroyed.
    Show,
    #[command(flatten)]
    Move(MoveCommand),
    /// An old card was handed in.
    Surrender {
        why: OldCard,
        /// Its serial number, if it can be read.
        #[arg(long, default_value = "", conflicts_with = "on_desk")]
        serial: String,
        /// It lies on the desk reader: read its serial number there, and put its chip out of force.
        #[arg(long)]
        on_desk: bool,
        /// The order of the card that takes its place.
        #[arg(long, default_value = "")]
        order: String,
    },
    /// The entries, newest first.
    List {
        /// Only older ones than this entry.
        #[arg(long, value_name = "ENTRY", default_value = "")]
        before: String,
        /// At most so many.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Add everything up anew; exit code 1 when the books are wrong.
    Check,
}

/// How blanks may move.
#[derive(Debug, Subcommand)]
pub(crate) enum MoveCommand {
    /// A batch came from the centre; supervisor and a witness.
    Receive {
        count: u32,
        /// The supplier's document.
        #[arg(long)]
        document: String,
        /// First serial number, where blanks have them.
        #[arg(long, default_value = "", requires = "last")]
        first: String,
        /// Last serial number.
        #[arg(long, default_value = "", requires = "first")]
        last: String,
    },
    /// From the store to the hopper.
    Load { count: u32 },
    /// From the hopper to the store.
    Unload { count: u32 },
    /// From the store back to the centre; supervisor and a witness.
    Return {
        count: u32,
        /// The paper that goes with them.
        #[arg(long)]
        document: String,
    },
    /// The books are to have what was counted; supervisor, a witness and a reason.
    Count { shelf: Shelf, counted: u32 },
    /// Blanks were spoiled without an order; with a reason.
    Report {
        cause: SpoiledBy,
        count: u32,
        /// Serial number of one of them; may be given again.
        #[arg(long = "serial", value_name = "SERIAL")]
        serials: Vec<String>,
    },
    /// What became of a test card's blank, or of a spoiled card that was missing; supervisor and a reason.
    Settle {
        /// RECORD/NUMBER, as shown.
        card: String,
        settlement: SettledAs,
    },
    /// An earlier entry was wrong; supervisor, a witness and a reason.
    Reverse { entry: String },
}

/// What is done with shifts, and who signs it.
#[derive(Debug, Args)]
pub(crate) struct Shift {
    #[command(flatten)]
    pub(crate) signing: Signing,
    #[command(subcommand)]
    pub(crate) command: ShiftCommand,
}

/// What may be done with shifts.
#[derive(Debug, Subcommand)]
pub(crate) enum ShiftCommand {
    /// The shift that is open.
    Show,
    /// Begin a shift with what two people counted.
    Open(CountArgs),
    /// End the shift with what two people counted.
    Close {
        #[command(flatten)]
        counts: CountArgs,
        /// A blank of open fate that the next shift takes over; may be given again.
        #[arg(long = "carry-over", value_name = "CARD")]
        carried_over: Vec<String>,
        /// The entry that opened the shift; the present one if it is left out.
        #[arg(long, value_name = "ENTRY")]
        shift: Option<String>,
    },
}

/// What was counted.
#[derive(Debug, Args)]
pub(crate) struct CountArgs {
    /// Blanks in the store.
    #[arg(long)]
    pub(crate) store: u32,
    /// Blanks in the hopper.
    #[arg(long)]
    pub(crate) hopper: u32,
    /// Spoiled blanks that are not destroyed yet.
    #[arg(long)]
    pub(crate) spoiled: u32,
    /// Cards left on the ribbon.
    #[arg(long)]
    pub(crate) ribbon: u32,
    /// A spoiled blank of the books that is not there; may be given again.
    #[arg(long = "missing", value_name = "CARD")]
    pub(crate) missing: Vec<String>,
}

/// The papers.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// What a month came to.
    Month {
        /// For example 2026-11.
        month: YearMonth,
        #[command(flatten)]
        paper: Paper,
    },
    /// Enter that cards were destroyed, all that are to be unless some are named; supervisor and two witnesses.
    Destroy {
        /// One of them; may be given again.
        #[arg(long = "card", value_name = "CARD")]
        cards: Vec<String>,
        #[command(flatten)]
        signing: Signing,
        #[command(flatten)]
        paper: Paper,
    },
    /// One entry; that of a destruction is the destruction record.
    Show {
        entry: String,
        #[command(flatten)]
        paper: Paper,
    },
}

/// Where the page goes, and what its times mean.
#[derive(Debug, Args)]
pub(crate) struct Paper {
    /// Save the page to print.
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
    /// How far the clock on the wall is ahead of UTC.
    #[arg(long, default_value = "+07:00", allow_hyphen_values = true)]
    pub(crate) utc_offset: UtcOffset,
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct YearMonth(pub(crate) i32, pub(crate) u32);

/// The text is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be a month like 2026-11")]
pub(crate) struct NoMonth;

impl FromStr for YearMonth {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let (year, month) = text.split_once('-').ok_or(NoMonth)?;
        let year = year.parse().map_err(|_| NoMonth)?;
        Ok(Self(year, month.parse().map_err(|_| NoMonth)?))
    }
}

/// Minutes ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UtcOffset(pub(crate) i32);

/// The text is no offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be an offset like +07:00")]
pub(crate) struct NoOffset;

impl FromStr for UtcOffset {
    type Err = NoOffset;

    fn from_str(text: &str) -> Result<Self, NoOffset> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').ok_or(NoOffset)?),
        };
        let (hours, minutes) = rest.split_once(':').ok_or(NoOffset)?;
        let number = |text: &str| text.parse::<u8>().map_err(|_| NoOffset).map(i32::from);
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        if hours > 14 || minutes > 59 {
            return Err(NoOffset);
        }
        Ok(Self(sign * (hours * 60 + minutes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_offsets_are_read() {
        assert_eq!("2026-11".parse(), Ok(YearMonth(2026, 11)));
        assert_eq!("november".parse::<YearMonth>(), Err(NoMonth));
        assert_eq!("+07:00".parse(), Ok(UtcOffset(420)));
        assert_eq!("-03:30".parse(), Ok(UtcOffset(-210)));
        for bad in ["7", "+7", "+15:00", "+07:60", "+-7:00"] {
            assert_eq!(bad.parse::<UtcOffset>(), Err(NoOffset), "{bad}");
        }
    }
}
