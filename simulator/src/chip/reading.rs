//! What READ BINARY brings of a file's content.

use super::command::{Command, Expected};
use super::data_object;
use super::mishap::Mishap;
use super::status::{Reply, Status};

/// Discretionary data.
const DATA: u8 = 0x53;

/// The even instruction: the offset in P1 P2, the content as it is.
///
/// # Errors
/// 6700 with data or without a length, 6A86 and 6B00 for offsets.
pub(super) fn even(
    content: &[u8],
    command: &Command,
    mishap: Option<Mishap>,
) -> Result<Reply, Status> {
    let wanted = command.expected.ok_or(Status::WRONG_LENGTH)?;
    if !command.data.is_empty() {
        return Err(Status::WRONG_LENGTH);
    }
    let rest = behind(content, command.offset()?, wanted, mishap)?;
    let data = rest[..rest.len().min(wanted.at_most)].to_vec();
    let short = data.len() < wanted.at_least;
    Ok(told(Reply::with(data), short, mishap))
}

/// The odd instruction: the offset is given, the content comes in a data object.
///
/// # Errors
/// 6700 without a length, 6B00 for an offset behind the end.
pub(super) fn odd(
    content: &[u8],
    offset: usize,
    expected: Option<Expected>,
    mishap: Option<Mishap>,
) -> Result<Reply, Status> {
    let wanted = expected.ok_or(Status::WRONG_LENGTH)?;
    let rest = behind(content, offset, wanted, mishap)?;
    let room = data_object::room_in(wanted.at_most);
    let object = data_object::encode(DATA.into(), &rest[..rest.len().min(room)]);
    let short = object.len() < wanted.at_least && rest.len() <= room;
    Ok(told(Reply::with(object), short, mishap))
}

/// What stands at `offset` and behind it, of which there is something; after a mishap half of what would come.
fn behind(
    content: &[u8],
    offset: usize,
    wanted: Expected,
    mishap: Option<Mishap>,
) -> Result<&[u8], Status> {
    let rest = content.get(offset..).filter(|rest| !rest.is_empty());
    let rest = rest.ok_or(Status::WRONG_OFFSET)?;
    let whole = rest.len().min(wanted.at_most);
    Ok(match mishap {
        None => rest,
        Some(_) => &rest[..whole.div_ceil(2)],
    })
}

/// The end of the file is worth a warning where it made the answer short; a mishap has its own way.
fn told(reply: Reply, short: bool, mishap: Option<Mishap>) -> Reply {
    let warned = match mishap {
        Some(Mishap::ShortRead { warned }) => warned,
        _ => short,
    };
    reply.warning(warned.then_some(Status::END_OF_FILE))
}
