//! Applicants in scenario files.

use super::ScenarioError;
use crate::applicant::{Applicant, Backdrop, FingerSource};
use crate::person::image_file::{self, ImageFileError};
use crate::person::portrait::Portrait;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where fingers come from that are neither missing nor in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Others {
    /// Grown from the seed.
    #[default]
    Grown,
    /// The applicant does not have them.
    Missing,
}

/// An applicant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name used everywhere.
    pub id: String,
    /// Seed of face and fingers.
    pub seed: u64,
    /// The cloth of the birth year.
    #[serde(default)]
    pub backdrop: Backdrop,
    /// ISO codes of missing fingers.
    #[serde(default)]
    pub missing: Vec<u8>,
    /// Picture file instead of the drawn face.
    pub portrait: Option<PathBuf>,
    /// Print files by ISO finger code; later impressions are distorted copies.
    #[serde(default)]
    pub prints: BTreeMap<String, PathBuf>,
    /// Where the other fingers come from.
    #[serde(default)]
    pub others: Others,
}

impl Person {
    /// An applicant with nothing from files and nothing missing.
    pub fn grown(id: &str, seed: u64, backdrop: Backdrop) -> Self {
        Self {
            id: id.to_owned(),
            seed,
            backdrop,
            missing: Vec::new(),
            portrait: None,
            prints: BTreeMap::new(),
            others: Others::Grown,
        }
    }

    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        let is_finger = |code: &u8| (1..=10).contains(code);
        let missing = self.missing.iter().find(|code| !is_finger(code));
        let mut prints = self.prints.keys();
        let print = prints.find(|code| !code.parse().is_ok_and(|code| is_finger(&code)));
        let wrong = missing.map(u8::to_string).or(print.cloned());
        wrong.map_or(Ok(()), |code| {
            let text = format!("applicant `{}`: no finger {code}", self.id);
            Err(ScenarioError::Range(text))
        })
    }

    /// The person, with pictures from below `folder`.
    pub(super) fn applicant(&self, folder: &Path) -> Result<Applicant, ScenarioError> {
        let unusable = |source: ImageFileError| ScenarioError::Picture {
            applicant: self.id.clone(),
            source,
        };
        let mut applicant = Applicant::grown(&self.id, self.seed, self.backdrop);
        if let Some(path) = &self.portrait {
            let picture = image_file::portrait(&folder.join(path)).map_err(unusable)?;
            applicant = applicant.with_portrait(Portrait::Picture(picture));
        }
        for finger in 1..=10 {
            if let Some(path) = self.prints.get(&finger.to_string()) {
                let print = image_file::print(&folder.join(path)).map_err(unusable)?;
                applicant = applicant.with_finger(finger, FingerSource::Picture(print));
            } else if self.others == Others::Missing || self.missing.contains(&finger) {
                applicant = applicant.with_finger(finger, FingerSource::Missing);
            }
        }
        Ok(applicant)
    }
}
