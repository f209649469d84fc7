//! The file tree as the maker lays it out.

use super::data_object;

/// Name of the application (its AID).
pub(super) const APPLICATION_NAME: &[u8] = &[0xF0, b'L', b'O', b'K', b'E', b'T', b'1'];

const ROOT: u16 = 0x3F00;
const APPLICATION: u16 = 0x7F0A;
/// EF.ATR/INFO, a file of the master file (ISO/IEC 7816-4).
pub(super) const INFO: u16 = 0x2F01;

/// Identifier and size in bytes of each file of the application; together they stay below the chip's 8 KB.
pub(super) const FILES: [(u16, u16); 7] = [
    (0x6FF0, 32),
    (0x6FF1, 768),
    (0x6FF2, 4096),
    (0x6FF3, 926),
    (0x6FF4, 1024),
    (0x6FF5, 1024),
    (0x6FF6, 66),
];

/// Where in [`FILES`] an identifier stands.
pub(super) fn index(identifier: u16) -> Option<usize> {
    FILES.iter().position(|(file, _)| *file == identifier)
}

/// Whether everybody may read the file: control, photo and issuer's signature.
pub(super) fn is_free(index: usize) -> bool {
    matches!(FILES[index].0, 0x6FF0 | 0x6FF2 | 0x6FF6)
}

/// File control parameters of the master file, which is always in force.
pub(super) fn root_parameters() -> Vec<u8> {
    [folder(ROOT), data_object::encode(0x8A, &[0x05])].concat()
}

/// File control parameters of EF.ATR/INFO, which nobody can change.
pub(super) fn info_parameters(size: usize) -> Vec<u8> {
    let [.., high, low] = size.to_be_bytes();
    transparent(INFO, [high, low], 0x05)
}

/// File control parameters of the application; its size is that of its files.
pub(super) fn application_parameters(life_cycle: u8) -> Vec<u8> {
    let size: u16 = FILES.iter().map(|(_, size)| size).sum();
    [
        data_object::encode(0x81, &size.to_be_bytes()),
        folder(APPLICATION),
        data_object::encode(0x84, APPLICATION_NAME),
        data_object::encode(0x8A, &[life_cycle]),
    ]
    .concat()
}

/// File control parameters of a transparent file.
pub(super) fn file_parameters(index: usize, life_cycle: u8) -> Vec<u8> {
    let (identifier, size) = FILES[index];
    transparent(identifier, size.to_be_bytes(), life_cycle)
}

fn transparent(identifier: u16, size: [u8; 2], life_cycle: u8) -> Vec<u8> {
    [
        data_object::encode(0x80, &size),
        data_object::encode(0x82, &[0x01]),
        data_object::encode(0x83, &identifier.to_be_bytes()),
        data_object::encode(0x8A, &[life_cycle]),
    ]
    .concat()
}

fn folder(identifier: u16) -> Vec<u8> {
    [
        data_object::encode(0x82, &[0x38]),
        data_object::encode(0x83, &identifier.to_be_bytes()),
    ]
    .concat()
}
