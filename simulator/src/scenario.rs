//! Scenario files: what a counter starts with. TOML; unknown keys are refused.

mod person;
mod visitors;

pub use person::{Others, Person};

use crate::applicant::Backdrop;
use crate::chip::Make;
use crate::clock::TimePolicy;
use crate::fault::{Arming, CERTAIN, FaultKind, Repeat};
use crate::mechanism::{PrinterModel, TRAY, Timing};
use crate::person::image_file::ImageFileError;
use crate::world::{Inventory, Visitor};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// How time passes: `real`, `scaled:N` or `stepped`.
    pub time: TimePolicy,
    /// Seed of everything that is drawn by chance.
    pub seed: u64,
    /// Blanks and ribbon.
    pub stock: Stock,
    /// What the blanks' chips are made like.
    pub chip: Make,
    /// Which model the printer is: `primacy`, `zenius`, `badgy`.
    pub printer: PrinterModel,
    /// Durations of the printer's steps; those of the model unless they are given.
    pub timing: Option<Timing>,
    /// Who may come to the counter.
    #[serde(rename = "applicant")]
    pub applicants: Vec<Person>,
    /// Cards that people have brought.
    #[serde(rename = "card")]
    pub visitors: Vec<Visitor>,
    /// Folder that the paths of pictures start from: the scenario file's.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Faults that are armed from the start.
    #[serde(rename = "fault")]
    pub faults: Vec<Fault>,
}

/// Blanks and ribbon at the start.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stock {
    /// Blanks in all.
    pub blanks: u32,
    /// How many of them are in the hopper, at most 100.
    pub in_hopper: u32,
    /// Faces that a ribbon is good for.
    pub ribbon: u32,
}

impl Default for Stock {
    fn default() -> Self {
        Self {
            blanks: 200,
            in_hopper: 50,
            ribbon: 200,
        }
    }
}

/// An armed fault.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Name, with a parameter after a colon where it has one.
    pub arm: FaultKind,
    /// Once or until cleared.
    #[serde(default)]
    pub repeat: Repeat,
    /// Opportunities that pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// Chance to strike at an opportunity, in thousandths.
    #[serde(default = "certain")]
    pub chance: u32,
}

fn certain() -> u32 {
    CERTAIN
}

impl Default for Scenario {
    /// Two applicants, `a` without a left little finger and `b`, enough stock, no faults, real time.
    fn default() -> Self {
        Self {
            time: TimePolicy::Real,
            seed: 1,
            stock: Stock::default(),
            chip: Make::default(),
            printer: PrinterModel::default(),
            timing: None,
            applicants: vec![
                Person {
                    missing: vec![10],
                    ..Person::grown("a", 11, Backdrop::Red)
                },
                Person::grown("b", 12, Backdrop::Blue),
            ],
            visitors: Vec::new(),
            folder: PathBuf::new(),
            faults: Vec::new(),
        }
    }
}

/// Why a scenario cannot be used.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("cannot read the scenario file")]
    Read(#[source] std::io::Error),
    /// It is no scenario.
    #[error("the scenario file is wrong")]
    Parse(#[source] toml::de::Error),
    /// A picture of an applicant cannot be used.
    #[error("scenario: a picture of applicant `{applicant}` cannot be used")]
    Picture {
        /// Whose.
        applicant: String,
        /// What is wrong with the file.
        #[source]
        source: ImageFileError,
    },
    /// A value is outside its range.
    #[error("scenario: {0}")]
    Range(String),
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// Every [`ScenarioError`]; unknown keys are `Parse`.
    pub fn load(path: &Path) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path).map_err(ScenarioError::Read)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self {
            folder,
            ..Self::parse(&text)?
        })
    }

    /// Reads a scenario from its text.
    ///
    /// # Errors
    /// `Parse`, `Range`.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(ScenarioError::Parse)?;
        scenario.check()?;
        Ok(scenario)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let range = |text: String| Err(ScenarioError::Range(text));
        let stock = &self.stock;
        if stock.in_hopper > stock.blanks {
            return range("more blanks in the hopper than there are".to_owned());
        }
        if usize::try_from(stock.in_hopper).is_ok_and(|count| count > TRAY) {
            return range(format!("the hopper holds {TRAY} blanks"));
        }
        for (at, person) in self.applicants.iter().enumerate() {
            if self.applicants[..at]
                .iter()
                .any(|other| other.id == person.id)
            {
                return range(format!("two applicants `{}`", person.id));
            }
            person.check()?;
        }
        visitors::check(&self.visitors, &self.applicants)
    }

    /// What the world starts with; loads the applicants' pictures.
    ///
    /// # Errors
    /// `Picture`.
    pub fn inventory(&self) -> Result<Inventory, ScenarioError> {
        let people = self.applicants.iter();
        let applicants = people
            .map(|person| person.applicant(&self.folder))
            .collect::<Result<_, _>>()?;
        Ok(Inventory {
            time: self.time,
            seed: self.seed,
            applicants,
            blanks: self.stock.blanks,
            in_hopper: self.stock.in_hopper,
            chips: self.chip,
            visitors: self.visitors.clone(),
            ribbon: self.stock.ribbon,
            printer: self.printer,
            timing: self.timing.unwrap_or(self.printer.timing()),
            faults: self.faults.iter().map(Fault::arming).collect(),
        })
    }
}

