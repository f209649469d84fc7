//! What the models differ in, as data. A new model is a line in [`FAMILIES`].

use crate::card_printer::{PrinterCapabilities, Station};

/// Printable canvas in landscape, width then height.
pub(super) const CANVAS: (u32, u32) = (1016, 648);

/// A family of models whose names share a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Family {
    /// The word in the name that the printer tells.
    word: &'static str,
    /// Whether it turns the card over.
    dual_sided: bool,
    /// Whether it has a place for a chip encoder, and a tray for rejects. A model without the one has none of the other.
    office: bool,
}

const fn family(word: &'static str, dual_sided: bool, office: bool) -> Family {
    Family {
        word,
        dual_sided,
        office,
    }
}

/// What is known of the families from the maker's own names and manuals.
const FAMILIES: [Family; 10] = [
    family("Primacy", true, true),
    family("Dualys", true, true),
    family("Quantum", true, true),
    family("Securion", true, true),
    family("Avansia", true, true),
    family("Zenius", false, true),
    family("Pebble", false, true),
    family("Tattoo", false, true),
    family("KC", false, true),
    family("Badgy", false, false),
];

/// A name that nobody listed. A second face that is refused beforehand costs nothing; one that a printer cannot print costs
/// a card.
const UNLISTED: Family = family("", false, true);

impl Family {
    /// The family of a model name.
    pub(super) fn of(model: &str) -> Self {
        let listed = FAMILIES.iter().find(|family| model.contains(family.word));
        listed.copied().unwrap_or(UNLISTED)
    }

    /// Whether spoiled cards have a tray of their own.
    pub(super) fn has_reject_tray(self) -> bool {
        self.office
    }

    /// Position and counters are asked for in any case: a model that does not know the question says so, and its value is
    /// missing then.
    pub(super) fn capabilities(self) -> PrinterCapabilities {
        PrinterCapabilities {
            canvas: CANVAS,
            dye_levels: 256,
            dual_sided: self.dual_sided,
            encoder: self.office.then_some(Station::Contact),
            reports_position: self.office,
            reports_counters: self.office,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_known_by_a_word_in_its_name() {
        let capabilities = |model| Family::of(model).capabilities();
        assert!(capabilities("Evolis Primacy").dual_sided);
        assert!(!capabilities("Evolis Zenius").dual_sided);
        assert_eq!(
            capabilities("Evolis Zenius").encoder,
            Some(Station::Contact)
        );
        let badgy = Family::of("Evolis Badgy200");
        assert_eq!(badgy.capabilities().encoder, None);
        assert!(!badgy.has_reject_tray());
    }

    #[test]
    fn of_an_unlisted_model_no_second_face_is_promised() {
        assert_eq!(Family::of("Evolis Novum"), UNLISTED);
        assert!(!UNLISTED.capabilities().dual_sided);
    }
}
