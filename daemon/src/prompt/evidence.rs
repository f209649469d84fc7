//! What a person judges by.

use super::Words;
use loket_card::ChipSerial;
use loket_drivers::card_printer::CardPosition;

/// One thing to judge by. Pictures are drawn or opened only when somebody asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Which blank of the order it is, from 1.
    Attempt(u32),
    /// The chip that was bound to the attempt.
    ChipSerial(ChipSerial),
    /// Where the card is, by the printer.
    Position(CardPosition),
    /// Ribbon panels that the printer has counted on it, and how many both faces need.
    Printed(u32, u32),
    /// Comparisons of the holder's finger so far, and how many are allowed.
    Tries(u32, u32),
    /// Captures of the finger so far.
    Captures(u32),
    /// Quality of the kept image, 0 to 100.
    Quality(u8),
    /// The front as it should look.
    Front,
    /// The back as it should look.
    Back,
    /// A photo that was taken.
    Take(u32),
}

/// How evidence is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As this text.
    Reading(String),
    /// As a picture of this media type.
    Picture(&'static str),
}

/// As a reading, which is one text for both languages.
fn place(position: CardPosition) -> &'static str {
    match position {
        CardPosition::None => "none inside / tidak ada",
        CardPosition::Encoder => "at the encoder / di encoder",
        CardPosition::Inside => "inside / di dalam",
        CardPosition::Unknown => "not told / tidak diketahui",
    }
}

impl Evidence {
    /// Stable word.
    pub fn name(self) -> String {
        match self {
            Self::Attempt(_) => "attempt".into(),
            Self::ChipSerial(_) => "chip_serial".into(),
            Self::Position(_) => "position".into(),
            Self::Printed(..) => "printed_panels".into(),
            Self::Tries(..) => "tries".into(),
            Self::Captures(_) => "captures".into(),
            Self::Quality(_) => "quality".into(),
            Self::Front => "front".into(),
            Self::Back => "back".into(),
            Self::Take(take) => format!("take:{take}"),
        }
    }

    /// How it is shown.
    pub fn shown(self) -> Shown {
        match self {
            Self::Attempt(number) | Self::Captures(number) => Shown::Reading(number.to_string()),
            Self::ChipSerial(serial) => Shown::Reading(serial.to_string()),
            Self::Position(position) => Shown::Reading(place(position).to_owned()),
            Self::Printed(tries, allowed) | Self::Tries(tries, allowed) => {
                Shown::Reading(format!("{tries}/{allowed}"))
            }
            Self::Quality(quality) => Shown::Reading(quality.to_string()),
            Self::Front | Self::Back => Shown::Picture("image/png"),
            Self::Take(_) => Shown::Picture("image/jpeg"),
        }
    }

    /// Its label.
    pub fn words(self) -> Words {
        let (en, id) = match self {
            Self::Attempt(_) => ("Blank of this order", "Blangko ke-"),
            Self::ChipSerial(_) => ("Chip serial number", "Nomor seri chip"),
            Self::Position(_) => ("Card in the printer", "Kartu di pencetak"),
            Self::Printed(..) => ("Ribbon panels printed", "Panel pita tercetak"),
            Self::Tries(..) => ("Finger tries", "Percobaan sidik jari"),
            Self::Captures(_) => ("Captures so far", "Jumlah perekaman"),
            Self::Quality(_) => ("Quality of the kept image", "Mutu gambar tersimpan"),
            Self::Front => ("Front as it should look", "Sisi depan seharusnya"),
            Self::Back => ("Back as it should look", "Sisi belakang seharusnya"),
            Self::Take(take) => {
                return Words {
                    en: format!("Photo {take}"),
                    id: format!("Foto {take}"),
                };
            }
        };
        Words::of(en, id)
    }
}
