//! What front ends watch: the changes of orders and enrolments, each with its number in the journal.
//!
//! The journal is the only source. Its newest entries are in memory ([`feed`]) for watchers that keep up; older ones are
//! read again ([`history`]). So nothing is queued for anybody: a watcher is a number, and what it is shown next follows
//! from that number alone, whoever it is and however long it was away.

pub mod change;
pub mod feed;
pub mod history;
pub mod interest;
