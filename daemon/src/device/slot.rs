//! The place of one device: opened when it is there, dropped when it is gone, looked for again.

use crate::condition::{Condition, Reason};
use crate::config::DeviceConfig;
use crate::device::class::Class;
use crate::device::state::{Availability, DeviceView};
use loket_drivers::device::Identity;
use loket_drivers::error::{DeviceError, ErrorKind};
use loket_drivers::limit::Limit;
use loket_drivers::ports::Ports;
use loket_drivers::registry;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long opening or probing may take.
const LOOK: Duration = Duration::from_secs(5);
/// Pause between looks at a device that is there.
const PROBE_PAUSE: Duration = Duration::from_secs(2);
/// First and longest pause between attempts to open one that is not.
const OPEN_PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));

/// What one use of the device came to: the error's kind if it failed.
pub(super) type Outcome = Result<(), ErrorKind>;
/// One use of the device.
pub(super) type Use<C> =
    Box<dyn FnOnce(Result<&mut <C as Class>::Device, Condition>) -> Outcome + Send>;

/// A configured device and, while it is there, the open driver.
pub(super) struct Slot<C: Class> {
    ports: Arc<dyn Ports>,
    config: DeviceConfig,
    refuse_simulated: bool,
    device: Option<Box<C::Device>>,
    pause: Duration,
    view: watch::Sender<DeviceView>,
}

impl<C: Class> Slot<C> {
    pub(super) fn new(
        name: &'static str,
        config: DeviceConfig,
        refuse_simulated: bool,
        ports: Arc<dyn Ports>,
    ) -> Self {
        let view = DeviceView {
            name,
            class: C::CLASS,
            driver: config.driver.clone(),
            address: config.address.to_string(),
            availability: Availability::Absent(Condition::new(Reason::DeviceUnreachable, name)),
            identity: Identity::default(),
        };
        Self {
            ports,
            config,
            refuse_simulated,
            device: None,
            pause: OPEN_PAUSES.0,
            view: watch::channel(view).0,
        }
    }

    pub(super) fn view(&self) -> watch::Sender<DeviceView> {
        self.view.clone()
    }

    /// How long until the next [`Self::look`].
    pub(super) fn pause(&self) -> Duration {
        if self.device.is_some() {
            PROBE_PAUSE
        } else {
            self.pause
        }
    }

    /// Opens the device if it is absent, or sees whether it is still there.
    pub(super) fn look(&mut self) {
        let limit = self.limit();
        match &mut self.device {
            None => self.open(),
            Some(device) => {
                let outcome = C::probe(device, &limit);
                self.judge(outcome.map_err(|error| self.condition(&error)));
            }
        }
    }

    /// Hands the device to `work`, opening it first if need be.
    pub(super) fn serve(&mut self, work: Use<C>) {
        if self.device.is_none() {
            self.open();
        }
        let Some(device) = &mut self.device else {
            let _ = work(Err(self.absence()));
            return;
        };
        publish(&self.view, Availability::Busy);
        let outcome = work(Ok(device.as_mut()));
        let name = self.view.borrow().name;
        self.judge(outcome.map_err(|kind| Condition::new(kind.into(), name)));
    }

    /// Keeps a device that works, drops one that must be opened anew.
    fn judge(&mut self, outcome: Result<(), Condition>) {
        match outcome {
            Err(condition) if ends_session(condition.reason) => {
                self.device = None;
                publish(&self.view, Availability::Absent(condition));
            }
            _ => publish(&self.view, Availability::Ready),
        }
    }

    fn open(&mut self) {
        match self.try_open() {
            Ok(device) => {
                self.device = Some(device);
                self.pause = OPEN_PAUSES.0;
                publish(&self.view, Availability::Ready);
            }
            Err(condition) => {
                self.pause = (self.pause * 2).min(OPEN_PAUSES.1);
                publish(&self.view, Availability::Absent(condition));
            }
        }
    }

    fn try_open(&self) -> Result<Box<C::Device>, Condition> {
        let name = self.view.borrow().name;
        let driver = registry::find(&self.config.driver)
            .ok_or_else(|| Condition::new(Reason::DeviceNotConfigured, name))?;
        let open = (driver.open)(Arc::clone(&self.ports), &self.config.address, &self.limit())
            .map_err(|error| self.condition(&error))?;
        let identity = open.identity().clone();
        if identity.simulated && self.refuse_simulated {
            return Err(Condition::new(Reason::SimulatedDevice, name));
        }
        self.view.send_modify(|view| view.identity = identity);
        C::pick(open).ok_or_else(|| Condition::new(Reason::DeviceUnsupported, name))
    }

    fn limit(&self) -> Limit {
        Limit::after(self.ports.clock().as_ref(), LOOK)
    }

    fn condition(&self, error: &DeviceError) -> Condition {
        Condition::of_device(self.view.borrow().name, error)
    }

    fn absence(&self) -> Condition {
        match &self.view.borrow().availability {
            Availability::Absent(condition) => condition.clone(),
            _ => Condition::new(Reason::DeviceUnreachable, self.view.borrow().name),
        }
    }
}

/// After these the driver's idea of the device can no longer be trusted.
fn ends_session(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::DeviceDisconnected
            | Reason::DeviceUnreachable
            | Reason::DeviceProtocol
            | Reason::DeviceTimedOut
            | Reason::OutcomeUnknown
    )
}

/// Publishes a state, waking watchers only when it is another one.
pub(super) fn publish(view: &watch::Sender<DeviceView>, availability: Availability) {
    view.send_if_modified(|view| {
        let changed = view.availability != availability;
        view.availability = availability;
        changed
    });
}