impl Fault {
    fn arming(&self) -> Arming {
        Arming {
            kind: self.arm,
            repeat: self.repeat,
            skip: self.skip,
            chance: self.chance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Place;
    use crate::chip::ResponseStyle;

    #[test]
    fn a_scenario_names_people_stock_time_and_faults() {
        let text = r#"
            time = "scaled:20"
            printer = "zenius"
            [stock]
            blanks = 10
            in_hopper = 2
            [chip]
            activating = "00112233445566778899AABBCCDDEEFF"
            response = "61xx"
            [[applicant]]
            id = "c"
            seed = 3
            backdrop = "blue"
            missing = [1, 6]
            [[card]]
            kind = "ktp-el"
            holder = "c"
            [[fault]]
            arm = "jam:head"
            repeat = "permanent"
            skip = 2
        "#;
        let inventory = Scenario::parse(text).unwrap().inventory().unwrap();
        assert_eq!(inventory.time, TimePolicy::Scaled(20));
        assert_eq!((inventory.blanks, inventory.in_hopper), (10, 2));
        assert_eq!(inventory.chips.response, ResponseStyle::GetResponse);
        assert_ne!(inventory.chips.activating, Make::default().activating);
        assert_eq!(inventory.chips.personalising, Make::default().personalising);
        assert_eq!(inventory.visitors[0].place, Place::Hand);
        let applicant = &inventory.applicants[0];
        assert_eq!(applicant.has_finger(6), Some(false));
        assert_eq!(applicant.has_finger(2), Some(true));
        assert_eq!(inventory.faults[0].skip, 2);
        assert_eq!(inventory.printer, PrinterModel::Zenius);
        assert_eq!(inventory.timing, PrinterModel::Zenius.timing());
    }

    #[test]
    fn unknown_keys_and_impossible_values_are_refused() {
        for text in [
            "tyme = \"real\"",
            "printer = \"laser\"",
            "[stock]\nblank = 1",
            "[chip]\nresponse = \"9000\"",
            "[chip]\nactivating = \"00\"",
            "[[card]]\nkind = \"ktp-el\"\nholder = \"z\"",
            "[[card]]\nkind = \"ktp-el\"\nholder = \"a\"\nplace = \"store\"",
            "[[card]]\nkind = \"sim\"\nholder = \"a\"",
            "[stock]\nblanks = 1\nin_hopper = 2",
            "[stock]\nblanks = 200\nin_hopper = 101",
            "[[applicant]]\nid = \"a\"\nseed = 1\nmissing = [11]",
            "[[applicant]]\nid = \"a\"\nseed = 1\n[[applicant]]\nid = \"a\"\nseed = 2",
            "[[fault]]\narm = \"fire\"",
        ] {
            assert!(Scenario::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pictures_are_looked_for_beside_the_scenario_and_their_absence_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("scenario.toml");
        let text = "[[applicant]]\nid = \"c\"\nseed = 3\nothers = \"missing\"\nportrait = \"c.png\"\nprints = { 2 = \"2.png\" }";
        std::fs::write(&file, text).unwrap();
        let scenario = Scenario::load(&file).unwrap();
        assert!(matches!(
            scenario.inventory(),
            Err(ScenarioError::Picture { .. })
        ));
        let gray = image::GrayImage::from_pixel(64, 64, image::Luma([200]));
        gray.save(folder.path().join("2.png")).unwrap();
        gray.save(folder.path().join("c.png")).unwrap();
        let applicant = &scenario.inventory().unwrap().applicants[0];
        assert_eq!(applicant.portrait_name(), "image");
        let has = [1, 2].map(|finger| applicant.has_finger(finger));
        assert_eq!(has, [Some(false), Some(true)]);
    }

    #[test]
    fn an_empty_file_is_the_default_scenario() {
        assert_eq!(Scenario::parse("").unwrap(), Scenario::default());
    }
}
