//! Opening a channel: INITIALIZE UPDATE and EXTERNAL AUTHENTICATE.

use super::super::cipher::{self, Block, Key};
use super::super::command::Command;
use super::super::keys::{KeyVersion, diversification};
use super::super::status::Status;
use super::{Level, Session};
use subtle::ConstantTimeEq;

/// SCP03, and its option i: pseudo-random challenge, R-MAC and R-ENC.
const PROTOCOL: [u8; 2] = [0x03, 0x70];

/// A channel whose host has not been authenticated.
#[derive(Clone)]
pub(in super::super) struct Handshake {
    version: u8,
    keys: SessionKeys,
    host_cryptogram: [u8; 8],
}

/// The keys of one session.
#[derive(Clone)]
pub(super) struct SessionKeys {
    pub(super) enc: Key,
    pub(super) mac: Key,
    pub(super) rmac: Key,
}

impl SessionKeys {
    fn derive(keys: &KeyVersion, challenges: &[u8; 16]) -> Self {
        Self {
            enc: cipher::derive(&keys.enc, 0x04, 0x80, challenges),
            mac: cipher::derive(&keys.mac, 0x06, 0x80, challenges),
            rmac: cipher::derive(&keys.mac, 0x07, 0x80, challenges),
        }
    }

    fn cryptogram(&self, constant: u8, challenges: &[u8; 16]) -> [u8; 8] {
        cipher::first_half(cipher::derive(&self.mac, constant, 0x40, challenges))
    }
}

impl Handshake {
    /// Begins a channel under `keys`; also returns the answer to INITIALIZE UPDATE, 32 bytes.
    pub(in super::super) fn begin(
        keys: &KeyVersion,
        sequence: [u8; 3],
        application: &[u8],
        serial: [u8; 8],
        host_challenge: [u8; 8],
    ) -> (Self, Vec<u8>) {
        let context = [&sequence[..], application].concat();
        let card_challenge = cipher::first_half(cipher::derive(&keys.enc, 0x02, 0x40, &context));
        let mut challenges = [0; 16];
        challenges[..8].copy_from_slice(&host_challenge);
        challenges[8..].copy_from_slice(&card_challenge);
        let session = SessionKeys::derive(keys, &challenges);
        let answer = [
            &diversification(serial)[..],
            &[keys.number],
            &PROTOCOL,
            &card_challenge,
            &session.cryptogram(0x00, &challenges),
            &sequence,
        ];
        let answer = answer.concat();
        let begun = Self {
            version: keys.number,
            host_cryptogram: session.cryptogram(0x01, &challenges),
            keys: session,
        };
        (begun, answer)
    }

    /// The key version that the channel is opened with.
    pub(in super::super) fn version(&self) -> u8 {
        self.version
    }

    /// The session that EXTERNAL AUTHENTICATE opens.
    ///
    /// # Errors
    /// 6300 for a wrong cryptogram or C-MAC; 6700, 6A86 for a command of another form.
    pub(in super::super) fn finish(self, command: &Command) -> Result<Session, Status> {
        let level = Level::of(command.p1).filter(|_| command.p2 == 0);
        let level = level.ok_or(Status::WRONG_PARAMETERS)?;
        let (cryptogram, mac) = (command.data.split_first_chunk::<8>())
            .filter(|(_, mac)| mac.len() == 8)
            .ok_or(Status::WRONG_LENGTH)?;
        let chaining = command_mac(&self.keys.mac, &[0; 16], command, cryptogram);
        let known = cryptogram.ct_eq(&self.host_cryptogram) & mac.ct_eq(&chaining[..8]);
        if !bool::from(known) {
            return Err(Status::NOT_AUTHENTICATED);
        }
        Ok(Session::open(self.version, level, self.keys, chaining))
    }
}

/// The whole C-MAC of a command whose data without it are `data`, behind the chaining value `before`.
pub(super) fn command_mac(key: &Key, before: &Block, command: &Command, data: &[u8]) -> Block {
    let header = [
        command.class.byte(),
        command.instruction,
        command.p1,
        command.p2,
    ];
    let length = data.len() + 8;
    let [.., high, low] = length.to_be_bytes();
    let length = match (command.extended, high) {
        (false, 0) => &[low][..],
        _ => &[0, high, low],
    };
    cipher::cmac(key, &[before, &header, length, data])
}
