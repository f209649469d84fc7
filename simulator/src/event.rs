//! What happened in the world, in order. Entries name things by their ids and hold no applicant data.

use crate::card::{CardId, Place};
use crate::clock::WorldTime;
use crate::device::Device;
use crate::fault::FaultKind;
use crate::mechanism::Trouble;
use crate::print::{Panel, Side};
use serde::Serialize;
use std::collections::VecDeque;
use std::io::Write;

/// Entries kept in memory; older ones are in the file only.
const KEPT: usize = 20_000;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Happening {
    /// An applicant sat down.
    Seated {
        /// Who.
        applicant: String,
    },
    /// The chair is empty again.
    SeatLeft,
    /// A finger was put on the glass.
    FingerPlaced {
        /// Whose.
        applicant: String,
        /// ISO finger code, 1 to 10.
        finger: u8,
        /// How it touches.
        condition: &'static str,
    },
    /// The glass is free again.
    FingerLifted,
    /// The sensor took an image of the finger on the glass.
    FingerImaged {
        /// Whose.
        applicant: String,
        /// ISO finger code, 1 to 10.
        finger: u8,
    },
    /// A card changed its place.
    CardMoved {
        /// Which card.
        card: CardId,
        /// Where it was.
        from: Place,
        /// Where it is.
        to: Place,
    },
    /// The print head laid a panel on a card.
    PanelPrinted {
        /// Which card.
        card: CardId,
        /// Which face.
        side: Side,
        /// Which panel.
        panel: Panel,
        /// Lines laid down, of 1016.
        lines: u32,
    },
    /// The printer's mechanism stopped.
    PrinterTrouble {
        /// Why.
        trouble: Trouble,
    },
    /// A ribbon was put in.
    RibbonChanged {
        /// Faces it is good for.
        faces: u32,
    },
    /// Stuck cards were taken out.
    JamCleared,
    /// The printer's cover was opened.
    CoverOpened,
    /// The printer's cover was closed.
    CoverClosed,
    /// A cleaning card has gone through the printer.
    PrinterCleaned,
    /// Printer and readers lost their power for a moment.
    PowerCut,
    /// A device was unplugged.
    Unplugged {
        /// Which.
        device: Device,
    },
    /// A device was plugged in.
    Plugged {
        /// Which.
        device: Device,
    },
    /// A fault was armed.
    FaultArmed {
        /// Number of the arming.
        id: u32,
        /// What will go wrong.
        fault: FaultKind,
    },
    /// An armed fault struck.
    FaultStruck {
        /// Number of the arming.
        id: u32,
        /// What went wrong.
        fault: FaultKind,
    },
    /// An armed fault was taken back.
    FaultCleared {
        /// Number of the arming.
        id: u32,
    },
}

/// A happening with its number and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Counts from 1.
    pub sequence: u64,
    /// Milliseconds of world time since the start.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
}

/// The world's log.
#[derive(Default)]
pub struct EventLog {
    last: u64,
    kept: VecDeque<Event>,
    file: Option<Box<dyn Write + Send>>,
}

impl EventLog {
    /// From now on also writes each event as one line of JSON.
    pub fn write_to(&mut self, file: Box<dyn Write + Send>) {
        self.file = Some(file);
    }

    /// Number of the last event, 0 before the first.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The kept events with a number greater than `sequence`, oldest first.
    pub fn after(&self, sequence: u64) -> impl Iterator<Item = &Event> {
        self.kept
            .iter()
            .skip_while(move |event| event.sequence <= sequence)
    }

    pub(crate) fn record(&mut self, at: WorldTime, happening: Happening) {
        self.last += 1;
        let event = Event {
            sequence: self.last,
            at_ms: u64::try_from(at.since_origin().as_millis()).unwrap_or(u64::MAX),
            happening,
        };
        self.write_line(&event);
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(event);
    }

    fn write_line(&mut self, event: &Event) {
        let Some(file) = &mut self.file else { return };
        let written = serde_json::to_string(event)
            .map_err(std::io::Error::from)
            .and_then(|line| writeln!(file, "{line}"));
        if let Err(error) = written {
            tracing::warn!(%error, "event file given up");
            self.file = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn events_are_numbered_and_written_as_lines() {
        let file = Shared::default();
        let mut log = EventLog::default();
        log.write_to(Box::new(file.clone()));
        log.record(WorldTime::ORIGIN, Happening::SeatLeft);
        log.record(
            WorldTime::ORIGIN + std::time::Duration::from_millis(1500),
            Happening::Unplugged {
                device: Device::Camera,
            },
        );
        assert_eq!(log.last(), 2);
        assert_eq!(log.after(1).count(), 1);
        let text = String::from_utf8(file.0.lock().unwrap().clone()).unwrap();
        assert_eq!(
            text,
            "{\"sequence\":1,\"at_ms\":0,\"event\":\"seat-left\"}\n\
             {\"sequence\":2,\"at_ms\":1500,\"event\":\"unplugged\",\"device\":\"camera\"}\n"
        );
    }
}
