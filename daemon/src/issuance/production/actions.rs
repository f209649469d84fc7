//! The actions, each one physical effect, or none.

use super::witness::Witness;
use super::{LOOK, Production};
use crate::condition::{Condition, Reason};
use crate::device::class::Readers;
use crate::device::handle::Handle;
use crate::issuance::card_data::CardData;
use crate::issuance::chip_access::with_chip;
use crate::issuance::compose::{self, Canvas};
use crate::issuance::counting::{Counting, Habits};
use crate::issuance::draft::Draft;
use crate::issuance::event::{Action, Event};
use crate::issuance::order::Order;
use crate::issuance::orders::refused;
use crate::issuance::pairing::{self, PAIRING, Sentry};
use crate::issuance::settings;
use crate::ledger::card::CardKey;
use loket_card::{ChipIdentity, ChipSerial, LifeCycle, identify, personalise, terminate};
use loket_drivers::card_printer::Station;
use loket_drivers::card_reader::CardPresence;
use std::sync::Arc;
use std::time::Duration;

/// Patience for writing a whole chip; a real one takes seconds.
const ENCODING: Duration = Duration::from_secs(60);

impl Production {
    pub(super) fn prepare(&self, order: &Order) -> Result<Event, Condition> {
        self.base.station.may_begin_a_card()?;
        self.is_rested()?;
        // Without keys a blank would be fed for nothing.
        let keys = self.base.chip_keys.host_challenge();
        keys.map_err(|error| Condition::new(Reason::ChipKeysMissing, error.to_string()))?;
        let draft = self.draft(order)?;
        let printer = self.base.hardware.printer()?;
        printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
        let by_hand = self.is_fed_by_hand()?;
        let status = self.ready_for(&draft.needs)?;
        settings::are_approved(&self.base, &status)?;
        if !by_hand {
            self.encoder_is_empty()?;
        }
        pairing::can_tell(self.base.hardware.desk()?)?;
        let serial = printer.watch().borrow().identity.serial.clone();
        let mut habits = Habits::of(&self.base.store, &serial)?;
        if !order.knows_of_foreign_cards {
            habits.explain(status.counters)?;
        }
        habits.begin(status.counters);
        habits.keep(&self.base.store, &serial)?;
        Ok(Event::Prepared {
            before: status.counters,
            printer: serial,
            counting: habits.counting,
            panels: draft.panels(),
            by_hand,
        })
    }

    /// The blank has been fed and has gone no further: does the printer count it already?
    fn learn_counting(&self, order: &Order) -> Result<(), Condition> {
        let attempt = order
            .attempt()
            .filter(|attempt| attempt.counting == Counting::Unknown);
        let Some(attempt) = attempt else {
            return Ok(());
        };
        let mut habits = Habits::of(&self.base.store, &attempt.printer)?;
        habits.learn(attempt.before, self.status()?.counters);
        habits.keep(&self.base.store, &attempt.printer)
    }

    fn card_data(&self, order: &Order) -> Result<CardData, Condition> {
        let owner = order.id.clone();
        let loaded = self
            .base
            .store
            .call(move |database| CardData::load(database, &owner));
        loaded.map_err(|error| refused(&error))
    }

    pub(super) fn draft(&self, order: &Order) -> Result<Arc<Draft>, Condition> {
        let printer = self.base.hardware.printer()?;
        let canvas = printer.call(LOOK, |printer, _| Ok(Canvas::of(printer.capabilities())))?;
        match self.shelf.kept(&order.id) {
            Some(draft) if draft.canvas == canvas => Ok(draft),
            _ => {
                let data = self.card_data(order)?;
                let draft = Draft::make(
                    &*self.base.layout.get()?,
                    order,
                    &data,
                    canvas,
                    &self.base.config.chip.limits,
                )?;
                Ok(self.shelf.keep(draft))
            }
        }
    }

    /// The card must come into the printer's own reader, and into no other.
    pub(super) fn feed(&self, order: &Order) -> Result<Event, Condition> {
        let hardware = &self.base.hardware;
        let sentry = Sentry::begin(hardware)?;
        let movement = self.base.config.limits.movement();
        hardware.printer()?.call(movement, |printer, limit| {
            let station = printer.capabilities().encoder.unwrap_or(Station::Contact);
            printer.feed(station, limit)
        })?;
        sentry.is_kept()?;
        // What is not learnt now is learnt from another blank.
        if let Err(condition) = self.learn_counting(order) {
            tracing::warn!(%condition, "the printer's way of counting stays unknown");
        }
        Ok(Event::Done(Action::Feed))
    }

    /// A reader that has just come back shows its card a moment later than itself.
    pub(super) fn identify(&self, order: &Order) -> Result<Event, Condition> {
        let encoder = self.base.hardware.encoder()?;
        encoder.call(PAIRING, |reader, limit| reader.wait_card(limit))?;
        if !order.attempt().is_some_and(|attempt| attempt.paired) {
            pairing::is_alone(&self.base.hardware)?;
        }
        let chip = with_chip(encoder, LOOK, |mut chip| identify(&mut chip))?;
        self.is_admitted(&chip)?;
        self.is_new_to_the_books(order, chip.serial)?;
        Ok(Event::Identified(chip.serial))
    }

