//! Fingerprint image upload: our driver against a raw reader, and the raw reader against the arithmetic of the line, on
//! one pseudo-terminal of the simulator in real time.

mod fixed_speed;
mod ours;
mod raw;

use crate::Setting;
use crate::rounds::median;
use crate::row::{Pair, Row};
use anyhow::{Context, ensure};
use fixed_speed::FixedSpeed;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_tests::hands::Hands;
use loket_tests::process::Process;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long the simulator may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);
/// The right index finger (ISO/IEC 19794-2).
const FINGER: u32 = 2;

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let bench = Sensor::start(&setting.folder("finger")?)?;
    // The driver raises the speed of a line that has one, and the sensor remembers it: the slow line comes first.
    let mut rows = at_speed(&bench, 57_600, Arc::new(FixedSpeed::new()), 3)?;
    rows.extend(at_speed(&bench, 115_200, Arc::new(SystemPorts::new()), 5)?);
    Ok(rows)
}

/// A simulated sensor with a finger on its glass.
struct Sensor {
    line: PathBuf,
    _simulator: Process,
}

impl Sensor {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let dir = folder.to_str().context("the folder's path is no text")?;
        let arguments = ["run", "--dir", dir, "--no-pcscd", "--time", "real"];
        let ports = ["--camera-port", "0", "--printer-port", "0"];
        let log = folder.join("simulator.log");
        let mut simulator = Process::start("loket-sim", &[&arguments[..], &ports].concat(), &log)?;
        simulator.lines_until(|line| line.starts_with("control "), PATIENCE)?;
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(place_finger(&folder.join("control.sock")))?;
        Ok(Self {
            line: folder.join("sensor"),
            _simulator: simulator,
        })
    }
}

async fn place_finger(control: &Path) -> anyhow::Result<()> {
    let mut hands = Hands::connect(control).await?;
    hands.seat("a").await?;
    hands.place(FINGER).await
}

fn at_speed(
    sensor: &Sensor,
    speed: u32,
    ports: Arc<dyn Ports>,
    rounds: usize,
) -> anyhow::Result<Vec<Row>> {
    let (mut ours, mut theirs, mut computed) = (Vec::new(), Vec::new(), 0.0);
    // The first round sets the sensor's packet size and speed.
    for round in 0..=rounds {
        let image = ours::capture(&ports, &sensor.line)?;
        let raw = raw::upload(&sensor.line, speed)?;
        ensure!(raw.pixels == image.pixels, "two readers saw two images");
        if round > 0 {
            ours.push(image.elapsed.as_secs_f64());
            theirs.push(raw.elapsed.as_secs_f64());
        }
        // 8N1: a start bit, eight data bits, a stop bit.
        computed = 10.0 * raw.line_bytes as f64 / f64::from(speed);
    }
    let raw = median(&mut theirs);
    let upload = Pair {
        ours: median(&mut ours),
        reference: raw,
    };
    let arithmetic = Pair {
        ours: raw,
        reference: computed,
    };
    let line = Row::at_most(
        1.01,
        format!("raw finger upload, {speed} baud, not slower"),
        "s",
        arithmetic,
        "10 bits a byte, computed",
    );
    let mut lower = line.clone().at_least(0.99);
    lower.name = format!("raw finger upload, {speed} baud, not faster");
    let name = format!("finger image upload, {speed} baud");
    let upload = Row::at_most(1.05, name, "s", upload, "raw reader on the same line");
    Ok(vec![upload, line, lower])
}
