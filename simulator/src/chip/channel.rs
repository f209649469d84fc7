//! The chip's end of a secure channel (GlobalPlatform Amendment D, SCP03 with S8 and i = 70), all of it volatile.

mod handshake;
mod session;

pub(super) use handshake::Handshake;
pub(super) use session::Session;

/// How far a channel has come.
#[derive(Clone, Default)]
pub(super) enum Channel {
    /// Nobody has begun.
    #[default]
    Closed,
    /// INITIALIZE UPDATE was answered; the host has not shown yet that it knows the keys.
    Greeted(Handshake),
    /// The host is authenticated.
    Open(Session),
}

impl Channel {
    /// The open session, if there is one.
    pub(super) fn session(&self) -> Option<&Session> {
        match self {
            Self::Open(session) => Some(session),
            _ => None,
        }
    }

    /// The open session, to be changed.
    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        match self {
            Self::Open(session) => Some(session),
            _ => None,
        }
    }
}

/// What a session protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level(u8);

impl Level {
    const COMMANDS_ENCRYPTED: u8 = 0x02;
    const RESPONSES_SIGNED: u8 = 0x10;
    const RESPONSES_ENCRYPTED: u8 = 0x20;

    /// The level of this byte, if the chip has it; all of them have C-MAC.
    pub(super) fn of(byte: u8) -> Option<Self> {
        matches!(byte, 0x01 | 0x03 | 0x11 | 0x13 | 0x33).then_some(Self(byte))
    }

    /// C-DEC.
    pub(super) fn encrypts_commands(self) -> bool {
        self.0 & Self::COMMANDS_ENCRYPTED != 0
    }

    /// R-MAC.
    pub(super) fn signs_responses(self) -> bool {
        self.0 & Self::RESPONSES_SIGNED != 0
    }

    /// R-ENC.
    pub(super) fn encrypts_responses(self) -> bool {
        self.0 & Self::RESPONSES_ENCRYPTED != 0
    }

    /// Whether everything is protected.
    pub(super) fn is_full(self) -> bool {
        self.encrypts_commands() && self.signs_responses() && self.encrypts_responses()
    }
}
