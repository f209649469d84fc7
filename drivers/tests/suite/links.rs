//! The system's links against real pseudo-terminals and sockets.

use loket_drivers::clock::{Clock, SystemClock};
use loket_drivers::limit::{Canceller, Limit};
use loket_drivers::link::file::FileLink;
use loket_drivers::link::serial::SerialLink;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::link::tcp::TcpLink;
use loket_drivers::link::{Link, LinkError};
use loket_drivers::ports::Ports;
use rustix::fd::OwnedFd;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::tcgetattr;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::new())
}

fn within(clock: &dyn Clock, millis: u64) -> Limit {
    Limit::after(clock, Duration::from_millis(millis))
}

/// A pseudo-terminal: the sensor's end and the path of the host's.
fn terminal() -> (OwnedFd, String) {
    let end = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&end).unwrap();
    unlockpt(&end).unwrap();
    let path = ptsname(&end, Vec::new()).unwrap();
    (end, path.into_string().unwrap())
}

#[test]
fn a_serial_port_passes_every_byte_both_ways() {
    let (end, path) = terminal();
    let clock = clock();
    let limit = within(clock.as_ref(), 5000);
    let mut link = SerialLink::open(&path, clock.clone()).unwrap();
    let bytes: Vec<u8> = (0..=255).collect();
    rustix::io::write(&end, &bytes).unwrap();
    let mut received = Vec::new();
    while received.len() < bytes.len() {
        let mut buffer = [0; 100];
        let count = link.read(&mut buffer, &limit).unwrap();
        received.extend_from_slice(&buffer[..count]);
    }
    assert_eq!(received, bytes);
    link.write_all(&bytes, &limit).unwrap();
    let mut back = [0; 300];
    assert_eq!(rustix::io::read(&end, &mut back).unwrap(), 256);
    assert_eq!(back[..256], bytes);
}

#[test]
fn a_serial_port_has_a_speed() {
    let (end, path) = terminal();
    let mut link = SerialLink::open(&path, clock()).unwrap();
    assert_eq!(tcgetattr(&end).unwrap().output_speed(), 57_600);
    link.set_speed(115_200).unwrap();
    assert_eq!(tcgetattr(&end).unwrap().output_speed(), 115_200);
}

#[test]
fn a_serial_port_is_for_one_program() {
    let (_end, path) = terminal();
    let first = SerialLink::open(&path, clock()).unwrap();
    let second = SerialLink::open(&path, clock());
    assert!(matches!(second, Err(LinkError::InUse { .. })));
    drop(first);
    assert!(SerialLink::open(&path, clock()).is_ok());
}

#[test]
fn an_unplugged_port_is_closed() {
    let clock = clock();
    let limit = within(clock.as_ref(), 5000);
    for open in [open_serial, open_file] {
        let (end, path) = terminal();
        let mut link = open(&path, clock.clone());
        drop(end);
        let gone = link.read(&mut [0; 10], &limit);
        assert!(matches!(gone, Err(LinkError::Closed)), "{gone:?}");
        let gone = link.write_all(b"x", &limit);
        assert!(matches!(gone, Err(LinkError::Closed)), "{gone:?}");
        let absent = SerialLink::open(&path, clock.clone());
        assert!(matches!(absent, Err(LinkError::Open { .. })));
    }
    assert!(!limit.is_over(clock.as_ref()));
}

fn open_serial(path: &str, clock: Arc<dyn Clock>) -> Box<dyn Link> {
    Box::new(SerialLink::open(path, clock).unwrap())
}

fn open_file(path: &str, clock: Arc<dyn Clock>) -> Box<dyn Link> {
    Box::new(FileLink::open(path, clock).unwrap())
}

#[test]
fn what_is_no_terminal_is_no_serial_port() {
    let link = SerialLink::open("/dev/null", clock());
    assert!(matches!(link, Err(LinkError::Open { .. })));
}

