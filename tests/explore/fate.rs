//! Numbers the moments of a run and lets go wrong what is planned.

use crate::blow::{Blow, Choice, Moment};
use crate::disk::{Disk, Failure, SyncWatch};
use loket_simulator::card::Place;
use loket_simulator::chip::LifeCycle;
use loket_simulator::device::Device;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::memory::interception::{Interception, Passage};
use rustix::process::{Pid, Signal, kill_process};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Whoever sends so many bytes at once sends a part of something.
const PIECE: usize = 32 * 1024;

/// What goes wrong, and at which moment of the run; the first moment is 0.
pub(crate) type Planned = (usize, Choice);

/// What happened to the daemon since it was last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It was killed.
    Killed,
    /// The power failed.
    Power,
}

/// One run's fate.
#[derive(Debug)]
pub(crate) struct Fate {
    world: SharedWorld,
    disk: Weak<Disk>,
    running: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    counting: bool,
    moments: Vec<Moment>,
    plan: Vec<Planned>,
    struck: Vec<(usize, Blow)>,
    /// What strikes at the end of the present moment.
    pending: Option<(Blow, Moment)>,
    stopped: Option<Stop>,
    /// The daemon, where it is a process of its own.
    process: Option<Pid>,
}

impl Fate {
    /// A fate in which this goes wrong, and the disk that is part of it.
    pub(crate) fn new(world: SharedWorld, plan: Vec<Planned>) -> (Arc<Self>, Arc<Disk>) {
        let mut disk = None;
        let fate = Arc::new_cyclic(|fate: &Weak<Self>| {
            let made = Arc::new(Disk::new(Weak::clone(fate)));
            let weak = Arc::downgrade(&made);
            disk = Some(made);
            Self {
                world,
                disk: weak,
                running: AtomicBool::new(true),
                state: Mutex::new(State {
                    plan,
                    ..State::default()
                }),
            }
        });
        let disk = disk.expect("made with its fate");
        (fate, disk)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on moments are numbered.
    pub(crate) fn begin(&self) {
        self.lock().counting = true;
    }

    /// From now on nothing goes wrong any more.
    pub(crate) fn end(&self) {
        self.lock().counting = false;
    }

    /// The moments so far.
    pub(crate) fn moments(&self) -> Vec<Moment> {
        self.lock().moments.clone()
    }

    /// What went wrong so far.
    pub(crate) fn struck(&self) -> Vec<(usize, Blow)> {
        self.lock().struck.clone()
    }

    /// Why the daemon does not run; `None` while it does.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.lock().stopped
    }

    /// The daemon is this process, which is killed when the daemon is stopped; or it is not a process of its own.
    pub(crate) fn runs_as(&self, process: Option<Pid>) {
        self.lock().process = process;
    }

    /// This goes wrong at an exchange with that device, of which there were so many before.
    pub(crate) fn befall(&self, number: usize, blow: Blow, device: Device) {
        self.lock().struck.push((number, blow));
        self.strike(blow, Moment::Sent(device));
    }

    /// The daemon may be started again; nothing of the former one must be left.
    pub(crate) fn revive(&self) {
        self.lock().stopped = None;
        if let Some(disk) = self.disk.upgrade() {
            disk.adopt();
        }
        self.running.store(true, Ordering::Release);
    }

    /// Numbers the moment; what goes wrong before it does so now, what goes wrong after it is kept. Returns what is planned.
    fn enter(&self, moment: Moment) -> Option<Blow> {
        if !self.is_running() {
            return None;
        }
        let blow = self.lock().number(moment)?;
        if !blow.is_after() {
            self.strike(blow, moment);
        }
        Some(blow)
    }

    fn leave(&self) {
        let pending = self.lock().pending.take();
        if let Some((blow, moment)) = pending {
            self.strike(blow, moment);
        }
    }

    fn strike(&self, blow: Blow, moment: Moment) {
        match blow {
            Blow::StopBefore | Blow::StopAfter => self.stop(Stop::Killed),
            Blow::PowerBefore | Blow::PowerAfter => self.stop(Stop::Power),
            Blow::UnplugBefore | Blow::UnplugAfter => self.unplug(moment),
            Blow::DiskFull => self.fail_disk(Failure::Full),
            Blow::DiskBroken => self.fail_disk(Failure::Broken),
            Blow::CardTaken => {
                self.world.with(World::take_card_out);
            }
            Blow::CardSwapped => self.world.with(swap),
            Blow::ReplyDropped | Blow::ReplySilent => {}
        }
    }

    fn stop(&self, how: Stop) {
        self.running.store(false, Ordering::Release);
        let process = {
            let mut state = self.lock();
            state.stopped = Some(how);
            state.process.take()
        };
        if let Some(process) = process {
            // Fails only for one that has ended already.
            let _ = kill_process(process, Signal::KILL);
        }
        let Some(disk) = self.disk.upgrade() else {
            return;
        };
        disk.orphan();
        if how == Stop::Power {
            disk.cut_power();
            self.world.with(World::cut_power);
        }
    }

    fn unplug(&self, moment: Moment) {
        let device = match moment {
            Moment::Sent(device) | Moment::Reset(device) => device,
            Moment::Record | Moment::Moved | Moment::Piece => Device::Printer,
        };
        self.world.with(|world| world.unplug(device));
    }

    fn fail_disk(&self, failure: Failure) {
        if let Some(disk) = self.disk.upgrade() {
            disk.fail(Some(failure));
        }
    }
}

impl State {
    fn number(&mut self, moment: Moment) -> Option<Blow> {
        if !self.counting {
            return None;
        }
        let number = self.moments.len();
        self.moments.push(moment);
        let planned = self.plan.iter().find(|(at, _)| *at == number);
        let blow = planned.and_then(|(_, choice)| choice.at(moment))?;
        self.struck.push((number, blow));
        if blow.is_after() {
            self.pending = Some((blow, moment));
        }
        Some(blow)
    }
}

impl Interception for Fate {
    fn sending(&self, device: Device, bytes: &[u8]) -> Passage {
        let moment = match device {
            Device::Printer if bytes.len() >= PIECE => Moment::Piece,
            device if bytes.is_empty() => Moment::Reset(device),
            device => Moment::Sent(device),
        };
        match self.enter(moment) {
            Some(Blow::ReplyDropped) => Passage::Dropped,
            Some(Blow::ReplySilent) => Passage::Silent,
            _ => Passage::Through,
        }
    }

    fn delivered(&self, _: Device) {
        self.leave();
    }

    fn moved(&self) {
        self.enter(Moment::Moved);
        self.leave();
    }

    fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }
}

impl SyncWatch for Weak<Fate> {
    fn syncing(&self, file: &str) {
        if let Some(fate) = self.upgrade().filter(|_| is_log(file)) {
            fate.enter(Moment::Record);
        }
    }

    fn synced(&self, file: &str) {
        if let Some(fate) = self.upgrade().filter(|_| is_log(file)) {
            fate.leave();
        }
    }
}

/// A blank of the store takes the place of the card at the encoder, once writing that has begun: before, nobody could tell one
/// blank from another.
fn swap(world: &mut World) {
    let written = world.cards().first_at(Place::Encoder);
    let written = written.and_then(|card| world.cards().get(card));
    let begun = written.is_some_and(|card| card.chip.life_cycle() != LifeCycle::Blank);
    if let Some(blank) = world.cards().first_at(Place::Store).filter(|_| begun) {
        // The blank is in the store.
        let _ = world.swap_in_encoder(blank);
    }
}

/// Transactions become durable with the write-ahead log.
fn is_log(file: &str) -> bool {
    file.ends_with("-wal")
}
