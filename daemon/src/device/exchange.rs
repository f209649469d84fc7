//! A card reader of which every exchange is watched. To write a whole chip takes long, and a card that hangs in the middle is
//! to be known after seconds.

use crate::device::board::Board;
use crate::device::watchdog::Watchdog;
use loket_drivers::bell::{Bell, Waking};
use loket_drivers::card_reader::{CardPresence, CardReader};
use loket_drivers::device::{Device, Identity};
use loket_drivers::error::{DeviceError, DriverError, ErrorKind};
use loket_drivers::limit::Limit;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thiserror::Error;

/// No card takes so long for one command, or for being taken: not one that asks for more time again and again either.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who calls a device stuck, and where that is shown.
pub struct Alarm {
    pub(super) watchdog: Watchdog,
    pub(super) board: Arc<Board>,
}

/// The reader, with every exchange watched where there is an alarm.
pub(super) fn watched(reader: Box<dyn CardReader>, alarm: Option<Alarm>) -> Box<dyn CardReader> {
    match alarm {
        Some(alarm) => Box::new(Watched {
            reader,
            alarm,
            patience: PATIENCE,
        }),
        None => reader,
    }
}

struct Watched {
    reader: Box<dyn CardReader>,
    alarm: Alarm,
    patience: Duration,
}

/// Whoever waited for the exchange has been told that the reader is stuck, and nothing may follow it.
#[derive(Debug, Error)]
#[error("the card answered after it had been given up")]
struct TooLate;

impl DriverError for TooLate {
    fn kind(&self) -> ErrorKind {
        ErrorKind::OutcomeUnknown
    }
}

impl Watched {
    fn exchange<R>(
        &mut self,
        work: impl FnOnce(&mut dyn CardReader) -> Result<R, DeviceError>,
    ) -> Result<R, DeviceError> {
        let begun = Instant::now();
        let guard = self.alarm.watchdog.guard(self.patience, &self.alarm.board);
        let outcome = work(self.reader.as_mut());
        drop(guard);
        if outcome.is_ok() && begun.elapsed() >= self.patience {
            self.reader.close_card();
            return Err(TooLate.into());
        }
        outcome
    }
}

impl Device for Watched {
    fn identity(&self) -> &Identity {
        self.reader.identity()
    }

    fn probe(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        self.reader.probe(limit)
    }

    fn probe_pause(&self) -> Duration {
        self.reader.probe_pause()
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.reader.rest(bell, span)
    }
}

impl CardReader for Watched {
    fn presence(&mut self, limit: &Limit) -> Result<CardPresence, DeviceError> {
        self.reader.presence(limit)
    }

    fn arrivals(&mut self, limit: &Limit) -> Result<u64, DeviceError> {
        self.reader.arrivals(limit)
    }

    fn wait_card(&mut self, limit: &Limit) -> Result<CardPresence, DeviceError> {
        self.reader.wait_card(limit)
    }

    fn wait_removal(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        self.reader.wait_removal(limit)
    }

    fn open_card(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        self.exchange(|reader| reader.open_card(limit))
    }

    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, DeviceError> {
        self.exchange(|reader| reader.transmit(command, limit))
    }

    fn uid(&mut self, limit: &Limit) -> Result<Option<Vec<u8>>, DeviceError> {
        self.exchange(|reader| reader.uid(limit))
    }

    fn close_card(&mut self) {
        self.reader.close_card();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::board::tests::board;
    use crate::device::state::Availability;
    use loket_drivers::clock::SystemClock;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{Receiver, channel};

    const LONG: Duration = Duration::from_secs(20);

    /// Answers a command when it is let.
    struct Slow {
        identity: Identity,
        release: Receiver<()>,
        is_open: Arc<AtomicBool>,
    }

    impl Device for Slow {
        fn identity(&self) -> &Identity {
            &self.identity
        }

        fn probe(&mut self, _: &Limit) -> Result<(), DeviceError> {
            Ok(())
        }
    }

    impl CardReader for Slow {
        fn presence(&mut self, _: &Limit) -> Result<CardPresence, DeviceError> {
            Ok(CardPresence::Absent)
        }

        fn arrivals(&mut self, _: &Limit) -> Result<u64, DeviceError> {
            Ok(0)
        }

        fn wait_card(&mut self, _: &Limit) -> Result<CardPresence, DeviceError> {
            Ok(CardPresence::Absent)
        }

        fn wait_removal(&mut self, _: &Limit) -> Result<(), DeviceError> {
            Ok(())
        }

        fn open_card(&mut self, _: &Limit) -> Result<(), DeviceError> {
            self.is_open.store(true, Ordering::Release);
            Ok(())
        }

        fn transmit(&mut self, _: &[u8], _: &Limit) -> Result<Vec<u8>, DeviceError> {
            self.release.recv_timeout(LONG).unwrap();
            Ok(vec![0x90, 0x00])
        }

        fn uid(&mut self, _: &Limit) -> Result<Option<Vec<u8>>, DeviceError> {
            Ok(None)
        }

        fn close_card(&mut self) {
            self.is_open.store(false, Ordering::Release);
        }
    }

    #[tokio::test]
    async fn an_exchange_that_does_not_end_is_stuck_and_its_late_answer_is_the_end_of_the_series() {
        let (release, released) = channel();
        let is_open = Arc::<AtomicBool>::default();
        let board = Arc::new(board());
        let slow = Slow {
            identity: Identity::default(),
            release: released,
            is_open: Arc::clone(&is_open),
        };
        let mut reader = Watched {
            reader: Box::new(slow),
            alarm: Alarm {
                watchdog: Watchdog::start().unwrap(),
                board: Arc::clone(&board),
            },
            patience: Duration::from_millis(60),
        };
        let limit = Limit::after(&SystemClock::new(), LONG);
        reader.open_card(&limit).unwrap();
        release.send(()).unwrap();
        reader.transmit(&[0; 4], &limit).unwrap();
        assert_eq!(board.availability(), Availability::Ready);
        let hung = std::thread::spawn(move || reader.transmit(&[0; 4], &limit));
        let mut seen = board.watch();
        let stuck = seen.wait_for(|view| matches!(view.availability, Availability::Stuck(_)));
        tokio::time::timeout(LONG, stuck).await.unwrap().unwrap();
        release.send(()).unwrap();
        let late = hung.join().unwrap().unwrap_err();
        assert_eq!(late.kind(), ErrorKind::OutcomeUnknown);
        assert!(!is_open.load(Ordering::Acquire));
    }
}
