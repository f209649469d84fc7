//! `loket`, the counter's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    loket_daemon::cli::run()
}
