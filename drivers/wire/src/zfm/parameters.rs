//! What a sensor says of itself.

/// The answer to [`super::Command::ReadParameters`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemParameters {
    /// Status register.
    pub status: u16,
    /// System identifier; says little about the model.
    pub system_id: u16,
    /// Templates that the library can hold.
    pub capacity: u16,
    /// Security level, 1 to 5.
    pub security_level: u16,
    /// The sensor's address.
    pub address: u32,
    /// Payload bytes of a data packet: 32, 64, 128 or 256.
    pub packet_bytes: u16,
    /// Line speed in bits per second.
    pub bits_per_second: u32,
}

impl SystemParameters {
    /// Bytes after the confirmation code.
    pub const BYTES: usize = 16;

    /// Reads the bytes after the confirmation code; `None` when there are not exactly [`Self::BYTES`] or the packet
    /// size is unknown.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = <&[u8; Self::BYTES]>::try_from(bytes).ok()?;
        let word = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        Some(Self {
            status: word(0),
            system_id: word(2),
            capacity: word(4),
            security_level: word(6),
            address: u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            packet_bytes: match word(12) {
                code @ 0..=3 => 32 << code,
                _ => return None,
            },
            bits_per_second: u32::from(word(14)) * 9_600,
        })
    }
}

/// The answer to [`super::Command::ReadProductInfo`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductInfo {
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Hardware version, major then minor.
    pub hardware: (u8, u8),
    /// Name of the sensing element.
    pub element: String,
    /// Image width in pixels.
    pub width: u16,
    /// Image height in pixels.
    pub height: u16,
}

impl ProductInfo {
    /// Bytes after the confirmation code.
    pub const BYTES: usize = 46;

    /// Reads the bytes after the confirmation code; `None` when there are not exactly [`Self::BYTES`].
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = <&[u8; Self::BYTES]>::try_from(bytes).ok()?;
        Some(Self {
            model: text(&bytes[0..16]),
            serial: text(&bytes[20..28]),
            hardware: (bytes[28], bytes[29]),
            element: text(&bytes[30..38]),
            width: u16::from_be_bytes([bytes[38], bytes[39]]),
            height: u16::from_be_bytes([bytes[40], bytes[41]]),
        })
    }
}

/// The printable ASCII characters before the filling.
fn text(field: &[u8]) -> String {
    field
        .iter()
        .take_while(|byte| **byte != 0)
        .filter(|byte| byte.is_ascii_graphic() || **byte == b' ')
        .map(|byte| char::from(*byte))
        .collect::<String>()
        .trim()
        .to_owned()
}
