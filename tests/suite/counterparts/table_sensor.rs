//! Our driver with a sensor that was written from the protocol's table, in another language, without our codec.

use super::{PATIENCE, open};
use loket_drivers::fingerprint_scanner::FingerImage;
use loket_drivers::registry::OpenDevice;
use loket_tests::counterpart;
use loket_tests::process::Process;
use std::path::Path;

/// Gray values of the 16 levels that the sensor has, no two halves or neighbours alike.
fn pattern(width: u32, height: u32) -> Vec<u8> {
    let level = |at: u32| {
        let (x, y) = (at % width, at / width);
        u8::try_from((x * 7 + y * 11 + x * y / 5) % 16).unwrap()
    };
    (0..width * height).map(|at| level(at) * 0x11).collect()
}

/// What our driver reads from the sensor, and the commands that the sensor understood meanwhile.
fn read(size: (u32, u32), arguments: &[&str]) -> (FingerImage, String) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("sensor.log");
    let mut sensor = start(folder.path(), size, arguments, &log);
    let first = sensor.lines_until(|_| true, PATIENCE).unwrap();
    let (OpenDevice::FingerprintScanner(mut scanner), limit) =
        open("zfm", &format!("serial:{}", first[0]))
    else {
        panic!("not a scanner");
    };
    let image = scanner.capture(&mut |_| {}, &limit, &limit).unwrap();
    drop(sensor);
    (image, std::fs::read_to_string(log).unwrap())
}

fn start(folder: &Path, (width, height): (u32, u32), arguments: &[&str], log: &Path) -> Process {
    let glass = folder.join("glass.gray");
    std::fs::write(&glass, pattern(width, height)).unwrap();
    let mut command = counterpart::script("zfm_sensor.py");
    command
        .arg(glass)
        .args([width.to_string(), height.to_string()])
        .args(arguments);
    Process::run_tied("zfm_sensor.py", command, log).unwrap()
}

fn count(commands: &str, code: &str) -> usize {
    commands.lines().filter(|line| *line == code).count()
}

#[test]
fn an_image_arrives_as_it_lies_on_the_glass() {
    let (image, commands) = read((256, 288), &[]);
    assert_eq!((image.width, image.height), (256, 288));
    assert!(image.pixels == pattern(256, 288), "the images differ");
    assert_eq!(count(&commands, "0A"), 1, "{commands}");
}

#[test]
fn a_sensor_that_tells_its_size_is_believed() {
    let (image, _) = read((192, 192), &["--product-info"]);
    assert_eq!((image.width, image.height), (192, 192));
    assert!(image.pixels == pattern(192, 192), "the images differ");
}

/// One after the other and all at a time: the image arrives whole, and nobody has to place the finger again.
#[test]
fn noise_on_the_line_costs_a_transfer_and_no_finger() {
    let words = ["sum", "noise", "flip", "lost", "unheard"];
    let one_each = words.iter().map(|word| vec!["--trouble", word]);
    let all = words.iter().flat_map(|word| ["--trouble", word]).collect();
    for trouble in one_each.chain([all]) {
        let (image, commands) = read((256, 288), &trouble);
        assert!(image.pixels == pattern(256, 288), "{trouble:?}");
        assert_eq!(count(&commands, "01"), 1, "{trouble:?}: {commands}");
        let damaged = ["flip", "lost"].map(|word| trouble.contains(&word));
        let transfers = 1 + damaged.iter().filter(|damaged| **damaged).count();
        assert_eq!(count(&commands, "0A"), transfers, "{trouble:?}: {commands}");
    }
}
