//! Bytes that no device should send: decoders end, stay within bounds, and do not depend on how the bytes were cut.

#![expect(clippy::unwrap_used, reason = "all of it is test code")]

use loket_wire::evolis::ReplyReader;
use loket_wire::http::{BodyDecoder, Framing, Head};
use loket_wire::multipart::PartScanner;
use loket_wire::{apdu, tlv, zfm};

const ROUNDS: u64 = 2_000;
const LONGEST: usize = 400;

/// The generator SplitMix64: the same bytes in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    /// Random words of the protocol with some random bytes between them.
    fn bytes(&mut self, words: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let length = self.below(LONGEST);
        while bytes.len() < length {
            if self.below(3) == 0 {
                bytes.push(self.next().to_le_bytes()[0]);
            } else {
                bytes.extend(words[self.below(words.len())]);
            }
        }
        bytes
    }

    fn pieces<'a>(&mut self, mut bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        while !bytes.is_empty() {
            let (piece, rest) = bytes.split_at(1 + self.below(bytes.len()));
            pieces.push(piece);
            bytes = rest;
        }
        pieces
    }
}

/// Decodes the same bytes whole and in pieces and compares.
fn cuts_make_no_difference<T: PartialEq + std::fmt::Debug>(
    words: &[&[u8]],
    decode: impl Fn(&[&[u8]]) -> T,
) {
    for round in 0..ROUNDS {
        let mut chance = Chance(round);
        let bytes = chance.bytes(words);
        let pieces = chance.pieces(&bytes);
        assert_eq!(decode(&pieces), decode(&[&bytes]), "round {round}");
    }
}

#[test]
fn sensor_packets() {
    let good = zfm::Command::TakeImage.encode(zfm::ANY_ADDRESS);
    let words: [&[u8]; 4] = [&good, &[0xEF, 0x01], &[0xFF; 4], &[0x07, 0x00, 0x03]];
    cuts_make_no_difference(&words, |pieces| {
        let mut decoder = zfm::Decoder::default();
        let mut found = Vec::new();
        for piece in pieces {
            decoder.push(piece);
            found.extend(std::iter::from_fn(|| decoder.next_packet()));
        }
        found
    });
}

#[test]
fn printer_replies() {
    let words: [&[u8]; 3] = [b"OK\0", b"ERROR ", b"\0"];
    cuts_make_no_difference(&words, |pieces| {
        let mut reader = ReplyReader::default();
        let mut found = Vec::new();
        for piece in pieces {
            reader.push(piece);
            while let Some(reply) = reader.next_reply() {
                let failed = reply.is_err();
                found.push(reply);
                if failed {
                    // The driver gives the connection up here.
                    return found;
                }
            }
        }
        found
    });
}

#[test]
fn camera_parts() {
    let words: [&[u8]; 6] = [
        b"--b",
        b"\r\n",
        b"Content-Length: 3\r\n",
        b"\r\n\r\n",
        b"--b\r\n",
        b"-",
    ];
    cuts_make_no_difference(&words, |pieces| {
        let mut scanner = PartScanner::new("multipart/mixed; boundary=b", 10_000).unwrap();
        let mut found = Vec::new();
        for piece in pieces {
            scanner.push(piece);
            loop {
                match scanner.next_part() {
                    Ok(Some(part)) => found.push(part),
                    Ok(None) => break,
                    Err(_) => return None,
                }
            }
        }
        Some(found)
    });
}

#[test]
fn chunks() {
    let words: [&[u8]; 5] = [b"3\r\n", b"abc\r\n", b"\r\n", b"0\r\n\r\n", b";x"];
    cuts_make_no_difference(&words, |pieces| {
        let mut decoder = BodyDecoder::new(Framing::Chunked);
        let mut body = Vec::new();
        for piece in pieces {
            decoder.decode(piece, &mut body)?;
        }
        Ok::<_, loket_wire::http::HttpError>((body, decoder.is_done()))
    });
}

#[test]
fn heads_commands_and_data_objects() {
    let words: [&[u8]; 5] = [
        b"HTTP/1.1 200 OK\r\n",
        b"A: b\r\n",
        &[0x7F, 0x49, 0x81, 0x05],
        &[0x00, 0xA4, 0x04, 0x0C],
        b"\r\n",
    ];
    for round in 0..ROUNDS {
        let bytes = Chance(round).bytes(&words);
        if let Ok(Some((_, length))) = Head::parse(&bytes) {
            assert!(length <= bytes.len());
        }
        if let Ok(command) = apdu::Command::parse(&bytes) {
            let again = apdu::Command::parse(&command.encode().unwrap());
            assert_eq!(again, Ok(command));
        }
        let values: usize = tlv::objects(&bytes)
            .flatten()
            .map(|object| object.value.len() + 2)
            .sum();
        assert!(values <= bytes.len());
    }
}
