//! The printer outside an order: a test card, cleaning, a card moved out by hand. No order begins meanwhile.

use crate::condition::{Condition, Reason};
use crate::counter::Base;
use crate::device::class::Printers;
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use crate::issuance::Issuance;
use crate::issuance::attempt::AttemptState;
use crate::issuance::counting::Habits;
use crate::issuance::orders::refused;
use crate::issuance::pairing;
use crate::issuance::preflight::{self, Needs};
use crate::issuance::production::{LOOK, PAIR};
use crate::issuance::test_card;
use crate::ledger::account::Cause;
use crate::ledger::card::{Blank, Why};
use crate::ledger::posting::Posting;
use crate::person::Person;
use crate::store::database::StoreError;
use crate::store::records::{Inserted, Record, RequestKey};
use loket_drivers::card_printer::{
    CardPosition, PrintForbidden, PrintGuard, PrinterCounters, PrinterStatus, Station,
};
use serde::{Deserialize, Serialize};

/// What can be asked of a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Print a test card; takes a blank, which belongs to no order.
    TestCard,
    /// Feed a blank, which belongs to no order, to see which reader it comes into, and reject it.
    ProvePairing,
    /// Run the cleaning card that a person has put into the feeder.
    Clean,
    /// Move the card inside to the output tray.
    Eject,
    /// Move the card inside to the reject tray.
    Reject,
    /// Clear errors that the printer still shows although their cause is dealt with; moves nothing.
    Clear,
}

impl Task {
    /// Whether it takes a blank from the hopper.
    pub fn takes_a_blank(self) -> bool {
        matches!(self, Self::TestCard | Self::ProvePairing)
    }
}

/// What the journal keeps of it: written before anything moves, and again when it has ended. One that never ended was cut
/// short by a stop of the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// Sorts by time.
    pub id: String,
    /// What was asked for.
    pub task: Task,
    /// Who asked.
    pub by: Person,
    /// The printer's counters before.
    pub before: PrinterCounters,
    /// The printer's counters afterwards, if it could be asked.
    pub after: Option<PrinterCounters>,
    /// Whether it has ended.
    pub ended: bool,
    /// Why it failed.
    pub failure: Option<Condition>,
}

impl Record for Maintenance {
    const KIND: &'static str = "maintenance";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_open(&self) -> bool {
        !self.ended
    }

    /// A test card is an attempt without an order.
    fn posting(&self) -> Posting {
        let blank = Blank {
            number: 1,
            state: self.blank_state(),
            serial: None,
            why: Why::Cause(Cause::TestCard),
            from_hopper: true,
        };
        Posting {
            blanks: (self.task.takes_a_blank())
                .then_some(blank)
                .into_iter()
                .collect(),
            ..Posting::default()
        }
    }
}

impl Maintenance {
    /// Where the blank of a test card is. A counter that has not moved proves nothing, since some move late.
    fn blank_state(&self) -> AttemptState {
        let counted = self.after.and_then(|after| after.cards);
        let fed = counted
            .zip(self.before.cards)
            .is_some_and(|(now, then)| now != then);
        match self.failure.as_ref().map(|failure| failure.reason) {
            _ if !self.ended => AttemptState::Feeding,
            None => AttemptState::Spoiled,
            Some(Reason::EncoderNotPaired) => AttemptState::Spoiled,
            Some(_) if fed => AttemptState::Spoiled,
            Some(Reason::HopperEmpty) => AttemptState::NotFed,
            Some(_) => AttemptState::Unknown,
        }
    }

    /// What it came to.
    fn outcome(&self) -> Result<(), Condition> {
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None if self.ended => Ok(()),
            // Its end could not be recorded.
            None => Err(Reason::OutcomeUnknown.into()),
        }
    }
}

impl Issuance {
    /// Has the printer do one thing, and tells the journal before and after; or finds what the same request came to.
    /// `token` shows the lease in whose name it is.
    ///
    /// # Errors
    /// `DeviceInUse` with the order that has the printer, or while the same request is carried out; `LeaseLost`,
    /// `DeviceLeased`; `WrongState` when there is no card to move, or one in the way; for a test card what keeps the counter
    /// from beginning a card; `RequestIdReused`; the printer's condition.
    pub fn maintain(
        &self,
        request: RequestKey,
        task: Task,
        by: &Person,
        token: Option<&Token>,
    ) -> Result<(), Condition> {
        let asked = request.clone();
        let before = self
            .base
            .store
            .call(move |database| database.made_before::<Maintenance>(&asked));
        match before.map_err(|error| refused(&error))? {
            Some(before) if before.ended => return before.outcome(),
            _ => {}
        }
        let custody = self.base.hardware.custody();
        let _claim = custody.claim(token, &PAIR, Job::Maintenance("printer"))?;
        carry_out(&self.base, request, task, by)
    }
}

