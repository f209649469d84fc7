//! The answer to reset (ISO/IEC 7816-3, section 8).

use super::life_cycle::LifeCycle;

/// Of a chip of the profile.
pub(super) fn of_profile(life_cycle: LifeCycle) -> Vec<u8> {
    encode(&historical_bytes(life_cycle))
}

/// Of a KTP-el: category `80`, issuer's data "SIM".
pub(super) fn of_ktp_el() -> Vec<u8> {
    encode(&[0x80, 0x53, b'S', b'I', b'M'])
}

/// Direct convention, protocols T=0 and T=1, historical bytes (at most 15), check byte.
fn encode(historical: &[u8]) -> Vec<u8> {
    let [.., count] = historical.len().to_be_bytes();
    let mut answer = vec![0x3B, 0x80 | count, 0x80, 0x01];
    answer.extend(historical);
    let check = answer[1..].iter().fold(0, |sum, byte| sum ^ byte);
    answer.push(check);
    answer
}

/// ISO/IEC 7816-4 section 8.1.1, category `80`, compact data objects: issuer's data "SIM"; capabilities (selection by
/// name and by identifier, one-byte data units, command chaining, extended lengths, their limits in EF.ATR/INFO); life-cycle
/// status.
fn historical_bytes(life_cycle: LifeCycle) -> [u8; 11] {
    let status = life_cycle.byte();
    [
        0x80, 0x53, b'S', b'I', b'M', 0x73, 0x90, 0x01, 0xE0, 0x81, status,
    ]
}
