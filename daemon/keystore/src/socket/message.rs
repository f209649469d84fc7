//! What goes over the socket: each message is its length in two bytes, big endian, and that many bytes.
//!
//! | request | bytes | answer |
//! |---|---|---|
//! | challenge | `01` | challenge (8) |
//! | session | `02`, serial (8), version, host challenge (8), card challenge (8) | S-ENC, S-MAC, S-RMAC (16 each) |
//! | decision | `03`, serial (8), challenge (8), decision (4) | signature (16) |
//!
//! An answer begins with `00`; or it is a refusal: `01` no such version, `02` refused, `03` not now, and a text in UTF-8.

use loket_card::keys::{SessionKeys, SessionRequest};
use loket_card::{ChipSerial, Decision, KeyStore, KeyStoreError, KeyVersion};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// Longest message in bytes.
const LONGEST: usize = 512;

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    Challenge,
    Session(SessionRequest),
    Decision(ChipSerial, [u8; 8], Decision),
}

impl Request {
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Challenge => vec![0x01],
            Self::Session(request) => [
                &[0x02],
                request.serial.0.as_slice(),
                &[request.version.number()],
                &request.host_challenge,
                &request.card_challenge,
            ]
            .concat(),
            Self::Decision(serial, challenge, decision) => [
                &[0x03],
                serial.0.as_slice(),
                challenge,
                &decision.to_bytes(),
            ]
            .concat(),
        }
    }

    /// `Err` is the refusal to be sent.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, KeyStoreError> {
        let unknown = || KeyStoreError::Refused("no such request".into());
        let (kind, rest) = bytes.split_first().ok_or_else(unknown)?;
        match (kind, rest.len()) {
            (0x01, 0) => Ok(Self::Challenge),
            (0x02, 25) => Ok(Self::Session(SessionRequest {
                serial: ChipSerial(part(rest, 0)),
                version: KeyVersion::from_number(rest[8])
                    .ok_or(KeyStoreError::NoSuchVersion(rest[8]))?,
                host_challenge: part(rest, 9),
                card_challenge: part(rest, 17),
            })),
            (0x03, 20) => {
                let decision = Decision::from_bytes(part(rest, 16)).ok_or_else(unknown)?;
                Ok(Self::Decision(
                    ChipSerial(part(rest, 0)),
                    part(rest, 8),
                    decision,
                ))
            }
            _ => Err(unknown()),
        }
    }

    /// Has the store do it.
    pub(super) fn carry_out(
        &self,
        keys: &dyn KeyStore,
    ) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        let answer = match self {
            Self::Challenge => keys.host_challenge()?.to_vec(),
            Self::Session(request) => {
                let SessionKeys { enc, mac, rmac } = &keys.session_keys(request)?;
                [*enc, *mac, *rmac].concat()
            }
            Self::Decision(serial, challenge, decision) => {
                keys.sign_decision(*serial, challenge, *decision)?.to_vec()
            }
        };
        Ok(Zeroizing::new(answer))
    }
}

/// `N` bytes from `at`; the caller has counted them.
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    std::array::from_fn(|index| bytes[at + index])
}

/// An answer or a refusal.
pub(super) type Answer = Result<Zeroizing<Vec<u8>>, KeyStoreError>;

pub(super) fn encode(answer: &Answer) -> Zeroizing<Vec<u8>> {
    let (kind, body) = match answer {
        Ok(bytes) => (0x00, bytes.as_slice()),
        Err(KeyStoreError::NoSuchVersion(version)) => (0x01, std::slice::from_ref(version)),
        Err(KeyStoreError::Refused(text)) => (0x02, text.as_bytes()),
        Err(KeyStoreError::Unreachable(text)) => (0x03, text.as_bytes()),
    };
    let body = &body[..body.len().min(LONGEST - 1)];
    Zeroizing::new([&[kind], body].concat())
}

pub(super) fn decode(bytes: &[u8]) -> Answer {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match bytes {
        [0x00, body @ ..] => Ok(Zeroizing::new(body.to_vec())),
        [0x01, version] => Err(KeyStoreError::NoSuchVersion(*version)),
        [0x02, body @ ..] => Err(KeyStoreError::Refused(text(body))),
        [0x03, body @ ..] => Err(KeyStoreError::Unreachable(text(body))),
        _ => Err(KeyStoreError::Unreachable("an answer that is none".into())),
    }
}

/// Sends a message.
pub(super) fn send(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u16::try_from(bytes.len()).map_err(io::Error::other)?;
    let mut message = Zeroizing::new(Vec::with_capacity(bytes.len() + 2));
    message.extend(length.to_be_bytes());
    message.extend(bytes);
    stream.write_all(&message)
}

/// Receives a message.
pub(super) fn receive(stream: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let length = usize::from(u16::from_be_bytes(length));
    if length > LONGEST {
        return Err(io::Error::other("a message is too long"));
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}
