//! The runner: performs the actions of the orders on the line, one physical effect at a time.

use crate::condition::{Condition, Reason, contained};
use crate::counter::Base;
use crate::device::custody::Claim;
use crate::device::lease::Job;
use crate::issuance::card_data::CardData;
use crate::issuance::chip_access::with_chip;
use crate::issuance::compose;
use crate::issuance::counting::{Counting, Habits};
use crate::issuance::draft::{Draft, Shelf};
use crate::issuance::entry::Entry;
use crate::issuance::event::{Action, Event};
use crate::issuance::evidence::conclude;
use crate::issuance::line::{Line, Work};
use crate::issuance::order::{AttemptState, Order, OrderState, StepTime};
use crate::issuance::orders::{Orders, refused};
use crate::planted;
use loket_card::{ChipSerial, personalise};
use loket_drivers::card_printer::{
    CardPosition, PrintProgress, PrinterCondition, PrinterCounters, PrinterStatus, Station,
};
use loket_drivers::card_reader::CardPresence;
use loket_drivers::clock::Moment;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What production works with.
pub(super) const PAIR: [&str; 2] = ["printer", "encoder"];
/// Patience for a status, a probe of the reader, a clearing of errors.
pub(super) const LOOK: Duration = Duration::from_secs(10);
/// Pause between looks at a printer that may be moving.
const GLANCE: Duration = Duration::from_secs(2);
/// A fed card must appear in its reader within this.
const PAIRING: Duration = Duration::from_secs(5);
/// Patience for writing a whole chip; a real one takes seconds.
const ENCODING: Duration = Duration::from_secs(60);

/// Works the line.
pub(super) struct Production {
    base: Arc<Base>,
    orders: Arc<Orders>,
    line: Arc<Line>,
    shelf: Shelf,
    held: Mutex<Option<Held>>,
}

/// Printer and encoder, kept for one order while it works or has a card inside.
struct Held {
    order: String,
    _claim: Claim,
}

impl Production {
    /// A runner for these orders.
    pub(super) fn new(base: Arc<Base>, orders: Arc<Orders>, line: Arc<Line>) -> Self {
        Self {
            base,
            orders,
            line,
            shelf: Shelf::default(),
            held: Mutex::default(),
        }
    }

    /// Works until the line is closed.
    pub(super) fn run(&self) {
        while let Some(work) = self.line.take() {
            self.carry_out(work);
        }
    }

    /// Works until nothing is left that can be done without a person.
    pub(super) fn run_until_idle(&self) {
        while let Some(work) = self.line.try_take() {
            self.carry_out(work);
        }
    }

    fn carry_out(&self, work: Work) {
        let (id, first) = match work {
            Work::Start(id) => match self.orders.apply(&id, Event::Started) {
                Ok((_, action)) => (id, action),
                Err(condition) => return self.not_begun(&id, condition),
            },
            Work::Do(id, action) => (id, Some(action)),
            Work::Retry(id) => match self.orders.apply(&id, Event::DevicesFreed) {
                Ok((_, action)) => (id, action),
                // It waits for something else.
                Err(_) => return,
            },
        };
        // A panic must not end the line: the order waits for a person, the others go on.
        if let Err(condition) = contained("production", || self.drive(&id, first)) {
            tracing::error!(order = id, %condition, "the order cannot go on");
            self.orders.show_hold(&id, condition);
            self.let_go_unless_inside(&id);
        }
    }

    /// The order is over; or its beginning cannot be recorded, and it waits at the head of the line.
    fn not_begun(&self, id: &str, condition: Condition) {
        if condition.reason == Reason::WrongState {
            self.line.leave(id);
        } else {
            self.orders.show_hold(id, condition);
        }
    }

    /// Performs actions and stores their outcomes until the order waits or has left the printer.
    fn drive(&self, id: &str, mut next: Option<Action>) -> Result<(), Condition> {
        while let Some(action) = next {
            let order = self.orders.get(id)?;
            let begun = self.base.clock.now();
            let event = match self.hold_devices(id) {
                Ok(()) => self.perform(&order, action),
                Err(condition) => Event::Failed(action, condition),
            };
            if planted::INTENT_AFTER_EFFECT && matches!(event, Event::Prepared { .. }) {
                let _ = self.feed(&order);
            }
            let step = self.timed(&order, action, begun);
            (_, next) = self.orders.enter(id, Entry::of(event).ending(step))?;
        }
        self.let_go_unless_inside(id);
        let state = self.orders.get(id)?.state;
        if !state.occupies_printer() {
            self.forget(id);
            self.line.rest(id);
        }
        Ok(())
    }

    /// An order without a card inside keeps no devices from others while it waits.
    fn let_go_unless_inside(&self, id: &str) {
        let order = self.orders.get(id);
        if !order.is_ok_and(|order| order.state == OrderState::InProduction) {
            self.let_go(id);
        }
    }

