//! The beginning of a session: both sides prove that they hold the keys.

use super::channel::SecureChannel;
use super::{Level, SessionKeys, derive};
use loket_wire::apdu::Command;
use subtle::ConstantTimeEq;

pub(crate) const INITIALIZE_UPDATE: u8 = 0x50;
const EXTERNAL_AUTHENTICATE: u8 = 0x82;

/// Protocol and implementation options that this host speaks: SCP03, pseudo-random challenge, R-MAC and R-ENC.
const SCP03: [u8; 2] = [0x03, 0x70];

/// What INITIALIZE UPDATE brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// From what the chip's keys were made.
    pub(crate) diversification: [u8; 10],
    /// Version of the keys.
    pub(crate) version: u8,
    /// The card's challenge.
    pub(crate) challenge: [u8; 8],
    cryptogram: [u8; 8],
}

impl Opening {
    /// `None` for anything but 32 bytes of SCP03 with the options of [`SCP03`].
    pub(crate) fn parse(answer: &[u8]) -> Option<Self> {
        let (diversification, rest) = answer.split_first_chunk()?;
        let (version, rest) = rest.split_first()?;
        let rest = rest.strip_prefix(&SCP03)?;
        let (challenge, rest) = rest.split_first_chunk()?;
        let (cryptogram, counter) = rest.split_first_chunk()?;
        (counter.len() == 3).then_some(Self {
            diversification: *diversification,
            version: *version,
            challenge: *challenge,
            cryptogram: *cryptogram,
        })
    }
}

/// A session whose card has proven that it has the keys.
pub(crate) struct Opened {
    /// The host's proof, to be sent next.
    pub(crate) authenticate: Command,
    /// What protects everything after it.
    pub(crate) channel: SecureChannel,
}

impl Opened {
    /// Checks the card's proof; `None` when the card has other keys. Nothing was counted against anybody then.
    pub(crate) fn check(
        opening: &Opening,
        host_challenge: &[u8; 8],
        keys: SessionKeys,
        level: Level,
    ) -> Option<Self> {
        let context: [&[u8]; 2] = [host_challenge, &opening.challenge];
        let card = derive(&keys.mac, 0x00, 64, &context);
        if !bool::from(card[..8].ct_eq(&opening.cryptogram)) {
            return None;
        }
        let host = derive(&keys.mac, 0x01, 64, &context);
        let command = Command::new(0x80, EXTERNAL_AUTHENTICATE, level.0, 0x00);
        let mut channel = SecureChannel::new(keys, level);
        let authenticate = channel.authenticated(&command.with_data(&host[..8]));
        Some(Self {
            authenticate,
            channel,
        })
    }
}
