//! The counter daemon: devices, workflows, records, and the gRPC service in front of them.
//!
//! Everything below [`rpc`] is blocking code without a runtime, so that the workflows run as well in one thread over
//! in-memory links as behind the real service.

pub mod actor;
pub mod card_layout;
pub mod chip_keys;
pub mod cli;
pub mod condition;
pub mod config;
pub mod counter;
pub mod device;
pub mod enrolment;
pub mod environment;
pub mod issuance;
pub mod keys;
pub mod ledger;
pub mod person;
mod planted;
pub mod prompt;
pub mod refusal;
pub mod rpc;
pub mod station;
pub mod store;
pub mod wall_clock;
pub mod watch;
