//! A host of the profile, for tests: written from the profile alone and sharing no code with the chip.

use super::super::Chip;
use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use cmac::{Cmac, Mac};

pub(super) const PERSONALISING: (u8, [u8; 16]) = (0x30, *b"@ABCDEFGHIJKLMNO");
pub(super) const ACTIVATING: (u8, [u8; 16]) = (0x31, *b"PQRSTUVWXYZ[\\]^_");
pub(super) const HOST_CHALLENGE: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

pub(super) fn mac(key: [u8; 16], bytes: &[u8]) -> [u8; 16] {
    let mut mac = Cmac::<Aes128>::new(&key.into());
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

fn kdf(key: [u8; 16], constant: u8, bits: u8, context: &[u8]) -> [u8; 16] {
    let mut input = vec![0; 16];
    input[11] = constant;
    input[14] = bits;
    input[15] = 1;
    input.extend(context);
    mac(key, &input)
}

fn block(key: [u8; 16], bytes: [u8; 16]) -> [u8; 16] {
    let mut block = bytes.into();
    Aes128::new(&key.into()).encrypt_block(&mut block);
    block.into()
}

/// The key of a chip for a purpose.
pub(super) fn chip_key(master: [u8; 16], purpose: u8, serial: [u8; 8]) -> [u8; 16] {
    kdf(master, purpose, 0x80, &[&b"LK"[..], &serial].concat())
}

/// CBC, block by block.
fn encrypt(key: [u8; 16], vector: [u8; 16], plain: &[u8]) -> Vec<u8> {
    let mut filled = plain.to_vec();
    filled.push(0x80);
    filled.resize(filled.len().next_multiple_of(16), 0);
    let mut last = vector;
    let mut encrypted = Vec::new();
    for chunk in filled.chunks(16) {
        let mixed = std::array::from_fn(|at| last[at] ^ chunk[at]);
        last = block(key, mixed);
        encrypted.extend(last);
    }
    encrypted
}

/// An answer to INITIALIZE UPDATE, and what follows from it.
pub(super) struct Greeting {
    pub(super) diversification: [u8; 10],
    pub(super) info: [u8; 3],
    pub(super) card_cryptogram_is_right: bool,
    pub(super) sequence: [u8; 3],
    host_cryptogram: [u8; 8],
    enc: [u8; 16],
    mac: [u8; 16],
    rmac: [u8; 16],
}

pub(super) fn initialize_update(version: u8) -> Vec<u8> {
    [&[0x80, 0x50, version, 0, 8][..], &HOST_CHALLENGE, &[0]].concat()
}

impl Greeting {
    /// Makes the host one that does not know the keys.
    pub(super) fn spoil(&mut self) {
        self.host_cryptogram[0] ^= 1;
    }
}

/// Greets the chip; the error is a status word.
pub(super) fn greet(chip: &mut Chip, keys: (u8, [u8; 16])) -> Result<Greeting, [u8; 2]> {
    let answer = chip.transmit(&initialize_update(keys.0));
    let (data, status) = answer.split_last_chunk::<2>().unwrap();
    if *status != [0x90, 0x00] {
        return Err(*status);
    }
    assert_eq!(data.len(), 32);
    let serial = chip.serial();
    let (enc, mac_key) = (chip_key(keys.1, 1, serial), chip_key(keys.1, 2, serial));
    let sequence: [u8; 3] = data[29..].try_into().unwrap();
    let challenge = kdf(enc, 2, 0x40, &[&sequence[..], b"\xF0LOKET1"].concat());
    let challenge_is_right = challenge[..8] == data[13..21];
    let context = [&HOST_CHALLENGE[..], &data[13..21]].concat();
    let s_mac = kdf(mac_key, 6, 0x80, &context);
    let cryptogram = kdf(s_mac, 0, 0x40, &context);
    Ok(Greeting {
        diversification: data[..10].try_into().unwrap(),
        info: data[10..13].try_into().unwrap(),
        card_cryptogram_is_right: challenge_is_right && cryptogram[..8] == data[21..29],
        sequence,
        host_cryptogram: kdf(s_mac, 1, 0x40, &context)[..8].try_into().unwrap(),
        enc: kdf(enc, 4, 0x80, &context),
        mac: s_mac,
        rmac: kdf(mac_key, 7, 0x80, &context),
    })
}

/// The host's end of a session.
pub(super) struct Host {
    level: u8,
    enc: [u8; 16],
    mac: [u8; 16],
    rmac: [u8; 16],
    chaining: [u8; 16],
    counter: u32,
}

/// Goes on with EXTERNAL AUTHENTICATE; also returns the chip's answer.
pub(super) fn authenticate(chip: &mut Chip, greeting: &Greeting, level: u8) -> (Host, Vec<u8>) {
    let mut host = Host {
        level,
        enc: greeting.enc,
        mac: greeting.mac,
        rmac: greeting.rmac,
        chaining: [0; 16],
        counter: 0,
    };
    let head = [0x84, 0x82, level, 0];
    let command = host.signed(head, &greeting.host_cryptogram, false);
    (host, chip.transmit(&command))
}

/// Selects the application and opens a session.
pub(super) fn open(chip: &mut Chip, keys: (u8, [u8; 16]), level: u8) -> Host {
    let selected = chip.transmit(super::SELECT_APPLICATION);
    assert!(matches!(selected[..], [0x90, 0x00] | [0x62, 0x83]));
    let greeting = greet(chip, keys).unwrap();
    assert!(greeting.card_cryptogram_is_right);
    let (host, answer) = authenticate(chip, &greeting, level);
    assert_eq!(answer, [0x90, 0x00]);
    host
}

impl Host {
    fn signed(&mut self, head: [u8; 4], data: &[u8], extended: bool) -> Vec<u8> {
        let length = u16::try_from(data.len() + 8).unwrap().to_be_bytes();
        let field = match (extended, length[0]) {
            (false, 0) => vec![length[1]],
            _ => vec![0, length[0], length[1]],
        };
        let command = [&head[..], &field, data].concat();
        self.chaining = mac(self.mac, &[&self.chaining[..], &command].concat());
        [&command[..], &self.chaining[..8]].concat()
    }

    fn vector(&self, first: u8) -> [u8; 16] {
        let mut counter = [0; 16];
        counter[0] = first;
        counter[12..].copy_from_slice(&self.counter.to_be_bytes());
        block(self.enc, counter)
    }

    /// A plain command without length fields, protected; `le` is added as it is.
    pub(super) fn protect(&mut self, head: [u8; 4], data: &[u8], le: &[u8]) -> Vec<u8> {
        self.counter += 1;
        let encrypted = if data.is_empty() || self.level & 2 == 0 {
            data.to_vec()
        } else {
            encrypt(self.enc, self.vector(0), data)
        };
        let head = [head[0] | 4, head[1], head[2], head[3]];
        let command = self.signed(head, &encrypted, le.len() == 2);
        [&command, le].concat()
    }

    /// The plain answer, its R-MAC checked.
    pub(super) fn unprotect(&self, answer: &[u8]) -> Vec<u8> {
        let (data, status) = answer.split_last_chunk::<2>().unwrap();
        let warning = matches!(status, [0x90 | 0x62 | 0x63, _]);
        if !warning || self.level & 0x10 == 0 {
            assert!(warning || data.is_empty(), "an error has no data");
            return answer.to_vec();
        }
        let (data, signature) = data.split_last_chunk::<8>().unwrap();
        let signed = [&self.chaining[..], data, status].concat();
        assert_eq!(mac(self.rmac, &signed)[..8], *signature, "R-MAC");
        [&self.decrypted(data), &status[..]].concat()
    }

    fn decrypted(&self, data: &[u8]) -> Vec<u8> {
        if data.is_empty() || self.level & 0x20 == 0 {
            return data.to_vec();
        }
        let mut last = self.vector(0x80);
        let mut plain = Vec::new();
        for chunk in data.chunks(16) {
            let encrypted: [u8; 16] = chunk.try_into().unwrap();
            let mut block = encrypted.into();
            Aes128::new(&self.enc.into()).decrypt_block(&mut block);
            plain.extend((0..16).map(|at| block[at] ^ last[at]));
            last = encrypted;
        }
        let end = plain.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(plain[end], 0x80, "filling");
        plain.truncate(end);
        plain
    }

    /// Sends a command and returns the plain answer.
    pub(super) fn send(
        &mut self,
        chip: &mut Chip,
        head: [u8; 4],
        data: &[u8],
        le: &[u8],
    ) -> Vec<u8> {
        let command = self.protect(head, data, le);
        self.unprotect(&chip.transmit(&command))
    }

    /// A plain command APDU, protected, and the plain answer.
    pub(super) fn relay(&mut self, chip: &mut Chip, apdu: &[u8]) -> Vec<u8> {
        let (head, body) = apdu.split_first_chunk().unwrap();
        match body {
            [] | [_] => self.send(chip, *head, &[], body),
            [0, le @ ..] => self.send(chip, *head, &[], le),
            [length, rest @ ..] => {
                let (data, le) = rest.split_at((*length).into());
                self.send(chip, *head, data, le)
            }
        }
    }

    /// A challenge and the decision that answers it.
    pub(super) fn decision(&mut self, chip: &mut Chip, kind: [u8; 4]) -> Vec<u8> {
        let answer = self.send(chip, [0, 0x84, 0, 0], &[], &[0]);
        assert_eq!((answer.len(), &answer[8..]), (10, &[0x90, 0x00][..]));
        let serial = chip.serial();
        let key = chip_key(ACTIVATING.1, 4, serial);
        let signed = [&b"loket match"[..], &serial, &answer[..8], &kind].concat();
        let body = [&kind[..], &mac(key, &signed), &[1]].concat();
        [&[0x7F, 0x2E, 0x17, 0x82, 0x15][..], &body].concat()
    }
}
