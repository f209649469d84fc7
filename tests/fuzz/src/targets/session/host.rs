//! A host's end of SCP03, at any level: it protects whatever it is given.

use super::super::host::sample::SERIAL;
use aes::Aes128;
use aes::cipher::block_padding::Iso7816;
use aes::cipher::{BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use cmac::{Cmac, Mac};
use loket_card::keys::{Key, SessionKeys, SessionRequest};
use loket_card::{Decision, KeyVersion, MasterKeys};
use loket_simulator::chip::Chip;
use loket_wire::apdu::Response;

const CHALLENGE: [u8; 8] = *b"anything";
const SELECT_APPLICATION: &[u8] = b"\x00\xA4\x04\x0C\x07\xF0LOKET1";
const GET_CHALLENGE: u8 = 0x84;
const VERIFY: u8 = 0x21;
const RESET_RETRY_COUNTER: u8 = 0x2C;
/// In the place of a length that is expected: none.
const NOTHING: u8 = 0xFF;

pub(super) struct Host {
    keys: SessionKeys,
    level: u8,
    chaining: Key,
    counter: u128,
    challenge: [u8; 8],
}

impl Host {
    /// Selects the application and opens a session, if the chip lets it.
    pub(super) fn open(chip: &mut Chip, version: KeyVersion, level: u8) -> Option<Self> {
        chip.transmit(SELECT_APPLICATION);
        let greeting = [&[0x80, 0x50, version.number(), 0, 8][..], &CHALLENGE, &[0]].concat();
        let card_challenge = *chip.transmit(&greeting).get(13..)?.first_chunk()?;
        let mut host = Self {
            keys: MasterKeys::TEST.session_keys(&SessionRequest {
                serial: SERIAL,
                version,
                host_challenge: CHALLENGE,
                card_challenge,
            }),
            level,
            chaining: [0; 16],
            counter: 0,
            challenge: [0; 8],
        };
        let label = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0, 0, 0x40, 1];
        let proof = mac(&host.keys.mac, &[&label, &CHALLENGE, &card_challenge]);
        let proven = host.signed([0x84, 0x82, level, 0], &proof[..8]);
        (chip.transmit(&proven) == [0x90, 0]).then_some(host)
    }

    /// Protects a command and opens its answer. A command is the length that is expected, instruction, P1, P2 and data; a decision
    /// without its signature gets one. Shorter ones are not sent.
    pub(super) fn send(&mut self, chip: &mut Chip, command: &[u8]) -> Option<Response> {
        let (&[expected, instruction, p1, p2], data) = command.split_first_chunk()?;
        let data = self.signed_if_decision(instruction, data);
        self.counter += 1;
        let mut apdu = self.signed([0x04, instruction, p1, p2], &self.encrypted(&data));
        match (expected, apdu[4]) {
            (NOTHING, _) => {}
            (_, 0) => apdu.extend([0, expected]),
            _ => apdu.push(expected),
        }
        let answer = self.opened(&chip.transmit(&apdu));
        if let (GET_CHALLENGE, Some(challenge)) = (instruction, answer.data.first_chunk()) {
            self.challenge = *challenge;
        }
        Some(answer)
    }

    fn signed_if_decision(&self, instruction: u8, data: &[u8]) -> Vec<u8> {
        let said = <[u8; 4]>::try_from(data).ok();
        match said.and_then(Decision::from_bytes) {
            Some(decision) if [VERIFY, RESET_RETRY_COUNTER].contains(&instruction) => {
                let keys = MasterKeys::TEST;
                let signature = keys.sign_decision(SERIAL, &self.challenge, decision);
                [&[0x7F, 0x2E, 0x17, 0x82, 0x15], data, &signature, &[1]].concat()
            }
            _ => data.to_vec(),
        }
    }

    fn signed(&mut self, header: [u8; 4], data: &[u8]) -> Vec<u8> {
        let [.., high, low] = (data.len() + 8).to_be_bytes();
        let length: &[u8] = if high == 0 { &[low] } else { &[0, high, low] };
        let command = [&header, length, data].concat();
        self.chaining = mac(&self.keys.mac, &[&self.chaining, &command]);
        [&command[..], &self.chaining[..8]].concat()
    }

    fn encrypted(&self, data: &[u8]) -> Vec<u8> {
        if data.is_empty() || self.level & 0x02 == 0 {
            return data.to_vec();
        }
        let (key, vector) = (&self.keys.enc.into(), &self.vector(0).into());
        cbc::Encryptor::<Aes128>::new(key, vector).encrypt_padded_vec::<Iso7816>(data)
    }

    /// The answer in clear. It must be protected as the level says.
    fn opened(&self, answer: &[u8]) -> Response {
        let mut answer = Response::parse(answer).expect("a response has a status word");
        if !matches!(answer.status.sw1(), 0x90 | 0x62 | 0x63) {
            assert!(answer.data.is_empty(), "data with an error");
        } else if self.level & 0x10 != 0 {
            let at = answer.data.len().checked_sub(8).expect("an R-MAC");
            let found = answer.data.split_off(at);
            let status = answer.status.0.to_be_bytes();
            let expected = mac(&self.keys.rmac, &[&self.chaining, &answer.data, &status]);
            assert_eq!(expected[..8], found, "R-MAC");
            answer.data = self.decrypted(&answer.data);
        }
        answer
    }

    fn decrypted(&self, data: &[u8]) -> Vec<u8> {
        if data.is_empty() || self.level & 0x20 == 0 {
            return data.to_vec();
        }
        let (key, vector) = (&self.keys.enc.into(), &self.vector(1 << 127).into());
        let cipher = cbc::Decryptor::<Aes128>::new(key, vector);
        let plain = cipher.decrypt_padded_vec::<Iso7816>(data);
        plain.expect("whole blocks, filled")
    }

    /// The initial vector of this command, or of its answer.
    fn vector(&self, answer: u128) -> Key {
        let mut block = (self.counter | answer).to_be_bytes().into();
        Aes128::new(&self.keys.enc.into()).encrypt_block(&mut block);
        block.into()
    }
}

fn mac(key: &Key, parts: &[&[u8]]) -> Key {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}
