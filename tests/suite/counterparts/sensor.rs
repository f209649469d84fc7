//! Our simulated sensor, read by the package pyfingerprint as it is published.

use super::{counter, open};
use loket_drivers::registry::OpenDevice;
use loket_simulator::clock::TimePolicy;
use loket_simulator::person::finger::Condition;
use loket_tests::counterpart;
use std::collections::BTreeSet;

/// The speed, in bits per second, at which our driver leaves a sensor.
const LEFT_AT: &str = "115200";

#[test]
fn pyfingerprint_reads_the_image_that_our_driver_reads() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path(), TimePolicy::Scaled(20));
    let place = |world: &mut loket_simulator::world::World| world.place_finger(2, Condition::Good);
    counter.world().with(place).unwrap();

    // First, because pyfingerprint takes a sensor that is slow for broken, and a finger is grown when it is first seen.
    let line = format!("serial:{}", counter.sensor().display());
    let (OpenDevice::FingerprintScanner(mut scanner), limit) = open("zfm", &line) else {
        panic!("not a scanner");
    };
    let ours = scanner.capture(&mut |_| {}, &limit, &limit).unwrap();
    drop(scanner);

    let file = folder.path().join("image.gray");
    let mut python = counterpart::script("pyfingerprint_image.py");
    python.arg(counter.sensor()).arg(LEFT_AT).arg(&file);
    assert_eq!(counterpart::text(&mut python, ""), "256 288\n");
    let theirs = std::fs::read(file).unwrap();
    assert!(theirs == ours.pixels, "the two images differ");
    let levels: BTreeSet<u8> = theirs.into_iter().collect();
    assert!(levels.len() > 8, "a finger has many shades: {levels:?}");
}
