//! What the daemon's relay of the live picture costs for each frame and one viewer, against ustreamer passing the same
//! frames on. Both get the same JPEG at the same rate: the daemon over HTTP, ustreamer out of a V4L2 camera behind a file.

mod server;
mod ustreamer;
mod v4l2;
mod video_file;

use crate::Setting;
use crate::rounds::in_turns;
use crate::row::Row;
use anyhow::{Context, ensure};
use loket_simulator::clock::TimePolicy;
use loket_simulator::film;
use loket_simulator::scenario::Scenario;
use loket_simulator::world::World;
use loket_tests::counter::start_daemon;
use loket_tests::front_end::FrontEnd;
use loket_tests::process::Process;
use loket_tests::vitals::Vitals;
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;
use ustreamer::Ustreamer;
use v4l2::Picture;
use video_file::VideoFile;

/// Few enough to leave none out on a busy machine: one that is left out was paid for and is not counted.
const PER_SECOND: u32 = 15;
const ROUNDS: usize = 5;
/// One viewer's look.
const LOOK_SECONDS: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let folder = setting.folder("preview")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // Timers are made before the runtime is asked to wait for them.
    let _entered = runtime.enter();
    let jpeg = portrait()?;
    let picture = Picture {
        width: film::WIDTH.into(),
        height: film::HEIGHT.into(),
        bytes: u32::try_from(jpeg.len())?,
        per_second: PER_SECOND,
    };
    let camera = VideoFile::start(&folder.join("camera"), &jpeg, picture)?;
    let size = (picture.width, picture.height);
    let reference = runtime.block_on(Ustreamer::start(&folder, camera.path(), size))?;
    let daemon = Relay::start(&runtime, &folder, &jpeg)?;
    let span = Duration::from_secs(LOOK_SECONDS.into());
    let pair = in_turns(
        ROUNDS,
        || {
            let spent = per_frame(daemon.process.id(), || daemon.watch(&runtime));
            spent.context("loketd")
        },
        || {
            let spent = per_frame(reference.id(), || reference.watch(span, jpeg.len()));
            spent.context("ustreamer")
        },
    )?;
    let name = format!(
        "preview relay CPU per frame, {} KB at {PER_SECOND} fps",
        jpeg.len() / 1000
    );
    let reference = "ustreamer passthrough, V4L2 through FUSE";
    Ok(vec![Row::at_most(2.0, name, "µs", pair, reference)])
}

/// The processor time of a process for each picture that it shows, in microseconds.
fn per_frame(process: u32, watch: impl FnOnce() -> anyhow::Result<usize>) -> anyhow::Result<f64> {
    let before = Vitals::of(process)?;
    let pictures = watch()?;
    let after = Vitals::of(process)?;
    let least = usize::try_from(LOOK_SECONDS * PER_SECOND * 3 / 4)?;
    ensure!(pictures > least, "only {pictures} pictures");
    let spent = after.cpu.saturating_sub(before.cpu);
    Ok(spent.as_secs_f64() * 1e6 / pictures as f64)
}

/// A picture of a simulated applicant.
fn portrait() -> anyhow::Result<Vec<u8>> {
    let scenario = Scenario {
        time: TimePolicy::Stepped,
        ..Scenario::default()
    };
    let mut world = World::new(scenario.inventory()?);
    world.seat("a", None).ok().context("nobody came")?;
    Ok(world.frame(0).to_vec())
}

/// A daemon with a camera and nothing else, and a front end with an open record.
struct Relay {
    process: Process,
    front_end: FrontEnd,
    enrolment: String,
}

impl Relay {
    fn start(runtime: &Runtime, folder: &Path, jpeg: &[u8]) -> anyhow::Result<Self> {
        let camera = server::start(jpeg, PER_SECOND)?;
        std::fs::write(folder.join("loketd.toml"), config(camera))?;
        let process = start_daemon(folder)?;
        let opened = runtime.block_on(tokio::time::timeout(PATIENCE, async {
            let mut front_end = connected(&folder.join("loket.sock")).await;
            front_end.wait_for_devices().await?;
            let enrolment = front_end.open_record("bench").await?.enrolment_id;
            anyhow::Ok((front_end, enrolment))
        }));
        let (front_end, enrolment) = opened.context("the daemon is not ready in time")??;
        Ok(Self {
            process,
            front_end,
            enrolment,
        })
    }

    fn watch(&self, runtime: &Runtime) -> anyhow::Result<usize> {
        let mut front_end = self.front_end.clone();
        let preview = runtime.block_on(front_end.preview(&self.enrolment, LOOK_SECONDS))?;
        Ok(preview.pictures)
    }
}

async fn connected(socket: &Path) -> FrontEnd {
    loop {
        match FrontEnd::connect(socket, "bench").await {
            Ok(front_end) => return front_end,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

fn config(camera: std::net::SocketAddr) -> String {
    format!(
        "[station]\nid = \"bench\"\nstate = \"state\"\nallow_simulated = true\n[chip]\nkeys = \"test\"\n\
         [listen]\nunix = \"loket.sock\"\n\
         [devices.camera]\ndriver = \"http-camera\"\naddress = \"http://{camera}/\"\n"
    )
}
