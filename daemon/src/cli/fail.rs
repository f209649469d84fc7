//! Why a command ended badly, and the exit codes.

mod problem;

pub(crate) use problem::Problem;

use super::card::CardFault;
use super::input::InputError;
use super::screen::Screen;
use crate::condition::chain;
use serde_json::json;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use thiserror::Error;
use tonic::Status;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Refused by the daemon, or failed there.
    Refused = 1,
    /// Wrong usage, or an input file that cannot be read.
    Usage = 2,
    /// No connection to the daemon.
    NoConnection = 3,
    /// A person must act.
    PersonActs = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command ended badly.
#[derive(Debug, Error)]
pub(crate) enum Fail {
    /// A command that changes something was not told who acts.
    #[error("name who acts: --actor ACCOUNT or LOKET_ACTOR")]
    NoActor,
    /// The order's card data is given twice or not at all.
    #[error("give the card data either as `card` in the order file or with --enrolment")]
    CardSource,
    /// An input file is unusable.
    #[error(transparent)]
    Input(#[from] InputError),
    /// What the daemon sent cannot be saved.
    #[error("cannot save {path}")]
    Save {
        /// Where.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The package that arrived is not whole.
    #[error("the package did not arrive whole; fetch it again")]
    Package,
    /// The runtime cannot be started.
    #[error("cannot start")]
    Runtime(#[source] io::Error),
    /// The card, its reader or its keys.
    #[error(transparent)]
    Card(#[from] CardFault),
    /// The daemon is not there.
    #[error("no daemon answers at {target}: {cause}")]
    Connect {
        /// Where it was looked for.
        target: String,
        /// What the system said; the transport's own errors only repeat it.
        cause: String,
    },
    /// The daemon went away during the call; what it was asked to do goes on or shows after its restart.
    #[error(
        "the connection to the daemon was lost; look at the present state before repeating anything"
    )]
    Lost,
    /// The daemon's refusal.
    #[error("{}", .0.reason)]
    Refused(Box<Problem>),
    /// The reader of the output has gone, or the disk is full.
    #[error("cannot write")]
    Output(#[from] io::Error),
}

impl From<Status> for Fail {
    fn from(status: Status) -> Self {
        match Problem::of(&status) {
            Some(problem) => Self::Refused(Box::new(problem)),
            None => Self::Lost,
        }
    }
}

impl Fail {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::NoActor | Self::CardSource | Self::Input(_) => Exit::Usage,
            Self::Connect { .. } | Self::Lost => Exit::NoConnection,
            Self::Refused(problem) if problem.is_for_a_person() => Exit::PersonActs,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Refused(_)
            | Self::Save { .. }
            | Self::Package
            | Self::Card(_)
            | Self::Runtime(_)
            | Self::Output(_) => Exit::Refused,
        }
    }

    /// Tells what is wrong and what to do, on standard error; a reader that has gone is told nothing.
    pub(crate) fn report(&self, screen: &mut Screen) {
        let text = match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return,
            _ if screen.is_json() => self.json().to_string(),
            Self::Refused(problem) => problem.text(screen.lang()),
            other => format!("loket: {}", chain(other)),
        };
        // Nobody is left to be told that standard error is closed.
        let _ = screen.note(&text);
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Self::Refused(problem) => json!({"error": problem}),
            other => json!({"error": {"reason": null, "message": chain(other)}}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::screen;
    use problem::tests::refusal;
    use tonic::Code;

    #[test]
    fn exit_codes_follow_the_family() {
        let cases = [
            ("ASK_AGAIN", Code::Aborted, Exit::PersonActs),
            ("DEVICE_FAULT", Code::Unavailable, Exit::Refused),
            ("BAD_REQUEST", Code::InvalidArgument, Exit::Refused),
            ("WRONG_STATE", Code::FailedPrecondition, Exit::Refused),
            ("INTERNAL", Code::Internal, Exit::Refused),
        ];
        for (family, code, exit) in cases {
            assert_eq!(
                Fail::from(refusal(code, family, &[])).exit(),
                exit,
                "{family}"
            );
        }
    }

    #[test]
    fn a_daemon_that_went_away_is_no_connection() {
        assert_eq!(
            Fail::from(Status::unavailable("gone")).exit(),
            Exit::NoConnection
        );
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure() {
        let (mut screen, _, notes) = screen(false);
        let fail = Fail::from(io::Error::from(io::ErrorKind::BrokenPipe));
        fail.report(&mut screen);
        assert_eq!((fail.exit(), notes.text()), (Exit::Done, String::new()));
        let full = Fail::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.exit(), Exit::Refused);
    }

    #[test]
    fn scripts_get_the_error_as_json_and_results_stay_clean() {
        let (mut screen, results, notes) = screen(true);
        let violations = [("biodata.nik", "must be 16 digits")];
        Fail::from(refusal(Code::InvalidArgument, "BAD_REQUEST", &violations)).report(&mut screen);
        let error: serde_json::Value = serde_json::from_str(&notes.text()).unwrap();
        assert_eq!(error["error"]["violations"][0]["field"], "biodata.nik");
        assert_eq!(results.text(), "");
    }
}
