//! A KTP-el as far as readers of it are public: which files there are, which of them are free, and how a session would
//! begin. Its secure messaging is not public, so nobody ever gets past the beginning.

use super::command::Command;
use super::mishap::Mishap;
use super::reading;
use super::status::{Reply, Status};
use sha2::{Digest, Sha256};

/// Name by which a dump calls the chip.
pub(super) const MODEL: &str = "Loket SIM KTP-el, public files only";

const ROOT: u16 = 0x3F00;
const APPLICATION: u16 = 0x7F0A;
const CONTROL: u16 = 0x6FF0;
const PHOTO: u16 = 0x6FF2;
/// Biodata, signature, two fingers, digital signature: only through secure messaging.
const PROTECTED: [u16; 5] = [0x6FF1, 0x6FF3, 0x6FF4, 0x6FF5, 0x6FF6];
/// Bytes of the control file behind its length.
const CONTROL_BYTES: usize = 29;
/// Bytes that a security module hands in with EXTERNAL AUTHENTICATE.
const AUTHENTICATION: usize = 0x28;

/// Somebody's KTP-el.
#[derive(Clone)]
pub(super) struct KtpEl {
    serial: [u8; 8],
    control: Vec<u8>,
    photo: Vec<u8>,
    /// Challenges given so far.
    challenges: u32,
    selected: u16,
    /// Whether a challenge waits for its answer.
    challenged: bool,
}

impl KtpEl {
    /// A card with this photo, JPEG, of which at most 65,535 bytes are kept.
    pub(super) fn new(serial: [u8; 8], photo: &[u8]) -> Self {
        Self {
            serial,
            control: with_length(&hash(serial, b"control")[..CONTROL_BYTES]),
            photo: with_length(photo),
            challenges: 0,
            selected: ROOT,
            challenged: false,
        }
    }

    pub(super) fn serial(&self) -> [u8; 8] {
        self.serial
    }

    /// Identifier and bytes of the free files.
    pub(super) fn free_files(&self) -> [(u16, &[u8]); 2] {
        [(CONTROL, &self.control), (PHOTO, &self.photo)]
    }

    pub(super) fn reset(&mut self) {
        self.selected = ROOT;
        self.challenged = false;
    }

    pub(super) fn execute(
        &mut self,
        command: &Command,
        mishap: Option<Mishap>,
    ) -> Result<Reply, Status> {
        if command.class.secured {
            return Err(Status::NO_SUCH_SECURITY);
        }
        if command.class.proprietary {
            return Err(Status::UNKNOWN_CLASS);
        }
        if let Some(Mishap::Status(word)) = mishap {
            return Reply::bare(Status(word));
        }
        match command.instruction {
            0x82 => self.external_authenticate(command),
            0x84 => self.get_challenge(command),
            0xA4 => self.select(command),
            0xB0 => self.read(command, mishap),
            0xD6 => Err(Status::SECURITY),
            _ => Err(Status::UNKNOWN_INSTRUCTION),
        }
    }

    /// There is no application name, and what control parameters look like is not public: none come.
    fn select(&mut self, command: &Command) -> Result<Reply, Status> {
        if !matches!(command.p1, 0x00 | 0x02) {
            return Err(Status::NOT_FOUND);
        }
        let identifier = command.data.as_slice().try_into();
        let identifier = u16::from_be_bytes(identifier.map_err(|_| Status::WRONG_LENGTH)?);
        let inside = self.selected != ROOT;
        match identifier {
            ROOT | APPLICATION => {}
            CONTROL | PHOTO if inside => {}
            other if inside && PROTECTED.contains(&other) => {}
            _ => return Err(Status::NOT_FOUND),
        }
        self.selected = identifier;
        Ok(Reply::done())
    }

    fn read(&self, command: &Command, mishap: Option<Mishap>) -> Result<Reply, Status> {
        let content = match self.selected {
            CONTROL => &self.control,
            PHOTO => &self.photo,
            ROOT | APPLICATION => return Err(Status::NO_CURRENT_FILE),
            _ => return Err(Status::SECURITY),
        };
        reading::even(content, command, mishap)
    }

    fn get_challenge(&mut self, command: &Command) -> Result<Reply, Status> {
        if command.parameters() != [0, 0] {
            return Err(Status::WRONG_PARAMETERS);
        }
        let room = command.expected.map_or(0, |expected| expected.at_most);
        if !command.data.is_empty() || room < 8 {
            return Err(Status::WRONG_LENGTH);
        }
        self.challenges = self.challenges.wrapping_add(1);
        self.challenged = true;
        let challenge = hash(self.serial, &self.challenges.to_be_bytes());
        Ok(Reply::with(challenge[..8].to_vec()))
    }

    /// No key is public, so no answer to the challenge is right.
    fn external_authenticate(&mut self, command: &Command) -> Result<Reply, Status> {
        if command.data.len() != AUTHENTICATION {
            return Err(Status::WRONG_LENGTH);
        }
        if !std::mem::take(&mut self.challenged) {
            return Err(Status::CONDITIONS);
        }
        Err(Status::NOT_AUTHENTICATED)
    }
}

/// A run is a function of its seed, so what nobody can know of a card is made from its serial number.
fn hash(serial: [u8; 8], of: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(serial)
        .chain_update(of)
        .finalize()
        .into()
}

fn with_length(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let content = &content[..length.into()];
    [&length.to_be_bytes(), content].concat()
}
