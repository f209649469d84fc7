//! One counter: its hardware, its records, its two workflows.

mod prompts;

use crate::card_layout::{CardLayout, LayoutError};
use crate::chip_keys;
use crate::condition::{Condition, chain};
use crate::config::Config;
use crate::device::custody::Custody;
use crate::device::handle::Ownership;
use crate::device::hardware::{Hardware, HardwareError};
use crate::enrolment::Enrolments;
use crate::enrolment::record::Enrolment;
use crate::issuance::Issuance;
use crate::issuance::order::Order;
use crate::keys::{KeysError, StationKeys};
use crate::ledger::Ledger;
use crate::station::Station;
use crate::store::Store;
use crate::store::database::{Database, Place, StoreError};
use crate::wall_clock::{SystemWallClock, WallClock};
use crate::watch::feed::Feed;
use loket_card::KeyStore;
use loket_drivers::clock::Clock;
use loket_drivers::ports::Ports;
use std::sync::Arc;
use thiserror::Error;

/// Why a counter cannot be opened. Absent devices are no reason.
#[derive(Debug, Error)]
pub enum CounterError {
    /// The database.
    #[error("cannot open the records")]
    Store(#[from] StoreError),
    /// The keys.
    #[error("cannot open the keys")]
    Keys(#[from] KeysError),
    /// The layout of the cards.
    #[error("cannot use the card layout")]
    Layout(#[from] LayoutError),
    /// The devices.
    #[error("cannot look after the devices")]
    Hardware(#[from] HardwareError),
    /// A thread could not be started.
    #[error("cannot start a thread")]
    Thread(#[from] std::io::Error),
}

/// What both workflows need.
pub struct Base {
    /// Addresses and limits.
    pub config: Config,
    /// The devices.
    pub hardware: Hardware,
    /// The records.
    pub store: Store,
    /// Their newest changes.
    pub feed: Arc<Feed>,
    /// The clock that devices and steps are timed by.
    pub clock: Arc<dyn Clock>,
    /// The station's keys.
    pub keys: StationKeys,
    /// Who has the chips' keys.
    pub chip_keys: Arc<dyn KeyStore>,
    /// What dates are stamped with.
    pub wall: Arc<dyn WallClock>,
    /// What keeps the counter as a whole from making cards.
    pub station: Station,
    /// The card layout.
    pub layout: CardLayout,
    /// Identifies this start of the daemon.
    pub boot_id: String,
}

/// An open counter.
#[derive(Clone)]
pub struct Counter {
    /// What both workflows need.
    pub base: Arc<Base>,
    /// Record and re-photo.
    pub enrolments: Arc<Enrolments>,
    /// Print, reprint, activate, hand over.
    pub issuance: Arc<Issuance>,
    /// Where every blank is.
    pub ledger: Arc<Ledger>,
}

impl Counter {
    /// Opens the records and keys in the state folder and starts to look after the devices.
    ///
    /// # Errors
    /// See [`CounterError`].
    pub fn open(
        config: Config,
        ports: Arc<dyn Ports>,
        ownership: Ownership,
    ) -> Result<Self, CounterError> {
        Self::open_by(config, ports, ownership, Arc::new(SystemWallClock))
    }

    /// As [`Self::open`], with another wall clock than the machine's.
    ///
    /// # Errors
    /// See [`CounterError`].
    pub fn open_by(
        config: Config,
        ports: Arc<dyn Ports>,
        ownership: Ownership,
        wall: Arc<dyn WallClock>,
    ) -> Result<Self, CounterError> {
        let layout = CardLayout::open(&config.card)?;
        let folder = config.station.state.clone();
        let mut database = Database::open_at(&Place {
            wall: Arc::clone(&wall),
            ..config.station.records()
        })?;
        let boot_id = database.boot_id().to_owned();
        let can_have_signed = can_have_signed(&database).unwrap_or(true);
        let feed = Feed::of(&mut database)?;
        let boot = u32::try_from(database.boot_number()).unwrap_or(u32::MAX);
        let custody = Custody::new(ports.clock(), boot);
        let store = match ownership {
            Ownership::Workers => Store::spawn(database)?,
            Ownership::Caller => Store::in_place(database),
        };
        let refuse_simulated = !config.station.allow_simulated;
        let base = Arc::new(Base {
            hardware: Hardware::start(
                &config.devices,
                refuse_simulated,
                &ports,
                &store,
                ownership,
                custody,
            )?,
            station: Station::open(&config, store.clone(), Arc::clone(&wall))?,
            wall,
            store,
            feed,
            clock: ports.clock(),
            keys: StationKeys::load_or_make(&folder, can_have_signed)?,
            chip_keys: chip_keys::open(&config),
            layout,
            boot_id,
            config,
        });
        let enrolments = Arc::new(Enrolments::open(Arc::clone(&base))?);
        let ledger = Arc::new(Ledger::open(base.store.clone())?);
        let issuance = Issuance::open(Arc::clone(&base), Arc::clone(&ledger), ownership)?;
        Ok(Self {
            base,
            enrolments,
            issuance,
            ledger,
        })
    }

    /// Looks what keeps the counter from making cards, and makes up for what could not be recorded once that is over.
    /// Blocks on the disk.
    pub fn look_again(&self) -> Vec<Condition> {
        let store = &self.base.store;
        if store.health().illness().is_some() && store.try_writing().is_ok() {
            let made_up = self.enrolments.make_up();
            if let Err(error) = made_up {
                tracing::error!(
                    error = chain(&error),
                    "interrupted captures are not settled"
                );
            }
        }
        self.base.station.look()
    }

    /// Has the head of the journal written to its disk, before the daemon ends.
    pub fn settle(&self) {
        if let Err(error) = self.base.store.call(Database::settle) {
            tracing::error!(error = chain(&error), "journal.head is not synced");
        }
    }
}

/// Whether there is an order or an enrolment, for which something may be signed.
fn can_have_signed(database: &Database) -> Result<bool, StoreError> {
    Ok(database.has_any::<Order>()? || database.has_any::<Enrolment>()?)
}
