//! The card-data file.

use super::{BiodataFile, InputError, beside, bytes, document, pbm};
use crate::cli::words::Position;
use loket_proto::v1;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Everything that goes on the card; paths are relative to this file's folder.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardFile {
    biodata: BiodataFile,
    /// JPEG, 3:4 portrait.
    photo: PathBuf,
    /// Binary PBM (P4), 168 by 44 pixels, 1 = ink.
    signature: PathBuf,
    /// Exactly two, of different fingers.
    fingers: Vec<FingerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FingerEntry {
    position: Position,
    /// ISO/IEC 19794-2:2005 finger minutiae record.
    template: PathBuf,
}

impl CardFile {
    /// Reads the file and all files that it names.
    pub(crate) fn read(path: &Path) -> Result<v1::CardData, InputError> {
        let file: Self = document(path)?;
        let signature = beside(path, &file.signature);
        let bitmap = bytes(&signature)?;
        let bitmap = pbm::signature(&bitmap).ok_or(InputError::Signature(signature))?;
        let finger = |finger: &FingerEntry| {
            Ok(v1::ChipFinger {
                position: finger.position as i32,
                template: bytes(&beside(path, &finger.template))?.into(),
            })
        };
        Ok(v1::CardData {
            photo_jpeg: bytes(&beside(path, &file.photo))?.into(),
            signature: bitmap.to_vec().into(),
            fingers: file
                .fingers
                .iter()
                .map(finger)
                .collect::<Result<_, InputError>>()?,
            biodata: Some(file.biodata.into()),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::biodata::tests::sample;
    use super::*;
    use serde_json::{Value, json};
    use std::fs;

    /// Writes a card file and what it names into the folder.
    pub(crate) fn write(folder: &Path, change: impl FnOnce(&mut Value)) -> PathBuf {
        let mut bitmap = b"P4\n168 44\n".to_vec();
        bitmap.resize(bitmap.len() + 924, 0x0F);
        fs::write(folder.join("signature.pbm"), bitmap).unwrap();
        for name in ["photo.jpg", "ri.fmr", "li.fmr"] {
            fs::write(folder.join(name), name).unwrap();
        }
        let mut card = json!({
            "biodata": sample(), "photo": "photo.jpg", "signature": "signature.pbm",
            "fingers": [
                {"position": "right-index", "template": "ri.fmr"},
                {"position": "left-index", "template": "li.fmr"},
            ],
        });
        change(&mut card);
        let path = folder.join("card.json");
        fs::write(&path, card.to_string()).unwrap();
        path
    }

    #[test]
    fn the_named_files_are_read_from_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let card = CardFile::read(&write(folder.path(), |_| ())).unwrap();
        assert_eq!(&card.photo_jpeg[..], b"photo.jpg");
        assert_eq!(&card.signature[..], [0x0F; 924]);
        let fingers: Vec<_> = card
            .fingers
            .iter()
            .map(|finger| (finger.position(), &finger.template[..]))
            .collect();
        let expected = [
            (v1::FingerPosition::RightIndex, &b"ri.fmr"[..]),
            (v1::FingerPosition::LeftIndex, &b"li.fmr"[..]),
        ];
        assert_eq!(fingers, expected);
    }

    #[test]
    fn unknown_keys_at_any_depth_missing_files_and_bad_bitmaps_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = |change: fn(&mut Value)| {
            CardFile::read(&write(folder.path(), change))
                .unwrap_err()
                .to_string()
        };
        assert!(error(|card| card["x"] = 1.into()).contains("unknown field `x`"));
        assert!(error(|card| card["fingers"][0]["y"] = 1.into()).contains("unknown field `y`"));
        assert!(error(|card| card["biodata"]["z"] = 1.into()).contains("unknown field `z`"));
        assert!(error(|card| card["photo"] = "none.jpg".into()).contains("none.jpg"));
        assert!(error(|card| card["signature"] = "photo.jpg".into()).contains("no binary PBM"));
    }
}
