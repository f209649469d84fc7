//! The place of one device: opened when it is there, dropped when it is gone, looked for again.

use crate::condition::{Condition, Reason, contained};
use crate::config::DeviceConfig;
use crate::device::board::Board;
use crate::device::class::Class;
use crate::device::custody::Custody;
use crate::device::exchange::Alarm;
use crate::device::state::{Availability, DeviceView};
use crate::device::unit::UnitRule;
use crate::device::watchdog::{Guard, Watchdog};
use loket_drivers::bell::{Bell, Waking};
use loket_drivers::clock::Moment;
use loket_drivers::device::Identity;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::ports::Ports;
use loket_drivers::registry;
use std::sync::Arc;
use std::time::Duration;

/// How long opening or probing may take.
pub(super) const LOOK: Duration = Duration::from_secs(5);
/// How long after its deadline something may still come back before the device counts as stuck.
const GRACE: Duration = Duration::from_secs(3);
/// First and longest pause between attempts to open a device that is not there.
const OPEN_PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(2));
/// First and longest time that those who wait for a device are not told of it, when it is lost again and again.
const RELAPSE_PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(60));
/// A device that lasted so long since it was opened is not lost again, but anew.
const STEADY: Duration = Duration::from_secs(60);
/// How long no heed is paid to signs after one that meant nothing: a line may babble.
const CALM: Duration = Duration::from_secs(1);

/// One use of the device.
pub(super) struct Use<C: Class> {
    /// How long it may take.
    pub(super) patience: Duration,
    /// What is done with the device, or with the reason why there is none.
    pub(super) work: Work<C>,
}

/// Returns how it ended.
pub(super) type Work<C> =
    Box<dyn FnOnce(Result<&mut <C as Class>::Device, Condition>) -> End + Send>;

/// How a use ended.
pub(super) struct End {
    /// What went wrong, so that the place can judge the device.
    pub(super) outcome: Result<(), Condition>,
    /// Tells the caller. Called when the device has been judged: a caller who looks at the device then sees what the use
    /// has made of it.
    pub(super) tell: Box<dyn FnOnce() + Send>,
}

/// What a place is made of.
pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) config: DeviceConfig,
    pub(super) refuse_simulated: bool,
    pub(super) ports: Arc<dyn Ports>,
    pub(super) unit: Arc<UnitRule>,
    /// Where the caller's own thread does the work, nobody could bark.
    pub(super) watchdog: Option<Watchdog>,
    /// Hears that the device is back.
    pub(super) custody: Custody,
}

/// A configured device and, while it is there, the open driver.
pub(super) struct Slot<C: Class> {
    plan: Plan,
    device: Option<Box<C::Device>>,
    /// When it was opened last.
    opened: Moment,
    pause: Duration,
    /// How often in a row it was lost soon after it was opened.
    relapses: u32,
    /// When those who wait for the device may hear that it is there, unless they have.
    tell: Option<Moment>,
    false_alarm: bool,
    board: Arc<Board>,
}

impl<C: Class> Slot<C> {
    pub(super) fn new(plan: Plan) -> Self {
        let absence = Condition::new(Reason::DeviceUnreachable, plan.name);
        let view = DeviceView {
            name: plan.name,
            class: C::CLASS,
            driver: plan.config.driver.clone(),
            address: plan.config.address.to_string(),
            availability: Availability::Absent(absence),
            identity: Identity::default(),
        };
        let now = plan.ports.clock().now();
        Self {
            plan,
            device: None,
            opened: now,
            pause: OPEN_PAUSES.0,
            relapses: 0,
            tell: Some(now),
            false_alarm: false,
            board: Arc::new(Board::new(view)),
        }
    }

    pub(super) fn board(&self) -> Arc<Board> {
        Arc::clone(&self.board)
    }

    /// Waits until the bell is rung, or until it is time for [`Self::look`].
    pub(super) fn rest(&mut self, bell: &Bell) -> Waking {
        let until_told = self.tell.map(|moment| moment.since(self.now()));
        let Some(device) = &mut self.device else {
            return bell.wait(self.pause);
        };
        if std::mem::take(&mut self.false_alarm) && bell.wait(CALM) == Waking::Rung {
            return Waking::Rung;
        }
        let device = C::as_device(device.as_mut());
        let pause = device.probe_pause();
        let pause = until_told.map_or(pause, |left| left.min(pause));
        let waking = device.rest(bell, pause);
        self.false_alarm = waking == Waking::Stirred;
        waking
    }

    /// Opens the device if it is absent, or sees whether it is still there.
    ///
    /// Those who wait for it hear of it here and not where it is opened for a use: whoever uses it knows, and one who loses
    /// it with every use would try for ever.
    pub(super) fn look(&mut self) {
        self.survive(Self::open_or_probe);
        let now = self.now();
        let is_there = self.device.is_some();
        if is_there && self.tell.take_if(|moment| *moment <= now).is_some() {
            self.plan.custody.is_back(self.plan.name);
        }
    }

    /// Hands the device to the use, opening it first if need be.
    pub(super) fn serve(&mut self, one_use: Use<C>) {
        self.survive(|slot| slot.hand_over(one_use));
    }

