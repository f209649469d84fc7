//! Cards as physical things: a chip, two faces, and exactly one place.

use crate::chip::{Chip, Make};
use crate::print::{LINES, Panel, Plane, PrintedFace, Side};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Names a physical card for its whole life; counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId(pub u32);

impl fmt::Display for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "card-{:04}", self.0)
    }
}

impl FromStr for CardId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.trim_start_matches("card-").parse().map(Self)
    }
}

impl Serialize for CardId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Where a card can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The box of blanks under the counter.
    Store,
    /// The printer's feeder.
    Hopper,
    /// The printer's chip station.
    Encoder,
    /// Under the print head.
    PrintHead,
    /// Between the printer's stations, where jams happen.
    Path,
    /// The printer's output tray.
    Output,
    /// The printer's reject tray.
    Reject,
    /// The operator's hand or desk.
    Hand,
    /// The card reader on the desk.
    DeskReader,
    /// With its holder.
    HandedOver,
    /// Cut up.
    Destroyed,
}

impl Place {
    /// All places.
    pub const ALL: [Place; 11] = [
        Place::Store,
        Place::Hopper,
        Place::Encoder,
        Place::PrintHead,
        Place::Path,
        Place::Output,
        Place::Reject,
        Place::Hand,
        Place::DeskReader,
        Place::HandedOver,
        Place::Destroyed,
    ];

    /// The name used on the command line and in events.
    pub fn name(self) -> &'static str {
        match self {
            Place::Store => "store",
            Place::Hopper => "hopper",
            Place::Encoder => "encoder",
            Place::PrintHead => "print-head",
            Place::Path => "path",
            Place::Output => "output",
            Place::Reject => "reject",
            Place::Hand => "hand",
            Place::DeskReader => "desk-reader",
            Place::HandedOver => "handed-over",
            Place::Destroyed => "destroyed",
        }
    }

    /// Whether the place is a station of the printer's card path.
    pub fn is_in_printer_path(self) -> bool {
        matches!(self, Place::Encoder | Place::PrintHead | Place::Path)
    }

    /// Whether there is room for one card only.
    pub fn holds_one(self) -> bool {
        self.is_in_printer_path() || self == Place::DeskReader
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A physical card.
#[derive(Debug)]
pub struct Card {
    id: CardId,
    place: Place,
    arrived: u64,
    /// The chip inside.
    pub chip: Chip,
    /// The front as printed.
    pub front: PrintedFace,
    /// The back as printed.
    pub back: PrintedFace,
}

impl Card {
    /// Its name.
    pub fn id(&self) -> CardId {
        self.id
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// One of its faces.
    pub fn face(&self, side: Side) -> &PrintedFace {
        match side {
            Side::Front => &self.front,
            Side::Back => &self.back,
        }
    }

    /// One of its faces, to be printed on.
    pub(crate) fn face_mut(&mut self, side: Side) -> &mut PrintedFace {
        match side {
            Side::Front => &mut self.front,
            Side::Back => &mut self.back,
        }
    }

    /// Whether nothing was printed on it.
    pub fn is_unprinted(&self) -> bool {
        self.front.is_blank() && self.back.is_blank()
    }
}

/// All cards of the world. A card's place is stored with the card and nowhere else, so it has exactly one.
#[derive(Debug, Default)]
pub struct Cards {
    cards: BTreeMap<CardId, Card>,
    arrivals: u64,
}

impl Cards {
    /// Puts `count` new blanks into the store, with chips that are made like this.
    pub fn deliver(&mut self, count: u32, make: &Make) {
        for _ in 0..count {
            let chip = Chip::made(chip_serial(self.next_id()), make);
            self.add(chip, Place::Store);
        }
    }

    /// The name of the card that comes next.
    pub(crate) fn next_id(&self) -> CardId {
        CardId(u32::try_from(self.cards.len() + 1).unwrap_or(u32::MAX))
    }

    /// A card with this chip comes from outside; its faces were printed elsewhere.
    pub(crate) fn add_printed(&mut self, chip: Chip, place: Place) {
        let card = self.add(chip, place);
        for face in [&mut card.front, &mut card.back] {
            face.lay(Panel::Black, &Plane::empty(), LINES);
        }
    }

    fn add(&mut self, chip: Chip, place: Place) -> &mut Card {
        let id = self.next_id();
        self.arrivals += 1;
        self.cards.entry(id).or_insert(Card {
            id,
            place,
            arrived: self.arrivals,
            chip,
            front: PrintedFace::default(),
            back: PrintedFace::default(),
        })
    }

    /// The card of this name.
    pub fn get(&self, id: CardId) -> Option<&Card> {
        self.cards.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: CardId) -> Option<&mut Card> {
        self.cards.get_mut(&id)
    }

    /// All cards by name.
    pub fn iter(&self) -> impl Iterator<Item = &Card> {
        self.cards.values()
    }

    /// The cards at `place`, first come first.
    pub fn at(&self, place: Place) -> Vec<CardId> {
        let mut cards: Vec<&Card> = self.iter().filter(|card| card.place == place).collect();
        cards.sort_by_key(|card| card.arrived);
        cards.into_iter().map(Card::id).collect()
    }

    /// The card that came first to `place`.
    pub fn first_at(&self, place: Place) -> Option<CardId> {
        self.at(place).first().copied()
    }

    /// The card that came last to `place`.
    pub fn last_at(&self, place: Place) -> Option<CardId> {
        self.at(place).last().copied()
    }

    /// The card in the printer's path.
    pub fn in_printer_path(&self) -> Option<CardId> {
        self.iter()
            .find(|card| card.place.is_in_printer_path())
            .map(Card::id)
    }

    /// Gives a card its new place and returns the old one.
    pub(crate) fn place(&mut self, id: CardId, place: Place) -> Option<Place> {
        self.arrivals += 1;
        let arrived = self.arrivals;
        let card = self.cards.get_mut(&id)?;
        card.arrived = arrived;
        Some(std::mem::replace(&mut card.place, place))
    }
}

/// Serial numbers say that the chip is simulated: `SIM`, a version, the card's number.
fn chip_serial(id: CardId) -> [u8; 8] {
    let [a, b, c, d] = id.0.to_be_bytes();
    [b'S', b'I', b'M', 1, a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_has_exactly_one_place() {
        let mut cards = Cards::default();
        cards.deliver(3, &Make::default());
        cards.place(CardId(2), Place::Hopper);
        cards.place(CardId(1), Place::Hopper);
        let counted: usize = Place::ALL.iter().map(|&place| cards.at(place).len()).sum();
        assert_eq!(counted, 3);
        assert_eq!(cards.at(Place::Hopper), [CardId(2), CardId(1)]);
        assert_eq!(cards.first_at(Place::Store), Some(CardId(3)));
        assert_eq!(cards.place(CardId(9), Place::Hopper), None);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        assert_eq!(CardId(7).to_string(), "card-0007");
        assert_eq!("card-0007".parse(), Ok(CardId(7)));
        assert_eq!("7".parse(), Ok(CardId(7)));
        assert!("card-x".parse::<CardId>().is_err());
    }

    #[test]
    fn serials_differ_and_say_simulated() {
        assert_eq!(&chip_serial(CardId(1))[..3], b"SIM");
        assert_ne!(chip_serial(CardId(1)), chip_serial(CardId(2)));
    }
}
