//! The runner: performs the actions of the orders on the line, one physical effect at a time.

mod actions;
mod by_hand;
mod holding;
mod looking;
mod waiting;
mod witness;

use crate::condition::{Condition, Reason, contained};
use crate::counter::Base;
use crate::issuance::draft::Shelf;
use crate::issuance::entry::Entry;
use crate::issuance::event::{Action, Event};
use crate::issuance::line::{Line, Work};
use crate::issuance::order::{Order, OrderState, StepTime};
use crate::issuance::orders::Orders;
use crate::planted;
use holding::Held;
use loket_drivers::clock::Moment;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use waiting::HeadWait;

/// What production works with.
pub(super) const PAIR: [&str; 2] = ["printer", "encoder"];
/// Patience for a status, a probe of the reader, a clearing of errors.
pub(super) const LOOK: Duration = Duration::from_secs(10);

/// Works the line.
pub(super) struct Production {
    base: Arc<Base>,
    orders: Arc<Orders>,
    line: Arc<Line>,
    shelf: Shelf,
    held: Mutex<Option<Held>>,
    head_wait: HeadWait,
}

impl Production {
    /// A runner for these orders.
    pub(super) fn new(base: Arc<Base>, orders: Arc<Orders>, line: Arc<Line>) -> Self {
        Self {
            base,
            orders,
            line,
            shelf: Shelf::default(),
            held: Mutex::default(),
            head_wait: HeadWait::default(),
        }
    }

    /// Works until the line is closed.
    pub(super) fn run(&self) {
        while let Some(work) = self.line.take(self.base.clock.as_ref()) {
            self.carry_out(work);
        }
    }

    /// Works until nothing is left that can be done without a person.
    pub(super) fn run_until_idle(&self) {
        while let Some(work) = self.line.try_take(self.base.clock.now()) {
            self.carry_out(work);
        }
    }

    fn carry_out(&self, work: Work) {
        let (id, first) = match work {
            Work::Start(id) => match self.orders.apply(&id, Event::Started) {
                Ok((_, action)) => (id, action),
                Err(condition) => return self.not_begun(&id, condition),
            },
            Work::Do(id, action) => {
                self.head_wait.end();
                (id, Some(action))
            }
            Work::Retry(id) => match self.retry(&id) {
                Ok(action) => (id, action),
                // It waits for something else, or for somebody else still; nothing is written for that.
                Err(_) => return self.let_go_unless_inside(&id),
            },
        };
        // A panic must not end the line: the order waits for a person, the others go on.
        if let Err(condition) = contained("production", || self.drive(&id, first)) {
            tracing::error!(order = id, %condition, "the order cannot go on");
            self.orders.show_hold(&id, condition);
            self.let_go_unless_inside(&id);
        }
    }

    /// Printer or encoder can be used again: the order that waited for them goes on if it gets both.
    fn retry(&self, id: &str) -> Result<Option<Action>, Condition> {
        self.hold_devices(id)?;
        self.is_over(&self.orders.get(id)?)?;
        let (_, action) = self.orders.apply(id, Event::DevicesFreed)?;
        Ok(action)
    }

    /// The order is over; or its beginning cannot be recorded, and it waits at the head of the line.
    fn not_begun(&self, id: &str, condition: Condition) {
        if condition.reason == Reason::WrongState {
            self.line.leave(id);
        } else {
            self.orders.show_hold(id, condition);
        }
    }

    /// Performs actions and stores their outcomes until the order waits or has left the printer.
    fn drive(&self, id: &str, mut next: Option<Action>) -> Result<(), Condition> {
        while let Some(action) = next {
            let order = self.orders.get(id)?;
            let begun = self.base.clock.now();
            let held = self.hold_devices(id);
            // What did not begin took no time.
            let has_begun = held.is_ok();
            let event = match held {
                Ok(()) => self.perform(&order, action),
                Err(condition) => Event::Failed(action, condition),
            };
            if planted::INTENT_AFTER_EFFECT && matches!(event, Event::Prepared { .. }) {
                let _ = self.feed(&order);
            }
            let step = has_begun.then(|| self.timed(&order, action, begun));
            let seen = self.sight_of_a_lost_card(&event);
            let entry = Entry::of(event).ending(step).seeing(seen);
            (_, next) = self.orders.enter(id, entry)?;
        }
        self.let_go_unless_inside(id);
        let state = self.orders.get(id)?.state;
        if !state.occupies_printer() {
            self.forget(id);
            self.line.rest(id);
        }
        Ok(())
    }

    /// An order without a card inside keeps no devices from others while it waits.
    fn let_go_unless_inside(&self, id: &str) {
        let order = self.orders.get(id);
        if !order.is_ok_and(|order| order.state == OrderState::InProduction) {
            self.let_go(id);
        }
    }

    /// Drops what was prepared for an order that needs it no longer.
    pub(super) fn forget(&self, id: &str) {
        self.shelf.clear(id);
    }

    fn timed(&self, order: &Order, action: Action, begun: Moment) -> StepTime {
        let span = self.base.clock.now().since(begun);
        StepTime {
            name: action.name().to_owned(),
            attempt: order.attempt().map_or(0, |attempt| attempt.number),
            milliseconds: u64::try_from(span.as_millis()).unwrap_or(u64::MAX),
        }
    }

    fn perform(&self, order: &Order, action: Action) -> Event {
        // Of a card that people move, no printer tells where it is.
        let elsewhere = (!order.is_hand_fed()).then(|| self.elsewhere(order, action));
        if let Some(event) = elsewhere.flatten() {
            return event;
        }
        let outcome = match action {
            _ if order.is_hand_fed() => self.perform_by_hand(order, action),
            Action::Prepare => self.prepare(order),
            Action::Feed => self.feed(order),
            Action::Identify => self.identify(order),
            Action::Encode => self.encode(order),
            Action::Print => self.print(order),
            Action::Return => self.bring_back(),
            Action::Eject => self.eject(order),
            Action::Reject => self.reject(order),
            Action::Look => self.look(order),
        };
        outcome.unwrap_or_else(|condition| Event::Failed(action, condition))
    }
}
