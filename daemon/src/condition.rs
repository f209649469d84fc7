//! Named conditions: the one table of what can be wrong, who acts, and what to do about it.

use loket_drivers::error::{DeviceError, ErrorKind};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Who is wrong, for the front end's choice of screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Ask the person again; nothing is broken.
    AskAgain,
    /// A device, its supplies or its link need care.
    DeviceFault,
    /// What happened to a card is not known.
    OutcomeUnknown,
    /// The request is malformed.
    BadRequest,
    /// The request is not legal now.
    WrongState,
    /// The person or program may not do that.
    NotAllowed,
    /// The request names something that does not exist.
    NotFound,
    /// The daemon has no such call.
    Unsupported,
    /// The daemon itself failed.
    Internal,
}

impl Family {
    /// The word in error details.
    pub fn word(self) -> &'static str {
        match self {
            Self::AskAgain => "ASK_AGAIN",
            Self::DeviceFault => "DEVICE_FAULT",
            Self::OutcomeUnknown => "OUTCOME_UNKNOWN",
            Self::BadRequest => "BAD_REQUEST",
            Self::WrongState => "WRONG_STATE",
            Self::NotAllowed => "NOT_ALLOWED",
            Self::NotFound => "NOT_FOUND",
            Self::Unsupported => "UNSUPPORTED",
            Self::Internal => "INTERNAL",
        }
    }
}

/// What the condition means for the card at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardEffect {
    /// No card is concerned.
    None,
    /// No blank was touched.
    Untouched,
    /// The card can still become good.
    Recoverable,
    /// The card is lost.
    Wasted,
    /// To be found out.
    Unknown,
}

impl CardEffect {
    /// The word in error details; `None` where no card is concerned.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Untouched => Some("untouched"),
            Self::Recoverable => Some("recoverable"),
            Self::Wasted => Some("wasted"),
            Self::Unknown => Some("unknown"),
        }
    }
}

/// Where the card at hand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// No card is concerned.
    None,
    /// Not taken yet.
    Hopper,
    /// Inside the printer.
    Printer,
    /// Came out of the printer, to the output or the reject tray.
    Tray,
    /// On the desk reader, or in somebody's hand beside it.
    Desk,
    /// To be found out.
    Unknown,
}

impl Place {
    /// The word in error details; `None` where no card is concerned.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Hopper => Some("hopper"),
            Self::Printer => Some("printer"),
            Self::Tray => Some("tray"),
            Self::Desk => Some("desk"),
            Self::Unknown => Some("unknown"),
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Stable name.
    pub name: &'static str,
    /// Who is wrong.
    pub family: Family,
    /// Who acts.
    pub who: &'static str,
    /// Whether the same call may be repeated: `no`, `after-fix`, `yes`.
    pub retry: &'static str,
    /// What it means for the card.
    pub card: CardEffect,
    /// Where the card is then.
    pub place: Place,
    /// What to do, in English.
    pub remedy_en: &'static str,
    /// What to do, in Indonesian.
    pub remedy_id: &'static str,
}

macro_rules! table {
    ($($reason:ident $name:literal $family:ident $who:literal $retry:literal $card:ident $place:ident $en:literal $id:literal;)*) => {
        /// The stable reasons; [`Reason::row`] says what each means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each is described by its row")]
        pub enum Reason { $($reason),* }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Reason] = &[$(Reason::$reason),*];

            /// What it means and what to do.
            pub fn row(self) -> Row {
                match self {
                    $(Self::$reason => Row {
                        name: $name, family: Family::$family, who: $who, retry: $retry,
                        card: CardEffect::$card, place: Place::$place, remedy_en: $en, remedy_id: $id,
                    }),*
                }
            }
        }
    };
}

