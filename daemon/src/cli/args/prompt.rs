//! What may be done with whatever waits for a person.

use crate::cli::words::Subject;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum PromptCommand {
    /// List everything that waits for a person, oldest first.
    List,
    /// Show what an order or enrolment waits for.
    Show {
        /// order:ID or enrolment:ID.
        subject: Subject,
        /// Save the pictures to judge by in this folder.
        #[arg(long, value_name = "DIR")]
        pictures: Option<PathBuf>,
    },
    /// Answer it.
    Answer(Answer),
}

/// An answer.
#[derive(Debug, Args)]
pub(crate) struct Answer {
    /// order:ID or enrolment:ID.
    pub(crate) subject: Subject,
    /// One of the choices that are shown, for example good.
    pub(crate) choice: String,
    /// Number of the prompt that is answered; without it, the present one.
    #[arg(long)]
    pub(crate) generation: Option<u64>,
    /// For a choice that needs a note.
    #[arg(long, default_value = "")]
    pub(crate) note: String,
    /// For a choice that needs biodata: a JSON file.
    #[arg(long, value_name = "FILE")]
    pub(crate) biodata: Option<PathBuf>,
    /// For a choice that needs a picture: a PNG file.
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
}