    /// Simulated chips are for training.
    pub(super) fn is_admitted(&self, chip: &ChipIdentity) -> Result<(), Condition> {
        match chip.is_simulated() && !self.base.config.station.allow_simulated {
            true => Err(Condition::new(Reason::SimulatedDevice, "chip")),
            false => Ok(()),
        }
    }

    /// A card that was spoiled, issued or surrendered before is no blank, whatever its chip says.
    pub(super) fn is_new_to_the_books(
        &self,
        order: &Order,
        serial: ChipSerial,
    ) -> Result<(), Condition> {
        let card = CardKey {
            owner: order.id.clone(),
            number: order.attempt().map_or(0, |attempt| attempt.number),
        };
        let known = self
            .base
            .store
            .call(move |database| database.is_another_card(&serial, &card));
        if known.map_err(|error| refused(&error))? {
            return Err(Condition::new(Reason::CardUsedBefore, serial.to_string()));
        }
        Ok(())
    }

    pub(super) fn encode(&self, order: &Order) -> Result<Event, Condition> {
        self.write_chip(self.base.hardware.encoder()?, order)
    }

    /// Writes the bound chip in this reader, and verifies it.
    pub(super) fn write_chip(
        &self,
        reader: &Handle<Readers>,
        order: &Order,
    ) -> Result<Event, Condition> {
        let serial = bound_serial(order)?;
        let record = match self.shelf.kept(&order.id) {
            Some(draft) => draft.record.clone(),
            None => compose::chip_record(&self.card_data(order)?, &self.base.config.chip.limits)?,
        };
        let key = self.base.keys.issuer.clone();
        let keys = Arc::clone(&self.base.chip_keys);
        with_chip(reader, ENCODING, move |mut chip| {
            personalise(&mut chip, &*keys, serial, &record, &key, &mut |_| ())
        })?;
        Ok(Event::Done(Action::Encode))
    }

    pub(super) fn print(&self, order: &Order) -> Result<Event, Condition> {
        self.card_is_inside()?;
        self.send(order)?;
        self.one_card_left(order)?;
        Ok(Event::Done(Action::Print))
    }

    /// Has the printer print both faces, and waits for its word.
    pub(super) fn send(&self, order: &Order) -> Result<(), Condition> {
        let serial = bound_serial(order)?;
        let layout = self.base.layout.get()?;
        let artwork = self.draft(order)?.artwork(&layout, serial)?;
        let mut witness = Witness::of(&self.orders, order);
        let patience = self.base.config.limits.print();
        self.base
            .hardware
            .printer()?
            .call(patience, move |printer, limit| {
                let printed = printer.print(&artwork, &mut witness, limit);
                witness.judge(printed)
            })?
    }

    /// With a card inside, the printer's feed moves that one.
    pub(super) fn bring_back(&self) -> Result<Event, Condition> {
        let printer = self.base.hardware.printer()?;
        let movement = self.base.config.limits.movement();
        printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
        printer.call(movement, |printer, limit| {
            let station = printer.capabilities().encoder.unwrap_or(Station::Contact);
            printer.feed(station, limit)
        })?;
        Ok(Event::Done(Action::Return))
    }

    pub(super) fn eject(&self, order: &Order) -> Result<Event, Condition> {
        let printer = self.base.hardware.printer()?;
        let movement = self.base.config.limits.movement();
        printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
        printer.call(movement, |printer, limit| printer.eject(limit))?;
        self.one_card_left(order)?;
        Ok(Event::Done(Action::Eject))
    }

    pub(super) fn reject(&self, order: &Order) -> Result<Event, Condition> {
        self.put_out_of_force(self.base.hardware.encoder(), order);
        let printer = self.base.hardware.printer()?;
        let movement = self.base.config.limits.movement();
        printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
        printer.call(movement, |printer, limit| printer.reject(limit))?;
        Ok(Event::Done(Action::Reject))
    }

    /// A spoiled card that is still in the reader and was written in part leaves with a chip that nobody can use, if the
    /// chip lets itself be written; it is destroyed either way. A chip that holds a whole record is left alone: it may be
    /// a card of another counter that somebody put into the hopper.
    pub(super) fn put_out_of_force(
        &self,
        reader: Result<&Handle<Readers>, Condition>,
        order: &Order,
    ) {
        let Ok(serial) = bound_serial(order) else {
            return;
        };
        let keys = Arc::clone(&self.base.chip_keys);
        let done = reader.and_then(|reader| {
            let presence = reader.call(LOOK, |reader, limit| reader.presence(limit))?;
            if presence == CardPresence::Absent {
                return Ok(());
            }
            with_chip(reader, LOOK, move |mut chip| {
                match identify(&mut chip)?.life_cycle {
                    LifeCycle::Initialised => terminate(&mut chip, &*keys, serial),
                    _ => Ok(()),
                }
            })
        });
        if let Err(condition) = done {
            tracing::info!(%condition, "a spoiled card is rejected with its chip as it is");
        }
    }
}

fn bound_serial(order: &Order) -> Result<ChipSerial, Condition> {
    let serial = order.attempt().and_then(|attempt| attempt.serial);
    serial.ok_or_else(|| Condition::new(Reason::Internal, "no chip is bound to the attempt"))
}
