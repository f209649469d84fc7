//! Checking the issuer's signature.

use crate::finger::FingerPosition;
use crate::identity::ChipSerial;
use crate::issuer::{self, IssuerPublicKey};
use crate::open::content::ChipContent;
use crate::open::layout::File;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The issuer did not sign this content for this chip: forged, tampered with, copied from another chip, or signed by
/// another issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the issuer's signature does not fit the chip's content")]
pub struct BadSignature;

/// A chip whose content was found to be the issuer's; only [`verify`] makes one, and only such a chip can be activated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedChip {
    serial: ChipSerial,
    fingers: [FingerPosition; 2],
    statement_sha256: [u8; 32],
}

impl VerifiedChip {
    /// Its serial number.
    pub fn serial(self) -> ChipSerial {
        self.serial
    }

    /// SHA-256 of what the issuer signed for it: serial number, profile version, and the hash of each file.
    pub fn statement_sha256(self) -> [u8; 32] {
        self.statement_sha256
    }

    /// The fingers that it knows, in their order on the chip.
    pub fn fingers(self) -> [FingerPosition; 2] {
        self.fingers
    }
}

/// Checks the issuer's signature over serial number, profile version and all files of the record.
///
/// # Errors
/// `BadSignature`.
pub fn verify(
    content: &ChipContent,
    issuer: &IssuerPublicKey,
) -> Result<VerifiedChip, BadSignature> {
    let serial = content.identity.serial;
    let contents = content.contents.iter().map(|content| content.as_slice());
    let statement = issuer::statement(serial, File::RECORD.into_iter().zip(contents));
    if issuer.accepts(&statement, &content.signature) {
        let fingers = content.record.templates.each_ref();
        Ok(VerifiedChip {
            serial,
            fingers: fingers.map(|template| template.position),
            statement_sha256: Sha256::digest(&statement).into(),
        })
    } else {
        Err(BadSignature)
    }
}
