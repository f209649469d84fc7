//! All devices of the counter by their roles.

use crate::condition::{Condition, Reason};
use crate::config::{DeviceConfig, DevicesConfig};
use crate::device::board::Detail;
use crate::device::class::{Cameras, Class, Printers, Readers, Scanners};
use crate::device::custody::Custody;
use crate::device::handle::{Handle, Ownership};
use crate::device::slot::Plan;
use crate::device::state::DeviceView;
use crate::device::unit::UnitRule;
use crate::device::watchdog::Watchdog;
use crate::store::Store;
use crate::store::database::StoreError;
use loket_drivers::ports::Ports;
use std::io;
use std::sync::Arc;
use thiserror::Error;
use tokio::sync::watch;

/// Why the hardware cannot be looked after. Absent devices are no reason.
#[derive(Debug, Error)]
pub enum HardwareError {
    /// A thread could not be started.
    #[error("cannot start a thread for a device")]
    Thread(#[from] io::Error),
    /// The units that belong at the counter cannot be read.
    #[error("cannot read which devices belong here")]
    Store(#[from] StoreError),
}

/// Handles to the counter's devices; a role that is not configured is empty.
#[derive(Clone)]
pub struct Hardware {
    scanner: Option<Handle<Scanners>>,
    camera: Option<Handle<Cameras>>,
    printer: Option<Handle<Printers>>,
    encoder: Option<Handle<Readers>>,
    desk: Option<Handle<Readers>>,
    custody: Custody,
}

impl Hardware {
    /// Starts to look after every configured device; one that is absent keeps no other from working. `custody` says who
    /// may use which.
    ///
    /// # Errors
    /// See [`HardwareError`].
    pub fn start(
        config: &DevicesConfig,
        refuse_simulated: bool,
        ports: &Arc<dyn Ports>,
        store: &Store,
        ownership: Ownership,
        custody: Custody,
    ) -> Result<Self, HardwareError> {
        let watchdog = match ownership {
            Ownership::Workers => Some(Watchdog::start()?),
            Ownership::Caller => None,
        };
        let start = Starter {
            refuse_simulated,
            ports,
            store,
            watchdog,
            ownership,
            custody: &custody,
        };
        Ok(Self {
            scanner: start.one("scanner", config.scanner.as_ref())?,
            camera: start.one("camera", config.camera.as_ref())?,
            printer: start.one("printer", config.printer.as_ref())?,
            encoder: start.one("encoder", config.encoder.as_ref())?,
            desk: start.one("desk", config.desk.as_ref())?,
            custody: custody.clone(),
        })
    }

    /// The fingerprint scanner.
    ///
    /// # Errors
    /// `DeviceNotConfigured`; so for all roles.
    pub fn scanner(&self) -> Result<&Handle<Scanners>, Condition> {
        configured(self.scanner.as_ref(), "scanner")
    }

    /// The camera.
    ///
    /// # Errors
    /// `DeviceNotConfigured`.
    pub fn camera(&self) -> Result<&Handle<Cameras>, Condition> {
        configured(self.camera.as_ref(), "camera")
    }

    /// The card printer.
    ///
    /// # Errors
    /// `DeviceNotConfigured`.
    pub fn printer(&self) -> Result<&Handle<Printers>, Condition> {
        configured(self.printer.as_ref(), "printer")
    }

    /// The reader inside the printer.
    ///
    /// # Errors
    /// `DeviceNotConfigured`.
    pub fn encoder(&self) -> Result<&Handle<Readers>, Condition> {
        configured(self.encoder.as_ref(), "encoder")
    }

    /// The reader on the desk.
    ///
    /// # Errors
    /// `DeviceNotConfigured`.
    pub fn desk(&self) -> Result<&Handle<Readers>, Condition> {
        configured(self.desk.as_ref(), "desk")
    }

    /// Who may use which device.
    pub fn custody(&self) -> &Custody {
        &self.custody
    }

    /// The names of the configured devices, in a fixed order.
    pub fn names(&self) -> Vec<&'static str> {
        let views = self.watch_all();
        views.iter().map(|view| view.borrow().name).collect()
    }

    /// The watched state of every configured device, in a fixed order.
    pub fn watch_all(&self) -> Vec<watch::Receiver<DeviceView>> {
        self.all().map(|device| device.watch()).collect()
    }

    /// The device of this name, whatever its class.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn named(&self, name: &str) -> Result<&dyn AnyHandle, Condition> {
        let found = self
            .all()
            .find(|device| device.watch().borrow().name == name);
        found.ok_or_else(|| {
            let names: Vec<_> = self
                .all()
                .map(|device| device.watch().borrow().name)
                .collect();
            let names = names.join(", ");
            Condition::new(
                Reason::NotFound,
                format!("no device {name}; there are {names}"),
            )
        })
    }

    fn all(&self) -> impl Iterator<Item = &dyn AnyHandle> {
        let devices = [
            self.scanner.as_ref().map(any),
            self.camera.as_ref().map(any),
            self.printer.as_ref().map(any),
            self.encoder.as_ref().map(any),
            self.desk.as_ref().map(any),
        ];
        devices.into_iter().flatten()
    }
}

fn any<C: Class>(handle: &Handle<C>) -> &dyn AnyHandle {
    handle
}

/// What can be asked of a device of any class.
pub trait AnyHandle {
    /// See [`Handle::watch`].
    fn watch(&self) -> watch::Receiver<DeviceView>;

    /// See [`Handle::detail`].
    fn detail(&self) -> Detail;

    /// See [`Handle::accept_unit`].
    ///
    /// # Errors
    /// The same.
    fn accept_unit(&self) -> Result<(), Condition>;
}

impl<C: Class> AnyHandle for Handle<C> {
    fn watch(&self) -> watch::Receiver<DeviceView> {
        self.watch()
    }

    fn detail(&self) -> Detail {
        self.detail()
    }

    fn accept_unit(&self) -> Result<(), Condition> {
        self.accept_unit()
    }
}

fn configured<'a, C: Class>(
    handle: Option<&'a Handle<C>>,
    name: &'static str,
) -> Result<&'a Handle<C>, Condition> {
    handle.ok_or_else(|| Condition::new(Reason::DeviceNotConfigured, name))
}

struct Starter<'a> {
    refuse_simulated: bool,
    ports: &'a Arc<dyn Ports>,
    store: &'a Store,
    watchdog: Option<Watchdog>,
    ownership: Ownership,
    custody: &'a Custody,
}

impl Starter<'_> {
    fn one<C: Class>(
        &self,
        name: &'static str,
        config: Option<&DeviceConfig>,
    ) -> Result<Option<Handle<C>>, HardwareError> {
        let Some(config) = config else {
            return Ok(None);
        };
        let plan = Plan {
            name,
            config: config.clone(),
            refuse_simulated: self.refuse_simulated,
            ports: Arc::clone(self.ports),
            unit: Arc::new(UnitRule::load(name, config, self.store)?),
            watchdog: self.watchdog.clone(),
            custody: self.custody.clone(),
        };
        Ok(Some(Handle::start(plan, self.ownership)?))
    }
}
