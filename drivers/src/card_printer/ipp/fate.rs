//! What became of a job that was sent before this program was started again: the printer knows it by its name.

use super::IppPrinterError;
use super::job::{Job, named};
use super::memory::Memory;
use super::session::Session;
use crate::card_printer::PrintFate;
use crate::error::{DriverError, ErrorKind};
use crate::limit::Limit;

/// Finds the job and follows it to its end. One that the printer does not know was never sent, or is forgotten: nobody can
/// tell which.
///
/// # Errors
/// Of the link, while the job is looked for.
pub(super) fn find(
    session: &mut Session,
    memory: &mut Memory,
    name: &str,
    limit: &Limit,
) -> Result<PrintFate, IppPrinterError> {
    let printer = session.printer(limit)?;
    if memory.expect_same(&printer).is_err() {
        return Ok(PrintFate::Unknown);
    }
    memory.go_on(&printer, session.now());
    let Some(id) = named(session, name, limit)? else {
        return Ok(PrintFate::Unknown);
    };
    let mut job = Job::known(session, memory, name.to_owned(), id, limit)?;
    // How much of the document arrived cannot be compared any more; whoever looks at the card sees it.
    Ok(match job.follow(None, limit) {
        Ok(()) => PrintFate::Printed,
        Err(error) if error.kind() == ErrorKind::OutcomeUnknown => PrintFate::Unknown,
        Err(_) => PrintFate::NotBegun,
    })
}
