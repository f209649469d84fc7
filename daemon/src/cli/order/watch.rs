//! Watching an order.

use super::exit;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::progress::Progress;
use crate::cli::screen::Screen;
use crate::cli::show;
use crate::cli::watch::Events;
use loket_proto::v1;
use loket_proto::v1::OrderState;
use loket_proto::v1::subject::Subject;
use loket_proto::v1::watch_response::Event;
use std::io;

/// Shows each change until somebody at the counter is needed or, with `follow`, until the order's last state.
pub(super) async fn watch(
    session: &mut Session<'_>,
    order_id: String,
    follow: bool,
) -> Result<Exit, Fail> {
    let request = v1::WatchRequest {
        topics: vec![v1::Topic::Orders.into()],
        subject: Some(v1::Subject {
            subject: Some(Subject::OrderId(order_id)),
        }),
        ..Default::default()
    };
    let mut events = Events::open(session, request).await?;
    let (mut seen, mut log) = (Seen::default(), Log::new());
    loop {
        let event = events.next(session.screen).await?.event;
        let Some(order) = event.and_then(|event| seen.take(event)) else {
            continue;
        };
        log.tell(session.screen, &order)?;
        if is_final(order.state()) || !follow && seen.needs_somebody() {
            log.end(session.screen, &order)?;
            return Ok(exit(&order));
        }
    }
}

/// What was seen of the order: its last change with what it then waits for, and what is so for the moment.
#[derive(Default)]
struct Seen {
    order: Option<v1::Order>,
    prompt: Option<v1::Prompt>,
    moment: v1::OrderProgress,
}

impl Seen {
    /// The order as it is after the event; `None` if that says nothing of it.
    fn take(&mut self, event: Event) -> Option<v1::Order> {
        match event {
            Event::Order(change) => (self.order, self.prompt) = (change.order, change.prompt),
            Event::Progress(moment) => self.moment = moment,
            _ => return None,
        }
        let order = self.order.clone()?;
        Some(v1::Order {
            sent: self.moment.sent,
            total: self.moment.total,
            hold: self.moment.hold.clone().or(order.hold),
            ..order
        })
    }

    fn needs_somebody(&self) -> bool {
        self.prompt.is_some() || self.moment.hold.is_some()
    }
}

fn is_final(state: OrderState) -> bool {
    use OrderState::{Cancelled, Exhausted, HandedOver, Refused, Voided};
    matches!(state, HandedOver | Refused | Cancelled | Exhausted | Voided)
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
        let change = |prompt: Option<v1::Prompt>| {
            Event::Order(v1::OrderChange {
                order: Some(order(OrderState::InProduction)),
                prompt,
                ..Default::default()
            })
        };
        let mut seen = Seen::default();
        seen.take(change(None));
        assert!(!seen.needs_somebody());
        seen.take(change(Some(v1::Prompt::default())));
        assert!(seen.needs_somebody());
        seen.take(change(None));
        seen.take(Event::Progress(v1::OrderProgress {
            hold: Some(v1::Condition::default()),
            ..Default::default()
        }));
        assert!(seen.needs_somebody(), "a hold that could not be recorded");
        assert!(!is_final(OrderState::Issued) && is_final(OrderState::HandedOver));
    }

    #[test]
    fn what_is_so_for_the_moment_is_shown_over_the_last_change() {
        let mut seen = Seen::default();
        let moment = |sent, hold: Option<v1::Condition>| {
            Event::Progress(v1::OrderProgress {
                sent,
                total: 10,
                hold,
                ..Default::default()
            })
        };
        assert_eq!(seen.take(moment(1, None)), None, "of which order?");
        let change = v1::OrderChange {
            order: Some(order(OrderState::InProduction)),
            ..Default::default()
        };
        assert_eq!(seen.take(Event::Order(change)).unwrap().sent, 1);
        let held = seen.take(moment(2, Some(v1::Condition::default())));
        assert!(held.unwrap().hold.is_some() && seen.needs_somebody());
        let gone = seen.take(moment(3, None));
        assert!(gone.unwrap().hold.is_none() && !seen.needs_somebody());
        assert_eq!(seen.take(Event::Heartbeat(v1::Heartbeat {})), None);
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
