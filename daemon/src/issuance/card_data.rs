//! Everything that goes on one card, and how it lies in the vault.

use crate::store::database::{Database, StoreError};
use crate::store::records::Item;
use loket_card::biodata::Biodata;
use loket_card::finger::{FingerPosition, FingerTemplate};
use loket_card::signature_bitmap::SignatureBitmap;
use std::{fmt, mem};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Complete card data; erased from memory when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CardData {
    /// Who the holder is.
    pub biodata: Biodata,
    /// 3:4 portrait, JPEG, as it is printed; the chip gets a smaller one.
    pub photo_jpeg: Vec<u8>,
    /// The holder's signature.
    pub signature: SignatureBitmap,
    /// Two different fingers with their ISO/IEC 19794-2 records.
    pub fingers: [FingerTemplate; 2],
}

const BIODATA: &str = "biodata";
const PHOTO: &str = "photo";
const SIGNATURE: &str = "signature";
const FINGERS: [&str; 2] = ["finger-1", "finger-2"];

impl CardData {
    /// As items for the vault.
    ///
    /// # Errors
    /// `Damaged` when the biodata cannot be written as JSON.
    pub fn to_items(&self) -> Result<Vec<Item>, StoreError> {
        let biodata = serde_json::to_vec(&self.biodata).map_err(StoreError::Damaged)?;
        let mut items = vec![
            (BIODATA.to_owned(), biodata),
            (PHOTO.to_owned(), self.photo_jpeg.clone()),
            (SIGNATURE.to_owned(), self.signature.as_bytes().to_vec()),
        ];
        for (name, finger) in FINGERS.into_iter().zip(&self.fingers) {
            items.push((
                name.to_owned(),
                [&[finger.position.code()], &finger.record[..]].concat(),
            ));
        }
        Ok(items)
    }

    /// Reads what [`Self::to_items`] wrote for `owner`.
    ///
    /// # Errors
    /// `Missing` once it was erased; `Sealed` when an item is not what was written.
    pub fn load(database: &Database, owner: &str) -> Result<Self, StoreError> {
        let item = |name| database.open_item(owner, name);
        let signature = SignatureBitmap::try_from(mem::take(&mut *item(SIGNATURE)?))
            .map_err(|_| StoreError::Sealed)?;
        Ok(Self {
            biodata: serde_json::from_slice(&item(BIODATA)?).map_err(StoreError::Damaged)?,
            photo_jpeg: mem::take(&mut *item(PHOTO)?),
            signature,
            fingers: [finger(&item(FINGERS[0])?)?, finger(&item(FINGERS[1])?)?],
        })
    }
}

impl fmt::Debug for CardData {
    /// Leaves all values out: they are an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardData(..)")
    }
}

fn finger(item: &[u8]) -> Result<FingerTemplate, StoreError> {
    let (code, record) = item.split_first().ok_or(StoreError::Sealed)?;
    let position = FingerPosition::from_code(*code).ok_or(StoreError::Sealed)?;
    Ok(FingerTemplate {
        position,
        record: record.to_vec(),
    })
}
