//! What people's hands do at the counter.

use super::{Touch, World};
use crate::applicant::{Backdrop, condition_name};
use crate::card::{Card, CardId, Place};
use crate::event::Happening;
use crate::mechanism::TRAY;
use crate::person::finger::Condition;
use image::GrayImage;
use thiserror::Error;

/// Why a hand cannot do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HandError {
    /// There is no such applicant.
    #[error("no applicant `{0}`")]
    NoApplicant(String),
    /// Nobody sits at the counter.
    #[error("nobody sits at the counter")]
    NobodySeated,
    /// Fingers are numbered 1 to 10.
    #[error("no finger {0}; ISO finger codes go from 1 to 10")]
    NoFinger(u8),
    /// The applicant does not have this finger.
    #[error("applicant `{applicant}` has no finger {finger}")]
    FingerMissing {
        /// Who.
        applicant: String,
        /// ISO finger code.
        finger: u8,
    },
    /// There is no such card.
    #[error("no {0}")]
    NoCard(CardId),
    /// No card is at the place.
    #[error("no card in {0}")]
    NothingAt(Place),
    /// Hands cannot take the card from its place.
    #[error("{card} is in {place}, where no hand reaches")]
    OutOfReach {
        /// Which card.
        card: CardId,
        /// Where it is.
        place: Place,
    },
    /// Hands cannot put a card there.
    #[error("no hand can put {card} into {place}")]
    NoWayTo {
        /// Which card.
        card: CardId,
        /// Where it should go.
        place: Place,
    },
    /// Another card is in the place.
    #[error("{0} holds another card")]
    Occupied(Place),
    /// Not so many blanks are in the store.
    #[error("the store holds {0} blanks")]
    StoreShort(usize),
    /// Not so many cards go into the hopper.
    #[error("the hopper has room for {0} more")]
    HopperFull(usize),
}

impl World {
    /// Has an applicant sit down before a cloth, the applicant's own unless another is named; the one before leaves.
    ///
    /// # Errors
    /// `NoApplicant`.
    pub fn seat(&mut self, applicant: &str, backdrop: Option<Backdrop>) -> Result<(), HandError> {
        let own = self
            .applicant(applicant)
            .ok_or_else(|| HandError::NoApplicant(applicant.to_owned()))?
            .backdrop();
        self.lift_finger();
        self.seated = Some(applicant.to_owned());
        self.backdrop = backdrop.unwrap_or(own);
        self.note(Happening::Seated {
            applicant: applicant.to_owned(),
        });
        Ok(())
    }

    /// The applicant leaves the chair.
    pub fn leave_seat(&mut self) {
        self.lift_finger();
        if self.seated.take().is_some() {
            self.note(Happening::SeatLeft);
        }
    }

    /// Puts a finger of the seated applicant on the glass, in place of one that is there. Every placement is another
    /// touch with another impression.
    ///
    /// # Errors
    /// `NobodySeated`, `NoFinger`, `FingerMissing`.
    pub fn place_finger(&mut self, finger: u8, condition: Condition) -> Result<(), HandError> {
        let applicant = self.seated().ok_or(HandError::NobodySeated)?;
        let id = applicant.id().to_owned();
        match applicant.has_finger(finger) {
            None => return Err(HandError::NoFinger(finger)),
            Some(false) => {
                return Err(HandError::FingerMissing {
                    applicant: id,
                    finger,
                });
            }
            Some(true) => {}
        }
        self.touches += 1;
        self.touch = Some(Touch {
            applicant: id.clone(),
            finger,
            condition,
            seed: self
                .seed
                .wrapping_mul(0x9E37_79B9)
                .wrapping_add(self.touches),
        });
        self.note(Happening::FingerPlaced {
            applicant: id,
            finger,
            condition: condition_name(condition),
        });
        Ok(())
    }

    /// Takes the finger off the glass, if one is there.
    pub fn lift_finger(&mut self) {
        if self.touch.take().is_some() {
            self.note(Happening::FingerLifted);
        }
    }

    /// The finger on the glass: applicant and ISO finger code.
    pub fn finger_on_glass(&self) -> Option<(&str, u8)> {
        let touch = self.touch.as_ref()?;
        Some((&touch.applicant, touch.finger))
    }

    /// What the sensor sees of the finger on the glass; `None` without one.
    pub(crate) fn expose(&mut self, width: u32, height: u32) -> Option<GrayImage> {
        let touch = self.touch.clone()?;
        let applicant = self.applicants.get_mut(&touch.applicant)?;
        let image =
            applicant.impression(touch.finger, touch.seed, (width, height), touch.condition)?;
        self.note(Happening::FingerImaged {
            applicant: touch.applicant,
            finger: touch.finger,
        });
        Some(image)
    }