    /// A driver that panics is dropped, and the device is opened anew; its caller hears that the call ended.
    fn survive(&mut self, work: impl FnOnce(&mut Self)) {
        let name = self.plan.name;
        let survived: Result<(), Condition> = contained(name, || {
            work(self);
            Ok(())
        });
        if let Err(condition) = survived {
            tracing::error!(device = name, "the driver panicked");
            let broken = self.device.take();
            let _: Result<(), Condition> = contained(name, || {
                drop(broken);
                Ok(())
            });
            self.lose(condition);
        }
    }

    fn open_or_probe(&mut self) {
        let limit = self.limit();
        let guard = self.guard(LOOK);
        let Some(device) = &mut self.device else {
            drop(guard);
            return self.open();
        };
        let outcome = C::as_device(device.as_mut()).probe(&limit);
        drop(guard);
        match outcome {
            Ok(()) => self.board.publish(Availability::Ready),
            // Whatever it says, it is not what was opened.
            Err(error) => self.lose(self.condition(&error)),
        }
    }

    fn hand_over(&mut self, one_use: Use<C>) {
        if self.device.is_none() {
            self.open();
        }
        let guard = self.guard(one_use.patience);
        let Some(device) = &mut self.device else {
            return ((one_use.work)(Err(self.absence())).tell)();
        };
        self.board.publish(Availability::Busy);
        let end = (one_use.work)(Ok(device.as_mut()));
        drop(guard);
        self.judge(end.outcome);
        (end.tell)();
    }

    /// Keeps a device that works, drops one that must be opened anew.
    fn judge(&mut self, outcome: Result<(), Condition>) {
        if let Err(condition) = outcome {
            self.board.note(&condition);
            if ends_session(condition.reason) {
                return self.lose(condition);
            }
        }
        self.board.publish(Availability::Ready);
    }

    /// It must be opened anew. Those who wait for it hear of it later and later if it is lost again and again.
    fn lose(&mut self, condition: Condition) {
        let now = self.now();
        if now.since(self.opened) >= STEADY {
            self.relapses = 0;
        }
        let quiet = RELAPSE_PAUSES.0 * (1 << self.relapses.min(16));
        self.relapses += 1;
        self.is_gone(now + quiet.min(RELAPSE_PAUSES.1), condition);
    }

    /// It is not there, and is looked for again after a longer pause than before.
    fn back_off(&mut self, condition: Condition) {
        self.relapses = 0;
        self.pause = (self.pause * 2).min(OPEN_PAUSES.1);
        self.is_gone(self.now(), condition);
    }

    fn is_gone(&mut self, tell: Moment, condition: Condition) {
        self.device = None;
        self.tell = Some(tell);
        self.board.publish(Availability::Absent(condition));
    }

    fn open(&mut self) {
        let guard = self.guard(LOOK);
        let opened = self.try_open();
        drop(guard);
        match opened {
            Ok(device) => {
                self.board.set_capabilities(C::abilities(device.as_ref()));
                self.device = Some(device);
                self.opened = self.now();
                self.pause = OPEN_PAUSES.0;
                self.board.publish(Availability::Ready);
            }
            Err(condition) => self.back_off(condition),
        }
    }

    fn try_open(&self) -> Result<Box<C::Device>, Condition> {
        let (name, config) = (self.plan.name, &self.plan.config);
        let driver = registry::find(&config.driver)
            .ok_or_else(|| Condition::new(Reason::DeviceNotConfigured, name))?;
        let ports = Arc::clone(&self.plan.ports);
        let open = (driver.open)(ports, &config.address, &self.limit())
            .map_err(|error| self.condition(&error))?;
        let identity = open.identity().clone();
        if identity.simulated && self.plan.refuse_simulated {
            return Err(Condition::new(Reason::SimulatedDevice, name));
        }
        self.board.set_identity(identity.clone());
        self.plan.unit.admit(&identity)?;
        C::pick(open, self.alarm()).ok_or_else(|| Condition::new(Reason::DeviceUnsupported, name))
    }

    /// Has the device called stuck when what begins now does not end within `span` and some grace.
    fn guard(&self, span: Duration) -> Option<Guard> {
        let watchdog = self.plan.watchdog.as_ref()?;
        Some(watchdog.guard(span + GRACE, &self.board))
    }

    /// Has the device called stuck by single exchanges too.
    fn alarm(&self) -> Option<Alarm> {
        let watchdog = self.plan.watchdog.clone()?;
        let board = Arc::clone(&self.board);
        Some(Alarm { watchdog, board })
    }

    fn now(&self) -> Moment {
        self.plan.ports.clock().now()
    }

    fn limit(&self) -> Limit {
        Limit::after(self.plan.ports.clock().as_ref(), LOOK)
    }

    fn condition(&self, error: &DeviceError) -> Condition {
        Condition::of_device(self.plan.name, error)
    }

    fn absence(&self) -> Condition {
        match self.board.availability() {
            Availability::Absent(condition) => condition,
            _ => Condition::new(Reason::DeviceUnreachable, self.plan.name),
        }
    }
}

/// After these the driver's idea of the device can no longer be trusted.
fn ends_session(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::DeviceDisconnected
            | Reason::DeviceUnreachable
            | Reason::DeviceNoSignal
            | Reason::DeviceProtocol
            | Reason::DeviceTimedOut
            | Reason::OutcomeUnknown
    )
}

#[cfg(test)]
mod tests;
