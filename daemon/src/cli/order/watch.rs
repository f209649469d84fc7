//! Watching an order.

use super::exit;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::progress::Progress;
use crate::cli::screen::Screen;
use crate::cli::show;
use loket_proto::v1;
use loket_proto::v1::OrderState;
use std::io;

/// Shows each change until somebody at the counter is needed or, with `follow`, until the order's last state.
pub(super) async fn watch(
    session: &mut Session<'_>,
    order_id: String,
    follow: bool,
) -> Result<Exit, Fail> {
    let request = v1::WatchOrderRequest { order_id };
    let mut changes = session.issuance().watch_order(request).await?.into_inner();
    let mut log = Log::new();
    while let Some(change) = changes.message().await? {
        let order = change.order.unwrap_or_default();
        log.tell(session.screen, &order)?;
        if is_final(order.state()) || !follow && needs_somebody(&order) {
            log.end(session.screen, &order)?;
            return Ok(exit(&order));
        }
    }
    Err(Fail::Lost)
}

fn is_final(state: OrderState) -> bool {
    use OrderState::{Cancelled, Exhausted, HandedOver, Refused, Voided};
    matches!(state, HandedOver | Refused | Cancelled | Exhausted | Voided)
}

/// A hold, or a card that is out of the printer.
fn needs_somebody(order: &v1::Order) -> bool {
    use OrderState::{Activated, Inspecting, Issued};
    order.hold.is_some() || matches!(order.state(), Inspecting | Issued | Activated)
}

/// For people: a line for each change and a bar while printing; for scripts: every message.
struct Log {
    last: String,
    printing: Progress,
}

impl Log {
    fn new() -> Self {
        Self {
            last: String::new(),
            printing: Progress::new("printing"),
        }
    }

    fn tell(&mut self, screen: &mut Screen, order: &v1::Order) -> io::Result<()> {
        if screen.is_json() {
            return screen.show_next(order);
        }
        let line = show::progress(order);
        if line != self.last {
            self.printing.clear();
            screen.note(&line)?;
            self.last = line;
        }
        if order.sent < order.total {
            self.printing.advance(order.sent, order.total);
        }
        Ok(())
    }

    fn end(&mut self, screen: &mut Screen, order: &v1::Order) -> io::Result<()> {
        self.printing.clear();
        match screen.is_json() {
            true => Ok(()),
            false => screen.show(order),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::screen;

    fn order(state: OrderState) -> v1::Order {
        v1::Order {
            state: state.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_watch_ends_when_somebody_is_needed() {
        for state in [OrderState::Accepted, OrderState::InProduction] {
            assert!(!needs_somebody(&order(state)));
            let held = v1::Order {
                hold: Some(v1::Condition::default()),
                ..order(state)
            };
            assert!(needs_somebody(&held));
        }
        assert!(needs_somebody(&order(OrderState::Inspecting)));
        assert!(!is_final(OrderState::Issued) && is_final(OrderState::HandedOver));
    }

    #[test]
    fn people_read_each_change_once_and_the_order_at_the_end() {
        let (mut screen, results, notes) = screen(false);
        let mut log = Log::new();
        let printing = v1::Order {
            sent: 5,
            total: 10,
            ..order(OrderState::InProduction)
        };
        for order in [&order(OrderState::InProduction), &printing, &printing] {
            log.tell(&mut screen, order).unwrap();
        }
        log.end(&mut screen, &order(OrderState::Inspecting))
            .unwrap();
        assert_eq!(notes.text(), "in-production\n");
        assert!(results.text().contains("inspecting"));
    }

    #[test]
    fn scripts_read_every_message_once() {
        let (mut screen, results, notes) = screen(true);
        let mut log = Log::new();
        for _ in 0..2 {
            log.tell(&mut screen, &order(OrderState::Accepted)).unwrap();
        }
        log.end(&mut screen, &order(OrderState::Accepted)).unwrap();
        assert_eq!((results.text().lines().count(), notes.text().len()), (2, 0));
    }
}
