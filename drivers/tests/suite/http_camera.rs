//! The HTTP camera driver in the dialects of real servers, and the faults that it survives.

use crate::script::{Script, ScriptedPorts};
use loket_drivers::camera::http::HttpCamera;
use loket_drivers::camera::{Camera, Frame};
use loket_drivers::error::ErrorKind;
use loket_drivers::fingerprint_scanner::Flow;
use loket_drivers::registry::OpenDevice;
use std::sync::Arc;
use std::time::Duration;

const STREAM_PAGE: &str = "stream?extra_headers=1";
const STREAM: &str = "multipart/x-mixed-replace;boundary=frame";

fn request(page: &str, accept: &str) -> Script {
    Script::new().expect(format!(
        "GET /cam/{page} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: {accept}\r\nUser-Agent: loket\r\nConnection: close\r\n\r\n"
    ))
}

fn state_page(page: &str) -> Script {
    request("state", "application/json")
        .say(format!(
            "HTTP/1.1 200 OK\r\nServer: Loket-SIM-camera/1.0\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        ))
        .close()
}

fn online() -> Script {
    state_page("{\"result\": {\"source\": {\"online\": true}}}")
}

fn snapshot(head: &str, body: impl Into<Vec<u8>>) -> Script {
    request("snapshot", "image/jpeg")
        .say(format!("HTTP/1.1 {head}\r\n\r\n"))
        .say(body)
        .close()
}

fn stream(kind: &str) -> Script {
    request(STREAM_PAGE, "multipart/x-mixed-replace")
        .say(format!("HTTP/1.0 200 OK\r\ncontent-type: {kind}\r\n\r\n"))
}

fn jpeg(number: u8) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend([number; 300]);
    bytes.extend([0xFF, 0xD9]);
    bytes
}

fn part(body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend(body);
    bytes.extend(b"\r\n");
    bytes
}

fn open_with(
    snapshot_head: &str,
    scripts: impl IntoIterator<Item = Script>,
) -> (Arc<ScriptedPorts>, Box<dyn Camera>) {
    let opening = [online(), snapshot(snapshot_head, jpeg(0))];
    let ports = ScriptedPorts::new(opening.into_iter().chain(scripts));
    let camera = open_at(&ports);
    (ports, camera)
}

fn open_at(ports: &Arc<ScriptedPorts>) -> Box<dyn Camera> {
    let address = "http://127.0.0.1:8080/cam".parse().unwrap();
    match HttpCamera::open(ports.clone(), &address, &ports.seconds(10)).unwrap() {
        OpenDevice::Camera(camera) => camera,
        _ => panic!("not a camera"),
    }
}

fn open(scripts: impl IntoIterator<Item = Script>) -> (Arc<ScriptedPorts>, Box<dyn Camera>) {
    open_with("200 OK", scripts)
}

fn still(scripts: impl IntoIterator<Item = Script>) -> Result<Vec<u8>, ErrorKind> {
    let (ports, mut camera) = open(scripts);
    let limit = ports.seconds(5);
    let frame = camera.still(&limit).map_err(|error| error.kind());
    assert!(ports.now() <= limit.end(), "the limit was overrun");
    frame.map(|frame| frame.jpeg)
}

/// The pictures of a stream that is stopped after `most`, or the error that ended it.
fn streamed(script: Script, most: usize) -> (Vec<Frame>, Result<(), ErrorKind>) {
    let (ports, mut camera) = open([online(), script]);
    let limit = ports.seconds(20);
    let mut frames = Vec::new();
    let outcome = camera.stream(
        &mut |frame| {
            frames.push(frame);
            if frames.len() == most {
                Flow::Stop
            } else {
                Flow::Continue
            }
        },
        &limit,
    );
    assert!(ports.now() <= limit.end(), "the limit was overrun");
    (frames, outcome.map_err(|error| error.kind()))
}

#[test]
fn the_server_header_is_the_identity() {
    let (_ports, camera) = open([]);
    assert_eq!(camera.identity().model, "Loket-SIM-camera");
    assert_eq!(camera.identity().firmware, "1.0");
    assert!(camera.identity().simulated);
    assert!(camera.capabilities().still);
}

#[test]
fn a_snapshot_in_every_framing() {
    let jpeg = jpeg(7);
    let length = format!("200 OK\r\nContent-Length: {}", jpeg.len());
    let mut chunked = b"64\r\n".to_vec();
    chunked.extend(&jpeg[..100]);
    chunked.extend(b"\r\ncc\r\n");
    chunked.extend(&jpeg[100..]);
    chunked.extend(b"\r\n0\r\n\r\n");
    for script in [
        snapshot(&length, jpeg.clone()),
        snapshot("200 OK", jpeg.clone()),
        snapshot("200 OK\r\nTransfer-Encoding: chunked", chunked),
    ] {
        for piece in [1, 7, 100_000] {
            let taken = still([script.clone().in_pieces(piece)]);
            assert_eq!(taken, Ok(jpeg.clone()));
        }
    }
}

#[test]
fn a_snapshot_that_is_none_is_refused() {
    for (head, body, kind) in [
        ("200 OK", jpeg(1)[..200].to_vec(), ErrorKind::Protocol),
        ("200 OK", b"<html>".to_vec(), ErrorKind::Protocol),
        ("200 OK", vec![], ErrorKind::Protocol),
        (
            "200 OK\r\nContent-Length: 400",
            jpeg(1),
            ErrorKind::Disconnected,
        ),
        (
            "200 OK\r\nX-UStreamer-Online: false",
            jpeg(1),
            ErrorKind::NoSignal,
        ),
        ("503 Busy", vec![], ErrorKind::Hardware),
        ("401 Unauthorized", vec![], ErrorKind::Refused),
        (
            "200 OK\r\nTransfer-Encoding: chunked",
            b"zz\r\n".to_vec(),
            ErrorKind::Protocol,
        ),
    ] {
        assert_eq!(still([snapshot(head, body)]), Err(kind), "{head}");
    }
    let huge = snapshot("200 OK", vec![1; Frame::MAX_BYTES + 1]);
    assert_eq!(still([huge]), Err(ErrorKind::Protocol));
    assert_eq!(still([Script::refused()]), Err(ErrorKind::Unreachable));
    let silent = request("snapshot", "image/jpeg");
    assert_eq!(still([silent]), Err(ErrorKind::TimedOut));
    let other = request("snapshot", "image/jpeg").say("EVOLIS\0 is no HTTP\r\n\r\n");
    assert_eq!(still([other]), Err(ErrorKind::Protocol));
}

#[test]
fn without_a_snapshot_page_the_stream_gives_a_fresh_picture() {
    let script = stream(STREAM).say(part(&jpeg(1))).say(part(&jpeg(2)));
    let (ports, mut camera) = open_with("404 Not Found", [online(), script]);
    assert!(!camera.capabilities().still);
    let frame = camera.still(&ports.seconds(5)).unwrap();
    assert_eq!(frame.jpeg, jpeg(2));
    assert_eq!(frame.sequence, 0);
}

#[test]
fn a_stream_is_passed_on_untouched() {
    let script = stream(STREAM)
        .say([part(&jpeg(1)), part(&jpeg(2))].concat())
        .pause(Duration::from_secs(1))
        .say(part(&jpeg(3)));
    for piece in [1, 50, 100_000] {
        let (frames, outcome) = streamed(script.clone().in_pieces(piece), 3);
        assert_eq!(outcome, Ok(()));
        let pictures: Vec<_> = frames.iter().map(|frame| frame.jpeg.clone()).collect();
        assert_eq!(pictures, [jpeg(1), jpeg(2), jpeg(3)]);
        assert_eq!(frames[2].sequence, 2);
        let waited = frames[2].received.since(frames[1].received);
        assert_eq!(waited, Duration::from_secs(1));
    }
}

#[test]
fn a_stalled_stream_times_out() {
    let script = stream(STREAM).say(part(&jpeg(1)));
    let (frames, outcome) = streamed(script, 2);
    assert_eq!(frames.len(), 1);
    assert_eq!(outcome, Err(ErrorKind::TimedOut));
}

#[test]
fn a_trickle_without_a_picture_is_a_stall() {
    let trickle = (0..40).fold(stream(STREAM), |script, _| {
        script.pause(Duration::from_millis(500)).say("x")
    });
    let (frames, outcome) = streamed(trickle, 1);
    assert!(frames.is_empty());
    assert_eq!(outcome, Err(ErrorKind::TimedOut));
}

#[test]
fn the_end_of_the_limit_ends_a_stream_in_peace() {
    let running = (0..50).fold(stream(STREAM), |script, number| {
        script
            .pause(Duration::from_secs(1))
            .say(part(&jpeg(number)))
    });
    let (frames, outcome) = streamed(running, 100);
    assert_eq!(outcome, Ok(()));
    assert_eq!(frames.len(), 20);
}

#[test]
fn damaged_pictures_are_dropped_until_there_are_too_many() {
    let damaged = part(&jpeg(1)[..200]);
    let script = stream(STREAM).say(damaged.clone()).say(part(&jpeg(2)));
    let (frames, outcome) = streamed(script, 1);
    assert_eq!(outcome, Ok(()));
    assert_eq!(frames[0].jpeg, jpeg(2));
    let script = stream(STREAM).say(damaged.repeat(10));
    assert_eq!(streamed(script, 1).1, Err(ErrorKind::Protocol));
}

#[test]
fn a_stream_that_ends_is_disconnected() {
    let script = stream(STREAM).say(part(&jpeg(1))).close();
    assert_eq!(streamed(script, 5).1, Err(ErrorKind::Disconnected));
    let script = stream(STREAM).say(part(&jpeg(1))).say("--frame--\r\n");
    assert_eq!(streamed(script, 5).1, Err(ErrorKind::Disconnected));
}

#[test]
fn what_is_no_stream_is_refused() {
    let script = stream("application/octet-stream").say(part(&jpeg(1)));
    assert_eq!(streamed(script, 1).1, Err(ErrorKind::Protocol));
    let missing = request(STREAM_PAGE, "multipart/x-mixed-replace")
        .say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(streamed(missing, 1).1, Err(ErrorKind::Unsupported));
    let script = stream(STREAM).say("--frame\r\nContent-Length: 1073741824\r\n\r\n");
    assert_eq!(streamed(script, 1).1, Err(ErrorKind::Protocol));
}

#[test]
fn a_server_without_its_camera_is_not_believed() {
    let offline = state_page("{ \"source\" : { \"online\" : false } }");
    let (ports, mut camera) = open([offline]);
    let error = camera
        .stream(&mut |_| Flow::Continue, &ports.seconds(5))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSignal);
    let mut placeholder = b"--frame\r\nX-UStreamer-Online: false\r\n\r\n".to_vec();
    placeholder.extend(jpeg(1));
    placeholder.extend(b"\r\n--frame\r\n");
    let script = stream(STREAM).say(placeholder);
    assert_eq!(streamed(script, 1).1, Err(ErrorKind::NoSignal));
}

