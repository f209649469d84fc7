//! Applicants: made-up people with a face and ten fingers.

use crate::person::face::FaceSpec;
use crate::person::finger::{Condition, Master};
use crate::person::portrait::Portrait;
use image::GrayImage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::sync::Arc;

/// The cloth behind the chair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backdrop {
    /// For odd birth years.
    #[default]
    Red,
    /// For even birth years.
    Blue,
}

impl Backdrop {
    /// Its colour.
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Backdrop::Red => [0xdb, 0x15, 0x14],
            Backdrop::Blue => [0x00, 0x90, 0xff],
        }
    }

    /// Its name in scenario files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Backdrop::Red => "red",
            Backdrop::Blue => "blue",
        }
    }

    /// The cloth of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Backdrop::Red, Backdrop::Blue]
            .into_iter()
            .find(|backdrop| backdrop.name() == name)
    }
}

/// Where the pattern of a finger comes from.
#[derive(Clone)]
pub enum FingerSource {
    /// Grown from the applicant's seed.
    Grown,
    /// A print from an image file; every impression is a distorted second impression of it.
    Picture(GrayImage),
    /// The applicant does not have this finger.
    Missing,
}

impl FingerSource {
    /// How listings call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Grown => "grown",
            Self::Picture(_) => "image, distorted second impressions",
            Self::Missing => "missing",
        }
    }
}

impl fmt::Debug for FingerSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a touch in scenario files, on the command line and in events.
pub fn condition_name(condition: Condition) -> &'static str {
    match condition {
        Condition::Good => "good",
        Condition::Dry => "dry",
        Condition::Light => "light",
    }
}

/// The touch of this name.
pub fn condition_named(name: &str) -> Option<Condition> {
    [Condition::Good, Condition::Dry, Condition::Light]
        .into_iter()
        .find(|condition| condition_name(*condition) == name)
}

/// A made-up person. Clones share the fingers that are grown already.
#[derive(Clone, Debug)]
pub struct Applicant {
    id: String,
    seed: u64,
    backdrop: Backdrop,
    portrait: Portrait,
    fingers: [FingerSource; 10],
    masters: BTreeMap<u8, Arc<Master>>,
}

impl Applicant {
    /// An applicant with a drawn face and ten grown fingers.
    pub fn grown(id: &str, seed: u64, backdrop: Backdrop) -> Self {
        Self {
            id: id.to_owned(),
            seed,
            backdrop,
            portrait: Portrait::Drawn(FaceSpec::from_seed(seed)),
            fingers: std::array::from_fn(|_| FingerSource::Grown),
            masters: BTreeMap::new(),
        }
    }

    /// The same with other looks.
    pub fn with_portrait(mut self, portrait: Portrait) -> Self {
        self.portrait = portrait;
        self
    }

    /// The same with one finger (ISO code) from elsewhere; codes outside 1 to 10 change nothing.
    pub fn with_finger(mut self, finger: u8, source: FingerSource) -> Self {
        if let Some(place) = index(finger).and_then(|at| self.fingers.get_mut(at)) {
            *place = source;
        }
        self
    }

    /// The name used everywhere.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The seed of face and fingers.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The cloth that belongs to the applicant's birth year.
    pub fn backdrop(&self) -> Backdrop {
        self.backdrop
    }

    /// The applicant's looks.
    pub fn portrait(&self) -> &Portrait {
        &self.portrait
    }

    /// How listings call the origin of the looks.
    pub fn portrait_name(&self) -> &'static str {
        match self.portrait {
            Portrait::Drawn(_) => "drawn",
            Portrait::Picture(_) => "image",
        }
    }

    /// Where the fingers come from, ISO codes 1 to 10.
    pub fn fingers(&self) -> &[FingerSource; 10] {
        &self.fingers
    }

    /// Whether the applicant has this finger; `None` when no hand has it.
    pub fn has_finger(&self, finger: u8) -> Option<bool> {
        let source = self.fingers.get(index(finger)?)?;
        Some(!matches!(source, FingerSource::Missing))
    }

    /// One touch of a finger on a sensor of `size` pixels; `None` when the finger is missing.
    pub(crate) fn impression(
        &mut self,
        finger: u8,
        seed: u64,
        size: (u32, u32),
        condition: Condition,
    ) -> Option<GrayImage> {
        let master = self.master(finger)?;
        Some(master.impression(seed, size.0, size.1, condition))
    }

    /// The same with all fingers grown now instead of at their first touch, which takes about a second.
    #[must_use]
    pub fn full_grown(mut self) -> Self {
        for finger in 1..=10 {
            self.master(finger);
        }
        self
    }

    fn master(&mut self, finger: u8) -> Option<&Master> {
        let source = self.fingers.get(index(finger)?)?;
        let grow = || match source {
            FingerSource::Missing => None,
            FingerSource::Grown => Some(Master::grow(self.seed, finger)),
            FingerSource::Picture(print) => Some(Master::from_image(print)),
        };
        match self.masters.entry(finger) {
            Entry::Occupied(grown) => Some(grown.into_mut()),
            Entry::Vacant(place) => Some(place.insert(Arc::new(grow()?))),
        }
    }
}

fn index(finger: u8) -> Option<usize> {
    usize::from(finger).checked_sub(1)
}
