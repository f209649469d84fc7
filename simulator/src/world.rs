//! The world: everything physical at the counter, at one point in time.

mod disturbance;
mod exchange;
mod hands;
mod mechanics;
mod power;
mod recovery;
mod slots;
mod visitors;

pub(crate) use exchange::Astray;
pub use hands::HandError;
pub use slots::{Slot, SlotReply};
pub use visitors::{Visitor, VisitorKind};

use crate::applicant::{Applicant, Backdrop};
use crate::card::{CardId, Cards, Place};
use crate::chip::Make;
use crate::clock::{TimePolicy, WorldClock, WorldTime};
use crate::device::Device;
use crate::event::{EventLog, Happening};
use crate::fault::{ArmedFault, Arming, FaultKind, FaultPlan};
use crate::film::Film;
use crate::mechanism::{Mechanism, PrinterModel, Reporting, Timing};
use slots::SlotContact;
use std::collections::{BTreeMap, BTreeSet};

/// What the world starts with.
#[derive(Debug)]
pub struct Inventory {
    /// How time passes.
    pub time: TimePolicy,
    /// Seed of everything that is drawn by chance.
    pub seed: u64,
    /// Who may come to the counter.
    pub applicants: Vec<Applicant>,
    /// Blanks in the store, the hopper's included.
    pub blanks: u32,
    /// Blanks in the hopper, at most 100.
    pub in_hopper: u32,
    /// What the blanks' chips are made like.
    pub chips: Make,
    /// Cards that people have brought; one that cannot be where it should is not there.
    pub visitors: Vec<Visitor>,
    /// Faces that a ribbon is good for.
    pub ribbon: u32,
    /// Which model the printer is.
    pub printer: PrinterModel,
    /// Durations of the printer's steps.
    pub timing: Timing,
    /// Faults that are armed from the start.
    pub faults: Vec<Arming>,
}

/// A finger on the glass of the sensor.
#[derive(Clone, Debug)]
pub(crate) struct Touch {
    applicant: String,
    finger: u8,
    condition: crate::person::finger::Condition,
    seed: u64,
}

/// The simulated counter's physical truth.
pub struct World {
    clock: WorldClock,
    seed: u64,
    /// The moment of the step that is being carried out, while the world catches up.
    settling: Option<WorldTime>,
    log: EventLog,
    applicants: BTreeMap<String, Applicant>,
    seated: Option<String>,
    backdrop: Backdrop,
    touch: Option<Touch>,
    touches: u64,
    cards: Cards,
    printer: Mechanism,
    contacts: BTreeMap<Slot, SlotContact>,
    faults: FaultPlan,
    unplugged: BTreeSet<Device>,
    hung: BTreeSet<Device>,
    /// Which unit is in a device's place, where it is not the first.
    units: BTreeMap<Device, u32>,
    power_cuts: u32,
    pub(crate) film: Film,
}

impl World {
    /// A world with these things in it.
    pub fn new(inventory: Inventory) -> Self {
        let mut world = Self {
            clock: WorldClock::new(inventory.time),
            seed: inventory.seed,
            settling: None,
            log: EventLog::default(),
            applicants: by_id(inventory.applicants),
            seated: None,
            backdrop: Backdrop::default(),
            touch: None,
            touches: 0,
            cards: Cards::default(),
            printer: Mechanism::new(inventory.printer, inventory.ribbon, inventory.timing),
            contacts: Slot::ALL.map(|slot| (slot, SlotContact::default())).into(),
            faults: FaultPlan::new(inventory.seed),
            unplugged: BTreeSet::new(),
            hung: BTreeSet::new(),
            units: BTreeMap::new(),
            power_cuts: 0,
            film: Film::default(),
        };
        world.cards.deliver(inventory.blanks, &inventory.chips);
        for id in world.first_in_store(inventory.in_hopper) {
            world.cards.place(id, Place::Hopper);
        }
        for visitor in &inventory.visitors {
            if let Err(error) = world.bring_along(visitor) {
                tracing::warn!(%error, "a card that somebody should have brought is missing");
            }
        }
        for arming in inventory.faults {
            world.arm(arming);
        }
        world
    }

