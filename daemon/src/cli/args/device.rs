//! What may be done with one device.

use clap::Subcommand;
use std::path::PathBuf;

/// The commands. Names are those of the config file: scanner, camera, printer, encoder, desk.
#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    /// All that is known of a device.
    Show { name: String },
    /// Try a device without an applicant: empty platen, test frame, card on the reader, the printer's report.
    Test {
        name: String,
        /// Save what scanner or camera saw.
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
    },
    /// Accept another unit in a device's place.
    Accept { name: String },
    /// Print a test card; takes a blank.
    TestCard {
        /// Under which it is found again, so that no second blank is taken; made up if it is left out.
        #[arg(long, value_name = "ID")]
        request_id: Option<String>,
    },
    /// The printer and its reader, and what was last proved of them.
    Pair {
        /// Prove it: feed a blank, see which reader reports it, and reject it.
        #[arg(long)]
        prove: bool,
        /// Under which it is found again, so that no second blank is taken; made up if it is left out.
        #[arg(long, value_name = "ID", requires = "prove")]
        request_id: Option<String>,
    },
    /// Run the cleaning card that lies in the feeder.
    Clean,
    /// Move the card inside the printer to the output tray.
    Eject,
    /// Move the card inside the printer to the reject tray.
    Reject,
    /// Approve how the printer is set now; a supervisor does that.
    ApproveSettings,
    /// Clear errors that the printer still shows although their cause is dealt with.
    Clear,
}
