//! The ZFM driver: captures and the faults that it survives.

use crate::script::{Script, ScriptedPorts};
use loket_drivers::error::{ErrorKind, Family};
use loket_drivers::fingerprint_scanner::zfm::ZfmScanner;
use loket_drivers::fingerprint_scanner::{CaptureHint, FingerImage, FingerprintScanner};
use loket_drivers::limit::Canceller;
use loket_drivers::ports::Address;
use loket_drivers::registry::OpenDevice;
use std::sync::Arc;
use std::time::Duration;

pub const TAKE_IMAGE: [u8; 1] = [0x01];
pub const UPLOAD_IMAGE: [u8; 1] = [0x0A];
const WIDTH: usize = 16;
const HEIGHT: usize = 40;

/// A packet, put together by the table of the manual.
pub fn packet(kind: u8, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() + 2;
    let mut body = vec![kind, (length >> 8) as u8, (length & 0xFF) as u8];
    body.extend(payload);
    let sum: usize = body.iter().map(|byte| usize::from(*byte)).sum();
    let mut bytes = vec![0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF];
    bytes.extend(body);
    bytes.extend([(sum >> 8) as u8, (sum & 0xFF) as u8]);
    bytes
}

pub fn command(payload: &[u8]) -> Vec<u8> {
    packet(0x01, payload)
}

pub fn answer(payload: &[u8]) -> Vec<u8> {
    packet(0x07, payload)
}

/// The answer to the question for parameters: 256-byte packets, 115,200 bits per second.
pub fn parameters(packet_code: u8, speed_code: u8) -> Vec<u8> {
    answer(&[
        0,
        0,
        0,
        0,
        9,
        3,
        0xE8,
        0,
        3,
        0xFF,
        0xFF,
        0xFF,
        0xFF,
        0,
        packet_code,
        0,
        speed_code,
    ])
}

fn product() -> Vec<u8> {
    let mut info = [0; 47];
    info[1..9].copy_from_slice(b"R307-SIM");
    info[21..29].copy_from_slice(b"SIM00001");
    info[40] = WIDTH as u8;
    info[42] = HEIGHT as u8;
    answer(&info)
}

fn opening() -> Script {
    Script::new()
        .expect(command(&[0x13, 0, 0, 0, 0]))
        .say(answer(&[0]))
        .expect(command(&[0x0F]))
        .say(parameters(3, 12))
        .expect(command(&[0x3C]))
        .say(product())
}

fn packed() -> Vec<u8> {
    (0..WIDTH * HEIGHT / 2).map(|at| (at * 7) as u8).collect()
}

/// The data packets of a whole transfer.
fn data() -> Vec<Vec<u8>> {
    let packed = packed();
    let pieces: Vec<&[u8]> = packed.chunks(64).collect();
    let last = pieces.len() - 1;
    pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| packet(if at == last { 0x08 } else { 0x02 }, piece))
        .collect()
}

fn take(code: u8) -> Script {
    Script::new()
        .expect(command(&TAKE_IMAGE))
        .say(answer(&[code]))
}

fn upload(data: Vec<Vec<u8>>) -> Script {
    Script::new()
        .expect(command(&UPLOAD_IMAGE))
        .say(answer(&[0]))
        .say(data.concat())
}

type Open = (Arc<ScriptedPorts>, Box<dyn FingerprintScanner>);

fn open(script: Script) -> Open {
    let ports = ScriptedPorts::new([script]);
    let address: Address = "serial:/dev/ttyUSB0".parse().unwrap();
    let device = ZfmScanner::open(ports.clone(), &address, &ports.seconds(10)).unwrap();
    let OpenDevice::FingerprintScanner(scanner) = device else {
        panic!("not a scanner");
    };
    (ports, scanner)
}

fn expected() -> FingerImage {
    FingerImage {
        width: WIDTH as u16,
        height: HEIGHT as u16,
        ppi: 500,
        pixels: packed()
            .iter()
            .flat_map(|pair| [(pair >> 4) * 17, (pair & 15) * 17])
            .collect(),
    }
}