    fn first_in_store(&self, count: u32) -> Vec<CardId> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let mut store = self.cards.at(Place::Store);
        store.truncate(count);
        store
    }

    /// The present.
    pub fn now(&self) -> WorldTime {
        self.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &WorldClock {
        &self.clock
    }

    /// Moves a stepped world forward to `time`; everything that happens until then has happened. False, and nothing
    /// done, when time passes by itself.
    pub fn advance_to(&mut self, time: WorldTime) -> bool {
        let stepped = self.clock.step_to(time);
        self.settle();
        stepped
    }

    /// From now on time passes like this.
    pub fn set_time(&mut self, policy: TimePolicy) {
        self.settle();
        self.clock.set_policy(policy);
    }

    /// When the world next changes by itself.
    pub fn next_change(&self) -> Option<WorldTime> {
        let now = self.now();
        let chips = Slot::ALL.map(|slot| self.busy_until(slot));
        let answers = chips.into_iter().filter(|time| *time > now);
        answers.chain(self.printer.next_step_at()).min()
    }

    /// The log.
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// The log, to give it a file.
    pub fn log_mut(&mut self) -> &mut EventLog {
        &mut self.log
    }

    pub(crate) fn note(&mut self, happening: Happening) {
        let at = self.settling.unwrap_or_else(|| self.clock.now());
        self.log.record(at, happening);
    }

    /// The applicants by id.
    pub fn applicants(&self) -> impl Iterator<Item = &Applicant> {
        self.applicants.values()
    }

    /// The applicant of this id.
    pub fn applicant(&self, id: &str) -> Option<&Applicant> {
        self.applicants.get(id)
    }

    /// Who sits before the camera.
    pub fn seated(&self) -> Option<&Applicant> {
        self.applicants.get(self.seated.as_ref()?)
    }

    /// The cloth behind the chair.
    pub fn backdrop(&self) -> Backdrop {
        self.backdrop
    }

    /// The cards.
    pub fn cards(&self) -> &Cards {
        &self.cards
    }

    /// The printer's mechanism.
    pub fn printer(&self) -> &Mechanism {
        &self.printer
    }

    /// Makes the printer one that tells this of itself.
    pub fn set_reporting(&mut self, reporting: Reporting) {
        self.printer.reporting = reporting;
    }

    /// Puts an idle printer of this model in the place of the one that is there.
    pub fn set_printer(&mut self, model: PrinterModel) {
        self.printer.model = model;
        self.printer.reporting = model.reporting();
        self.printer.timing = model.timing();
    }

    /// The printer forgets the trouble that it remembers.
    pub(crate) fn forget_trouble(&mut self) {
        self.printer.latched = None;
    }

    /// The armed faults.
    pub fn faults(&self) -> &[ArmedFault] {
        self.faults.armed()
    }

    /// Arms a fault and returns the number of the arming.
    pub fn arm(&mut self, arming: Arming) -> u32 {
        let fault = arming.kind;
        let id = self.faults.arm(arming);
        self.note(Happening::FaultArmed { id, fault });
        id
    }

    /// Takes an arming back; false when there is none of this number.
    pub fn clear_fault(&mut self, id: u32) -> bool {
        let cleared = self.faults.clear(id);
        if cleared {
            self.note(Happening::FaultCleared { id });
        }
        cleared
    }

    /// Takes all armings back.
    pub fn clear_all_faults(&mut self) {
        let armed: Vec<u32> = self.faults().iter().map(|fault| fault.id).collect();
        for id in armed {
            self.clear_fault(id);
        }
    }

    /// An opportunity for the faults that `fits` accepts; returns the one that strikes.
    pub(crate) fn strike(&mut self, fits: impl Fn(FaultKind) -> bool) -> Option<FaultKind> {
        let (id, fault) = self.faults.strike(fits)?;
        self.note(Happening::FaultStruck { id, fault });
        Some(fault)
    }

    /// Whether the device is plugged in.
    pub fn is_plugged(&self, device: Device) -> bool {
        !self.unplugged.contains(&device)
    }

    /// Unplugs a device; nothing happens when it is unplugged already.
    pub fn unplug(&mut self, device: Device) {
        if self.unplugged.insert(device) {
            self.hung.remove(&device);
            self.note(Happening::Unplugged { device });
        }
    }

    /// Plugs a device in; nothing happens when it is plugged in already.
    pub fn plug(&mut self, device: Device) {
        if self.unplugged.remove(&device) {
            self.note(Happening::Plugged { device });
        }
    }

    /// Number of the unit in the device's place, from 1; it is in the serial number that sensor and printer state.
    pub fn unit(&self, device: Device) -> u32 {
        self.units.get(&device).copied().unwrap_or(1)
    }

    /// Puts the unit of this number in the device's place and plugs it in.
    pub fn plug_unit(&mut self, device: Device, unit: u32) {
        self.units.insert(device, unit);
        self.plug(device);
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now())
            .field("events", &self.log.last())
            .finish_non_exhaustive()
    }
}

fn by_id(applicants: Vec<Applicant>) -> BTreeMap<String, Applicant> {
    applicants
        .into_iter()
        .map(|applicant| (applicant.id().to_owned(), applicant))
        .collect()
}

#[cfg(test)]
mod tests;
