//! All that a printer is sent for a card, from the first look to the last, beside what its language cannot do without.

use super::CANVAS;
use crate::row::{Pair, Row};
use anyhow::ensure;
use loket_daemon::issuance::order::OrderState;
use loket_simulator::device::Device;
use loket_tests::memory::interception::{Interception, Passage};
use loket_tests::memory::office::{Office, Premises, recorded, with_ribbon};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A face in colour: three panels with a byte for each dot, and resin and overlay with a bit.
const BITS_PER_DOT: usize = 3 * 8 + 2;

/// Counts.
#[derive(Debug, Default)]
struct Scale(AtomicUsize);

impl Interception for Scale {
    fn sending(&self, device: Device, bytes: &[u8]) -> Passage {
        if device == Device::Printer {
            self.0.fetch_add(bytes.len(), Ordering::Relaxed);
        }
        Passage::Through
    }

    fn delivered(&self, _: Device) {}

    fn moved(&self) {}

    fn is_running(&self) -> bool {
        true
    }
}

pub(super) fn row() -> anyhow::Result<Row> {
    let scale = Arc::new(Scale::default());
    let world = Office::of(with_ribbon(2)).closed().world.clone();
    let premises = Premises::around(world, Arc::<Scale>::clone(&scale))?;
    let office = premises.open().map_err(|failed| failed.1)?;
    let before = scale.0.load(Ordering::Relaxed);
    let order = office
        .order_for(recorded(), "bytes")
        .map_err(|refusal| anyhow::anyhow!("the order is refused: {refusal:?}"))?;
    ensure!(order.state == OrderState::Inspecting, "no card was printed");
    let sent = scale.0.load(Ordering::Relaxed) - before;
    let (width, height) = CANVAS;
    let least = 2 * (width * height) as usize * BITS_PER_DOT / 8;
    let pair = Pair {
        ours: kib(sent),
        reference: kib(least),
    };
    let name = "bytes that a printer is sent for a card, all in all";
    Ok(Row::at_most(
        1.01,
        name,
        "KiB",
        pair,
        "the dots of its panels",
    ))
}

fn kib(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1024.0
}