#[track_caller]
fn captures(script: Script) -> Vec<CaptureHint> {
    let (ports, mut scanner) = open(script);
    let mut hints = Vec::new();
    let limit = ports.seconds(10);
    let image = scanner
        .capture(&mut |hint| hints.push(hint), &limit, &limit)
        .unwrap();
    assert!(image == expected(), "the image differs");
    drop(scanner);
    ports.assert_played();
    hints
}

#[track_caller]
fn fails(script: Script) -> ErrorKind {
    let (ports, mut scanner) = open(script);
    let limit = ports.seconds(10);
    let error = scanner.capture(&mut |_| {}, &limit, &limit).unwrap_err();
    assert!(ports.now() <= limit.end(), "the limit was overrun");
    drop(scanner);
    ports.assert_played();
    error.kind()
}

#[test]
fn a_finger_is_waited_for_and_its_image_fetched() {
    for piece in [1, 2, 13, 1000] {
        let script = opening()
            .then(take(0x02))
            .then(take(0x03))
            .then(take(0x00))
            .then(upload(data()))
            .in_pieces(piece);
        let hints = captures(script);
        assert_eq!(
            hints[..3],
            [
                CaptureHint::Place,
                CaptureHint::PlaceAgain,
                CaptureHint::Hold
            ]
        );
        assert_eq!(
            hints[hints.len() - 2..],
            [
                CaptureHint::Transferring {
                    received: 320,
                    total: 320
                },
                CaptureHint::Lift
            ]
        );
    }
}

#[test]
fn identity_and_geometry_come_from_the_product_information() {
    let (_ports, scanner) = open(opening());
    assert_eq!(scanner.identity().model, "R307-SIM");
    assert_eq!(scanner.identity().serial, "SIM00001");
    assert!(scanner.identity().simulated);
    assert_eq!(scanner.capabilities().size, (16, 40));
    assert_eq!(scanner.capabilities().gray_levels, 16);
}

#[test]
fn a_damaged_packet_costs_one_more_transfer_and_no_finger() {
    let mut damaged = data();
    damaged[2][20] ^= 0x10;
    captures(
        opening()
            .then(take(0))
            .then(upload(damaged))
            .then(upload(data())),
    );
}

#[test]
fn every_way_to_cut_a_transfer_short_is_noticed() {
    for cut in [
        data()[..4].to_vec(),
        [&data()[..1], &data()[2..]].concat(),
        vec![],
        [&data()[..3], &[data()[3][..30].to_vec()]].concat(),
        [&data()[..4], &data()[3..]].concat(),
    ] {
        let script = opening()
            .then(take(0))
            .then(upload(cut))
            .then(upload(data()));
        captures(script);
    }
}

#[test]
fn a_packet_that_lost_a_byte_is_noticed() {
    for at in [1, 6, 8, 40, 74] {
        let mut damaged = data();
        damaged[1].remove(at);
        captures(
            opening()
                .then(take(0))
                .then(upload(damaged))
                .then(upload(data())),
        );
    }
}

#[test]
fn transfers_are_not_repeated_for_ever() {
    let mut damaged = data();
    damaged[0][12] ^= 1;
    let script = opening()
        .then(take(0))
        .then(upload(damaged.clone()))
        .then(upload(damaged.clone()))
        .then(upload(damaged));
    assert_eq!(fails(script), ErrorKind::Protocol);
}

#[test]
fn garbage_and_other_sensors_packets_are_skipped() {
    let mut stranger = answer(&[0x03]);
    stranger[5] = 0x01;
    let noise = [&[0x55, 0xEF, 0x00, 0x01][..], &stranger].concat();
    let script = opening()
        .expect(command(&TAKE_IMAGE))
        .say(noise)
        .say(answer(&[0]))
        .then(upload(data()));
    captures(script);
}

#[test]
fn a_damaged_or_lost_answer_is_asked_for_again() {
    let mut damaged = answer(&[0]);
    damaged[9] = 0x02;
    let script = opening()
        .expect(command(&TAKE_IMAGE))
        .say(damaged)
        .then(take(0x01))
        .then(take(0x02))
        // The next request is left without an answer.
        .expect(command(&TAKE_IMAGE))
        .then(take(0x00))
        .then(upload(data()));
    captures(script);
}