table! {
    FingerAbsent "FINGER_ABSENT" AskAgain "applicant" "yes" None None "Place the finger on the sensor and try again." "Letakkan jari pada sensor, lalu ulangi.";
    FingerLifted "FINGER_LIFTED" AskAgain "applicant" "yes" None None "Keep the finger still until the light goes out." "Tahan jari sampai lampu padam.";
    FingerStays "FINGER_STAYS" AskAgain "applicant" "yes" None None "Lift the finger." "Angkat jari.";
    FingerUnclear "FINGER_UNCLEAR" AskAgain "applicant" "yes" None None "Clean or moisten the finger, press flat, and try again; use another finger if it fails again." "Bersihkan atau basahi jari, tekan rata, lalu ulangi; gunakan jari lain bila gagal lagi.";
    FingerNotMatched "FINGER_NOT_MATCHED" AskAgain "applicant" "yes" Recoverable Desk "Try the other finger on the chip. The card stays good; the holder may come back another day." "Coba jari lain yang ada di chip. Kartu tetap baik; pemilik boleh kembali lain hari.";
    FingerTriesSpent "FINGER_TRIES_SPENT" AskAgain "supervisor" "after-fix" Recoverable Desk "The tries are used up. Keep the card and ask the holder to come back, with the supervisor." "Kesempatan habis. Simpan kartu dan minta pemilik kembali bersama pengawas.";
    VerificationMismatch "VERIFICATION_MISMATCH" AskAgain "operator" "yes" None None "This is not the finger captured before. Check which finger is asked for, or capture it anew." "Ini bukan jari yang direkam sebelumnya. Periksa jari yang diminta, atau rekam ulang.";
    DuplicateFinger "DUPLICATE_FINGER" AskAgain "operator" "yes" None None "This finger was already captured for another position. Place the finger that is asked for." "Jari ini sudah direkam untuk posisi lain. Letakkan jari yang diminta.";
    CardAbsent "CARD_ABSENT" AskAgain "operator" "yes" Recoverable Desk "Put the card on the desk reader." "Letakkan kartu pada pembaca di meja.";
    PhotoUnusable "PHOTO_UNUSABLE" AskAgain "operator" "yes" None None "Take the photo again." "Ambil foto lagi.";
    HopperEmpty "HOPPER_EMPTY" DeviceFault "operator" "after-fix" Untouched Hopper "Fill the hopper with blanks, then continue." "Isi wadah dengan blangko, lalu lanjutkan.";
    RibbonEnded "RIBBON_ENDED" DeviceFault "operator" "after-fix" Wasted Printer "Put in a new ribbon, then continue; the half-printed card is rejected." "Pasang pita baru, lalu lanjutkan; kartu setengah cetak ditolak.";
    RibbonUnfit "RIBBON_UNFIT" DeviceFault "operator" "after-fix" Untouched Hopper "Put in the ribbon that the layout needs, then continue." "Pasang pita yang sesuai, lalu lanjutkan.";
    RibbonShort "RIBBON_SHORT" DeviceFault "operator" "after-fix" Untouched Hopper "The ribbon does not last for all faces of a card. Put in a new one, then continue." "Pita tidak cukup untuk semua sisi kartu. Pasang pita baru, lalu lanjutkan.";
    FilmShort "FILM_SHORT" DeviceFault "operator" "after-fix" Untouched Hopper "The transfer film does not last for all faces of a card. Put in a new one, then continue." "Film transfer tidak cukup untuk semua sisi kartu. Pasang film baru, lalu lanjutkan.";
    TrayFull "TRAY_FULL" DeviceFault "operator" "after-fix" Recoverable Printer "Empty the output and reject trays, then continue." "Kosongkan wadah keluaran dan wadah tolak, lalu lanjutkan.";
    CoverOpen "COVER_OPEN" DeviceFault "operator" "after-fix" Recoverable Printer "Close the printer's cover, then continue." "Tutup penutup pencetak, lalu lanjutkan.";
    CardJam "CARD_JAM" DeviceFault "operator" "after-fix" Unknown Printer "Open the cover, take out the stuck card, close it, then say what became of the card." "Buka penutup, keluarkan kartu yang macet, tutup, lalu laporkan keadaan kartu.";
    HeadTemperature "HEAD_TEMPERATURE" DeviceFault "operator" "after-fix" Untouched Hopper "Let the printer reach its temperature, then continue." "Tunggu suhu pencetak sesuai, lalu lanjutkan.";
    HeadSettling "HEAD_SETTLING" DeviceFault "operator" "after-fix" Untouched Hopper "The print head is not within the temperatures that this card needs. Wait: the order goes on by itself." "Suhu kepala cetak belum sesuai untuk kartu ini. Tunggu: pesanan berlanjut dengan sendirinya.";
    CoolingPause "COOLING_PAUSE" WrongState "operator" "after-fix" Untouched Hopper "The printer has made as many cards in an hour as it may, and rests. The order goes on by itself." "Pencetak mencapai batas kartu per jam dan beristirahat. Pesanan berlanjut dengan sendirinya.";
    DutySpent "DUTY_SPENT" WrongState "operator" "after-fix" Untouched Hopper "The printer has made as many cards today as it may. The order goes on by itself tomorrow." "Pencetak mencapai batas kartu hari ini. Pesanan berlanjut dengan sendirinya besok.";
    CleaningNeeded "CLEANING_NEEDED" DeviceFault "operator" "after-fix" Untouched Hopper "Run the cleaning card, then continue." "Jalankan kartu pembersih, lalu lanjutkan.";
    CardRemoved "CARD_REMOVED" DeviceFault "operator" "after-fix" Recoverable Unknown "The card left the reader. Put it back and try again." "Kartu terlepas dari pembaca. Pasang kembali lalu ulangi.";
    CardMute "CARD_MUTE" DeviceFault "operator" "no" Wasted Printer "The chip does not answer: the blank is bad and is rejected." "Chip tidak menjawab: blangko rusak dan ditolak.";
    CardReset "CARD_RESET" DeviceFault "operator" "yes" Recoverable Unknown "Another program reset the card. Close other programs that use smart cards, then try again." "Program lain mereset kartu. Tutup program lain yang memakai kartu pintar, lalu ulangi.";
    CardUnfit "CARD_UNFIT" DeviceFault "operator" "no" Wasted Printer "The reader cannot work with this kind of chip: the blank is rejected. Use blanks that fit the reader." "Pembaca tidak dapat bekerja dengan jenis chip ini: blangko ditolak. Gunakan blangko yang sesuai.";
    DeviceUnreachable "DEVICE_UNREACHABLE" DeviceFault "operator" "after-fix" Recoverable Unknown "Check that the device is on and its cable is in; it is used again by itself." "Periksa daya dan kabel perangkat; perangkat dipakai lagi dengan sendirinya.";
    DeviceDisconnected "DEVICE_DISCONNECTED" DeviceFault "operator" "after-fix" Recoverable Unknown "The device went away. Plug it in again; it is used again by itself." "Perangkat terlepas. Pasang lagi; perangkat dipakai lagi dengan sendirinya.";
    DeviceInUse "DEVICE_IN_USE" DeviceFault "operator" "yes" None None "Something else uses the device. Wait for it or close the other program." "Perangkat sedang dipakai. Tunggu atau tutup program lain.";
    ReaderNotPermitted "READER_NOT_PERMITTED" DeviceFault "integrator" "after-fix" Recoverable Unknown "The daemon's account may not use the card reader. Allow it the polkit actions org.debian.pcsc-lite.access_pcsc and org.debian.pcsc-lite.access_card; if it has them, close programs that use pcscd: it takes 200 clients." "Akun layanan tidak boleh memakai pembaca kartu. Izinkan tindakan polkit org.debian.pcsc-lite.access_pcsc dan org.debian.pcsc-lite.access_card; bila sudah, tutup program lain yang memakai pcscd: batasnya 200.";
    DeviceProtocol "DEVICE_PROTOCOL" DeviceFault "integrator" "yes" Recoverable Unknown "The device answers with garbage. Check cable and address; tell the integrator if it stays." "Jawaban perangkat kacau. Periksa kabel dan alamat; hubungi teknisi bila berlanjut.";
    DeviceTimedOut "DEVICE_TIMED_OUT" DeviceFault "operator" "yes" Recoverable Unknown "The device did not answer. Check it and try again." "Perangkat tidak menjawab. Periksa lalu ulangi.";
    DeviceRefused "DEVICE_REFUSED" DeviceFault "integrator" "no" Recoverable Unknown "The device refuses the command in its present state. Look at its display." "Perangkat menolak perintah. Lihat layar perangkat.";
    DeviceHardware "DEVICE_HARDWARE" DeviceFault "integrator" "no" Recoverable Unknown "The device reports a defect. Have it serviced." "Perangkat melaporkan kerusakan. Mintakan perbaikan.";
    DeviceNoSignal "DEVICE_NO_SIGNAL" DeviceFault "operator" "after-fix" Recoverable Unknown "The device's server runs and gets nothing from the device. Check that the device behind it is on and its cable is in, then try again." "Server perangkat berjalan tetapi tidak menerima sinyal. Periksa daya dan kabel perangkat di belakangnya, lalu ulangi.";
    DeviceUnsupported "DEVICE_UNSUPPORTED" DeviceFault "integrator" "no" Untouched Hopper "This model cannot do that. Check the configuration." "Model ini tidak mampu. Periksa konfigurasi.";
    DeviceLeased "DEVICE_LEASED" WrongState "operator" "after-fix" None None "Another front end has leased the device. Ask its holder to give it back, or wait until the lease ends." "Perangkat sedang disewa pengguna lain. Minta pemegangnya mengembalikan, atau tunggu sampai masanya habis.";
    LeaseLost "LEASE_LOST" WrongState "front-end" "after-fix" None None "The lease that was shown is over. Take a new one, or call without." "Sewa yang ditunjukkan sudah berakhir. Ambil yang baru, atau panggil tanpa sewa.";
    DeviceStuck "DEVICE_STUCK" DeviceFault "operator" "after-fix" Unknown Unknown "The device hangs. Take the card out or unplug the device and plug it in again." "Perangkat macet. Keluarkan kartu atau cabut lalu pasang lagi perangkat.";
    DeviceReplaced "DEVICE_REPLACED" DeviceFault "operator" "after-fix" Recoverable Unknown "Another unit is in the device's place. Put the old one back, or accept the new one if that is meant." "Unit lain terpasang di tempat perangkat ini. Pasang kembali yang lama, atau terima yang baru bila memang diganti.";
    DeviceNotConfigured "DEVICE_NOT_CONFIGURED" DeviceFault "integrator" "no" Untouched Hopper "Add the device to the config file." "Tambahkan perangkat ke berkas konfigurasi.";
    CallCancelled "CALL_CANCELLED" DeviceFault "operator" "yes" Recoverable Unknown "The call was called off." "Panggilan dibatalkan.";
    EncoderOccupied "ENCODER_OCCUPIED" DeviceFault "operator" "after-fix" Untouched Hopper "A card is already at the encoder. Take it out of the printer, then continue." "Sudah ada kartu di encoder. Keluarkan dari pencetak, lalu lanjutkan.";
    CardNotSeen "CARD_NOT_SEEN" DeviceFault "operator" "after-fix" Recoverable Printer "The printer has the card, and its reader does not see it. Check the reader's cable, then continue." "Kartu ada di pencetak, tetapi pembacanya tidak melihatnya. Periksa kabel pembaca, lalu lanjutkan.";
    CardLeft "CARD_LEFT" OutcomeUnknown "operator" "no" Unknown Unknown "The card that was written left the printer before it was finished. Look for it, and say what became of it." "Kartu yang sudah ditulis keluar dari pencetak sebelum selesai. Cari kartunya, lalu laporkan keadaannya.";
    ForeignCards "FOREIGN_CARDS" DeviceFault "operator" "after-fix" Untouched Hopper "The printer has used cards that no order explains. Find them, report the blanks, then continue." "Pencetak memakai kartu di luar pesanan. Cari kartunya, laporkan blangkonya, lalu lanjutkan.";
    EncoderNotPaired "ENCODER_NOT_PAIRED" DeviceFault "integrator" "after-fix" Untouched Printer "The fed card did not appear in the paired reader. Nothing was written; check which reader is the printer's." "Kartu tidak muncul di pembaca pasangannya. Tidak ada yang ditulis; periksa pembaca pencetak.";
    CardUsedBefore "CARD_USED_BEFORE" DeviceFault "operator" "no" Wasted Printer "This card was used before and is in the books; it is no blank. It is rejected: find out how it came into the hopper." "Kartu ini pernah dipakai dan sudah tercatat; bukan blangko. Kartu ditolak: cari tahu mengapa ada di wadah.";
    ChipRefused "CHIP_REFUSED" DeviceFault "operator" "no" Wasted Printer "The chip is no fresh blank; the card is rejected." "Chip bukan blangko baru; kartu ditolak.";
    ChipFailed "CHIP_FAILED" DeviceFault "operator" "no" Wasted Printer "The chip could not be written; the card is rejected." "Chip gagal ditulis; kartu ditolak.";
    ChipKeysMissing "CHIP_KEYS_MISSING" DeviceFault "supervisor" "after-fix" Recoverable Unknown "The chip keys are not to be had. Start the key store, or import the keys, then continue; the card is as it was." "Kunci chip tidak tersedia. Jalankan penyimpan kunci atau impor kuncinya, lalu lanjutkan; kartu tidak berubah.";
    ChipKeysDiffer "CHIP_KEYS_DIFFER" DeviceFault "supervisor" "after-fix" Recoverable Unknown "The chip has other keys than this counter. Nothing was written; find out which blanks and which keys belong together before you continue." "Kunci chip berbeda dengan kunci loket. Tidak ada yang ditulis; pastikan blangko dan kunci cocok sebelum melanjutkan.";
    ChipIntruded "CHIP_INTRUDED" DeviceFault "supervisor" "no" Wasted Printer "An answer was not made by the chip: something stands between reader and card. The card is rejected; have the reader looked at." "Jawaban bukan dari chip: ada yang menyela antara pembaca dan kartu. Kartu ditolak; periksakan pembacanya.";
    ChipTriesSpent "CHIP_TRIES_SPENT" AskAgain "supervisor" "after-fix" Recoverable Desk "The chip takes no more fingers. A supervisor has to allow more tries; the card is good." "Chip tidak menerima sidik jari lagi. Pengawas harus mengizinkan percobaan baru; kartunya baik.";
    ChipUnreadable "CHIP_UNREADABLE" DeviceFault "operator" "yes" Recoverable Desk "The card on the desk reader cannot be read. Clean its contacts, put it on the reader again, and try again." "Kartu di pembaca meja tidak terbaca. Bersihkan kontaknya, letakkan lagi, lalu ulangi.";
    ChipMismatch "CHIP_MISMATCH" DeviceFault "operator" "no" Recoverable Desk "The card on the reader is not this order's card. Put the right card on the reader." "Kartu di pembaca bukan kartu pesanan ini. Letakkan kartu yang benar.";
    ChipSignatureBad "CHIP_SIGNATURE_BAD" DeviceFault "supervisor" "no" Wasted Desk "The chip's content is not what was issued. Do not hand the card over; tell the supervisor." "Isi chip bukan yang diterbitkan. Jangan serahkan kartu; beri tahu pengawas.";
    NotABlank "NOT_A_BLANK" DeviceFault "operator" "after-fix" Recoverable Desk "The card on the desk reader is no fresh blank of this office. Nothing was changed; take it away and put a blank there." "Kartu di pembaca meja bukan blangko baru. Tidak ada yang diubah; ambil kartu itu dan letakkan blangko.";
    CardOnDesk "CARD_ON_DESK" DeviceFault "operator" "after-fix" Recoverable Desk "A card still lies on the desk reader. Move the order's card into the printer's feeder and leave the reader empty, then continue." "Masih ada kartu di pembaca meja. Pindahkan kartu pesanan ke pengumpan pencetak dan kosongkan pembaca, lalu lanjutkan.";
    NotTheOldCard "NOT_THE_OLD_CARD" DeviceFault "operator" "after-fix" Recoverable Desk "The card on the reader is not the one that is replaced. Put the holder's old card there; nothing was changed." "Kartu di pembaca bukan kartu lama pemilik ini. Letakkan kartu lama; tidak ada yang diubah.";
    PrinterSettingsChanged "PRINTER_SETTINGS_CHANGED" DeviceFault "supervisor" "after-fix" Untouched Hopper "The printer is not set as it was approved. Set it back and continue, or have a supervisor approve what it is now: loket device approve-settings." "Pengaturan pencetak berbeda dari yang disetujui. Kembalikan lalu lanjutkan, atau minta pengawas menyetujuinya: loket device approve-settings.";
    SpoiledByInspection "SPOILED_BY_INSPECTION" DeviceFault "operator" "no" Wasted Tray "The operator found the card unfit; destroy it." "Operator menyatakan kartu tidak layak; musnahkan.";
    PrintFlawed "PRINT_FLAWED" DeviceFault "operator" "no" Wasted Tray "The print has gaps, streaks or is out of place: destroy the card. If it happens again, clean the printer and print a test card." "Hasil cetak bergaris, berlubang, atau bergeser: musnahkan kartu. Bila terulang, bersihkan pencetak dan cetak kartu uji.";
    ColourWrong "COLOUR_WRONG" DeviceFault "operator" "no" Wasted Tray "The colours are not those of the proof: destroy the card. If it happens again, look at the ribbon and the printer's settings." "Warna tidak sesuai contoh: musnahkan kartu. Bila terulang, periksa pita dan pengaturan pencetak.";
    CardDamaged "CARD_DAMAGED" DeviceFault "operator" "no" Wasted Tray "The card is scratched, bent or peels: destroy it. If it happens again, look at the printer's temperature and its blanks." "Kartu tergores, bengkok, atau mengelupas: musnahkan. Bila terulang, periksa suhu pencetak dan blangkonya.";
    SpoiledByCancel "SPOILED_BY_CANCEL" DeviceFault "operator" "no" Wasted Printer "The order was cancelled with a card inside; the card is rejected." "Pesanan dibatalkan saat kartu di dalam; kartu ditolak.";
    OutcomeUnknown "OUTCOME_UNKNOWN" OutcomeUnknown "operator" "no" Unknown Unknown "Look for the card in the printer and its trays, then say what became of it. Nothing is repeated by itself." "Cari kartu di pencetak dan wadahnya, lalu laporkan keadaannya. Tidak ada yang diulang otomatis.";
    VoidedBySupervisor "VOIDED_BY_SUPERVISOR" DeviceFault "supervisor" "no" Wasted Desk "The card was taken out of use before it was activated; destroy it. A new order is needed." "Kartu ditarik sebelum diaktifkan; musnahkan. Perlu pesanan baru.";
    AttemptsSpent "ATTEMPTS_SPENT" DeviceFault "supervisor" "no" Wasted Tray "All attempts were spoiled. Find the cause; a new order is needed." "Semua percobaan gagal. Cari penyebabnya; perlu pesanan baru.";
    CancelledByOperator "CANCELLED_BY_OPERATOR" WrongState "operator" "no" None None "The order was cancelled." "Pesanan dibatalkan.";
    InvalidArgument "INVALID_ARGUMENT" BadRequest "front-end" "after-fix" None None "Correct the fields that are listed." "Perbaiki isian yang disebut.";
    RequestIdReused "REQUEST_ID_REUSED" BadRequest "front-end" "no" Untouched Hopper "This request id was used with other content. Use a new one for a new case." "Nomor permintaan ini sudah dipakai dengan isi lain. Gunakan nomor baru.";
    NotFound "NOT_FOUND" NotFound "front-end" "no" None None "Check the identifier." "Periksa nomor yang diberikan.";
    WrongState "WRONG_STATE" WrongState "front-end" "no" None None "The call is not legal in the present state; read the state and choose again." "Tindakan tidak sesuai keadaan sekarang; baca keadaan lalu pilih lagi.";
    PromptStale "PROMPT_STALE" WrongState "front-end" "no" None None "This question is over; show the present one and ask again." "Pertanyaan ini sudah lewat; tampilkan yang sekarang lalu tanyakan lagi.";
    OriginRefused "ORIGIN_REFUSED" NotAllowed "integrator" "after-fix" None None "This web page may not call the daemon. If it should, add its origin to listen.origins in loketd.toml." "Halaman web ini tidak boleh memanggil layanan. Bila boleh, tambahkan asalnya ke listen.origins di loketd.toml.";
    HostRefused "HOST_REFUSED" NotAllowed "integrator" "after-fix" None None "The daemon is not called by this name. Call localhost, or add the name to listen.hosts in loketd.toml." "Layanan tidak dipanggil dengan nama ini. Panggil localhost, atau tambahkan namanya ke listen.hosts di loketd.toml.";
    SamePerson "SAME_PERSON" NotAllowed "supervisor" "after-fix" Recoverable Desk "This takes a second person: have somebody else confirm it." "Harus orang kedua: minta orang lain mengesahkannya.";
    RoleNotAllowed "ROLE_NOT_ALLOWED" NotAllowed "supervisor" "after-fix" None None "This role may not do that; ask somebody who may." "Peran ini tidak berwenang; minta yang berwenang.";
    EnrolmentIncomplete "ENROLMENT_INCOMPLETE" WrongState "operator" "after-fix" None None "Capture or declare what is missing." "Lengkapi yang belum direkam.";
    PhotoNotAcceptable "PHOTO_NOT_ACCEPTABLE" WrongState "operator" "after-fix" None None "The photo failed a check. Take another, or give a reason for accepting it." "Foto tidak memenuhi syarat. Ambil lagi, atau beri alasan menerimanya.";
    UnknownCall "UNKNOWN_CALL" Unsupported "front-end" "no" None None "The daemon has no such call: compare the versions of front end and daemon." "Layanan tidak mengenal panggilan ini: bandingkan versi aplikasi dan layanan.";
    MalformedMessage "MALFORMED_MESSAGE" BadRequest "front-end" "no" None None "The message cannot be decoded: compare the versions of front end and daemon." "Pesan tidak dapat dibaca: bandingkan versi aplikasi dan layanan.";
    MessageTooLarge "MESSAGE_TOO_LARGE" BadRequest "front-end" "after-fix" None None "The message is larger than this call takes: GetStation names the limit for pictures and card data, others take 256 KiB; send less." "Pesan melebihi batas panggilan ini: GetStation menyebut batas untuk gambar dan data kartu, lainnya 256 KiB; kirim lebih kecil.";
    NoSuchTake "NO_SUCH_TAKE" NotFound "front-end" "no" None None "Choose one of the photos that were taken." "Pilih salah satu foto yang diambil.";
    CardDataTooLarge "CARD_DATA_TOO_LARGE" BadRequest "front-end" "after-fix" Untouched Hopper "The data does not fit on the chip; shorten the field that is named." "Data tidak muat di chip; pendekkan isian yang disebut.";
    TextTooLong "TEXT_TOO_LONG" BadRequest "front-end" "after-fix" Untouched Hopper "A text does not fit on the card face; shorten the field that is named." "Teks tidak muat di kartu; pendekkan isian yang disebut.";
    StockShort "STOCK_SHORT" WrongState "operator" "after-fix" None None "By the books there are fewer blanks than that. Count them, and have a supervisor enter the count." "Menurut buku, blangko tidak sebanyak itu. Hitung ulang, lalu minta pengawas mencatat hasilnya.";
    SerialSpent "SERIAL_SPENT" WrongState "operator" "after-fix" None None "A card with this serial number is in the books already. If its order asks what became of it, answer there; else check the number and the card." "Nomor seri ini sudah tercatat di buku. Bila pesanannya menanyakan nasib kartu itu, jawab di sana; bila tidak, periksa nomor dan kartunya.";
    CountsDiffer "COUNTS_DIFFER" WrongState "supervisor" "after-fix" None None "The count differs from the books. Count again; if it stays, declare the difference with a reason and name the spoiled cards that are missing." "Hasil hitung berbeda dengan buku. Hitung ulang; bila tetap, nyatakan selisih beserta alasan dan sebutkan kartu rusak yang hilang.";
    ItemsOpen "ITEMS_OPEN" WrongState "operator" "after-fix" None None "What became of these blanks is open. Settle them, or name them to be carried over." "Nasib blangko ini belum jelas. Selesaikan, atau sebutkan untuk dialihkan ke giliran berikutnya.";
    ShiftOfAnother "SHIFT_OF_ANOTHER" NotAllowed "supervisor" "after-fix" None None "Only those who opened the shift may close it, or a supervisor." "Giliran hanya dapat ditutup oleh yang membukanya, atau oleh pengawas.";
    BooksBroken "BOOKS_BROKEN" Internal "integrator" "no" None None "The blank ledger does not add up. Keep the state folder as it is and tell the integrator." "Buku blangko tidak seimbang. Jangan ubah folder data; hubungi teknisi.";
    SimulatedDevice "SIMULATED_DEVICE" DeviceFault "integrator" "no" Untouched Hopper "A production counter refuses simulated devices." "Loket produksi menolak perangkat simulasi.";
    RecordsFull "RECORDS_FULL" DeviceFault "operator" "after-fix" Recoverable Unknown "The disk of the records is full: nothing is begun, and everything can be read. Make room on it, then continue." "Media penyimpanan catatan penuh: tidak ada yang dimulai, semua tetap dapat dibaca. Kosongkan ruang, lalu lanjutkan.";
    RecordsFailed "RECORDS_FAILED" DeviceFault "integrator" "after-fix" Recoverable Unknown "The disk of the records cannot be written: nothing is begun, and everything can be read. Have the disk looked at, then continue." "Media penyimpanan catatan tidak dapat ditulis: tidak ada yang dimulai, semua tetap dapat dibaca. Mintakan pemeriksaan, lalu lanjutkan.";
    RecordsDamaged "RECORDS_DAMAGED" DeviceFault "integrator" "after-fix" Unknown Unknown "The records are not as they were written: nothing is begun, and what can be read is served. Stop the daemon, look through them with loketd --check-records, put the right files back; or have a supervisor accept what is there with loketd --accept-records." "Catatan tidak sesuai dengan yang pernah ditulis: tidak ada yang dimulai, yang terbaca tetap dilayani. Hentikan layanan, periksa dengan loketd --check-records, kembalikan berkas yang benar; atau minta pengawas menerimanya dengan loketd --accept-records.";
    ClockBehind "CLOCK_BEHIND" WrongState "operator" "after-fix" Untouched Hopper "The computer's clock is behind the records, and the date on a card would be wrong. Set the clock. If it had been ahead before, have a supervisor accept the present time with loketd --accept-records." "Jam komputer tertinggal dari catatan, dan tanggal pada kartu akan salah. Betulkan jam. Bila dahulu jam terlalu maju, minta pengawas menerima waktu sekarang dengan loketd --accept-records.";
    StationPaused "STATION_PAUSED" WrongState "operator" "after-fix" Untouched Hopper "The counter begins no card for now. Resume it when the pause is over." "Loket sedang jeda dan tidak memulai kartu. Lanjutkan bila jeda selesai.";
    Internal "INTERNAL" Internal "integrator" "no" Unknown Unknown "The daemon failed; its log says why. Tell the integrator." "Layanan gagal; sebabnya ada di log. Hubungi teknisi.";
}

