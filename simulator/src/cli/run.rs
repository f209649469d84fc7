//! `loket-sim run`: a whole counter, with its own `pcscd`, until it is interrupted.

use super::Run;
use anyhow::Context;
use loket_simulator::control::ControlServer;
use loket_simulator::pcscd::{PrivatePcscd, SOCKET_VARIABLE, built_driver, pcsc_name};
use loket_simulator::scenario::Scenario;
use loket_simulator::serve::{RunningCounter, WirePlan};
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn run(dir: &Path, run: &Run) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let world = make_world(dir, run)?;
    let plan = WirePlan {
        camera_port: run.camera_port,
        printer_port: run.printer_port,
        ..WirePlan::below(dir)
    };
    let counter = RunningCounter::start(world.clone(), &plan)?;
    let pcscd = if run.no_pcscd {
        None
    } else {
        Some(start_pcscd(dir, &counter)?)
    };
    let control = ControlServer::start(world, &dir.join("control.sock"))?;
    // Whoever started the counter may have stopped reading; it serves all the same.
    let _ = say_places(&counter, &control, pcscd.as_ref());
    wait_for_interrupt()
}

fn make_world(dir: &Path, run: &Run) -> anyhow::Result<SharedWorld> {
    let mut scenario = match &run.scenario {
        Some(path) => Scenario::load(path)?,
        None => Scenario::default(),
    };
    scenario.time = run.time.unwrap_or(scenario.time);
    let mut world = World::new(scenario.inventory()?);
    let events = File::create(dir.join("events.jsonl")).context("cannot write events")?;
    world.log_mut().write_to(Box::new(events));
    Ok(SharedWorld::new(world))
}

fn start_pcscd(dir: &Path, counter: &RunningCounter) -> anyhow::Result<PrivatePcscd> {
    let sockets = counter.readers().sockets();
    let readers: Vec<(&str, &Path)> = sockets
        .iter()
        .map(|(name, path)| (name.as_str(), path.as_path()))
        .collect();
    Ok(PrivatePcscd::start(dir, &readers, &built_driver()?)?)
}

/// One line per device, in the words of the daemon's configuration.
fn say_places(
    counter: &RunningCounter,
    control: &ControlServer,
    pcscd: Option<&PrivatePcscd>,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "sensor   serial:{}", counter.sensor().display())?;
    writeln!(out, "camera   http://{}/", counter.camera())?;
    writeln!(out, "printer  tcp:{}", counter.printer())?;
    for (name, _) in counter.readers().sockets() {
        writeln!(out, "reader   pcsc:{}", pcsc_name(name))?;
    }
    if let Some(pcscd) = pcscd {
        let socket = pcscd.socket().display();
        writeln!(out, "pcscd    {SOCKET_VARIABLE}={socket}")?;
    }
    writeln!(out, "control  unix:{}", control.path().display())
}

fn wait_for_interrupt() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let mut ended = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result?,
            _ = ended.recv() => {}
        }
        Ok(())
    })
}
