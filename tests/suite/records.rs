//! What keeps a counter from making cards: its records, its clock, a full disk, a pause; and what a restart takes up first.

mod damaged;
mod full;
mod repeated;
mod restarts;

use loket_daemon::condition::Reason;
use loket_daemon::config::Config;
use loket_daemon::counter::Counter;
use loket_daemon::device::handle::Ownership;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::wall_clock::{SystemWallClock, WallClock};
use loket_simulator::card::Place;
use loket_tests::lonely::{Lonely, lonely};
use loket_tests::memory::MemoryPorts;
use loket_tests::memory::office::{CONFIG, Office, operator, recorded, submission};
use loket_tests::process::built;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// An office whose daemon can be ended and started again, by a clock that can be wrong.
struct Premises {
    office: Office,
    /// Stands in while the daemon is ended.
    nobody: Counter,
    clock: Arc<ShiftedClock>,
    folder: TempDir,
    free_mib: u64,
}

/// The machine's clock, so many milliseconds ahead.
#[derive(Debug, Default)]
struct ShiftedClock(AtomicI64);

impl WallClock for ShiftedClock {
    fn now_ms(&self) -> i64 {
        SystemWallClock.now_ms() + self.0.load(Ordering::Relaxed)
    }
}

impl Premises {
    fn new() -> Self {
        Self::with_room(1)
    }

    /// So many MiB must be free.
    fn with_room(free_mib: u64) -> Self {
        let office = Office::new();
        office.world.with(|world| world.seat("b", None)).unwrap();
        let mut premises = Self {
            nobody: office.counter.clone(),
            office,
            clock: Arc::default(),
            folder: tempfile::tempdir().unwrap(),
            free_mib,
        };
        premises.start();
        premises
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn start(&mut self) {
        let file = self.folder.path().join("loketd.toml");
        let text = format!("{CONFIG}free_mib = {}\n", self.free_mib);
        std::fs::write(&file, &text).unwrap();
        let config = Config::parse(&text, &file).unwrap();
        let ports = Arc::new(MemoryPorts::new(self.office.world.clone()));
        let clock: Arc<dyn WallClock> = self.clock.clone();
        let opened = Counter::open_by(config, ports, Ownership::Caller, clock);
        self.office.counter = opened.unwrap();
    }

    fn stop(&mut self) {
        self.office.counter = self.nobody.clone();
    }

    fn restart(&mut self) {
        self.stop();
        self.start();
    }

    fn submit(&self, request: &str) -> Result<Order, Reason> {
        let submitted = self
            .office
            .counter
            .issuance
            .submit(submission(recorded(), request));
        self.office.counter.issuance.work_until_idle();
        let id = submitted.map_err(|condition| condition.reason)?.id;
        Ok(self.order(&id))
    }

    fn order(&self, id: &str) -> Order {
        self.office.counter.issuance.orders().get(id).unwrap()
    }

    fn hopper(&self) -> usize {
        let world = &self.office.world;
        world.with(|world| world.cards().at(Place::Hopper).len())
    }

    /// What the counter says is in the way.
    fn in_the_way(&self) -> Vec<Reason> {
        let conditions = self.office.counter.look_again();
        conditions
            .into_iter()
            .map(|condition| condition.reason)
            .collect()
    }
}

#[test]
fn a_clock_behind_the_records_blocks_dates_until_it_is_right() {
    let mut premises = Premises::new();
    let order = premises.submit("r1").unwrap();
    let day = 86_400_000;
    premises.clock.0.store(-day, Ordering::Relaxed);
    premises.restart();
    assert_eq!(premises.in_the_way(), [Reason::ClockBehind]);
    assert_eq!(premises.submit("r2"), Err(Reason::ClockBehind));
    let judged = premises.office.answer(&order.id, "good", "").unwrap();
    assert_eq!(
        judged.state,
        OrderState::Issued,
        "what needs no date goes on"
    );
    premises.restart();
    assert_eq!(
        premises.in_the_way(),
        [Reason::ClockBehind],
        "entries with the wrong time change nothing"
    );
    premises.clock.0.store(0, Ordering::Relaxed);
    assert_eq!(premises.in_the_way(), []);
    assert_eq!(premises.submit("r2").unwrap().state, OrderState::Inspecting);
}

#[test]
fn a_pause_finishes_the_card_in_the_machine_and_outlives_a_restart() {
    let mut premises = Premises::new();
    let first = premises.submit("r1").unwrap();
    let issuance = premises.office.counter.issuance.clone();
    issuance.pause(true, &operator()).unwrap();
    issuance.pause(true, &operator()).unwrap();
    drop(issuance);
    let waiting = premises.submit("r2").unwrap();
    assert_eq!(waiting.state, OrderState::Accepted);
    let spoiled = premises
        .office
        .answer(&first.id, "spoiled", "smeared")
        .unwrap();
    premises.office.counter.issuance.work_until_idle();
    assert_eq!(premises.hopper(), 4, "{spoiled:?}");
    let held = premises.order(&first.id).hold.unwrap();
    assert_eq!(held.reason, Reason::StationPaused);
    premises.restart();
    premises.office.counter.issuance.work_until_idle();
    assert_eq!(premises.in_the_way(), [Reason::StationPaused]);
    assert_eq!(premises.hopper(), 4);
    premises
        .office
        .counter
        .issuance
        .pause(false, &operator())
        .unwrap();
    premises.office.counter.issuance.work_until_idle();
    assert_eq!((premises.hopper(), premises.in_the_way()), (2, vec![]));
    for order in [first, waiting] {
        assert_eq!(premises.order(&order.id).state, OrderState::Inspecting);
    }
}

/// What the counter's status is, and what `loket` says when it has run.
async fn status_after(lonely: &mut Lonely, arguments: &[&str]) -> (Vec<String>, serde_json::Value) {
    let socket = format!("unix:{}", lonely.socket.display());
    let mut command = tokio::process::Command::new(built("loket").unwrap());
    command.args(["--connect", &socket, "--json", "--actor", "siti"]);
    let output = command.args(arguments).output().await.unwrap();
    assert!(output.status.success(), "{arguments:?}");
    let status = lonely.front_end.station().await.unwrap().status.unwrap();
    let reasons = status.conditions.into_iter().map(|one| one.reason);
    (
        reasons.collect(),
        serde_json::from_slice(&output.stdout).unwrap(),
    )
}

#[tokio::test]
async fn a_pause_from_the_command_line_is_shown_to_all_until_it_is_ended() {
    let mut lonely = lonely().await.unwrap();
    for command in ["pause", "station"] {
        let (status, said) = status_after(&mut lonely, &[command]).await;
        assert_eq!(status, ["STATION_PAUSED"]);
        assert!(said.to_string().contains("by siti"), "{said}");
    }
    lonely.restart().await.unwrap();
    let (status, _) = status_after(&mut lonely, &["station"]).await;
    assert_eq!(status, ["STATION_PAUSED"]);
    let (status, said) = status_after(&mut lonely, &["resume"]).await;
    assert_eq!(
        (status, said["conditions"].as_array()),
        (vec![], Some(&vec![]))
    );
}
