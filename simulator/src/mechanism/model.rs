//! The models of printer that a counter may have, as data.

use super::{CardCount, Reporting, Timing};
use serde::{Deserialize, Serialize};

/// A model, like one of the maker's; its name says that it is simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterModel {
    /// Prints both faces, has an encoder and counters.
    #[default]
    Primacy,
    /// Prints one face, has an encoder and counters; slower.
    Zenius,
    /// Prints one face; no encoder, no reject tray, no counters, and does not know where its card is; slow.
    Badgy,
}

impl PrinterModel {
    /// What it answers to the question for its model.
    pub fn name(self) -> &'static str {
        match self {
            Self::Primacy => "Evolis SIM Primacy",
            Self::Zenius => "Evolis SIM Zenius",
            Self::Badgy => "Evolis SIM Badgy",
        }
    }

    /// Whether it turns a card over.
    pub fn has_flipper(self) -> bool {
        self == Self::Primacy
    }

    /// Whether it has a chip station, a tray for rejects, and tells which ribbon is inside.
    pub fn is_for_offices(self) -> bool {
        self != Self::Badgy
    }

    /// What it tells of itself.
    pub fn reporting(self) -> Reporting {
        Reporting {
            card_count: match self {
                Self::Primacy | Self::Zenius => CardCount::AtFeed,
                Self::Badgy => CardCount::Never,
            },
            position: self.is_for_offices(),
        }
    }

    /// How long its steps take. About 20, 26 and 40 seconds for one face in colour: of the first two within the 14 to 36
    /// seconds that printers of this class take. No maker's sheet was found.
    pub fn timing(self) -> Timing {
        let usual = Timing::default();
        match self {
            Self::Primacy => usual,
            Self::Zenius => usual.slower_by(4, 3),
            Self::Badgy => usual.slower_by(2, 1),
        }
    }
}
