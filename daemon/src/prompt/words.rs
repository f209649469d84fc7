//! The texts of questions and answers, in both languages.

use super::{Again, Key, Kind, Move, Question, Words};
use crate::issuance::event::Flaw;
use loket_card::finger::FingerPosition;

impl Words {
    pub(super) fn of(en: &str, id: &str) -> Self {
        Self {
            en: en.to_owned(),
            id: id.to_owned(),
        }
    }

    /// With the finger's name in the place of `{}`.
    fn about(en: &str, id: &str, position: FingerPosition) -> Self {
        let (finger_en, finger_id) = finger(position);
        Self {
            en: en.replace("{}", finger_en),
            id: id.replace("{}", finger_id),
        }
    }
}

impl Question {
    /// The question as a person reads it.
    pub fn words(&self) -> Words {
        let (en, id) = asked(self.kind);
        match self.position {
            Some(position) => Words::about(en, id, position),
            None => Words::of(en, id),
        }
    }
}

fn asked(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::ClearHold => (
            "Something is in the way. Deal with it, then continue.",
            "Ada kendala. Atasi dahulu, lalu lanjutkan.",
        ),
        Kind::MoveCard(way) => moving(way),
        Kind::InspectCard => (
            "A card came out. Look at both faces: is it good?",
            "Kartu sudah keluar. Periksa kedua sisinya: apakah baik?",
        ),
        Kind::SettleUnknown => (
            "It is not known what became of the blank. Look for it in the printer and its trays, and say what you found.",
            "Nasib blangko tidak diketahui. Cari di pencetak dan wadahnya, lalu laporkan temuannya.",
        ),
        Kind::ActivateCard => (
            "Put the card on the desk reader and have the holder place the finger that you choose.",
            "Letakkan kartu pada pembaca di meja dan minta pemilik menempelkan jari yang dipilih.",
        ),
        Kind::VouchForHolder => (
            "No finger shows who the holder is. A second person checks face, chip and papers; put the card on the desk reader.",
            "Sidik jari tidak dapat membuktikan pemilik. Orang kedua memeriksa wajah, chip, dan dokumen; letakkan kartu pada pembaca di meja.",
        ),
        Kind::RetireOldCard => (
            "Take in the old card and put it on the desk reader: its chip is put out of force.",
            "Terima kartu lama dan letakkan pada pembaca di meja: chipnya dinonaktifkan.",
        ),
        Kind::HandOverCard => (
            "Give the card to its holder.",
            "Serahkan kartu kepada pemiliknya.",
        ),
        Kind::EnterBiodata => (
            "Confirm the biodata with the applicant and enter it.",
            "Pastikan biodata bersama pemohon, lalu masukkan.",
        ),
        Kind::TakePhoto => (
            "Seat the applicant before the camera and take a photo.",
            "Dudukkan pemohon di depan kamera, lalu ambil foto.",
        ),
        Kind::ChoosePhoto => (
            "Show the photos to the applicant: which one is agreed on?",
            "Tunjukkan foto kepada pemohon: foto mana yang disetujui?",
        ),
        Kind::CaptureFinger => (
            "Capture the {}, or say why that is not possible.",
            "Rekam {}, atau sebutkan mengapa tidak bisa.",
        ),
        Kind::ProvideSignature => (
            "Have the applicant sign and hand in the signature.",
            "Minta tanda tangan pemohon, lalu serahkan.",
        ),
        Kind::VerifyFinger => (
            "Capture the {} once more: it goes on the chip.",
            "Rekam {} sekali lagi: jari ini disimpan di chip.",
        ),
        Kind::Attest => (
            "Everything is recorded. Have the applicant confirm the data.",
            "Semua sudah direkam. Minta pemohon menyatakan datanya benar.",
        ),
    }
}

fn moving(way: Move) -> (&'static str, &'static str) {
    match way {
        Move::PlaceBlank => (
            "Put one blank on the desk reader, then continue: its chip is written there. If the reader cannot read a blank, say that it is spoiled.",
            "Letakkan satu blangko pada pembaca di meja, lalu lanjutkan: chipnya ditulis di sana. Bila blangko tidak terbaca, laporkan rusak.",
        ),
        Move::FeedCard => (
            "The chip is written. Move the card from the desk reader into the printer's feeder, alone, then continue: it is printed.",
            "Chip sudah ditulis. Pindahkan kartu dari pembaca di meja ke pengumpan pencetak, hanya kartu itu, lalu lanjutkan: kartu dicetak.",
        ),
        Move::ReturnCard => (
            "Put this order's card on the desk reader, then continue: its chip shows whether it is the one.",
            "Letakkan kartu pesanan ini pada pembaca di meja, lalu lanjutkan: chipnya menunjukkan apakah kartunya benar.",
        ),
        Move::DiscardCard => (
            "The card is spoiled. Put it into the reject box, then continue.",
            "Kartu rusak. Masukkan ke kotak kartu rusak, lalu lanjutkan.",
        ),
    }
}

impl Key {
    /// The label of its button.
    pub fn words(self) -> Words {
        let (en, id) = self.label();
        match self {
            Self::Activate(position) | Self::HandOver(position) => Words::about(en, id, position),
            Self::Take(take) | Self::Override(take) => Words {
                en: en.replace("{}", &take.to_string()),
                id: id.replace("{}", &take.to_string()),
            },
            _ => Words::of(en, id),
        }
    }

