//! What protects commands and answers within a session.

use super::{Key, Level, SessionKeys, mac};
use aes::Aes128;
use aes::cipher::block_padding::Iso7816;
use aes::cipher::{BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use loket_wire::apdu::{
    Command, MAX_EXPECTED, MAX_SHORT_DATA, MAX_SHORT_EXPECTED, Response, StatusWord,
};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

/// Bytes of a MAC that are sent.
const MAC: usize = 8;
const BLOCK: usize = 16;
/// In the class byte: protected in a way that the card's application defines, as SCP03 does.
const SECURED: u8 = 0x04;
/// The highest bit of a counter block, set for answers.
const ANSWER: u128 = 1 << 127;

/// An answer was not made by the chip that the session is with, or was changed on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an answer is not from the chip that the session is with")]
pub(crate) struct ChannelBroken;

/// One session's protection. A command that was wrapped has to be sent, and its answer unwrapped before the next.
#[derive(Debug)]
pub(crate) struct SecureChannel {
    keys: SessionKeys,
    level: Level,
    chaining: Key,
    counter: u128,
}

impl SecureChannel {
    pub(crate) fn new(keys: SessionKeys, level: Level) -> Self {
        Self {
            keys,
            level,
            chaining: [0; BLOCK],
            counter: 0,
        }
    }

    /// The command with its C-MAC alone, as EXTERNAL AUTHENTICATE is sent.
    pub(crate) fn authenticated(&mut self, command: &Command) -> Command {
        let mut wrapped = command.clone();
        wrapped.class |= SECURED;
        let length = wrapped.data.len() + MAC;
        let header = [wrapped.class, wrapped.instruction, wrapped.p1, wrapped.p2];
        let extended = length > MAX_SHORT_DATA
            || wrapped
                .expected
                .is_some_and(|expected| expected > MAX_SHORT_EXPECTED);
        let [.., high, low] = length.to_be_bytes();
        let length: &[u8] = if extended { &[0, high, low] } else { &[low] };
        let whole = mac(
            &self.keys.mac,
            &[&self.chaining, &header, length, &wrapped.data],
        );
        self.chaining = whole;
        wrapped.data.extend(&whole[..MAC]);
        wrapped
    }

    /// The command as it is sent.
    pub(crate) fn wrap(&mut self, command: &Command) -> Command {
        self.counter += 1;
        let mut wrapped = command.clone();
        if self.level.encrypts_commands() && !wrapped.data.is_empty() {
            let cipher = cbc::Encryptor::<Aes128>::new(
                &self.keys.enc.into(),
                &self.vector(self.counter).into(),
            );
            let plain = Zeroizing::new(std::mem::take(&mut wrapped.data));
            wrapped.data = cipher.encrypt_padded_vec::<Iso7816>(&plain);
        }
        wrapped.expected = command
            .expected
            .map(|expected| self.answer_length(expected));
        self.authenticated(&wrapped)
    }

    /// Most bytes of the protected answer to a command that expects this many. A length that would need the extended form
    /// only for the protection becomes "as many as there are" in the short form.
    fn answer_length(&self, expected: u32) -> u32 {
        let data = match self.level.encrypts_answers() {
            true => (expected / 16 + 1) * 16,
            false => expected,
        };
        let mac = if self.level.authenticates_answers() {
            8
        } else {
            0
        };
        let most = match expected {
            ..=MAX_SHORT_EXPECTED => MAX_SHORT_EXPECTED,
            _ => MAX_EXPECTED,
        };
        (data + mac).min(most)
    }

    /// The answer as the chip meant it. Errors come as they are, since the chip protects none.
    pub(crate) fn unwrap(&mut self, response: Response) -> Result<Response, ChannelBroken> {
        if !self.level.authenticates_answers() {
            return Ok(response);
        }
        if !is_protected(response.status) {
            return if response.data.is_empty() {
                Ok(response)
            } else {
                Err(ChannelBroken)
            };
        }
        let (data, found) = response
            .data
            .split_last_chunk::<MAC>()
            .ok_or(ChannelBroken)?;
        let status = response.status.0.to_be_bytes();
        let expected = mac(&self.keys.rmac, &[&self.chaining, data, &status]);
        if !bool::from(expected[..MAC].ct_eq(found)) {
            return Err(ChannelBroken);
        }
        Ok(Response {
            data: self.plain(data)?,
            status: response.status,
        })
    }

    fn plain(&self, data: &[u8]) -> Result<Vec<u8>, ChannelBroken> {
        if data.is_empty() || !self.level.encrypts_answers() {
            return Ok(data.to_vec());
        }
        let vector = self.vector(self.counter | ANSWER);
        let cipher = cbc::Decryptor::<Aes128>::new(&self.keys.enc.into(), &vector.into());
        let plain = cipher.decrypt_padded_vec::<Iso7816>(data);
        plain.map_err(|_| ChannelBroken)
    }

    /// The initial vector that belongs to a counter.
    fn vector(&self, counter: u128) -> Key {
        let mut block = counter.to_be_bytes().into();
        Aes128::new(&self.keys.enc.into()).encrypt_block(&mut block);
        block.into()
    }
}

/// Done, or done with a warning.
fn is_protected(status: StatusWord) -> bool {
    status.is_ok() || matches!(status.sw1(), 0x62 | 0x63)
}
