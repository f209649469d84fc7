//! What a watcher wants to know of.

use crate::enrolment::record::Enrolment;
use crate::issuance::order::Order;
use crate::store::records::Record;
use crate::watch::change::Change;

/// One order or enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Kind of the record.
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Devices.
    pub devices: bool,
    /// Leases.
    pub leases: bool,
    /// Whether cards can be made.
    pub station: bool,
    /// Orders.
    pub orders: bool,
    /// Enrolments.
    pub enrolments: bool,
    /// Of orders and enrolments only this one.
    pub subject: Option<Subject>,
}

impl Interest {
    /// Kinds of records that are wanted.
    pub fn kinds(&self) -> Vec<&'static str> {
        let orders = self.orders.then_some(Order::KIND);
        let enrolments = self.enrolments.then_some(Enrolment::KIND);
        orders.into_iter().chain(enrolments).collect()
    }

    /// Whether this order's progress is wanted.
    pub fn wants_order(&self, id: &str) -> bool {
        self.orders && self.is_about(Order::KIND, id)
    }

    /// Whether the change is wanted, and can be shown.
    pub fn wants(&self, change: &Change) -> bool {
        let kind = match change.kind() {
            Order::KIND => self.orders,
            Enrolment::KIND => self.enrolments,
            _ => false,
        };
        kind && self.is_about(change.kind(), change.id()) && change.state().is_some()
    }

    fn is_about(&self, kind: &str, id: &str) -> bool {
        let one = self.subject.as_ref();
        one.is_none_or(|one| one.kind == kind && one.id == id)
    }
}
