//! The commands that open a session, and those that say what was found about the holder's presence.

use super::{CLASS, Commands, Result};
use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::identity::ChipSerial;
use crate::keys::{Decision, KeyStore, KeyStoreError, KeyVersion, SessionRequest, diversification};
use crate::scp03::{INITIALIZE_UPDATE, Level, Opened, Opening};
use loket_wire::apdu::{Command, StatusWord};
use loket_wire::tlv::{self, Tag};

const GLOBAL_PLATFORM: u8 = 0x80;
const VERIFY: u8 = 0x21;
const RESET_RETRY_COUNTER: u8 = 0x2C;
const GET_CHALLENGE: u8 = 0x84;

/// EXTERNAL AUTHENTICATE: the host's cryptogram is wrong.
const NOT_AUTHENTICATED: StatusWord = StatusWord(0x6300);

const DECISION: Tag = Tag(0x7F2E);
const SIGNED: Tag = Tag(0x82);
/// Version of a decision's form.
const DECISION_VERSION: u8 = 0x01;

impl<X: Exchange> Commands<'_, X> {
    /// INITIALIZE UPDATE and EXTERNAL AUTHENTICATE. The host's proof is sent only after the card's was right, so that wrong keys cost
    /// the chip no try.
    pub(crate) fn open(
        &mut self,
        keys: &dyn KeyStore,
        serial: ChipSerial,
        version: KeyVersion,
    ) -> Result<(), X> {
        self.leave();
        let step = Step::OpenSession;
        let host_challenge = keys.host_challenge().map_err(no_keys)?;
        let opening = self.initialize_update(version, host_challenge)?;
        if opening.diversification != diversification(serial) || opening.version != version.number()
        {
            return Err(ChipError::Malformed(step));
        }
        let request = SessionRequest {
            serial,
            version,
            host_challenge,
            card_challenge: opening.challenge,
        };
        let session = keys.session_keys(&request).map_err(no_keys)?;
        let opened = Opened::check(&opening, &host_challenge, session, Level::ALL);
        let opened = opened.ok_or(ChipError::OtherKeys)?;
        match self.send(step, &opened.authenticate)?.status {
            StatusWord::OK => self.channel = Some(opened.channel),
            NOT_AUTHENTICATED => return Err(ChipError::OtherKeys),
            status => return Err(refused(status)),
        }
        Ok(())
    }

    /// Goes on without the session; the chip ends it with the next command.
    pub(crate) fn leave(&mut self) {
        self.channel = None;
    }

    fn initialize_update(&mut self, version: KeyVersion, challenge: [u8; 8]) -> Result<Opening, X> {
        let step = Step::OpenSession;
        let command = Command::new(GLOBAL_PLATFORM, INITIALIZE_UPDATE, version.number(), 0x00);
        let response = self.send(step, &command.with_data(challenge).expecting(256))?;
        match response.status {
            StatusWord::OK => Opening::parse(&response.data).ok_or(ChipError::Malformed(step)),
            StatusWord::NO_DATA_OBJECT => Err(ChipError::OtherKeys),
            status => Err(refused(status)),
        }
    }

    /// Eight bytes that the next decision is signed for.
    pub(crate) fn challenge(&mut self) -> Result<[u8; 8], X> {
        let command = Command::new(CLASS, GET_CHALLENGE, 0x00, 0x00).expecting(8);
        let challenge = self.run(Step::Decide, &command)?;
        let challenge = challenge.try_into();
        challenge.map_err(|_| ChipError::Malformed(Step::Decide))
    }

    /// Presents a decision about the finger with this reference.
    pub(crate) fn present(
        &mut self,
        reference: u8,
        decision: Decision,
        signature: &[u8; 16],
    ) -> Result<(), X> {
        let command = match decision {
            Decision::TriesReset => Command::new(CLASS, RESET_RETRY_COUNTER, 0x01, 0x00),
            _ => Command::new(CLASS, VERIFY, 0x00, reference),
        };
        let step = Step::Decide;
        let data = signed(decision, signature).ok_or(ChipError::Malformed(step))?;
        let status = self.send(step, &command.with_data(data))?.status;
        let is_no_match = matches!(decision, Decision::NoMatch { .. });
        match status {
            StatusWord::OK => Ok(()),
            status if is_no_match && status.tries_left().is_some() => Ok(()),
            StatusWord::BLOCKED => Err(ChipError::TriesSpent),
            status => Err(ChipError::UnexpectedStatus { step, status }),
        }
    }
}

fn signed(decision: Decision, signature: &[u8; 16]) -> Option<Vec<u8>> {
    let value = [&decision.to_bytes()[..], signature, &[DECISION_VERSION]].concat();
    let mut inner = Vec::new();
    tlv::put(&mut inner, SIGNED, &value).ok()?;
    let mut data = Vec::new();
    tlv::put(&mut data, DECISION, &inner).ok()?;
    Some(data)
}

fn no_keys<E>(source: KeyStoreError) -> ChipError<E> {
    let step = Step::OpenSession;
    ChipError::Keys { step, source }
}

fn refused<E>(status: StatusWord) -> ChipError<E> {
    match status {
        StatusWord::BLOCKED => ChipError::KeysBlocked,
        status => ChipError::UnexpectedStatus {
            step: Step::OpenSession,
            status,
        },
    }
}
