//! The least work with ciphers that a session costs a host, with the ciphers alone.

use super::bare::Exchange;
use aes::Aes128;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use cmac::{Cmac, Mac};
use std::hint::black_box;

const BLOCK: usize = 16;
/// Bytes before the data of a command, and after that of an answer.
const HEADER: usize = 5;
const STATUS: usize = 2;
/// Bytes of a MAC that are sent.
const MAC: usize = 8;

/// Encrypts, decrypts and authenticates as much as there is in the exchange. The keys do not matter for that.
pub(super) fn work(exchange: &Exchange) -> anyhow::Result<()> {
    let Exchange { command, response } = exchange;
    black_box((mac(command), mac(response)));
    let inner = command.get(HEADER..).unwrap_or_default();
    let mut sent = blocks(inner, MAC).to_vec();
    let mut heard = blocks(response, MAC + STATUS).to_vec();
    let (sent_length, key, vector) = (sent.len(), &[0x11; BLOCK], &[0x22; BLOCK]);
    cbc::Encryptor::<Aes128>::new(key.into(), vector.into())
        .encrypt_padded::<NoPadding>(&mut sent, sent_length)
        .map_err(|_| anyhow::anyhow!("no whole blocks"))?;
    cbc::Decryptor::<Aes128>::new(key.into(), vector.into())
        .decrypt_padded::<NoPadding>(&mut heard)
        .map_err(|_| anyhow::anyhow!("no whole blocks"))?;
    black_box((sent, heard));
    Ok(())
}

fn mac(bytes: &[u8]) -> [u8; BLOCK] {
    let mut mac = Cmac::<Aes128>::new(&[0x33; BLOCK].into());
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// The whole blocks of what is protected, without the `tail`.
fn blocks(bytes: &[u8], tail: usize) -> &[u8] {
    let length = bytes.len().saturating_sub(tail) / BLOCK * BLOCK;
    &bytes[..length]
}
