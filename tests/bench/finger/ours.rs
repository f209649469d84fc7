//! The daemon's driver, whole.

use anyhow::{Context, bail};
use loket_drivers::fingerprint_scanner::CaptureHint;
use loket_drivers::limit::Limit;
use loket_drivers::ports::{Address, Ports};
use loket_drivers::registry::{OpenDevice, find};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

/// An image and the time its upload took.
pub(super) struct Captured {
    /// One byte per pixel.
    pub(super) pixels: Vec<u8>,
    pub(super) elapsed: Duration,
}

/// Opens the sensor on `line`, takes an image and times the part between the driver's hints to hold and to lift.
pub(super) fn capture(ports: &Arc<dyn Ports>, line: &Path) -> anyhow::Result<Captured> {
    let limit = Limit::after(ports.clock().as_ref(), PATIENCE);
    let driver = find("zfm").context("no zfm driver")?;
    let address = Address::Serial(line.display().to_string());
    let OpenDevice::FingerprintScanner(mut scanner) =
        (driver.open)(Arc::clone(ports), &address, &limit)?
    else {
        bail!("the zfm driver opened something else");
    };
    let (mut held, mut lifted) = (None, None);
    let mut note = |hint| match hint {
        CaptureHint::Hold => held = Some(Instant::now()),
        CaptureHint::Lift => lifted = Some(Instant::now()),
        _ => {}
    };
    let image = scanner.capture(&mut note, &limit, &limit)?;
    let (held, lifted) = held.zip(lifted).context("no upload was hinted at")?;
    Ok(Captured {
        pixels: image.pixels,
        elapsed: lifted - held,
    })
}
