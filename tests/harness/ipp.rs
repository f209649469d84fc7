//! IPP printers and queues of CUPS: `ippeveprinter`, and a `cupsd` of nobody else's, both with what they need to start.

mod cups;
mod dns_sd;
mod printer;

pub use cups::Cups;
pub use dns_sd::DnsSd;
pub use printer::{IppPrinter, Make};

use anyhow::bail;
use loket_drivers::clock::{Clock, SystemClock};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// How long anything of it may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(5);

/// Looks until something is so.
///
/// # Errors
/// When it is not in time.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) -> anyhow::Result<()> {
    let clock = SystemClock::new();
    let end = clock.now() + PATIENCE;
    while !is_so() {
        if clock.now() > end {
            bail!("{what}: not in time");
        }
        clock.sleep_until(clock.now() + LOOK);
    }
    Ok(())
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
