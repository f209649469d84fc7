//! Whether it is the printer that we knew, and whether it has been on all the time.
//!
//! A printer that was restarted has forgotten its jobs and begins again with their numbers. Its up-time tells: it counts
//! seconds, and must have grown by as many as have passed.

use super::IppPrinterError;
use crate::clock::Moment;
use loket_wire::ipp::Group;
use std::time::Duration;

/// The up-time is in whole seconds, and read a little earlier or later.
const SLACK: Duration = Duration::from_secs(3);

/// CUPS gives the time of day instead, which tells nothing: no printer has been on for 30 years.
const LONGEST: Duration = Duration::from_secs(1_000_000_000);

/// What was last known of the printer.
pub(super) struct Memory {
    uuid: Option<String>,
    up_time: Option<Duration>,
    seen: Moment,
}

impl Memory {
    pub(super) fn begin(printer: &Group, now: Moment) -> Self {
        Self {
            uuid: uuid(printer).map(str::to_owned),
            up_time: up_time(printer, "printer-up-time"),
            seen: now,
        }
    }

    /// Refuses another unit.
    pub(super) fn expect_same(&self, printer: &Group) -> Result<(), IppPrinterError> {
        if uuid(printer) == self.uuid.as_deref() {
            Ok(())
        } else {
            Err(IppPrinterError::Replaced)
        }
    }

    /// Takes in a new look; whether the printer has been on since the last one. One without up-time does not tell.
    pub(super) fn go_on(&mut self, printer: &Group, now: Moment) -> bool {
        let up_time = up_time(printer, "printer-up-time");
        let went_on = self.went_on(up_time, now);
        (self.up_time, self.seen) = (up_time, now);
        went_on
    }

    /// The same, of the up-time that a job is answered with.
    pub(super) fn went_on_with(&self, job: &Group, now: Moment) -> bool {
        self.went_on(up_time(job, "job-printer-up-time"), now)
    }

    /// Whether a restart of the printer would be noticed.
    pub(super) fn would_tell(&self) -> bool {
        self.up_time.is_some_and(|up_time| up_time < LONGEST)
    }

    fn went_on(&self, up_time: Option<Duration>, now: Moment) -> bool {
        let (Some(before), Some(up_time)) = (self.up_time, up_time) else {
            return true;
        };
        let passed = now.since(self.seen);
        // Clocks of printers may be wrong by a hundredth.
        let expected = before + passed.saturating_sub(passed / 100 + SLACK);
        up_time >= expected.max(before)
    }
}

/// The printer's UUID without the words before it.
pub(super) fn uuid(printer: &Group) -> Option<&str> {
    let uuid = printer.text("printer-uuid")?;
    Some(uuid.strip_prefix("urn:uuid:").unwrap_or(uuid))
}

fn up_time(group: &Group, name: &str) -> Option<Duration> {
    let seconds = group.number(name)?;
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loket_wire::ipp::{Attribute, GroupTag, Value};

    fn printer(up_time: i32) -> Group {
        Group {
            tag: GroupTag::Printer,
            attributes: vec![Attribute {
                name: "printer-up-time".to_owned(),
                values: vec![Value::Integer(up_time)],
            }],
        }
    }

    /// Whether a printer that was on for `before` seconds, and `passed` seconds later says `after`, is taken to have been on.
    fn went_on(before: i32, passed: u64, after: i32) -> bool {
        let begin = Moment::from_origin(Duration::from_secs(1_000));
        let mut memory = Memory::begin(&printer(before), begin);
        memory.go_on(&printer(after), begin + Duration::from_secs(passed))
    }

    #[test]
    fn an_up_time_that_did_not_grow_with_the_time_is_a_restart() {
        assert!(went_on(100, 60, 160) && went_on(100, 60, 158) && went_on(100, 0, 100));
        assert!(!went_on(100, 60, 5), "shrunken");
        assert!(!went_on(100, 0, 99), "shrunken by little");
        assert!(!went_on(100, 600, 400), "grown, and not by enough");
    }

    #[test]
    fn a_printer_that_gives_the_time_of_day_would_not_tell() {
        let origin = Moment::from_origin(Duration::ZERO);
        assert!(Memory::begin(&printer(100_000_000), origin).would_tell());
        assert!(!Memory::begin(&printer(1_795_393_607), origin).would_tell());
        let silent = Group {
            tag: GroupTag::Printer,
            attributes: Vec::new(),
        };
        assert!(!Memory::begin(&silent, origin).would_tell());
    }
}
