//! What is shown of a device: its present state, what it can do, what it counts, its last faults.

use crate::condition::{Condition, Family};
use crate::device::ability::printer_counters;
use crate::device::state::{Availability, DeviceView};
use loket_drivers::card_printer::PrinterStatus;
use loket_drivers::device::Identity;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use time::OffsetDateTime;
use tokio::sync::watch;

/// Faults that are remembered.
const FAULTS: usize = 16;

/// A stable word and its value as text to show, with its unit.
pub type Property = (&'static str, String);

/// A fault that a device had, by the wall clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When; of one that came again and again, the last time.
    pub at: OffsetDateTime,
    /// What it was; never holds applicant data.
    pub condition: Condition,
}

/// What is known of a device beside its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// What it can do, as the driver found it at the last opening.
    pub capabilities: Vec<Property>,
    /// What it counts, as of the last time it was asked.
    pub counters: Vec<Property>,
    /// Its last faults since the start of the daemon, newest first.
    pub faults: VecDeque<Fault>,
    /// All that a printer said when it was looked at last.
    pub printer: Option<PrinterStatus>,
}

/// The board of one device. Whoever looks at it waits for nobody.
pub(super) struct Board {
    view: watch::Sender<DeviceView>,
    detail: Mutex<Detail>,
}

impl Board {
    pub(super) fn new(view: DeviceView) -> Self {
        Self {
            view: watch::channel(view).0,
            detail: Mutex::default(),
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.view.borrow().name
    }

    pub(super) fn watch(&self) -> watch::Receiver<DeviceView> {
        self.view.subscribe()
    }

    pub(super) fn availability(&self) -> Availability {
        self.view.borrow().availability.clone()
    }

    pub(super) fn detail(&self) -> Detail {
        self.lock().clone()
    }

    /// Shows a state, waking watchers only when it is another one. What is wrong in it is remembered as a fault.
    pub(super) fn publish(&self, availability: Availability) {
        let condition = availability.condition().cloned();
        let changed = self.view.send_if_modified(|view| {
            let changed = view.availability != availability;
            view.availability = availability;
            changed
        });
        if changed && let Some(condition) = condition {
            self.note(&condition);
        }
    }

    /// Remembers a fault of the device; what a person should do differently is none.
    pub(super) fn note(&self, condition: &Condition) {
        let family = condition.reason.row().family;
        if !matches!(family, Family::DeviceFault | Family::OutcomeUnknown) {
            return;
        }
        let fault = Fault {
            at: OffsetDateTime::now_utc(),
            condition: condition.clone(),
        };
        let faults = &mut self.lock().faults;
        match faults.front_mut() {
            Some(last) if last.condition == fault.condition => *last = fault,
            _ => faults.push_front(fault),
        }
        faults.truncate(FAULTS);
    }

    pub(super) fn set_identity(&self, identity: Identity) {
        self.view.send_if_modified(|view| {
            let changed = view.identity != identity;
            view.identity = identity;
            changed
        });
    }

    pub(super) fn set_capabilities(&self, capabilities: Vec<Property>) {
        self.lock().capabilities = capabilities;
    }

    pub(super) fn set_printer(&self, status: &PrinterStatus) {
        let mut detail = self.lock();
        detail.counters = printer_counters(status);
        detail.printer = Some(status.clone());
    }

    fn lock(&self) -> MutexGuard<'_, Detail> {
        self.detail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::condition::Reason;
    use loket_drivers::device::DeviceClass;

    pub(in crate::device) fn board() -> Board {
        Board::new(DeviceView {
            name: "desk",
            class: DeviceClass::CardReader,
            driver: "pcsc".to_owned(),
            address: "pcsc:Desk".to_owned(),
            availability: Availability::Ready,
            identity: Identity::default(),
        })
    }

    fn reasons(board: &Board) -> Vec<Reason> {
        let faults = board.detail().faults;
        faults.iter().map(|fault| fault.condition.reason).collect()
    }

    #[test]
    fn a_state_with_something_wrong_is_a_fault_once() {
        let board = board();
        let gone = Availability::Absent(Condition::new(Reason::DeviceUnreachable, "desk"));
        board.publish(gone.clone());
        board.publish(gone.clone());
        board.publish(Availability::Ready);
        board.publish(gone);
        assert_eq!(reasons(&board), [Reason::DeviceUnreachable]);
        board.note(&Condition::new(Reason::CardMute, "desk"));
        assert_eq!(
            reasons(&board),
            [Reason::CardMute, Reason::DeviceUnreachable]
        );
    }

    #[test]
    fn what_a_person_should_do_again_is_no_fault() {
        let board = board();
        board.note(&Condition::new(Reason::FingerAbsent, "scanner"));
        assert!(reasons(&board).is_empty());
    }

    #[test]
    fn old_faults_make_room() {
        let board = board();
        for number in 0..40 {
            board.note(&Condition::new(
                Reason::DeviceTimedOut,
                format!("call {number}"),
            ));
        }
        let faults = board.detail().faults;
        assert_eq!(faults.len(), 16);
        assert_eq!(faults[0].condition.detail, "call 39");
    }
}
