//! READ BINARY and UPDATE BINARY, with the offset in P1 P2 (even) or in a data object (odd).

use super::super::access::Deed;
use super::super::command::Command;
use super::super::data_object;
use super::super::files;
use super::super::mishap::Mishap;
use super::super::reading;
use super::super::status::{Reply, Status};
use super::super::timing;
use super::Profile;
use super::selection::Selection;

const OFFSET: u8 = 0x54;
const DATA: u8 = 0x53;

impl Profile {
    pub(super) fn read(&self, command: &Command, mishap: Option<Mishap>) -> Result<Reply, Status> {
        let content = self.readable()?;
        if is_odd(command) {
            let offset = odd_offset(command)?;
            return reading::odd(&content, offset, command.expected, mishap);
        }
        reading::even(&content, command, mishap)
    }

    /// The content of the current file, if it may be read.
    fn readable(&self) -> Result<std::borrow::Cow<'_, [u8]>, Status> {
        match self.selection {
            Selection::Root | Selection::Application => Err(Status::NO_CURRENT_FILE),
            Selection::Info => Ok(super::info().into()),
            Selection::File(index) => {
                self.check(deed(index))?;
                Ok(self.application.file(index).into())
            }
        }
    }

    pub(super) fn update(&mut self, command: &Command) -> Result<Reply, Status> {
        let index = match self.selection {
            Selection::File(index) => index,
            Selection::Info => return Err(Status::SECURITY),
            _ => return Err(Status::NO_CURRENT_FILE),
        };
        self.check(Deed::Update)?;
        let (offset, data) = if is_odd(command) {
            placed(command)?
        } else {
            (command.offset()?, &command.data[..])
        };
        if data.is_empty() {
            return Err(Status::WRONG_LENGTH);
        }
        self.application.update(index, offset, data)?;
        self.count_pages(timing::pages(offset, data.len()));
        Ok(Reply::done())
    }
}

fn deed(index: usize) -> Deed {
    if files::is_free(index) {
        Deed::ReadFree
    } else {
        Deed::ReadPersonal
    }
}

fn is_odd(command: &Command) -> bool {
    command.instruction & 1 == 1
}

fn odd_offset(command: &Command) -> Result<usize, Status> {
    match offset_object(command)? {
        (offset, []) => Ok(offset),
        _ => Err(Status::WRONG_DATA),
    }
}

fn placed(command: &Command) -> Result<(usize, &[u8]), Status> {
    let (offset, rest) = offset_object(command)?;
    match data_object::take(rest) {
        Some((DATA, data, [])) => Ok((offset, data)),
        _ => Err(Status::WRONG_DATA),
    }
}

/// The offset that the data begin with, and what follows.
fn offset_object(command: &Command) -> Result<(usize, &[u8]), Status> {
    if command.parameters() != [0, 0] {
        return Err(Status::WRONG_PARAMETERS);
    }
    match data_object::take(&command.data) {
        Some((OFFSET, digits @ [_, ..], rest)) if digits.len() <= 4 => {
            let offset = digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | u32::from(*digit));
            Ok((
                usize::try_from(offset).map_err(|_| Status::WRONG_OFFSET)?,
                rest,
            ))
        }
        _ => Err(Status::WRONG_DATA),
    }
}
