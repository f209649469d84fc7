//! The answer to reset (ISO/IEC 7816-3, section 8).

use super::life_cycle::LifeCycle;

/// Direct convention, protocols T=0 and T=1, historical bytes, check byte.
pub(super) fn encode(life_cycle: LifeCycle) -> Vec<u8> {
    let historical = historical_bytes(life_cycle);
    // The length fits the low four bits of T0: eleven bytes.
    let mut answer = vec![0x3B, 0x80 | 0x0B, 0x80, 0x01];
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