#[test]
fn a_server_without_its_camera_is_not_opened_and_is_noticed_later() {
    let offline = || state_page("{\"result\": {\"source\": {\"online\": false}}}");
    let ports = ScriptedPorts::new([offline()]);
    let address = "http://127.0.0.1:8080/cam".parse().unwrap();
    let refused = HttpCamera::open(ports.clone(), &address, &ports.seconds(10));
    assert_eq!(refused.err().unwrap().kind(), ErrorKind::NoSignal);
    let (ports, mut camera) = open([online(), offline()]);
    camera.probe(&ports.seconds(5)).unwrap();
    let unplugged = camera.probe(&ports.seconds(5)).unwrap_err();
    assert_eq!(unplugged.kind(), ErrorKind::NoSignal);
}

/// As ffmpeg does, which has one page only.
#[test]
fn a_server_that_shows_its_stream_at_every_path_has_neither_state_nor_snapshots() {
    let anywhere = |page: &str, accept: &str| {
        request(page, accept).say(format!("HTTP/1.1 200 OK\r\nContent-Type: {STREAM}\r\n\r\n"))
    };
    let state = || anywhere("state", "application/json").say(part(&jpeg(8)));
    let pictures = [part(&jpeg(1)), part(&jpeg(2))].concat();
    let stream = anywhere(STREAM_PAGE, "multipart/x-mixed-replace").say(pictures);
    let snapshot = anywhere("snapshot", "image/jpeg").say(part(&jpeg(9)));
    let ports = ScriptedPorts::new([state(), snapshot, state(), stream]);
    let mut camera = open_at(&ports);
    assert!(!camera.capabilities().still);
    let frame = camera.still(&ports.seconds(5)).unwrap();
    assert_eq!(frame.jpeg, jpeg(2));
}

#[test]
fn a_probe_looks_at_the_state_page() {
    let (ports, mut camera) = open([online(), Script::refused()]);
    camera.probe(&ports.seconds(5)).unwrap();
    let error = camera.probe(&ports.seconds(5)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
}
