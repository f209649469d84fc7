//! One run: a flow in which something goes wrong, played to its end by a daemon that is started again whenever it was
//! stopped, and by people who do what they are asked.

use crate::blow::{Blow, Moment};
use crate::disk::Disk;
use crate::ending::Ending;
use crate::fate::{Fate, Stop};
use crate::flow::Flow;
use crate::habits;
use crate::hands;
use crate::head::Head;
use crate::judge;
use crate::ledger;
use crate::mishap::Mishap;
use crate::operator::Operator;
use crate::script::Script;
use crate::sight;
use crate::stage::{self, Stage};
use crate::vfs::Mounted;
use loket_card::finger::FingerPosition;
use loket_daemon::issuance::order::Order;
use loket_daemon::prompt::Subject;
use loket_simulator::mechanism::CardCount;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, Premises};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A flow is over after so many turns, or it never ends.
const TURNS: usize = 120;
/// How long the power is away, and how long a killed daemon is where it is not started again at once.
const AWAY: Duration = Duration::from_mins(2);
const FINGER: FingerPosition = FingerPosition::RightIndex;

/// What came of a script.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// All moments of the run, in order.
    pub(crate) moments: Vec<Moment>,
    /// What went wrong, and at which of them.
    pub(crate) struck: Vec<(usize, Blow)>,
    /// Whether a person had to decide what became of a card.
    pub(crate) settled: bool,
    /// What does not hold.
    pub(crate) violations: Vec<String>,
}

/// Plays the script.
///
/// # Errors
/// When the stage cannot be set.
pub(crate) fn play(script: &Script) -> io::Result<Outcome> {
    let stage = stage::set(script.printer.reporting(), script.plan.clone())?;
    if script.lying_disk {
        stage.disk.ignore_syncs();
    }
    let mut run = Run::new(script.flow, script.mishap, stage);
    let mut violations = Vec::new();
    if let Err(stuck) = run.drive() {
        violations.push(stuck);
    }
    run.fate.end();
    violations.extend(run.judge(script.mishap));
    violations.append(&mut run.operator.seen);
    Ok(Outcome {
        moments: run.fate.moments(),
        struck: run.fate.struck(),
        settled: run.operator.settled > 0,
        violations,
    })
}

enum Daemon {
    Up(Box<Office>),
    Down(Premises),
}

/// A run under way.
pub(crate) struct Run {
    pub(crate) flow: Flow,
    pub(crate) fate: Arc<Fate>,
    pub(crate) disk: Arc<Disk>,
    pub(crate) world: SharedWorld,
    pub(crate) operator: Operator,
    /// The order of the flow, once it is known to be accepted.
    pub(crate) order: Option<String>,
    daemon: Option<Daemon>,
    head: Head,
    counting: CardCount,
    begun: bool,
    /// Whether the run halts where the flow begins.
    halts: bool,
    _mounted: Mounted,
}

impl Run {
    /// A run on this stage.
    pub(crate) fn new(flow: Flow, mishap: Option<Mishap>, stage: Stage) -> Self {
        let world = stage.premises.world.clone();
        // The holder of every stage.
        let _ = world.with(|world| world.seat(stage::HOLDER, None));
        Self {
            flow,
            fate: stage.fate,
            disk: stage.disk,
            world,
            operator: Operator {
                mishap,
                vouches: flow == Flow::Vouch,
                ..Operator::default()
            },
            head: Head::of(&stage.premises.state()),
            daemon: Some(Daemon::Down(stage.premises)),
            counting: stage.counting,
            begun: false,
            halts: false,
            order: None,
            _mounted: stage.mounted,
        }
    }

    /// Plays it to its end.
    ///
    /// # Errors
    /// It does not end.
    pub(crate) fn drive(&mut self) -> Result<(), String> {
        for _ in 0..TURNS {
            if self.is_halted() {
                return Ok(());
            }
            self.start_daemon();
            let over = match self.daemon.take() {
                Some(Daemon::Up(office)) => {
                    let over = self.turn(&office);
                    self.daemon = Some(Daemon::Up(office));
                    over
                }
                down => {
                    self.daemon = down;
                    false
                }
            };
            if over {
                return Ok(());
            }
        }
        Err(format!("the {} never ends", self.flow))
    }

    /// Whether the flow is over.
    fn turn(&mut self, office: &Office) -> bool {
        let Some(order) = self.ordered(office) else {
            return false;
        };
        habits::look_for_absent(office);
        office.counter.issuance.work_until_idle();
        if self.fate.stopped().is_some() {
            return false;
        }
        let now = office.counter.issuance.orders().get(&order.id);
        let order = now.unwrap_or(order);
        self.begin_if_at(Some(&order));
        if self.is_halted() {
            return false;
        }
        if self.flow.ends_at(&order) {
            return true;
        }
        self.ask_operator(office, &order);
        false
    }

    /// The order, which the front end sends until it is accepted.
    fn ordered(&mut self, office: &Office) -> Option<Order> {
        if let Some(id) = &self.order {
            let order = office.counter.issuance.orders().get(id);
            return order.ok().or_else(|| {
                hands::repair_all(&self.world, &self.disk);
                None
            });
        }
        if !self.begun {
            self.open_day(office)?;
            if self.is_halted() {
                return None;
            }
        }
        match office.counter.issuance.submit(self.flow.submission()) {
            Ok(order) if self.fate.stopped().is_none() => {
                self.order = Some(order.id.clone());
                Some(order)
            }
            _ => {
                hands::repair_all(&self.world, &self.disk);
                None
            }
        }
    }