    /// Moves a card by hand: out of a tray, a reader, the hopper, the store or its holder's pocket, and to the hand, the desk
    /// reader, its holder, the store (unprinted cards), the hopper (any card: nothing keeps a hand from it) or the shredder.
    ///
    /// # Errors
    /// `NoCard`, `OutOfReach`, `NoWayTo`, `Occupied`, `HopperFull`.
    pub fn move_card(&mut self, card: CardId, to: Place) -> Result<(), HandError> {
        let found = self.cards.get(card).ok_or(HandError::NoCard(card))?;
        self.check_reach(found)?;
        check_way(found, to)?;
        if to.holds_one() && self.cards.first_at(to).is_some_and(|other| other != card) {
            return Err(HandError::Occupied(to));
        }
        if to == Place::Hopper && self.cards.at(to).len() >= TRAY {
            return Err(HandError::HopperFull(0));
        }
        self.relocate(card, to);
        Ok(())
    }

    /// Takes the card that came last to `from`, in the same way, and returns it.
    ///
    /// # Errors
    /// `NothingAt` and as [`World::move_card`].
    pub fn move_last_card(&mut self, from: Place, to: Place) -> Result<CardId, HandError> {
        let card = self.cards.last_at(from).ok_or(HandError::NothingAt(from))?;
        self.move_card(card, to)?;
        Ok(card)
    }

    /// Puts blanks from the store into the hopper.
    ///
    /// # Errors
    /// `StoreShort`, `HopperFull`.
    pub fn load_hopper(&mut self, count: u32) -> Result<(), HandError> {
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let room = TRAY.saturating_sub(self.cards.at(Place::Hopper).len());
        let blanks = self.first_in_store(count);
        if blanks.len() < wanted {
            return Err(HandError::StoreShort(blanks.len()));
        }
        if wanted > room {
            return Err(HandError::HopperFull(room));
        }
        for id in blanks {
            self.relocate(id, Place::Hopper);
        }
        Ok(())
    }

    /// Puts a new ribbon in.
    pub fn change_ribbon(&mut self) {
        self.printer.ribbon_left = self.printer.ribbon_size;
        self.printer.ribbon_fault = None;
        let faces = self.printer.ribbon_left;
        self.note(Happening::RibbonChanged { faces });
        self.trouble_is_gone();
    }

    /// Takes a stuck card out of the printer and returns it; it is in the operator's hand then.
    pub fn clear_jam(&mut self) -> Option<CardId> {
        if !std::mem::take(&mut self.printer.jammed) {
            return None;
        }
        let card = self.cards.in_printer_path();
        if let Some(card) = card {
            self.relocate(card, Place::Hand);
        }
        self.note(Happening::JamCleared);
        self.trouble_is_gone();
        card
    }

    /// Opens the cover, takes out the card that is inside, stuck or not, and closes it again; the card is in the operator's
    /// hand then.
    pub fn take_card_out(&mut self) -> Option<CardId> {
        self.open_cover();
        self.printer.jammed = false;
        let card = self.cards.in_printer_path();
        if let Some(card) = card {
            self.relocate(card, Place::Hand);
        }
        self.close_cover();
        card
    }

    /// Puts a card into the printer's chip station through its slit, in place of the one that is there, which is in the hand
    /// then.
    ///
    /// # Errors
    /// `NoCard`, `OutOfReach`.
    pub fn swap_in_encoder(&mut self, card: CardId) -> Result<(), HandError> {
        self.check_reach(self.cards.get(card).ok_or(HandError::NoCard(card))?)?;
        if let Some(other) = self.cards.first_at(Place::Encoder) {
            self.relocate(other, Place::Hand);
        }
        self.relocate(card, Place::Encoder);
        Ok(())
    }

    /// The encoder can be reached through its slit, what is further inside through the open cover; what is stuck needs
    /// [`World::clear_jam`].
    fn check_reach(&self, card: &Card) -> Result<(), HandError> {
        let is_open = self.printer.cover_open && !self.printer.jammed;
        match card.place() {
            Place::PrintHead | Place::Path if is_open => Ok(()),
            Place::PrintHead | Place::Path | Place::Destroyed => Err(HandError::OutOfReach {
                card: card.id(),
                place: card.place(),
            }),
            _ => Ok(()),
        }
    }

    /// Opens the cover; a movement under way stops at its next step.
    pub fn open_cover(&mut self) {
        if !std::mem::replace(&mut self.printer.cover_open, true) {
            self.note(Happening::CoverOpened);
        }
    }

    /// Closes the cover.
    pub fn close_cover(&mut self) {
        if std::mem::replace(&mut self.printer.cover_open, false) {
            self.note(Happening::CoverClosed);
            self.trouble_is_gone();
        }
    }
}

fn check_way(card: &Card, to: Place) -> Result<(), HandError> {
    match to {
        Place::Hand | Place::DeskReader | Place::HandedOver | Place::Hopper | Place::Destroyed => {
            Ok(())
        }
        Place::Store if card.is_unprinted() => Ok(()),
        _ => Err(HandError::NoWayTo {
            card: card.id(),
            place: to,
        }),
    }
}
