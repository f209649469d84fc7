//! Cards that people bring along.

use super::{HandError, World};
use crate::applicant::Applicant;
use crate::card::{CardId, Place};
use crate::chip::Chip;
use jpeg_encoder::{ColorType, Encoder};
use serde::Deserialize;

/// Size of a photo on a chip, in pixels, and its JPEG quality: 2 to 4 KB.
const PHOTO: (u16, u16) = (120, 150);
const PHOTO_QUALITY: u8 = 60;

/// A card that is none of the counter's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visitor {
    /// What it is.
    pub kind: VisitorKind,
    /// The applicant whose face is on it.
    pub holder: String,
    /// Where it is: in the operator's hand, on the desk reader or with its holder.
    #[serde(default = "hand")]
    pub place: Place,
}

/// Kinds of cards that people bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitorKind {
    /// A KTP-el, whose chip shows what is public of it: control file and photo.
    KtpEl,
}

fn hand() -> Place {
    Place::Hand
}

impl World {
    /// A card comes to the counter. Its faces are printed, so nobody takes it for a blank.
    ///
    /// # Errors
    /// `NoApplicant`; `NoWayTo` for a place where no such card can be; `Occupied`.
    pub fn bring_along(&mut self, visitor: &Visitor) -> Result<CardId, HandError> {
        let holder = (self.applicant(&visitor.holder))
            .ok_or_else(|| HandError::NoApplicant(visitor.holder.clone()))?;
        let photo = photo(holder);
        let id = self.cards.next_id();
        if !visitor.has_possible_place() {
            let place = visitor.place;
            return Err(HandError::NoWayTo { card: id, place });
        }
        if visitor.place.holds_one() && self.cards.first_at(visitor.place).is_some() {
            return Err(HandError::Occupied(visitor.place));
        }
        let VisitorKind::KtpEl = visitor.kind;
        let [a, b, c, d] = id.0.to_be_bytes();
        // As a reader of cards of type A shows it: 80 and seven bytes of identifier, which say that it is simulated.
        let serial = [0x80, b'S', b'I', b'M', a, b, c, d];
        self.cards
            .add_printed(Chip::ktp_el(serial, &photo), visitor.place);
        Ok(id)
    }
}

impl Visitor {
    /// Whether such a card can be in its place.
    pub(crate) fn has_possible_place(&self) -> bool {
        matches!(
            self.place,
            Place::Hand | Place::DeskReader | Place::HandedOver
        )
    }
}

fn photo(holder: &Applicant) -> Vec<u8> {
    let (width, height) = PHOTO;
    let backdrop = holder.backdrop().rgb();
    let picture = holder
        .portrait()
        .render(width.into(), height.into(), backdrop, 0.0, 0);
    let mut jpeg = Vec::new();
    let encoder = Encoder::new(&mut jpeg, PHOTO_QUALITY);
    // Writing into memory cannot fail and the picture has the size that it says it has.
    if let Err(error) = encoder.encode(picture.as_raw(), width, height, ColorType::Rgb) {
        tracing::error!(%error, "photo not encoded");
    }
    jpeg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use crate::world::{Slot, SlotReply};

    fn visitor(place: Place) -> Visitor {
        Visitor {
            kind: VisitorKind::KtpEl,
            holder: "a".to_owned(),
            place,
        }
    }

    fn give(world: &mut World, command: &[u8]) -> Vec<u8> {
        match world.transmit(Slot::Desk, command) {
            SlotReply::Response(response) => response,
            other => panic!("{other:?}"),
        }
    }

    /// As public readers get it: the folder, the file, the length, and then piece by piece.
    #[test]
    fn the_photo_is_read_without_any_key() {
        let mut world = testing::world();
        world.bring_along(&visitor(Place::DeskReader)).unwrap();
        world.power_on(Slot::Desk).unwrap();
        for file in [[0x7F, 0x0A], [0x6F, 0xF2]] {
            let select = [&[0x00, 0xA4, 0x00, 0x00, 0x02][..], &file].concat();
            assert_eq!(give(&mut world, &select), [0x90, 0x00]);
        }
        let mut file = Vec::new();
        loop {
            let [high, low] = u16::try_from(file.len()).unwrap().to_be_bytes();
            let mut piece = give(&mut world, &[0x00, 0xB0, high, low, 112]);
            let status = piece.split_off(piece.len() - 2);
            file.extend(piece);
            match status[..] {
                [0x90, 0x00] => {}
                [0x62, 0x82] => break,
                _ => panic!("{status:02X?}"),
            }
        }
        let length = usize::from(u16::from_be_bytes([file[0], file[1]]));
        assert_eq!(length, file.len() - 2);
        assert!((1_000..4_094).contains(&length), "{length}");
        let picture = image::load_from_memory(&file[2..]).unwrap();
        assert_eq!((picture.width(), picture.height()), (120, 150));
    }

    #[test]
    fn a_visitor_is_no_blank_and_has_one_place() {
        let mut world = testing::world();
        let before = world.cards().at(Place::Store).len();
        let id = world.bring_along(&visitor(Place::Hand)).unwrap();
        let no_way = Err(HandError::NoWayTo {
            card: id,
            place: Place::Store,
        });
        assert_eq!(world.move_card(id, Place::Store), no_way);
        assert_eq!(world.cards().at(Place::Store).len(), before);
        world.bring_along(&visitor(Place::DeskReader)).unwrap();
        let again = world.bring_along(&visitor(Place::DeskReader));
        assert_eq!(again, Err(HandError::Occupied(Place::DeskReader)));
        assert!(world.bring_along(&visitor(Place::Output)).is_err());
        let nobody = Visitor {
            holder: "z".to_owned(),
            ..visitor(Place::Hand)
        };
        assert_eq!(
            world.bring_along(&nobody),
            Err(HandError::NoApplicant("z".into()))
        );
    }
}