    /// Keeps printer and encoder for the order, if it does not have them yet.
    pub(super) fn hold_devices(&self, id: &str) -> Result<(), Condition> {
        let mut held = self.lock_held();
        if held.as_ref().is_some_and(|held| held.order == id) {
            return Ok(());
        }
        let job = Job::Order(id.to_owned());
        let claim = self.base.hardware.custody().claim(None, &PAIR, job)?;
        *held = Some(Held {
            order: id.to_owned(),
            _claim: claim,
        });
        Ok(())
    }

    /// The order has no card inside and does not work.
    pub(super) fn let_go(&self, id: &str) {
        let ended = self.lock_held().take_if(|held| held.order == id);
        // Others hear of it when the lock is free again.
        drop(ended);
    }

    fn lock_held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what was prepared for an order that needs it no longer.
    pub(super) fn forget(&self, id: &str) {
        self.shelf.clear(id);
    }

    fn timed(&self, order: &Order, action: Action, begun: Moment) -> StepTime {
        let span = self.base.clock.now().since(begun);
        StepTime {
            name: action.name().to_owned(),
            attempt: order.attempt().map_or(0, |attempt| attempt.number),
            milliseconds: u64::try_from(span.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn perform(&self, order: &Order, action: Action) -> Event {
        if let Some(event) = self.elsewhere(order, action) {
            return event;
        }
        let outcome = match action {
            Action::Prepare => self.prepare(order),
            Action::Feed => self.feed(order),
            Action::Identify => self.identify(),
            Action::Encode => self.encode(order),
            Action::Print => self.print(order),
            Action::Reject => self.reject(),
            Action::Look => self.look(order),
        };
        outcome.unwrap_or_else(|condition| Event::Failed(action, condition))
    }

    /// What stands in for an action when the printer was exchanged since it fed the order's card. Until the other printer is
    /// accepted the old one may come back; once it is, nothing that it shows tells of this card, except that a spoiled one is
    /// out of the way.
    fn elsewhere(&self, order: &Order, action: Action) -> Option<Event> {
        let attempt = order.attempt().filter(|_| action != Action::Prepare)?;
        let view = self.base.hardware.printer().ok()?.watch();
        let view = view.borrow();
        let here = &view.identity.serial;
        if attempt.printer.is_empty() || here.is_empty() || attempt.printer == *here {
            return None;
        }
        if let Some(condition) = view.availability.condition() {
            return Some(Event::Failed(action, condition.clone()));
        }
        Some(Event::Seen(PrinterStatus {
            conditions: BTreeSet::new(),
            position: match attempt.state {
                AttemptState::Spoiled => CardPosition::None,
                _ => CardPosition::Unknown,
            },
            counters: PrinterCounters::default(),
        }))
    }

    fn prepare(&self, order: &Order) -> Result<Event, Condition> {
        self.base.station.may_begin_a_card()?;
        let draft = self.draft(order)?;
        let printer = self.base.hardware.printer()?;
        printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
        let status = self.status()?;
        ready_for_a_blank(&status)?;
        self.encoder_is_empty()?;
        self.base.hardware.desk()?;
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

    fn draft(&self, order: &Order) -> Result<Arc<Draft>, Condition> {
        let printer = self.base.hardware.printer()?;
        let canvas = printer.call(LOOK, |printer, _| Ok(printer.capabilities().canvas))?;
        match self.shelf.kept(&order.id) {
            Some(draft) if draft.canvas == canvas => Ok(draft),
            _ => {
                let data = self.card_data(order)?;
                let draft = Draft::make(self.base.layout.get()?, order, &data, canvas)?;
                Ok(self.shelf.keep(draft))
            }
        }
    }

    fn status(&self) -> Result<PrinterStatus, Condition> {
        self.base.hardware.printer()?.status(LOOK)
    }

    /// Looks until the evidence can no longer change: it is decisive, or the printer has not moved for as long as any
    /// movement takes.
    fn look(&self, order: &Order) -> Result<Event, Condition> {
        let limits = &self.base.config.limits;
        let clock = &self.base.clock;
        let end = clock.now() + limits.print();
        let (mut seen, mut since) = (self.status()?, clock.now());
        let moving = |seen: &PrinterStatus| {
            order
                .attempt()
                .is_some_and(|attempt| conclude(attempt, seen).may_change())
        };
        while moving(&seen) && clock.now() < end && clock.now() < since + limits.movement() {
            clock.sleep_until(clock.now() + GLANCE);
            let now = self.status()?;
            if (now.position, now.counters) != (seen.position, seen.counters) {
                since = clock.now();
            }
            seen = now;
        }
        Ok(Event::Seen(seen))
    }

    fn encoder_is_empty(&self) -> Result<(), Condition> {
        let encoder = self.base.hardware.encoder()?;
        match encoder.call(LOOK, |reader, limit| reader.presence(limit))? {
            CardPresence::Absent => Ok(()),
            CardPresence::Present { .. } => Err(Reason::EncoderOccupied.into()),
        }
    }

    /// The card must appear in the printer's own reader, and the desk reader must not move.
    fn feed(&self, order: &Order) -> Result<Event, Condition> {
        let hardware = &self.base.hardware;
        let desk = hardware.desk()?;
        let desk_before = desk.call(LOOK, |reader, limit| reader.presence(limit))?;
        let movement = self.base.config.limits.movement();
        hardware.printer()?.call(movement, |printer, limit| {
            let station = printer.capabilities().encoder.unwrap_or(Station::Contact);
            printer.feed(station, limit)
        })?;
        let seen = hardware
            .encoder()?
            .call(PAIRING, |reader, limit| reader.wait_card(limit));
        let desk_after = desk.call(LOOK, |reader, limit| reader.presence(limit))?;
        match seen {
            Err(condition) if condition.reason == Reason::CardAbsent => Err(Condition::new(
                Reason::EncoderNotPaired,
                "no card in the printer's reader",
            )),
            Err(condition) => Err(Condition::new(Reason::EncoderNotPaired, condition.detail)),
            Ok(_) if desk_before != desk_after => Err(Condition::new(
                Reason::EncoderNotPaired,
                "the desk reader moved too",
            )),
            Ok(_) => {
                // What is not learnt now is learnt from another blank.
                if let Err(condition) = self.learn_counting(order) {
                    tracing::warn!(%condition, "the printer's way of counting stays unknown");
                }
                Ok(Event::Done(Action::Feed))
            }
        }
    }

    /// A reader that has just come back shows its card a moment later than itself.
    fn identify(&self) -> Result<Event, Condition> {
        let encoder = self.base.hardware.encoder()?;
        encoder.call(PAIRING, |reader, limit| reader.wait_card(limit))?;
        let chip = with_chip(encoder, LOOK, |mut chip| loket_card::identify(&mut chip))?;
        if chip.is_simulated() && !self.base.config.station.allow_simulated {
            return Err(Condition::new(Reason::SimulatedDevice, "chip"));
        }
        Ok(Event::Identified(chip.serial))
    }

    fn encode(&self, order: &Order) -> Result<Event, Condition> {
        let serial = bound_serial(order)?;
        let record = match self.shelf.kept(&order.id) {
            Some(draft) => draft.record.clone(),
            None => compose::chip_record(&self.card_data(order)?)?,
        };
        let key = self.base.keys.issuer.clone();
        with_chip(self.base.hardware.encoder()?, ENCODING, move |mut chip| {
            personalise(&mut chip, serial, &record, &key, &mut |_| ())
        })?;
        Ok(Event::Done(Action::Encode))
    }

    fn print(&self, order: &Order) -> Result<Event, Condition> {
        let serial = bound_serial(order)?;
        let layout = self.base.layout.get()?;
        let artwork = self.draft(order)?.artwork(layout, serial)?;
        let (orders, id) = (Arc::clone(&self.orders), order.id.clone());
        let mut progress = move |progress| {
            if let PrintProgress::Sending(sent, total) = progress {
                orders.show_progress(&id, sent, total);
            }
        };
        self.base
            .hardware
            .printer()?
            .call(self.base.config.limits.print(), move |printer, limit| {
                printer.print(&artwork, &mut progress, limit)
            })?;
        Ok(Event::Done(Action::Print))
    }

    fn reject(&self) -> Result<Event, Condition> {
        let printer = self.base.hardware.printer()?;
        let movement = self.base.config.limits.movement();
        printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
        printer.call(movement, |printer, limit| printer.reject(limit))?;
        Ok(Event::Done(Action::Reject))
    }
}

fn bound_serial(order: &Order) -> Result<ChipSerial, Condition> {
    let serial = order.attempt().and_then(|attempt| attempt.serial);
    serial.ok_or_else(|| Condition::new(Reason::Internal, "no chip is bound to the attempt"))
}

/// Whether a blank may be fed: nothing inside, nothing in the way.
pub(super) fn ready_for_a_blank(status: &PrinterStatus) -> Result<(), Condition> {
    if matches!(
        status.position,
        CardPosition::Encoder | CardPosition::Inside
    ) {
        return Err(Condition::new(
            Reason::EncoderOccupied,
            "a card is inside the printer",
        ));
    }
    let blocking = status
        .conditions
        .iter()
        .find_map(|condition| match condition {
            PrinterCondition::HopperEmpty => Some(Reason::HopperEmpty),
            PrinterCondition::RibbonEnded => Some(Reason::RibbonEnded),
            PrinterCondition::RibbonUnfit => Some(Reason::RibbonUnfit),
            PrinterCondition::OutputFull | PrinterCondition::RejectFull => Some(Reason::TrayFull),
            PrinterCondition::CoverOpen => Some(Reason::CoverOpen),
            PrinterCondition::CardJam => Some(Reason::CardJam),
            PrinterCondition::HeadTemperature => Some(Reason::HeadTemperature),
            PrinterCondition::CleaningNeeded => Some(Reason::CleaningNeeded),
            PrinterCondition::RibbonLow | PrinterCondition::WasReset => None,
        });
    blocking.map_or(Ok(()), |reason| Err(Condition::new(reason, "printer")))
}