impl Reason {
    /// The reason of that stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.row().name == name)
    }
}

impl From<ErrorKind> for Reason {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::FingerAbsent => Self::FingerAbsent,
            ErrorKind::FingerLifted => Self::FingerLifted,
            ErrorKind::FingerStays => Self::FingerStays,
            ErrorKind::FingerUnclear => Self::FingerUnclear,
            ErrorKind::CardAbsent => Self::CardAbsent,
            ErrorKind::CardRemoved => Self::CardRemoved,
            ErrorKind::CardMute => Self::CardMute,
            ErrorKind::CardReset => Self::CardReset,
            ErrorKind::CardUnfit => Self::CardUnfit,
            ErrorKind::HopperEmpty => Self::HopperEmpty,
            ErrorKind::RibbonEnded => Self::RibbonEnded,
            ErrorKind::RibbonUnfit => Self::RibbonUnfit,
            ErrorKind::TrayFull => Self::TrayFull,
            ErrorKind::CoverOpen => Self::CoverOpen,
            ErrorKind::CardJam => Self::CardJam,
            ErrorKind::HeadTemperature => Self::HeadTemperature,
            ErrorKind::CleaningNeeded => Self::CleaningNeeded,
            ErrorKind::Unreachable => Self::DeviceUnreachable,
            ErrorKind::Disconnected => Self::DeviceDisconnected,
            ErrorKind::InUse => Self::DeviceInUse,
            ErrorKind::NotPermitted => Self::ReaderNotPermitted,
            ErrorKind::Protocol => Self::DeviceProtocol,
            ErrorKind::TimedOut => Self::DeviceTimedOut,
            ErrorKind::Refused => Self::DeviceRefused,
            ErrorKind::Hardware => Self::DeviceHardware,
            ErrorKind::NoSignal => Self::DeviceNoSignal,
            ErrorKind::Unsupported => Self::DeviceUnsupported,
            ErrorKind::Cancelled => Self::CallCancelled,
            ErrorKind::OutcomeUnknown => Self::OutcomeUnknown,
            _ => Self::Internal,
        }
    }
}

