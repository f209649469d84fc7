//! The printer's mechanism as a thing: ribbon, cover, counters, and the steps it is in the middle of.

mod model;
mod reporting;

pub use model::PrinterModel;
pub use reporting::{CardCount, Reporting};

use crate::card::Place;
use crate::clock::WorldTime;
use crate::print::{Panel, Plane, Side};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

/// Cards that the hopper and the output tray hold.
pub const TRAY: usize = 100;
/// Cards that the reject tray holds.
pub const REJECT_TRAY: usize = 30;

/// Why the mechanism stops or does not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// No blank in the hopper.
    FeederEmpty,
    /// A card is stuck.
    CardJam,
    /// The cover is open.
    CoverOpen,
    /// The ribbon is used up.
    RibbonEnded,
    /// The ribbon broke.
    RibbonBroken,
    /// The ribbon is not recognised.
    RibbonUnrecognised,
    /// The printer is to be cleaned first.
    CleaningDue,
    /// The output tray is full.
    OutputFull,
    /// The reject tray is full.
    RejectFull,
    /// The head is outside its temperature window.
    HeadTemperature,
    /// There is no card to move.
    NoCard,
    /// The power went.
    PowerLost,
}

impl Trouble {
    /// Whether the printer goes on reporting it after its cause is gone. What a sensor sees is not remembered.
    fn is_remembered(self) -> bool {
        matches!(
            self,
            Self::CardJam | Self::RibbonEnded | Self::RibbonBroken | Self::HeadTemperature
        )
    }
}

/// One face to be printed: its panels in the order in which they are laid down.
pub type FaceJob = Vec<(Panel, Plane)>;

/// What the mechanism can be asked to do.
#[derive(Clone, Debug)]
pub enum Movement {
    /// Bring a card to the chip station: the one inside, else a blank.
    Present,
    /// Bring a card under the print head: the one inside, else a blank.
    Position,
    /// Print the card inside, else a blank, and put it into the output tray.
    Print {
        /// The front.
        front: FaceJob,
        /// The back; empty when it stays blank.
        back: FaceJob,
    },
    /// Put the card inside into the output tray.
    Eject,
    /// Put the card inside into the reject tray.
    Reject,
    /// Run a cleaning card through.
    Clean,
}

/// One step of a movement.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    TakeBlank,
    Reach(Place),
    BeginFace,
    Lay(Side, Panel, Plane),
    Turn,
    Leave(Place),
    Clean,
}

/// How long the steps take, in milliseconds of world time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timing {
    /// From the hopper into the path.
    pub feed_ms: u64,
    /// From one station to the next.
    pub travel_ms: u64,
    /// One dye panel.
    pub dye_ms: u64,
    /// The black panel.
    pub black_ms: u64,
    /// The overlay.
    pub overlay_ms: u64,
    /// Turning the card over.
    pub turn_ms: u64,
    /// Into a tray.
    pub leave_ms: u64,
    /// A cleaning card, all the way through.
    pub clean_ms: u64,
}

impl Default for Timing {
    /// About 20 seconds for one face in colour, within the 14 to 36 seconds that card printers of this class take.
    fn default() -> Self {
        Self {
            feed_ms: 2_000,
            travel_ms: 1_200,
            dye_ms: 3_500,
            black_ms: 2_500,
            overlay_ms: 2_800,
            turn_ms: 2_200,
            leave_ms: 1_300,
            clean_ms: 12_000,
        }
    }
}

impl Timing {
    /// The same steps, each `times / of` as long.
    fn slower_by(self, times: u64, of: u64) -> Self {
        let slower = |ms: u64| ms * times / of;
        Self {
            feed_ms: slower(self.feed_ms),
            travel_ms: slower(self.travel_ms),
            dye_ms: slower(self.dye_ms),
            black_ms: slower(self.black_ms),
            overlay_ms: slower(self.overlay_ms),
            turn_ms: slower(self.turn_ms),
            leave_ms: slower(self.leave_ms),
            clean_ms: slower(self.clean_ms),
        }
    }

    pub(crate) fn of(&self, step: &Step) -> Duration {
        Duration::from_millis(match step {
            Step::TakeBlank => self.feed_ms,
            Step::Reach(_) => self.travel_ms,
            Step::BeginFace => 0,
            Step::Lay(_, Panel::Black, _) => self.black_ms,
            Step::Lay(_, Panel::Overlay, _) => self.overlay_ms,
            Step::Lay(..) => self.dye_ms,
            Step::Turn => self.turn_ms,
            Step::Leave(_) => self.leave_ms,
            Step::Clean => self.clean_ms,
        })
    }
}

