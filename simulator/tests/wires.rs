//! The counter on real wires: a pseudo-terminal, TCP and the control socket.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use loket_proto::sim::v1 as api;
use loket_proto::sim::v1::counter_client::CounterClient;
use loket_simulator::control::ControlServer;
use loket_simulator::device::Device;
use loket_simulator::scenario::Scenario;
use loket_simulator::serve::{RunningCounter, WirePlan};
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Verify password 0, from the protocol's table.
const VERIFY: [u8; 16] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x07, 0x13, 0, 0, 0, 0, 0x00, 0x1B,
];
const DONE: [u8; 12] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x03, 0x00, 0x00, 0x0A,
];

fn counter() -> (TempDir, RunningCounter) {
    let dir = tempfile::tempdir().unwrap();
    let scenario = Scenario::parse("time = \"scaled:50\"").unwrap();
    let world = SharedWorld::new(World::new(scenario.inventory().unwrap()));
    let counter = RunningCounter::start(world, &WirePlan::below(dir.path())).unwrap();
    (dir, counter)
}

fn open_line(link: &Path, speed: u32) -> io::Result<File> {
    let line = OpenOptions::new().read(true).write(true).open(link)?;
    let mut settings = tcgetattr(&line)?;
    settings.set_speed(speed)?;
    tcsetattr(&line, OptionalActions::Now, &settings)?;
    Ok(line)
}

/// Reads until `end` or the other side hangs up, at most 10 s.
fn read_until(line: &mut (impl Read + std::os::fd::AsFd), end: &[u8]) -> io::Result<Vec<u8>> {
    let limit = Timespec {
        tv_sec: 10,
        tv_nsec: 0,
    };
    let mut bytes = Vec::new();
    while !bytes.ends_with(end) {
        let mut fds = [PollFd::new(line, PollFlags::IN)];
        assert_eq!(poll(&mut fds, Some(&limit))?, 1, "nothing came: {bytes:?}");
        let mut byte = [0];
        match line.read(&mut byte)? {
            0 => break,
            _ => bytes.extend(byte),
        }
    }
    Ok(bytes)
}

fn ask_printer(address: SocketAddr, command: &str) -> io::Result<String> {
    let mut line = TcpStream::connect(address)?;
    line.write_all(format!("\x1B{command}\x0D").as_bytes())?;
    let reply = read_until(&mut line, b"\0")?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

/// Tries until it works: the counter's threads follow the world within moments.
fn eventually<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        if let Some(result) = attempt() {
            return result;
        }
        assert!(Instant::now() < end, "it never came true");
        std::thread::yield_now();
    }
}

/// Opens the sensor's line as a host does and asks for its password.
fn greet_sensor(link: &Path) -> Option<Vec<u8>> {
    let mut line = open_line(link, 57_600).ok()?;
    line.write_all(&VERIFY).ok()?;
    read_until(&mut line, &DONE).ok()
}

#[test]
fn the_sensor_answers_every_peer_that_opens_its_line() {
    let (_dir, counter) = counter();
    for _ in 0..20 {
        let heard = greet_sensor(counter.sensor()).unwrap();
        assert!(heard.ends_with(&DONE), "{heard:02X?}");
    }
}

#[test]
fn a_host_at_another_speed_is_not_understood() {
    let (_dir, counter) = counter();
    let mut deaf = open_line(counter.sensor(), 115_200).unwrap();
    deaf.write_all(&VERIFY).unwrap();
    // What the sensor answers to a host at its own speed comes after what it ignored.
    drop(deaf);
    let heard = greet_sensor(counter.sensor()).unwrap();
    let answers = heard.windows(12).filter(|at| *at == DONE).count();
    assert_eq!(answers, 1);
}

#[test]
fn an_unplugged_sensor_hangs_up_and_comes_back_behind_the_same_link() {
    let (_dir, counter) = counter();
    let mut line = open_line(counter.sensor(), 57_600).unwrap();
    line.write_all(&VERIFY).unwrap();
    read_until(&mut line, &DONE).unwrap();
    counter.world().with(|world| world.unplug(Device::Sensor));
    let gone = read_until(&mut line, b"never").map_or(true, |rest| rest.is_empty());
    assert!(gone);
    eventually(|| (!counter.sensor().exists()).then_some(()));
    counter.world().with(|world| world.plug(Device::Sensor));
    let heard = eventually(|| greet_sensor(counter.sensor()));
    assert!(
        heard.starts_with(&[0x55]),
        "ready after power-up: {heard:02X?}"
    );
}

#[test]
fn an_unplugged_printer_is_not_there_and_comes_back_on_its_port() {
    let (_dir, counter) = counter();
    let address = counter.printer();
    assert_eq!(ask_printer(address, "Rsn").unwrap(), "SIM0000001\0");
    counter.world().with(|world| world.unplug(Device::Printer));
    eventually(|| TcpStream::connect(address).is_err().then_some(()));
    counter.world().with(|world| world.plug(Device::Printer));
    let serial = eventually(|| ask_printer(address, "Rsn").ok());
    assert_eq!(serial, "SIM0000001\0");
}

#[test]
fn the_camera_streams_over_tcp() {
    let (_dir, counter) = counter();
    let mut line = TcpStream::connect(counter.camera()).unwrap();
    line.write_all(b"GET /stream HTTP/1.1\r\nHost: camera\r\n\r\n")
        .unwrap();
    for _ in 0..3 {
        let part = read_until(&mut line, b"\xFF\xD9\r\n--loket-frame\r\n").unwrap();
        assert!(part.len() > 1000);
    }
}

#[tokio::test]
async fn the_control_panel_moves_the_world_and_tells_what_happens() {
    let (dir, counter) = counter();
    let path = dir.path().join("control.sock");
    let control = ControlServer::start(counter.world().clone(), &path).unwrap();
    let address = format!("unix:{}", control.path().display());
    let mut client = CounterClient::connect(address).await.unwrap();
    let follow = api::WatchEventsRequest::default();
    let mut events = client.watch_events(follow).await.unwrap().into_inner();
    let seat = api::SeatApplicantRequest {
        applicant: "b".to_owned(),
        backdrop: String::new(),
    };
    client.seat_applicant(seat).await.unwrap();
    let event = events.message().await.unwrap().unwrap();
    assert!(event.json.contains("\"seated\",\"applicant\":\"b\""));
    let world = client.get_world(api::GetWorldRequest {}).await.unwrap();
    let world = world.into_inner();
    assert_eq!(
        (world.seated.as_str(), world.backdrop.as_str()),
        ("b", "blue")
    );
    assert_eq!(world.cards.len(), 200);
    let refused = client.seat_applicant(api::SeatApplicantRequest {
        applicant: "nobody".to_owned(),
        backdrop: String::new(),
    });
    assert_eq!(refused.await.unwrap_err().code(), tonic::Code::NotFound);
    drop(control);
    assert!(!path.exists());
}
