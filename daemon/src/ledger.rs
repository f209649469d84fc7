//! The blank ledger: where every blank is, by double entry, and who moved it there.
//!
//! ```text
//! received = store + hopper + machine + good + spoiled + returned + unknown
//! ```
//!
//! Orders and test cards move blanks by themselves: whatever changes the state of an attempt moves its blank in the same
//! transaction ([`crate::store::records::Record::posting`]). What people do with blanks is an [`entry::Entry`]: it is
//! decided by pure rules on the books as they are, written once and never changed; what was wrong is countered by
//! another one, with a reason.

pub mod account;
pub mod authority;
pub mod books;
pub mod calendar;
pub mod card;
mod closing;
pub mod decide;
pub mod entry;
mod keeper;
pub mod movement;
pub mod page;
pub mod posting;
pub mod report;
pub mod wish;

pub use keeper::Ledger;