#[test]
fn silence_ends_with_the_limit() {
    let (_end, path) = terminal();
    let clock = clock();
    let mut link = SerialLink::open(&path, clock.clone()).unwrap();
    let limit = within(clock.as_ref(), 120);
    let silent = link.read(&mut [0; 10], &limit);
    assert!(matches!(silent, Err(LinkError::TimedOut)));
    assert!(limit.is_over(clock.as_ref()));
}

#[test]
fn bytes_that_are_there_are_read_even_without_time() {
    let (end, path) = terminal();
    let clock = clock();
    let mut link = SerialLink::open(&path, clock.clone()).unwrap();
    rustix::io::write(&end, b"xy").unwrap();
    let mut byte = [0; 1];
    // The terminal hands bytes over in its own time, so the first look waits.
    link.read(&mut byte, &within(clock.as_ref(), 5000)).unwrap();
    let over = Limit::until(clock.now());
    link.read(&mut byte, &over).unwrap();
    assert_eq!(&byte, b"y");
    let none = link.read(&mut byte, &over);
    assert!(matches!(none, Err(LinkError::TimedOut)));
}

#[test]
fn another_thread_calls_a_read_off() {
    let (_end, path) = terminal();
    let clock = clock();
    let mut link = SerialLink::open(&path, clock.clone()).unwrap();
    let canceller = Canceller::default();
    let limit = within(clock.as_ref(), 10_000).with_canceller(canceller.clone());
    let caller = std::thread::spawn(move || canceller.cancel());
    let called_off = link.read(&mut [0; 10], &limit);
    assert!(matches!(called_off, Err(LinkError::Cancelled)));
    assert!(!limit.is_over(clock.as_ref()));
    caller.join().unwrap();
}

#[test]
fn tcp_both_ways_and_closed() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = server.local_addr().unwrap().to_string();
    let clock = clock();
    let limit = within(clock.as_ref(), 5000);
    let mut link = TcpLink::open(&authority, clock, &limit).unwrap();
    let (mut peer, _) = server.accept().unwrap();
    link.write_all(b"question", &limit).unwrap();
    let mut question = [0; 8];
    peer.read_exact(&mut question).unwrap();
    assert_eq!(&question, b"question");
    peer.write_all(b"answer").unwrap();
    drop(peer);
    let mut buffer = [0; 100];
    assert_eq!(link.read(&mut buffer, &limit).unwrap(), 6);
    let closed = link.read(&mut buffer, &limit);
    assert!(matches!(closed, Err(LinkError::Closed)));
    assert!(matches!(link.set_speed(9600), Err(LinkError::NoSpeed)));
}

#[test]
fn a_large_write_waits_for_a_slow_reader() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = server.local_addr().unwrap().to_string();
    let clock = clock();
    let limit = within(clock.as_ref(), 20_000);
    let mut link = TcpLink::open(&authority, clock, &limit).unwrap();
    let (mut peer, _) = server.accept().unwrap();
    let reader = std::thread::spawn(move || {
        let mut all = Vec::new();
        peer.read_to_end(&mut all).unwrap();
        all.len()
    });
    link.write_all(&vec![7; 20 << 20], &limit).unwrap();
    drop(link);
    assert_eq!(reader.join().unwrap(), 20 << 20);
}

#[test]
fn a_refused_connection_cannot_be_opened() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = server.local_addr().unwrap().to_string();
    drop(server);
    let clock = clock();
    let limit = within(clock.as_ref(), 5000);
    let refused = TcpLink::open(&authority, clock.clone(), &limit);
    assert!(matches!(refused, Err(LinkError::Open { .. })));
    assert!(!limit.is_over(clock.as_ref()));
}

#[test]
fn the_systems_ports_open_by_address() {
    let (_end, path) = terminal();
    let ports = SystemPorts::new();
    let limit = within(ports.clock().as_ref(), 5000);
    let serial = format!("serial:{path}").parse().unwrap();
    assert!(ports.link(&serial, &limit).is_ok());
    let reader = "pcsc:Some Reader 00 00".parse().unwrap();
    assert!(matches!(
        ports.link(&reader, &limit),
        Err(LinkError::Open { .. })
    ));
}
