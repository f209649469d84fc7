//! Everything that must outlive the daemon: one SQLite database with its own thread, applicant data sealed inside it.

mod acceptance;
mod chain;
pub mod check;
pub mod damage;
pub mod database;
pub mod error;
mod head;
pub mod health;
pub mod journal;
pub mod ledger;
pub mod records;
mod schema;
pub mod secret;
pub mod vault;
pub mod writing;

use crate::actor::{Actor, OwnerGone};
use database::{Database, StoreError};
use health::Health;
use std::sync::Arc;

/// A handle to the database; clones reach the same one.
#[derive(Clone)]
pub struct Store {
    database: Actor<Database>,
    health: Arc<Health>,
}

impl Store {
    /// Gives the database a thread of its own.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn spawn(database: Database) -> std::io::Result<Self> {
        Ok(Self {
            health: Arc::clone(database.health()),
            database: Actor::spawn("journal", database)?,
        })
    }

    /// Keeps the database in the caller's thread.
    pub fn in_place(database: Database) -> Self {
        Self {
            health: Arc::clone(database.health()),
            database: Actor::in_place("journal", database),
        }
    }

    /// Carries out `work` on the database and waits for it; what it wrote is durable then.
    ///
    /// # Errors
    /// What the database says.
    pub fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let called = self.database.call(work);
        let result = called.unwrap_or_else(|gone: OwnerGone| Err(gone.into()));
        result.inspect_err(|error| self.health.fell_ill(error))
    }

    /// What is known of the records without asking for them.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// Whether something can be written now; [`Self::health`] knows afterwards.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn try_writing(&self) -> Result<(), StoreError> {
        self.call(Database::try_writing)
    }
}
