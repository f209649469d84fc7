//! A chip's content as the simulator's own dump shows it, beside what the daemon read.

use loket_proto::v1;
use serde_json::Value;

/// Labels of the biodata columns in their order on the chip; columns without a public meaning have none.
const COLUMNS: [&str; 20] = [
    "NIK",
    "Address",
    "RT",
    "RW",
    "Place of birth",
    "District",
    "Village",
    "Regency",
    "Sex",
    "Blood type",
    "Religion",
    "Marital status",
    "Occupation",
    "Name",
    "Date of birth",
    "Province",
    "",
    "",
    "",
    "Citizenship",
];

const BIODATA: &str = "6FF1";
const PHOTO: &str = "6FF2";
const SIGNATURE: &str = "6FF3";

/// One file of the chip: identifier, what is in it, bytes used, bytes there.
pub(crate) type FileRow = (String, &'static str, u64, u64);

/// The dump of one chip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dump<'a>(pub(crate) &'a Value);

impl<'a> Dump<'a> {
    /// Serial number in hexadecimal digits.
    pub(crate) fn serial(self) -> &'a str {
        self.0["serial"].as_str().unwrap_or_default()
    }

    /// Where the chip is in its life.
    pub(crate) fn life_cycle(self) -> &'a str {
        self.0["life_cycle"].as_str().unwrap_or_default()
    }

    /// The photo file, JPEG.
    pub(crate) fn photo(self) -> Vec<u8> {
        let digits = self.file(PHOTO)["hex"].as_str().unwrap_or_default();
        let pairs = digits.as_bytes().chunks_exact(2);
        pairs
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect()
    }

    /// The rows of the signature, `#` for ink.
    pub(crate) fn signature(self) -> Vec<&'a str> {
        texts(&self.file(SIGNATURE)["text"]["signature"])
    }

    /// The biodata columns that have a meaning, by label.
    pub(crate) fn biodata(self) -> Vec<(&'static str, &'a str)> {
        let columns = texts(&self.file(BIODATA)["text"]["biodata"]);
        let labelled = COLUMNS.into_iter().zip(columns);
        labelled.filter(|(label, _)| !label.is_empty()).collect()
    }

    /// Codes of the fingers whose templates are there.
    pub(crate) fn fingers(self) -> Vec<u64> {
        let fingers = self.files().iter().map(|file| &file["text"]["finger"]);
        fingers.filter_map(Value::as_u64).collect()
    }

    /// All files.
    pub(crate) fn rows(self) -> Vec<FileRow> {
        let row = |file: &Value| {
            let identifier = file["identifier"].as_str().unwrap_or_default().to_owned();
            let what = content(&identifier);
            let number = |key: &str| file[key].as_u64().unwrap_or_default();
            (identifier, what, number("length"), number("size"))
        };
        self.files().iter().map(row).collect()
    }

    fn files(self) -> &'a [Value] {
        self.0["files"].as_array().map_or(&[], Vec::as_slice)
    }

    fn file(self, identifier: &str) -> &'a Value {
        const NONE: &Value = &Value::Null;
        let mut files = self.files().iter();
        files
            .find(|file| file["identifier"] == identifier)
            .unwrap_or(NONE)
    }
}

fn content(identifier: &str) -> &'static str {
    match identifier {
        "6FF0" => "control",
        BIODATA => "biodata",
        PHOTO => "photo",
        SIGNATURE => "signature",
        "6FF4" => "finger template 1",
        "6FF5" => "finger template 2",
        "6FF6" => "issuer signature",
        _ => "",
    }
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str).collect()
}

/// What the daemon read under a label of the biodata.
pub(crate) fn reading(chip: &v1::ChipReading, label: &str) -> String {
    let Some(data) = &chip.biodata else {
        return String::new();
    };
    let text = match label {
        "NIK" => &data.nik,
        "Address" => &data.address,
        "RT" => &data.rt,
        "RW" => &data.rw,
        "Place of birth" => &data.birth_place,
        "District" => &data.district,
        "Village" => &data.village,
        "Regency" => &data.regency,
        "Blood type" => &data.blood_type,
        "Religion" => &data.religion,
        "Marital status" => &data.marital_status,
        "Occupation" => &data.occupation,
        "Name" => &data.name,
        "Province" => &data.province,
        "Citizenship" => &data.citizenship,
        "Sex" if data.sex() == v1::Sex::Female => "PEREMPUAN",
        "Sex" => "LAKI-LAKI",
        "Date of birth" => return date(data.birth_date),
        _ => "",
    };
    text.to_owned()
}

/// A date as cards and chips write it.
fn date(date: Option<v1::Date>) -> String {
    let v1::Date { year, month, day } = date.unwrap_or_default();
    format!("{day:02}-{month:02}-{year:04}")
}
