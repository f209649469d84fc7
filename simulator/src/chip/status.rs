//! Status words and responses.

use super::command::Expected;

/// Status words of ISO/IEC 7816-4 that this chip gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Done = 0x9000,
    EndOfFile = 0x6282,
    SelectedDeactivated = 0x6283,
    SelectedTerminated = 0x6285,
    WrongLength = 0x6700,
    Conditions = 0x6985,
    NoCurrentFile = 0x6986,
    NotFound = 0x6A82,
    WrongParameters = 0x6A86,
    NoDataObject = 0x6A88,
    WrongOffset = 0x6B00,
    UnknownInstruction = 0x6D00,
    UnknownClass = 0x6E00,
}

/// The answer to a command that was executed.
#[derive(Debug)]
pub(super) struct Reply {
    data: Vec<u8>,
    status: Status,
}

impl Reply {
    pub(super) fn done() -> Self {
        Self::with(Vec::new())
    }

    pub(super) fn with(data: Vec<u8>) -> Self {
        Self {
            data,
            status: Status::Done,
        }
    }

    /// As much of `data` as the command asks for.
    pub(super) fn cut_to(expected: Option<Expected>, mut data: Vec<u8>) -> Self {
        data.truncate(expected.map_or(0, Expected::at_most));
        Self::with(data)
    }

    /// The same answer with a warning, if there is one.
    pub(super) fn warning(mut self, warning: Option<Status>) -> Self {
        self.status = warning.unwrap_or(self.status);
        self
    }
}

/// The response APDU.
pub(super) fn response(reply: Result<Reply, Status>) -> Vec<u8> {
    let (mut bytes, status) = match reply {
        Ok(reply) => (reply.data, reply.status),
        Err(status) => (Vec::new(), status),
    };
    bytes.extend((status as u16).to_be_bytes());
    bytes
}
