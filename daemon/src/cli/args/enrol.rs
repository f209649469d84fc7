//! What may be done with enrolments.

use crate::cli::hex;
use crate::cli::words::{EnrolmentKind, ExceptionKind, Position};
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// The commands, in the order of the work.
#[derive(Debug, Subcommand)]
pub(crate) enum EnrolCommand {
    /// Open an enrolment for a case.
    Open(Open),
    /// List enrolments, newest first.
    List {
        /// Leave out those that ended.
        #[arg(long)]
        open: bool,
        /// Only older ones than this enrolment; at most 1000 come at once.
        #[arg(long, value_name = "ID")]
        before: Option<String>,
    },
    /// Show where an enrolment stands.
    Show { enrolment: String },
    /// Take over an enrolment that somebody else began.
    Resume { enrolment: String },
    /// Set the biodata.
    Biodata {
        enrolment: String,
        /// JSON with every key of the API's Biodata; sex is male or female, birth_date is YYYY-MM-DD.
        file: PathBuf,
    },
    /// Watch the camera's live pictures.
    Preview {
        enrolment: String,
        /// How long to watch, in seconds.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
        seconds: u32,
        /// Keep the newest picture in this file.
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
    /// Take a photo and measure it.
    Photo {
        enrolment: String,
        /// Save the cropped portrait.
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
    },
    /// Accept a photo that was taken.
    Accept {
        enrolment: String,
        take: u32,
        /// Why a take that failed a measure is accepted.
        #[arg(long = "override", value_name = "REASON")]
        override_reason: Option<String>,
    },
    /// Capture a finger.
    Finger {
        enrolment: String,
        position: Position,
    },
    /// Declare a finger not capturable.
    Except {
        enrolment: String,
        position: Position,
        kind: ExceptionKind,
        reason: String,
    },
    /// Hand in a signature.
    Signature {
        enrolment: String,
        /// PNG, dark ink on light ground.
        file: PathBuf,
    },
    /// Capture a chip finger a second time; it must match the first.
    Verify {
        enrolment: String,
        position: Position,
    },
    /// Seal the enrolment.
    Complete {
        enrolment: String,
        /// The applicant has confirmed the data.
        #[arg(long)]
        attested: bool,
    },
    /// Fetch the sealed package.
    Fetch { enrolment: String, file: PathBuf },
    /// Let the daemon erase the applicant's data: the package is stored elsewhere.
    Release(Release),
    /// End an enrolment without a package and erase its data.
    Abandon { enrolment: String, reason: String },
}

/// Opens an enrolment.
#[derive(Debug, Args)]
pub(crate) struct Open {
    /// Your own reference of the case; no population number.
    #[arg(long)]
    pub(crate) subject: String,
    /// What is captured.
    #[arg(long, value_enum, default_value_t = EnrolmentKind::Record)]
    pub(crate) kind: EnrolmentKind,
    /// Makes a repetition harmless; a fresh one unless given.
    #[arg(long, value_name = "ID")]
    pub(crate) request_id: Option<String>,
    /// For a re-photo: SHA-256 of the photo that is replaced.
    #[arg(long, value_name = "HEX", value_parser = hex::sha256, required_if_eq("kind", "rephoto"))]
    pub(crate) previous_sha256: Option<[u8; 32]>,
    /// For a re-photo: why.
    #[arg(long, required_if_eq("kind", "rephoto"))]
    pub(crate) reason: Option<String>,
}

/// Releases an enrolment.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("proof").required(true))]
pub(crate) struct Release {
    pub(crate) enrolment: String,
    /// The package as it was stored: proof that it arrived whole.
    #[arg(long, value_name = "FILE", group = "proof")]
    pub(crate) package: Option<PathBuf>,
    /// SHA-256 of the stored package's content, instead of the package.
    #[arg(long, value_name = "HEX", value_parser = hex::sha256, group = "proof")]
    pub(crate) sha256: Option<[u8; 32]>,
}
