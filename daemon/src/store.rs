//! Everything that must outlive the daemon: one SQLite database with its own thread, applicant data sealed inside it.

mod acceptance;
mod chain;
pub mod check;
pub mod damage;
pub mod database;
mod head;
pub mod journal;
pub mod records;
mod schema;
pub mod vault;
pub mod writing;

use crate::actor::{Actor, OwnerGone};
use database::{Database, StoreError};

/// A handle to the database; clones reach the same one.
#[derive(Clone)]
pub struct Store(Actor<Database>);

impl Store {
    /// Gives the database a thread of its own.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn spawn(database: Database) -> std::io::Result<Self> {
        Ok(Self(Actor::spawn("journal", database)?))
    }

    /// Keeps the database in the caller's thread.
    pub fn in_place(database: Database) -> Self {
        Self(Actor::in_place("journal", database))
    }

    /// Carries out `work` on the database and waits for it; what it wrote is durable then.
    ///
    /// # Errors
    /// What the database says.
    pub fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        self.0
            .call(work)
            .unwrap_or_else(|gone: OwnerGone| Err(gone.into()))
    }
}
