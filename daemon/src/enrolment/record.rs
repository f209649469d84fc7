//! What is kept of an enrolment: states, counts and hashes. Applicant data lies sealed in the vault.

use crate::condition::Condition;
use crate::person::Person;
use crate::prompt::asked::Asked;
use crate::store::records::Record;
use loket_card::finger::FingerPosition;
use serde::{Deserialize, Serialize};

/// A SHA-256.
pub type Hash = [u8; 32];

/// What is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Everything.
    Record,
    /// Only a new photo.
    Rephoto {
        /// Hash of the photo that is replaced.
        previous_photo: Hash,
    },
}

/// Life of an enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Steps may be done, in any order.
    Capturing,
    /// The package is signed and waits to be fetched.
    Sealed,
    /// The front end has the package; applicant data is erased here.
    Released,
    /// Ended without a package; applicant data is erased here.
    Abandoned,
}

impl State {
    /// Whether nothing more can happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Released | Self::Abandoned)
    }
}

/// One photo that was taken. Takes count from 1 in the order of [`Enrolment::takes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    /// Of the cropped portrait's JPEG.
    pub sha256: Hash,
    /// Whether all measures passed.
    pub acceptable: bool,
}

/// Why a finger is not captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExceptionKind {
    /// Amputated or never there.
    Missing,
    /// Bandaged or injured.
    Bandaged,
    /// Worn: several captures failed.
    Worn,
}

/// The image that is kept of a finger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptImage {
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Pixels per inch.
    pub ppi: u16,
    /// 0 to 100.
    pub quality: u8,
    /// Of the pixels.
    pub sha256: Hash,
    /// Score of the verification capture that matched.
    pub verification: Option<u16>,
}

/// Where one finger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FingerState {
    /// Neither captured nor excepted.
    Pending,
    /// The best image is kept.
    Captured(KeptImage),
    /// Declared not capturable.
    Excepted(ExceptionKind),
}

/// One finger of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finger {
    /// Which finger.
    pub position: FingerPosition,
    /// Captures tried so far.
    pub tries: u32,
    /// Where it stands.
    pub state: FingerState,
}

impl Finger {
    /// The kept image, if it is captured.
    pub fn kept(&self) -> Option<&KeptImage> {
        match &self.state {
            FingerState::Captured(kept) => Some(kept),
            FingerState::Pending | FingerState::Excepted(_) => None,
        }
    }
}

/// Device work for an enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// `photo`, `finger:2`, `verification:2`.
    pub name: String,
    /// Whether it is under way.
    pub running: bool,
    /// Why it failed, if it did.
    pub condition: Option<Condition>,
}

/// How a package is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Of the encoded content.
    pub content_sha256: Hash,
    /// Of the content of the station's previous package; zeros for the first.
    pub previous_sha256: Hash,
    /// ECDSA P-256, 64 bytes r || s.
    pub signature: Vec<u8>,
}

/// What an erasure removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose data.
    pub enrolment_id: String,
    /// Milliseconds since 1970 by the wall clock.
    pub erased_ms: i64,
    /// Stored items.
    pub items: u32,
    /// Their sealed bytes.
    pub bytes: u64,
}

/// One enrolment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Identifier, sorts by time of opening.
    pub id: String,
    /// What is captured.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The front end's reference of the case.
    pub subject: String,
    /// Milliseconds since 1970 by the wall clock.
    pub opened_ms: i64,
    /// Who holds it now.
    pub operator: Person,
    /// Whether biodata is set.
    pub has_biodata: bool,
    /// The photos so far.
    pub takes: Vec<Take>,
    /// The accepted take, from 1.
    pub accepted_take: Option<u32>,
    /// All ten by position code in a record, none in a re-photo.
    pub fingers: Vec<Finger>,
    /// Whether the signature is there.
    pub has_signature: bool,
    /// The device work that runs or ran last.
    pub job: Option<Job>,
    /// Once sealed.
    pub seal: Option<Seal>,
    /// Once applicant data is erased.
    pub receipt: Option<Receipt>,
    /// The questions to a person so far.
    #[serde(default)]
    pub asked: Asked,
}

impl Enrolment {
    /// An enrolment with nothing captured.
    pub fn new(id: String, kind: Kind, subject: String, operator: Person, opened_ms: i64) -> Self {
        let pending = |position| Finger {
            position,
            tries: 0,
            state: FingerState::Pending,
        };
        let fingers = match kind {
            Kind::Record => FingerPosition::ALL.into_iter().map(pending).collect(),
            Kind::Rephoto { .. } => Vec::new(),
        };
        Self {
            id,
            kind,
            state: State::Capturing,
            subject,
            opened_ms,
            operator,
            has_biodata: false,
            takes: Vec::new(),
            accepted_take: None,
            fingers,
            has_signature: false,
            job: None,
            seal: None,
            receipt: None,
            asked: Asked::default(),
        }
    }

    /// A finger of the record; none in a re-photo.
    pub fn finger(&self, position: FingerPosition) -> Option<&Finger> {
        self.fingers
            .iter()
            .find(|finger| finger.position == position)
    }

    /// The photo of that number, from 1.
    pub fn take(&self, take: u32) -> Option<&Take> {
        let index = usize::try_from(take).ok()?.checked_sub(1)?;
        self.takes.get(index)
    }

    /// How many photos there are.
    pub fn take_count(&self) -> u32 {
        u32::try_from(self.takes.len()).unwrap_or(u32::MAX)
    }
}

impl Record for Enrolment {
    const KIND: &'static str = "enrolment";

    fn id(&self) -> &str {
        &self.id
    }

    /// Until its erasure is on record.
    fn is_open(&self) -> bool {
        !self.state.is_final() || self.receipt.is_none()
    }
}