    /// The label with `{}` where its finger or number belongs.
    fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Activate(_) => ("Activate with the {}", "Aktifkan dengan {}"),
            Self::HandOver(_) => ("Hand over with the {}", "Serahkan dengan {}"),
            Self::Take(_) => ("Use photo {}", "Pakai foto {}"),
            Self::Override(_) => (
                "Use photo {} although it failed a check",
                "Pakai foto {} meski tidak lolos pemeriksaan",
            ),
            Self::Continue => ("Continue", "Lanjutkan"),
            Self::Cancel => ("Cancel the order", "Batalkan pesanan"),
            Self::Good => ("The card is good", "Kartu baik"),
            Self::Spoiled => ("The card is spoiled", "Kartu rusak"),
            Self::Flawed(flaw) => flawed(flaw),
            Self::OnDesk => (
                "The card is printed well and lies on the desk reader",
                "Kartu tercetak baik dan ada di pembaca meja",
            ),
            Self::Unprinted => (
                "The card is here and nothing is printed on it",
                "Kartu ada di sini dan belum tercetak",
            ),
            Self::NoCard => (
                "No blank left the hopper",
                "Tidak ada blangko yang keluar dari wadah",
            ),
            Self::UsedBefore => (
                "It is a card that was used before, not a blank",
                "Itu kartu yang pernah dipakai, bukan blangko",
            ),
            Self::ActivateWithoutHolder => (
                "Activate; the holder is matched at the hand-over",
                "Aktifkan; pemilik dicocokkan saat penyerahan",
            ),
            Self::SecondPerson => (
                "No finger will match: ask a second person",
                "Sidik jari tidak akan cocok: minta orang kedua",
            ),
            Self::Vouch => ("I vouch for the holder", "Saya menjamin pemiliknya"),
            Self::NotVouched => ("I do not vouch for the holder", "Saya tidak menjamin"),
            Self::AllowTries => ("Allow more tries", "Izinkan percobaan lagi"),
            Self::Void => (
                "The card will not be activated: take it out of use",
                "Kartu tidak akan diaktifkan: tarik kartu",
            ),
            Self::Retire => ("The old card is on the reader", "Kartu lama ada di pembaca"),
            Self::Unreadable => (
                "The old card was handed in; its chip cannot be read",
                "Kartu lama diserahkan; chipnya tidak terbaca",
            ),
            Self::NoOldCard => (
                "The holder does not have the old card",
                "Pemilik tidak membawa kartu lama",
            ),
            Self::HandedOver => ("The holder has the card", "Kartu sudah diserahkan"),
            Self::Enter => ("Enter the biodata", "Masukkan biodata"),
            Self::Photo(Again::First) => ("Take a photo", "Ambil foto"),
            Self::Photo(Again::Another) => ("Take another photo", "Ambil foto lagi"),
            Self::Capture(_) | Self::Verify(_) => ("Capture", "Rekam"),
            Self::Recapture(_) => ("Capture anew from the start", "Rekam ulang dari awal"),
            Self::Missing(_) => ("The finger is missing", "Jari tidak ada"),
            Self::Bandaged(_) => ("The finger is bandaged", "Jari dibalut"),
            Self::Worn(_) => ("The finger is worn", "Sidik jari aus"),
            Self::Submit => ("Hand in the signature", "Serahkan tanda tangan"),
            Self::Attest => ("The applicant confirms", "Pemohon menyatakan benar"),
            Self::Abandon => ("End without a record", "Akhiri tanpa rekaman"),
        }
    }
}

fn flawed(flaw: Flaw) -> (&'static str, &'static str) {
    match flaw {
        Flaw::Print => (
            "Spoiled: gaps, streaks or out of place",
            "Rusak: cetakan bergaris, berlubang, atau bergeser",
        ),
        Flaw::Colour => ("Spoiled: wrong colours", "Rusak: warna tidak sesuai"),
        Flaw::Damage => (
            "Spoiled: scratched, bent or peeling",
            "Rusak: tergores, bengkok, atau mengelupas",
        ),
    }
}

fn finger(position: FingerPosition) -> (&'static str, &'static str) {
    match position {
        FingerPosition::RightThumb => ("right thumb", "ibu jari kanan"),
        FingerPosition::RightIndex => ("right index finger", "telunjuk kanan"),
        FingerPosition::RightMiddle => ("right middle finger", "jari tengah kanan"),
        FingerPosition::RightRing => ("right ring finger", "jari manis kanan"),
        FingerPosition::RightLittle => ("right little finger", "kelingking kanan"),
        FingerPosition::LeftThumb => ("left thumb", "ibu jari kiri"),
        FingerPosition::LeftIndex => ("left index finger", "telunjuk kiri"),
        FingerPosition::LeftMiddle => ("left middle finger", "jari tengah kiri"),
        FingerPosition::LeftRing => ("left ring finger", "jari manis kiri"),
        FingerPosition::LeftLittle => ("left little finger", "kelingking kiri"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_about_a_finger_names_it_in_both_languages() {
        let question = Question::new(Kind::VerifyFinger, vec![]).about(FingerPosition::LeftIndex);
        let words = question.words();
        assert!(words.en.contains("left index finger") && words.id.contains("telunjuk kiri"));
    }

    #[test]
    fn no_text_keeps_a_gap() {
        for position in FingerPosition::ALL {
            for kind in [Kind::CaptureFinger, Kind::VerifyFinger] {
                let words = Question::new(kind, vec![]).about(position).words();
                assert!(!words.en.contains("{}") && !words.id.contains("{}"));
            }
        }
    }
}
