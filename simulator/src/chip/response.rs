//! How a chip hands out its answers: at once, through GET RESPONSE, or only to whoever knows their length.

use super::command::{Command, Expected};
use super::limits::MAX_DATA;
use super::status::{Reply, Status};
use serde::Deserialize;

const GET_RESPONSE: u8 = 0xC0;

/// What a chip does with an answer that is not as long as the command wants it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ResponseStyle {
    /// It sends what is wanted and forgets the rest.
    #[default]
    #[serde(rename = "plain")]
    Plain,
    /// It sends what is wanted, keeps the rest for GET RESPONSE, and says 61xx.
    #[serde(rename = "61xx")]
    GetResponse,
    /// It does nothing and says 6Cxx: how many bytes should have been wanted.
    #[serde(rename = "6Cxx")]
    ExactLength,
}

impl ResponseStyle {
    /// What the application is asked for when the reader wants `expected`.
    pub(super) fn ask(self, expected: Option<Expected>) -> Option<Expected> {
        match (self, expected) {
            (Self::Plain, _) | (Self::ExactLength, None) => expected,
            (Self::GetResponse, Some(wanted)) if wanted.at_least > 0 => Some(wanted.uncut()),
            (Self::GetResponse, _) => Some(Expected::everything().uncut()),
            (Self::ExactLength, Some(wanted)) => Some(wanted.uncut()),
        }
    }

    /// Whether the chip may refuse an answer that it has found already.
    pub(super) fn may_insist(self) -> bool {
        self == Self::ExactLength
    }

    /// The length that the reader should have asked for, where it asked for another; a length that does not fit one byte
    /// cannot be told.
    pub(super) fn insist(expected: Option<Expected>, reply: &Reply) -> Option<Status> {
        let wanted = expected.filter(|wanted| wanted.at_least > 0)?;
        let length = u8::try_from(reply.data.len()).ok()?;
        (length > 0 && wanted.at_least != usize::from(length)).then(|| Status::exact_length(length))
    }

    /// How much of an answer goes out at once.
    pub(super) fn at_once(self, expected: Option<Expected>) -> usize {
        match (self, expected) {
            (Self::GetResponse, wanted) => wanted.map_or(0, |wanted| wanted.at_most),
            (Self::Plain | Self::ExactLength, _) => MAX_DATA,
        }
    }
}

/// What GET RESPONSE will bring; volatile.
#[derive(Clone, Default)]
pub(super) struct Rest(Option<Reply>);

impl Rest {
    /// The next piece, if the command asks for it; any other command ends the waiting.
    pub(super) fn answer(&mut self, command: &Command) -> Option<Reply> {
        let reply = self.0.take()?;
        if !is_get_response(command) {
            return None;
        }
        let most = command.expected.map_or(0, |wanted| wanted.at_most);
        Some(self.send(reply, most))
    }

    /// Sends at most this much of an answer and keeps the rest.
    pub(super) fn send(&mut self, mut reply: Reply, most: usize) -> Reply {
        if reply.data.len() <= most {
            return reply;
        }
        let rest = reply.data.split_off(most);
        let waiting = Status::waiting(rest.len());
        let status = std::mem::replace(&mut reply.status, waiting);
        self.0 = Some(Reply { data: rest, status });
        reply
    }

    /// Forgets what waits.
    pub(super) fn forget(&mut self) {
        self.0 = None;
    }
}

/// It belongs to the command before it, so it carries no C-MAC even in a session.
fn is_get_response(command: &Command) -> bool {
    let class = command.class;
    let plain = !class.proprietary && !class.secured && !class.chained;
    plain && command.instruction == GET_RESPONSE && command.parameters() == [0, 0]
}
