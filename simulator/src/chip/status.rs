//! Status words and replies.

use super::command::Expected;

/// A status word of ISO/IEC 7816-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status(pub(super) u16);

impl Status {
    pub(super) const DONE: Self = Self(0x9000);
    pub(super) const END_OF_FILE: Self = Self(0x6282);
    pub(super) const SELECTED_DEACTIVATED: Self = Self(0x6283);
    pub(super) const SELECTED_TERMINATED: Self = Self(0x6285);
    pub(super) const NOT_AUTHENTICATED: Self = Self(0x6300);
    pub(super) const WRONG_LENGTH: Self = Self(0x6700);
    pub(super) const NO_SUCH_CHANNEL: Self = Self(0x6881);
    pub(super) const NO_SUCH_SECURITY: Self = Self(0x6882);
    pub(super) const LAST_OF_CHAIN_EXPECTED: Self = Self(0x6883);
    pub(super) const SECURITY: Self = Self(0x6982);
    pub(super) const BLOCKED: Self = Self(0x6983);
    pub(super) const CONDITIONS: Self = Self(0x6985);
    pub(super) const NO_CURRENT_FILE: Self = Self(0x6986);
    pub(super) const WRONG_MAC: Self = Self(0x6988);
    pub(super) const WRONG_DATA: Self = Self(0x6A80);
    pub(super) const NOT_FOUND: Self = Self(0x6A82);
    pub(super) const WRONG_PARAMETERS: Self = Self(0x6A86);
    pub(super) const NO_DATA_OBJECT: Self = Self(0x6A88);
    pub(super) const WRONG_OFFSET: Self = Self(0x6B00);
    pub(super) const UNKNOWN_INSTRUCTION: Self = Self(0x6D00);
    pub(super) const UNKNOWN_CLASS: Self = Self(0x6E00);

    /// 63Cx: this many tries are left, at most 15.
    pub(super) fn tries_left(tries: u8) -> Self {
        Self(0x63C0 | u16::from(tries & 0x0F))
    }

    /// 61xx: so many bytes wait; 00 stands for 256 and more.
    pub(super) fn waiting(bytes: usize) -> Self {
        Self(0x6100 | u16::from(u8::try_from(bytes).unwrap_or(0)))
    }

    /// 6Cxx: the answer has so many bytes.
    pub(super) fn exact_length(bytes: u8) -> Self {
        Self(0x6C00 | u16::from(bytes))
    }
}

/// The answer to a command that was executed.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) data: Vec<u8>,
    pub(super) status: Status,
}

impl Reply {
    pub(super) fn done() -> Self {
        Self::with(Vec::new())
    }

    pub(super) fn with(data: Vec<u8>) -> Self {
        Self {
            data,
            status: Status::DONE,
        }
    }

    /// An answer without data: inside a session an error leaves bare, and anything else with its R-MAC.
    pub(super) fn bare(status: Status) -> Result<Self, Status> {
        match status.0 >> 8 {
            0x61..=0x63 | 0x90 => Ok(Self::done().warning(Some(status))),
            _ => Err(status),
        }
    }

    /// As much of `data` as the command asks for.
    pub(super) fn cut_to(expected: Option<Expected>, mut data: Vec<u8>) -> Self {
        if !expected.is_some_and(|expected| expected.whole) {
            data.truncate(expected.map_or(0, |expected| expected.at_most));
        }
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
    bytes.extend(status.0.to_be_bytes());
    bytes
}
