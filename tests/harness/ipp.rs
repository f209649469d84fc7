//! IPP printers and queues of CUPS: `ippeveprinter`, and a `cupsd` of nobody else's, both with what they need to start.

mod cups;
mod dns_sd;
mod printer;

pub use cups::Cups;
pub use dns_sd::DnsSd;
pub use printer::{IppPrinter, Make};

use anyhow::bail;
use std::net::{Ipv4Addr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything of it may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(5);

/// Looks until something is so.
///
/// # Errors
/// When it is not in time.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !is_so() {
        if begun.elapsed() > PATIENCE {
            bail!("{what}: not in time");
        }
        sleep(LOOK);
    }
    Ok(())
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