/// Names one movement, so that whoever asked for it finds its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// Counters that the printer keeps over its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Cards, each once; see [`CardCount`] for when.
    pub cards: u32,
    /// Panels laid down, also those cut short.
    pub panels: u32,
}

/// The mechanism's state. Where its cards are is stored with the cards.
#[derive(Debug)]
pub struct Mechanism {
    /// Which model it is.
    pub model: PrinterModel,
    /// Faces that the ribbon is still good for.
    pub ribbon_left: u32,
    /// Faces that a new ribbon is good for.
    pub ribbon_size: u32,
    /// What is wrong with the ribbon, until another is put in.
    pub ribbon_fault: Option<Trouble>,
    /// Whether it is to be cleaned before it takes another blank.
    pub cleaning_due: bool,
    /// Whether the cover is open.
    pub cover_open: bool,
    /// Whether a card is stuck.
    pub jammed: bool,
    /// The last trouble that the printer remembers until it is told to forget.
    pub latched: Option<Trouble>,
    /// Whether the host manages errors (`Pem;2`); forgotten without power.
    pub host_manages_errors: bool,
    /// Lifetime counters.
    pub counters: Counters,
    /// Durations of steps.
    pub timing: Timing,
    /// What the printer tells of itself.
    pub reporting: Reporting,
    steps: VecDeque<(WorldTime, Step)>,
    /// The job that is printed, until it is done or was repeated.
    job: Option<(FaceJob, FaceJob)>,
    has_failed: bool,
    last: u64,
    outcome: Option<Result<(), Trouble>>,
}

impl Mechanism {
    pub(crate) fn new(model: PrinterModel, ribbon: u32, timing: Timing) -> Self {
        Self {
            model,
            ribbon_left: ribbon,
            ribbon_size: ribbon,
            ribbon_fault: None,
            cleaning_due: false,
            cover_open: false,
            jammed: false,
            latched: None,
            host_manages_errors: false,
            counters: Counters::default(),
            timing,
            reporting: model.reporting(),
            steps: VecDeque::new(),
            job: None,
            has_failed: false,
            last: 0,
            outcome: None,
        }
    }

    /// Whether a movement is under way.
    pub fn is_busy(&self) -> bool {
        !self.steps.is_empty()
    }

    /// When the next step ends.
    pub fn next_step_at(&self) -> Option<WorldTime> {
        self.steps.front().map(|(at, _)| *at)
    }

    /// How a movement ended; `None` while it is under way or once another was started.
    pub fn outcome(&self, ticket: Ticket) -> Option<Result<(), Trouble>> {
        self.outcome.filter(|_| ticket.0 == self.last)
    }

    /// Schedules steps one after the other from `start`.
    pub(crate) fn begin(&mut self, start: WorldTime, steps: Vec<Step>) -> Ticket {
        self.last += 1;
        self.outcome = steps.is_empty().then_some(Ok(()));
        let mut at = start;
        for step in steps {
            at = at + self.timing.of(&step);
            self.steps.push_back((at, step));
        }
        Ticket(self.last)
    }

    /// Ends what is under way where it is, without an outcome; the trouble before it is forgotten.
    pub(crate) fn stop(&mut self) {
        self.last += 1;
        self.steps.clear();
        self.outcome = None;
        self.latched = None;
        self.job = None;
        self.host_manages_errors = false;
    }

    /// What is about to be printed.
    pub(crate) fn remember(&mut self, job: Option<(FaceJob, FaceJob)>) {
        self.job = job;
        self.has_failed = false;
    }

    /// The print that failed, if it is for the printer to begin it again.
    pub(crate) fn take_failed_print(&mut self) -> Option<(FaceJob, FaceJob)> {
        let own = self.has_failed && !self.host_manages_errors;
        self.job.take_if(|_| own)
    }

    /// A card has got to where some models count it.
    pub(crate) fn count_card(&mut self, at: CardCount) {
        self.counters.cards += u32::from(self.reporting.card_count == at);
    }

    pub(crate) fn take_due(&mut self, now: WorldTime) -> Option<(WorldTime, Step)> {
        let due = self.next_step_at().is_some_and(|at| at <= now);
        if due { self.steps.pop_front() } else { None }
    }

    /// Notes how a step ended: trouble ends the movement, the last step completes it.
    pub(crate) fn step_done(&mut self, result: Result<(), Trouble>) {
        if let Err(trouble) = result {
            self.steps.clear();
            self.has_failed = true;
            self.latched = Some(trouble)
                .filter(|trouble| trouble.is_remembered())
                .or(self.latched);
        }
        if self.steps.is_empty() {
            self.outcome = Some(result);
        }
    }
}
