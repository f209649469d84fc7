//! The simulator's own look into a chip's memory.

use super::ktp_el::{self, KtpEl};
use super::life_cycle::LifeCycle;
use super::profile::Profile;
use serde::Serialize;

/// What a chip holds, decoded without any code of the host's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChipDump {
    /// Serial number, 16 hexadecimal digits.
    pub serial: String,
    /// Maker's name for the chip.
    pub model: &'static str,
    /// Where the chip is in its life.
    pub life_cycle: LifeCycle,
    /// Decisions "no match" that the chip still takes.
    pub tries_left: u8,
    /// The key versions.
    pub keys: Vec<KeyDump>,
    /// The files of the application, by identifier.
    pub files: Vec<FileDump>,
}

/// What the chip counts for a key version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeyDump {
    /// Number of the version.
    pub version: u8,
    /// Sequence counter of the next session.
    pub sequence: u32,
    /// Failed authentications in a row.
    pub failures: u8,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileDump {
    /// File identifier, four hexadecimal digits.
    pub identifier: String,
    /// Size of the file in bytes.
    pub size: usize,
    /// Bytes of content that its length prefix announces, at most what the file has.
    pub length: usize,
    /// Whether the bytes behind the content are all zero.
    pub padded: bool,
    /// The content in hexadecimal digits.
    pub hex: String,
    /// The content decoded, where it can be.
    pub text: Option<FileText>,
}

/// Decoded content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileText {
    /// The control file.
    Control {
        /// Profile version.
        version: u8,
        /// Serial number, as the host wrote it; 16 hexadecimal digits.
        serial: String,
        /// Write journal: odd while the files are being written.
        journal: u32,
    },
    /// The columns of the biodata line, in their order on the chip.
    Biodata(Vec<String>),
    /// The rows of the signature bitmap, `#` for ink and `.` for none.
    Signature(Vec<String>),
    /// Which finger a template is of, the number of ISO/IEC 19794-2.
    Finger(u8),
}

/// The dump of a chip's memory.
pub(super) fn of_profile(profile: &Profile) -> ChipDump {
    ChipDump {
        serial: hex(&profile.serial()),
        model: super::MODEL,
        life_cycle: profile.life_cycle(),
        tries_left: profile.tries(),
        keys: profile.keys().dump(),
        files: profile
            .application()
            .files()
            .map(|(identifier, bytes)| file(identifier, bytes))
            .collect(),
    }
}

/// The dump of what is public of a KTP-el.
pub(super) fn of_ktp_el(card: &KtpEl) -> ChipDump {
    let files = card.free_files();
    ChipDump {
        serial: hex(&card.serial()),
        model: ktp_el::MODEL,
        life_cycle: LifeCycle::Activated,
        tries_left: 0,
        keys: Vec::new(),
        files: files
            .map(|(identifier, bytes)| file(identifier, bytes))
            .into(),
    }
}

fn file(identifier: u16, bytes: &[u8]) -> FileDump {
    let announced = usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    let (content, padding) = bytes[2..].split_at(announced.min(bytes.len() - 2));
    FileDump {
        identifier: format!("{identifier:04X}"),
        size: bytes.len(),
        length: content.len(),
        padded: padding.iter().all(|byte| *byte == 0),
        hex: hex(content),
        text: decode(identifier, content),
    }
}

fn decode(identifier: u16, content: &[u8]) -> Option<FileText> {
    match identifier {
        0x6FF0 => control(content),
        0x6FF1 => columns(std::str::from_utf8(content).ok()?).map(FileText::Biodata),
        0x6FF3 => rows(content).map(FileText::Signature),
        0x6FF4 | 0x6FF5 => content.first().copied().map(FileText::Finger),
        _ => None,
    }
}

fn control(content: &[u8]) -> Option<FileText> {
    let [version, rest @ ..] = content else {
        return None;
    };
    let (serial, journal) = rest.split_at_checked(8)?;
    Some(FileText::Control {
        version: *version,
        serial: hex(serial),
        journal: u32::from_be_bytes(journal.try_into().ok()?),
    })
}

/// The values of one line of CSV, all of them quoted, a quote inside a value doubled.
fn columns(line: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = line;
    loop {
        let (value, after) = quoted(rest)?;
        values.push(value);
        rest = match after.strip_prefix(',') {
            Some(rest) => rest,
            None => return after.is_empty().then_some(values),
        };
    }
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut value = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        value.push_str(part);
        let Some(more) = after.strip_prefix('"') else {
            return Some((value, after));
        };
        value.push('"');
        rest = more;
    }
}

/// 44 rows of 21 bytes, the leftmost pixel in the highest bit.
fn rows(bitmap: &[u8]) -> Option<Vec<String>> {
    (bitmap.len() == 44 * 21).then(|| bitmap.chunks(21).map(row).collect())
}

fn row(bytes: &[u8]) -> String {
    let pixels = bytes
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte & (0x80 >> bit) != 0));
    pixels.map(|ink| if ink { '#' } else { '.' }).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_quoted_columns() {
        let values = |line| columns(line).map(|values| values.join("|"));
        assert_eq!(values(r#""A","","B, C""#).unwrap(), "A||B, C");
        assert_eq!(values(r#""say ""hi""","x""#).unwrap(), r#"say "hi"|x"#);
        for wrong in ["", "A", r#""A"#, r#""A","#, r#""A"B"#] {
            assert_eq!(columns(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shows_left_over_bytes_and_impossible_lengths() {
        let dump = file(0x6FF2, &[0, 2, 0xFF, 0xD8, 7]);
        assert_eq!(
            (dump.length, dump.padded, &dump.hex[..]),
            (2, false, "FFD8")
        );
        let dump = file(0x6FF2, &[0xFF, 0xFF, 1, 2]);
        assert_eq!((dump.length, dump.hex), (2, "0102".into()));
    }

    #[test]
    fn draws_the_signature() {
        let mut bitmap = vec![0; 924];
        bitmap[0] = 0x81;
        let rows = rows(&bitmap).unwrap();
        assert_eq!(rows[0][..10], *"#......#..");
        assert_eq!((rows.len(), rows[43].len()), (44, 168));
    }
}