#[test]
fn an_unclear_finger_is_the_persons_affair() {
    for code in [0x06, 0x07] {
        let kind = fails(opening().then(take(code)));
        assert_eq!(kind, ErrorKind::FingerUnclear);
        assert_eq!(kind.family(), Family::AskAgain);
    }
}

#[test]
fn no_finger_in_time_is_no_fault_and_leaves_the_time_to_read_one_out() {
    let script = (0..200).fold(opening(), |script, _| script.then(take(0x02)));
    let (ports, mut scanner) = open(script);
    let limit = ports.seconds(15);
    let placing = limit.leaving(Duration::from_secs(10));
    let error = scanner.capture(&mut |_| {}, &placing, &limit).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FingerAbsent);
    assert_eq!(ports.now(), placing.end());
}

#[test]
fn a_finger_that_comes_at_the_last_moment_is_read_out_after_it() {
    let script = opening()
        .then(take(0x02))
        .then(take(0x00))
        .expect(command(&UPLOAD_IMAGE))
        .say(answer(&[0]))
        .pause(Duration::from_millis(400))
        .say(data().concat());
    let (ports, mut scanner) = open(script);
    let limit = ports.seconds(10);
    let placing = limit.leaving(Duration::from_millis(9_700));
    let image = scanner.capture(&mut |_| {}, &placing, &limit).unwrap();
    assert!(image == expected() && ports.now() > placing.end());
}

#[test]
fn an_answer_that_comes_after_the_limit_is_not_taken_for_the_next_one() {
    let script = opening()
        .expect(command(&TAKE_IMAGE))
        .pause(Duration::from_millis(300))
        .say(answer(&[0x00]))
        .then(take(0x02));
    let (ports, mut scanner) = open(script);
    let limit = ports.millis(200);
    let error = scanner.capture(&mut |_| {}, &limit, &limit).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FingerAbsent);
    scanner.wait_lifted(&ports.seconds(10)).unwrap();
    drop(scanner);
    ports.assert_played();
}

#[test]
fn silence_is_a_timeout_of_the_device() {
    let script = opening()
        .expect(command(&TAKE_IMAGE))
        .expect(command(&TAKE_IMAGE))
        .expect(command(&TAKE_IMAGE));
    assert_eq!(fails(script), ErrorKind::TimedOut);
}

#[test]
fn an_unplugged_sensor_is_disconnected() {
    let script = opening()
        .then(take(0))
        .expect(command(&UPLOAD_IMAGE))
        .say(answer(&[0]))
        .say(data()[..2].concat())
        .close();
    assert_eq!(fails(script), ErrorKind::Disconnected);
}

#[test]
fn refusals_and_defects_are_told_apart() {
    assert_eq!(fails(opening().then(take(0x1D))), ErrorKind::Refused);
    assert_eq!(fails(opening().then(take(0x21))), ErrorKind::Disconnected);
    assert_eq!(fails(opening().then(take(0x29))), ErrorKind::Hardware);
    assert_eq!(fails(opening().then(take(0x77))), ErrorKind::Refused);
}

#[test]
fn a_capture_can_be_called_off() {
    let (ports, mut scanner) = open(opening());
    let canceller = Canceller::default();
    let limit = ports.seconds(10).with_canceller(canceller.clone());
    canceller.cancel();
    let error = scanner.capture(&mut |_| {}, &limit, &limit).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
}

#[test]
fn lifting_is_waited_for() {
    let (ports, mut scanner) = open(opening().then(take(0)).then(take(6)).then(take(2)));
    scanner.wait_lifted(&ports.seconds(5)).unwrap();
    drop(scanner);
    ports.assert_played();
    let staying = (0..200).fold(opening(), |script, _| script.then(take(0)));
    let (ports, mut scanner) = open(staying);
    let error = scanner.wait_lifted(&ports.seconds(5)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FingerStays);
    assert_eq!(error.kind().family(), Family::AskAgain);
}

#[test]
fn a_probe_asks_for_the_parameters() {
    let script = opening().expect(command(&[0x0F])).say(parameters(3, 12));
    let (ports, mut scanner) = open(script);
    scanner.probe(&ports.seconds(2)).unwrap();
    drop(scanner);
    ports.assert_played();
}
