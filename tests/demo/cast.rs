//! Who comes to the counter: drawn people, or one out of image files.

use loket_proto::v1::{FingerPosition, Sex};
use loket_tests::people::{self, FINGERS, Person};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Fingers that print files are given to, in the order in which the counter prefers them for the chip.
const PREFERRED: [FingerPosition; 10] = [
    FingerPosition::RightIndex,
    FingerPosition::LeftIndex,
    FingerPosition::RightThumb,
    FingerPosition::LeftThumb,
    FingerPosition::RightMiddle,
    FingerPosition::LeftMiddle,
    FingerPosition::RightRing,
    FingerPosition::LeftRing,
    FingerPosition::RightLittle,
    FingerPosition::LeftLittle,
];

/// Fewest prints that make a card: two fingers are on the chip.
const FEWEST_PRINTS: usize = 2;

/// The image files that were asked for are not there.
#[derive(Debug, Error)]
#[error(
    "{missing} is not there; the flow with real images needs portrait.png and at least two prints/*.jpg in {}",
    folder.display()
)]
pub(crate) struct NoImages {
    missing: String,
    folder: PathBuf,
}

/// The two applicants.
#[derive(Debug)]
pub(crate) struct Cast {
    /// Is recorded and gets a first card.
    pub(crate) a: Person,
    /// Was recorded before, gets a new photo and another card.
    pub(crate) b: Person,
    /// Why a photo of A that fails a measure is accepted; empty when it is not.
    pub(crate) photo_anyway: &'static str,
    /// Where A's looks come from.
    pub(crate) images: Option<Images>,
}

/// Image files of one person.
#[derive(Debug)]
pub(crate) struct Images {
    portrait: PathBuf,
    prints: Vec<(FingerPosition, PathBuf)>,
}

impl Cast {
    /// Two drawn people.
    pub(crate) fn drawn() -> Self {
        Self {
            a: people::sari(),
            b: people::bima(),
            photo_anyway: "",
            images: None,
        }
    }

    /// The same with A's portrait and prints out of `folder`; fingers without a print are declared exceptions.
    pub(crate) fn with_images(folder: &Path) -> Result<Self, NoImages> {
        let images = Images::find(folder)?;
        let has_print = |finger: &FingerPosition| images.prints.iter().any(|(at, _)| at == finger);
        let mut cast = Self::drawn();
        cast.a.missing = FINGERS.into_iter().filter(|at| !has_print(at)).collect();
        cast.a.missing_because = "no image of this finger";
        cast.a.biodata.sex = Sex::Female.into();
        Ok(Self {
            photo_anyway: "the picture comes from a file and has its own background",
            images: Some(images),
            ..cast
        })
    }

    /// The simulator's scenario, in which time passes `scale` times as fast as on the wall.
    pub(crate) fn scenario(&self, scale: u32) -> String {
        let mut text = format!(
            "time = \"scaled:{scale}\"\n[stock]\nblanks = 40\nin_hopper = 20\n\
             [[applicant]]\nid = \"b\"\nseed = 12\nbackdrop = \"blue\"\n\
             [[applicant]]\nid = \"a\"\nseed = 11\nbackdrop = \"red\"\nmissing = [10]\n"
        );
        if let Some(images) = &self.images {
            text.push_str(&images.scenario());
        }
        text
    }
}

impl Images {
    fn find(folder: &Path) -> Result<Self, NoImages> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let absent = |missing: &str| NoImages {
            missing: missing.to_owned(),
            folder: folder.clone(),
        };
        let portrait = folder.join("portrait.png");
        if !portrait.is_file() {
            return Err(absent("portrait.png"));
        }
        let files = jpegs(&folder.join("prints"));
        if files.len() < FEWEST_PRINTS {
            return Err(absent("prints/*.jpg"));
        }
        Ok(Self {
            portrait,
            prints: PREFERRED.into_iter().zip(files).collect(),
        })
    }

    /// The keys that make the last applicant of a scenario this person.
    fn scenario(&self) -> String {
        let quoted = |path: &Path| toml::Value::from(path.to_string_lossy().into_owned());
        let mut text = format!(
            "portrait = {}\nothers = \"missing\"\n[applicant.prints]\n",
            quoted(&self.portrait)
        );
        for (finger, path) in &self.prints {
            text.push_str(&format!("\"{}\" = {}\n", i32::from(*finger), quoted(path)));
        }
        text
    }
}

/// The JPEG files in a folder by name; none when there is no such folder.
fn jpegs(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jpg"))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use loket_simulator::scenario::Scenario;
    use std::fs;

    #[test]
    fn both_casts_are_scenarios_the_simulator_takes() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("prints")).unwrap();
        for file in ["portrait.png", "prints/x.jpg", "prints/y.jpg"] {
            fs::write(folder.path().join(file), b"").unwrap();
        }
        let photographed = Cast::with_images(folder.path()).unwrap();
        assert_eq!(photographed.a.missing.len(), 8);
        for cast in [Cast::drawn(), photographed] {
            let scenario = Scenario::parse(&cast.scenario(8)).unwrap();
            assert_eq!(scenario.applicants.len(), 2);
        }
    }

    #[test]
    fn absent_images_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let said = || Cast::with_images(folder.path()).unwrap_err().to_string();
        assert!(said().starts_with("portrait.png is not there"));
        fs::write(folder.path().join("portrait.png"), b"").unwrap();
        assert!(said().starts_with("prints/*.jpg is not there"));
    }
}
