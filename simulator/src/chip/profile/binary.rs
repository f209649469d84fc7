//! READ BINARY and UPDATE BINARY, with the offset in P1 P2 (even) or in a data object (odd).

use super::super::access::Deed;
use super::super::command::{Command, Expected};
use super::super::data_object;
use super::super::files;
use super::super::mishap::Mishap;
use super::super::status::{Reply, Status};
use super::super::timing;
use super::Profile;
use super::selection::Selection;

const OFFSET: u8 = 0x54;
const DATA: u8 = 0x53;

impl Profile {
    pub(super) fn read(&self, command: &Command, mishap: Option<Mishap>) -> Result<Reply, Status> {
        let content = self.readable()?;
        let wanted = command.expected.ok_or(Status::WRONG_LENGTH)?;
        let offset = if is_odd(command) {
            odd_offset(command)?
        } else {
            even_offset(command)?
        };
        let mut rest = behind(&content, offset)?;
        if mishap.is_some() {
            rest = half(rest, wanted);
        }
        let reply = if is_odd(command) {
            wrapped(rest, wanted)
        } else {
            plain(rest, wanted)
        };
        Ok(mishap_seen(reply, mishap))
    }

    /// The content of the current file, if it may be read.
    fn readable(&self) -> Result<std::borrow::Cow<'_, [u8]>, Status> {
        match self.selection {
            Selection::Root | Selection::Application => Err(Status::NO_CURRENT_FILE),
            Selection::Info => Ok(super::info().into()),
            Selection::File(index) => {
                self.check(reading(index))?;
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

fn reading(index: usize) -> Deed {
    if files::is_free(index) {
        Deed::ReadFree
    } else {
        Deed::ReadPersonal
    }
}

fn is_odd(command: &Command) -> bool {
    command.instruction & 1 == 1
}

/// What stands at `offset` and behind it; there is something.
fn behind(content: &[u8], offset: usize) -> Result<&[u8], Status> {
    let rest = content.get(offset..).filter(|rest| !rest.is_empty());
    rest.ok_or(Status::WRONG_OFFSET)
}

/// As much as fits.
fn plain(rest: &[u8], wanted: Expected) -> Reply {
    let data = rest[..rest.len().min(wanted.at_most)].to_vec();
    let short = data.len() < wanted.at_least;
    Reply::with(data).warning(short.then_some(Status::END_OF_FILE))
}

/// Half of what would come, and at least one byte.
fn half(rest: &[u8], wanted: Expected) -> &[u8] {
    let whole = rest.len().min(wanted.at_most);
    &rest[..whole.div_ceil(2)]
}

/// The status word of a read that came short: what the mishap wants to be seen of it.
fn mishap_seen(reply: Reply, mishap: Option<Mishap>) -> Reply {
    match mishap {
        Some(Mishap::ShortRead { warned: true }) => reply.warning(Some(Status::END_OF_FILE)),
        Some(Mishap::ShortRead { warned: false }) => reply.warning(Some(Status::DONE)),
        _ => reply,
    }
}

fn even_offset(command: &Command) -> Result<usize, Status> {
    if command.data.is_empty() {
        command.offset()
    } else {
        Err(Status::WRONG_LENGTH)
    }
}

/// As much as fits, in a data object.
fn wrapped(rest: &[u8], wanted: Expected) -> Reply {
    let room = data_object::room_in(wanted.at_most);
    let object = data_object::encode(DATA.into(), &rest[..rest.len().min(room)]);
    let short = object.len() < wanted.at_least && rest.len() <= room;
    Reply::with(object).warning(short.then_some(Status::END_OF_FILE))
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