/// A condition as it stands: its reason and what is known of this instance. Never holds applicant data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Which row of the table.
    pub reason: Reason,
    /// Device, step or field; empty when the reason says it all.
    pub detail: String,
}

impl Condition {
    /// A condition with what is known of it.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }

    /// What a device error means, with the error's own words (which name no applicant) as the detail.
    pub fn of_device(device: &str, error: &DeviceError) -> Self {
        Self::new(error.kind().into(), format!("{device}: {}", chain(error)))
    }
}

impl From<Reason> for Condition {
    fn from(reason: Reason) -> Self {
        Self::new(reason, "")
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.reason.row();
        if self.detail.is_empty() {
            write!(f, "{}: {}", row.name, row.remedy_en)
        } else {
            write!(f, "{} ({}): {}", row.name, self.detail, row.remedy_en)
        }
    }
}

impl std::error::Error for Condition {}

/// Runs work of which somebody waits to hear; a panic is `Internal` naming the work, and ends nothing else.
///
/// # Errors
/// The work's own, or that.
pub fn contained<T, E: From<Condition>>(
    what: &str,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let ended = catch_unwind(AssertUnwindSafe(work));
    ended.unwrap_or_else(|_| Err(Condition::new(Reason::Internal, what).into()))
}

/// An error's own text and its sources', outermost first.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests;
