//! Commands that come in parts (ISO/IEC 7816-4, command chaining).

use super::command::Command;
use super::limits::MAX_DATA;
use super::status::Status;

/// The parts of a command so far; volatile.
#[derive(Clone, Default)]
pub(super) struct Chain(Option<Command>);

impl Chain {
    /// Takes a part, and returns the whole command with its last one.
    ///
    /// # Errors
    /// 6883 for another command than the one that was begun, 6700 for more than the chip's memory holds. The chain is
    /// forgotten then.
    pub(super) fn take(&mut self, part: Command) -> Result<Option<Command>, Status> {
        let whole = match self.0.take() {
            None => part,
            Some(begun) => joined(begun, part)?,
        };
        if whole.class.chained {
            self.0 = Some(whole);
            return Ok(None);
        }
        Ok(Some(whole))
    }

    /// Forgets what has come.
    pub(super) fn forget(&mut self) {
        self.0 = None;
    }
}

fn joined(begun: Command, part: Command) -> Result<Command, Status> {
    let head = |command: &Command| {
        let [p1, p2] = command.parameters();
        [command.class.byte(), command.instruction, p1, p2]
    };
    if head(&begun) != head(&part) {
        return Err(Status::LAST_OF_CHAIN_EXPECTED);
    }
    let mut data = begun.data;
    data.extend(&part.data);
    if data.len() > MAX_DATA {
        return Err(Status::WRONG_LENGTH);
    }
    Ok(Command {
        // The parts' own length fields say nothing about the whole.
        extended: data.len() > 0xFF,
        data,
        ..part
    })
}
