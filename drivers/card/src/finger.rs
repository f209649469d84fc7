//! Fingers and their templates.

use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Which finger, numbered as in ISO/IEC 19794-2:2005, table 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FingerPosition {
    RightThumb = 1,
    RightIndex = 2,
    RightMiddle = 3,
    RightRing = 4,
    RightLittle = 5,
    LeftThumb = 6,
    LeftIndex = 7,
    LeftMiddle = 8,
    LeftRing = 9,
    LeftLittle = 10,
}

impl FingerPosition {
    /// All ten, by number.
    pub const ALL: [Self; 10] = [
        Self::RightThumb,
        Self::RightIndex,
        Self::RightMiddle,
        Self::RightRing,
        Self::RightLittle,
        Self::LeftThumb,
        Self::LeftIndex,
        Self::LeftMiddle,
        Self::LeftRing,
        Self::LeftLittle,
    ];

    /// The number in the standard, 1 to 10.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The finger with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|finger| finger.code() == code)
    }
}

/// What the chip knows of one finger; erased from memory when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct FingerTemplate {
    /// Which finger.
    #[zeroize(skip)]
    pub position: FingerPosition,
    /// An ISO/IEC 19794-2 finger minutiae record, at most [`crate::open::layout::MAX_TEMPLATE`] bytes; carried as it is.
    pub record: Vec<u8>,
}

impl FingerTemplate {
    /// The content of the finger's file: the position code, then the record.
    pub(crate) fn to_content(&self) -> Vec<u8> {
        let mut content = vec![self.position.code()];
        content.extend(&self.record);
        content
    }

    /// Reads [`FingerTemplate::to_content`]; `None` without a record or for an unknown position.
    pub(crate) fn from_content(content: &[u8]) -> Option<Self> {
        let (code, record) = content.split_first()?;
        (!record.is_empty()).then_some(Self {
            position: FingerPosition::from_code(*code)?,
            record: record.to_vec(),
        })
    }
}

impl fmt::Debug for FingerTemplate {
    /// Leaves the minutiae out: they are an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "FingerTemplate({:?}, {} bytes)",
            self.position,
            self.record.len()
        )
    }
}