fn carry_out(base: &Base, request: RequestKey, task: Task, by: &Person) -> Result<(), Condition> {
    if task.takes_a_blank() {
        base.station.may_begin_a_card()?;
    }
    let printer = base.hardware.printer()?;
    if task != Task::Clear {
        moves_cards(printer)?;
    }
    printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
    let status = printer.status(LOOK)?;
    is_legal(task, &status)?;
    let serial = printer.watch().borrow().identity.serial.clone();
    let mut habits = Habits::of(&base.store, &serial)?;
    habits.begin_task(status.counters);
    habits.keep(&base.store, &serial)?;
    let mut entry = Maintenance {
        id: uuid::Uuid::now_v7().to_string(),
        task,
        by: by.clone(),
        before: status.counters,
        after: None,
        ended: false,
        failure: None,
    };
    if let Some(before) = begin(base, &entry, request)? {
        return before.outcome();
    }
    let outcome = perform(base, task, by);
    entry.after = printer.status(LOOK).ok().map(|status| status.counters);
    entry.ended = true;
    entry.failure = outcome.as_ref().err().cloned();
    let kept = entry.after.map_or(Ok(()), |after| {
        habits.end_task(entry.before, after);
        habits.keep(&base.store, &serial)
    });
    // Whatever went wrong before, the record ends, and its blank is booked.
    let ended = end(base, entry);
    outcome.and(kept).and(ended)
}

/// A printer whose cards people move moves none when it is asked to; no blank is booked for trying.
fn moves_cards(printer: &Handle<Printers>) -> Result<(), Condition> {
    match printer.call(LOOK, |printer, _| Ok(printer.capabilities().encoder))? {
        Some(_) => Ok(()),
        None => Err(Condition::new(
            Reason::DeviceUnsupported,
            "people move the cards of this printer",
        )),
    }
}

/// A card that is fed needs all that an order's card does; to move a card there must be one.
fn is_legal(task: Task, status: &PrinterStatus) -> Result<(), Condition> {
    let nothing_inside = status.position == CardPosition::None;
    match task {
        Task::TestCard => preflight::ready(status, &test_card::needs()),
        Task::ProvePairing => preflight::ready(status, &Needs::default()),
        Task::Clean if nothing_inside => Ok(()),
        Task::Clean => Err(Condition::new(
            Reason::WrongState,
            "a card is inside the printer",
        )),
        Task::Eject | Task::Reject if nothing_inside => Err(Condition::new(
            Reason::WrongState,
            "no card is inside the printer",
        )),
        Task::Eject | Task::Reject | Task::Clear => Ok(()),
    }
}

/// What a stop of the daemon cut short: nobody knows how far it came.
pub(super) fn end_what_was_cut_short(base: &Base) -> Result<(), StoreError> {
    for mut entry in base
        .store
        .call(|database| database.list_open::<Maintenance>())?
    {
        entry.ended = true;
        entry.failure = Some(Reason::OutcomeUnknown.into());
        base.store
            .call(move |database| database.update(&entry, "cut short", &[]))?;
    }
    Ok(())
}

/// Finds the entry that the same request began meanwhile.
fn begin(
    base: &Base,
    entry: &Maintenance,
    request: RequestKey,
) -> Result<Option<Maintenance>, Condition> {
    let stored = entry.clone();
    let begun = base
        .store
        .call(move |database| database.insert(&stored, &request, "begun", &[]));
    match begun.map_err(|error| refused(&error))? {
        Inserted::New => Ok(None),
        Inserted::Before(before) => Ok(Some(before)),
    }
}

fn end(base: &Base, entry: Maintenance) -> Result<(), Condition> {
    base.store
        .call(move |database| database.update(&entry, "ended", &[]))
        .map_err(|error| refused(&error))
}

/// The guard of a print that is in the records since before its blank was fed.
struct Recorded;

impl PrintGuard for Recorded {
    fn sent(&mut self, _: u64, _: u64) {}

    fn may_print(&mut self, _: Option<&str>) -> Result<(), PrintForbidden> {
        Ok(())
    }
}

fn perform(base: &Base, task: Task, by: &Person) -> Result<(), Condition> {
    let (printer, limits) = (base.hardware.printer()?, &base.config.limits);
    match task {
        Task::TestCard => {
            let canvas = printer.call(LOOK, |printer, _| Ok(printer.capabilities().canvas))?;
            let artwork = test_card::artwork(canvas);
            printer.call(limits.movement(), |printer, limit| {
                let station = printer.capabilities().encoder.unwrap_or(Station::Contact);
                printer.feed(station, limit)
            })?;
            printer.call(limits.print(), move |printer, limit| {
                printer.print(&artwork, &mut Recorded, limit)
            })
        }
        Task::ProvePairing => pairing::proof::prove(base, by),
        Task::Clear => printer.call(LOOK, |printer, limit| printer.clear_errors(limit)),
        Task::Clean => printer.call(limits.print(), |printer, limit| printer.clean(limit)),
        Task::Eject => printer.call(limits.movement(), |printer, limit| printer.eject(limit)),
        Task::Reject => printer.call(limits.movement(), |printer, limit| printer.reject(limit)),
    }
}
