//! Results as tables for people and as JSON for scripts.

mod chip;
mod condition;
mod detail;
mod device;
mod enrolment;
mod erasure;
mod facts;
mod finger;
mod lease;
mod ledger;
mod note;
mod order;
mod pairing;
mod photo;
mod profile;
mod prompt;
mod receipt;
mod station;
mod table;
mod watch;

pub(crate) use condition::Conditions;
pub(crate) use facts::Facts;
pub(crate) use order::progress;