    /// The ledger is stocked, and the holder has the card that is to be replaced. Nothing goes wrong yet.
    fn open_day(&mut self, office: &Office) -> Option<()> {
        ledger::stock(office, self.operator.mishap).ok()?;
        habits::teach(office, self.counting)?;
        if self.flow == Flow::Reprint {
            let first = office.order_for(stage::card_data(), "order-0").ok()?;
            office.hand_over(&first.id, FINGER).ok()?;
        }
        self.operator.fed_before = self.world.with(|world| {
            if let Some(mishap) = self.operator.mishap {
                mishap.arm(world);
            }
            sight::fed(world).len()
        });
        self.begin_if_at(None);
        Some(())
    }

    fn begin_if_at(&mut self, order: Option<&Order>) {
        if !self.begun && self.flow.begins_at(order) {
            self.begun = true;
            if !self.halts {
                self.fate.begin();
            }
        }
    }

    fn is_halted(&self) -> bool {
        self.halts && self.begun
    }

    /// Plays up to where the flow begins, where nothing goes wrong yet, and closes the office.
    ///
    /// # Errors
    /// It does not get there.
    pub(crate) fn prepare(&mut self) -> Result<(), String> {
        self.halts = true;
        self.drive()?;
        self.daemon = self.daemon.take().map(|daemon| match daemon {
            Daemon::Up(office) => Daemon::Down(office.closed()),
            down => down,
        });
        Ok(())
    }

    /// Opens the office again as a daemon does that is started: it looks at all its devices. There the flow begins.
    ///
    /// # Errors
    /// The daemon does not start, or misses a device.
    pub(crate) fn begin_afresh(&mut self) -> Result<(), String> {
        self.halts = false;
        self.start_daemon();
        let Some(Daemon::Up(office)) = &self.daemon else {
            return Err("the daemon does not start".to_owned());
        };
        habits::look_at_all(office).map_err(|condition| condition.to_string())?;
        self.fate.begin();
        Ok(())
    }

    /// The state folder of the machine, as far as it is not on the disk; the daemon is down.
    pub(crate) fn state_folder(&self) -> Option<PathBuf> {
        match &self.daemon {
            Some(Daemon::Down(premises)) => Some(premises.state()),
            _ => None,
        }
    }

    /// How it ended: the books are compared with the world.
    pub(crate) fn ending(&mut self) -> Ending {
        self.fate.end();
        let mut violations = self.judge(None);
        violations.append(&mut self.operator.seen);
        let office = match &self.daemon {
            Some(Daemon::Up(office)) => Some(office.as_ref()),
            _ => None,
        };
        let settled = self.operator.settled > 0;
        Ending::of(
            &self.world,
            office,
            self.order.as_deref(),
            settled,
            violations,
        )
    }

    fn ask_operator(&mut self, office: &Office, order: &Order) {
        let prompt = office.counter.prompt(&Subject::Order(order.id.clone()));
        let answered = match prompt {
            Ok(Some(prompt)) => self.operator.answer(office, order, &prompt, &self.disk),
            Ok(None) => return,
            Err(refusal) => Err(refusal),
        };
        if answered.is_err() {
            hands::repair_all(&self.world, &self.disk);
        }
    }

    /// Starts the daemon if it does not run. Whoever finds that it does not start sees to the disk and tries again.
    fn start_daemon(&mut self) {
        let stopped = self.fate.stopped();
        let premises = match self.daemon.take() {
            Some(Daemon::Up(office)) if stopped.is_none() => {
                self.daemon = Some(Daemon::Up(office));
                return;
            }
            Some(Daemon::Up(office)) => office.closed(),
            Some(Daemon::Down(premises)) => premises,
            None => return,
        };
        self.pass_time(stopped);
        if stopped == Some(Stop::Power) {
            self.head.roll_back();
        }
        self.fate.revive();
        self.daemon = Some(match premises.open() {
            Ok(office) => {
                self.head.keep();
                Daemon::Up(Box::new(office))
            }
            Err(failed) => {
                hands::repair_all(&self.world, &self.disk);
                Daemon::Down(failed.0)
            }
        });
    }

    /// A killed daemon is started again at once, while the printer may still be moving, or later.
    fn pass_time(&self, stopped: Option<Stop>) {
        let at_once = stopped == Some(Stop::Killed) && self.fate.moments().len().is_multiple_of(2);
        if stopped.is_some() && !at_once {
            self.world.with(|world: &mut World| {
                let later = world.now() + AWAY;
                world.advance_to(later);
            });
        }
    }

    /// Compares the daemon's books with the world.
    fn judge(&mut self, mishap: Option<Mishap>) -> Vec<String> {
        for _ in 0..3 {
            hands::repair_all(&self.world, &self.disk);
            self.start_daemon();
            if let Some(Daemon::Up(office)) = &self.daemon {
                return judge::violations(office, mishap);
            }
        }
        vec!["the daemon does not start any more".to_owned()]
    }
}
