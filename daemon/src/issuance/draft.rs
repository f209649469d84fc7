//! What a card will be: made before a blank is touched, used until it is printed.

use crate::condition::Condition;
use crate::issuance::card_data::CardData;
use crate::issuance::compose::{self, Canvas, Marks};
use crate::issuance::order::Order;
use crate::issuance::preflight::Needs;
use loket_artwork::{CardFaces, Layout};
use loket_card::{CardRecord, ChipSerial, Limits};
use loket_drivers::card_printer::CardArtwork;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One order's chip content and faces; only the chip's serial number is not on them yet.
pub(super) struct Draft {
    order: String,
    /// What the faces were drawn for.
    pub(super) canvas: Canvas,
    /// What goes on the chip.
    pub(super) record: CardRecord,
    /// What the printer must have for it.
    pub(super) needs: Needs,
    faces: CardFaces,
}

impl Draft {
    /// Draws and composes, so that what cannot become a card is known now.
    pub(super) fn make(
        layout: &Layout,
        order: &Order,
        data: &CardData,
        canvas: Canvas,
        limits: &Limits,
    ) -> Result<Self, Condition> {
        let faces = compose::faces(layout, data, &Marks::of(order), canvas)?;
        Ok(Self {
            order: order.id.clone(),
            canvas,
            record: compose::chip_record(data, limits)?,
            needs: compose::needs(layout, &faces),
            faces,
        })
    }

    /// Ribbon panels that the faces need.
    pub(super) fn panels(&self) -> u32 {
        compose::panel_count(&self.faces)
    }

    /// The faces as the printer takes them, with the number of the chip that this card has.
    pub(super) fn artwork(
        &self,
        layout: &Layout,
        serial: ChipSerial,
    ) -> Result<CardArtwork, Condition> {
        let faces = compose::numbered(layout, self.faces.clone(), serial)?;
        Ok(compose::artwork(&faces))
    }
}

/// The draft of the order that has the printer. A restart loses it, and it is made again.
#[derive(Default)]
pub(super) struct Shelf(Mutex<Option<Arc<Draft>>>);

impl Shelf {
    /// The draft of this order, if it lies there.
    pub(super) fn kept(&self, order: &str) -> Option<Arc<Draft>> {
        let kept = self.lock();
        kept.as_ref().filter(|draft| draft.order == order).cloned()
    }

    /// Puts a draft in the place of the former one.
    pub(super) fn keep(&self, draft: Draft) -> Arc<Draft> {
        let draft = Arc::new(draft);
        *self.lock() = Some(Arc::clone(&draft));
        draft
    }

    /// Drops the order's draft: applicant data is kept no longer than it is needed.
    pub(super) fn clear(&self, order: &str) {
        self.lock().take_if(|draft| draft.order == order);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Draft>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
