//! Beside a print: shows how far the artwork is, and records that the print begins before it can.

use crate::condition::Condition;
use crate::issuance::event::Event;
use crate::issuance::order::Order;
use crate::issuance::orders::Orders;
use loket_drivers::card_printer::{PrintForbidden, PrintGuard};
use loket_drivers::error::DeviceError;
use std::sync::Arc;

/// The guard of one order's print. It works on the printer's thread, which waits while the record is written.
pub(super) struct Witness {
    orders: Arc<Orders>,
    id: String,
    objection: Option<Condition>,
}

impl Witness {
    pub(super) fn of(orders: &Arc<Orders>, order: &Order) -> Self {
        Self {
            orders: Arc::clone(orders),
            id: order.id.clone(),
            objection: None,
        }
    }

    /// The outcome of the print; within it, why the print was forbidden if that is what ended it.
    pub(super) fn judge(
        self,
        printed: Result<(), DeviceError>,
    ) -> Result<Result<(), Condition>, DeviceError> {
        match self.objection {
            Some(objection) => Ok(Err(objection)),
            None => printed.map(Ok),
        }
    }
}

impl PrintGuard for Witness {
    fn sent(&mut self, bytes: u64, total: u64) {
        self.orders.moments().progress(&self.id, bytes, total);
    }

    fn may_print(&mut self, job: Option<&str>) -> Result<(), PrintForbidden> {
        let begun = Event::PrintBegun(job.map(str::to_owned));
        match self.orders.apply(&self.id, begun) {
            Ok(_) => Ok(()),
            Err(objection) => {
                self.objection = Some(objection);
                Err(PrintForbidden)
            }
        }
    }
}
