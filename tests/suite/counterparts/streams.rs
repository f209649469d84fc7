//! Our camera driver with servers of others: ffmpeg and ustreamer.

use super::{PATIENCE, counter, open, try_open};
use loket_drivers::camera::{Camera, Frame};
use loket_drivers::error::ErrorKind;
use loket_drivers::fingerprint_scanner::Flow;
use loket_drivers::limit::Limit;
use loket_drivers::registry::OpenDevice;
use loket_simulator::clock::TimePolicy;
use loket_tests::counterpart::{output, packaged};
use loket_tests::process::Process;
use loket_tests::relay::{Relay, free_port};
use std::io;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::Instant;

const MULTIPART: &str = "multipart/x-mixed-replace;boundary=ffmpeg";

/// Starts a server and connects to it. Another program may take the port before the server does; then the server ends,
/// and another port is tried.
fn dial(server: impl Fn(u16) -> Process) -> io::Result<(TcpStream, Process)> {
    let end = Instant::now() + PATIENCE;
    loop {
        let port = free_port()?;
        let mut process = server(port);
        while process.check_running().is_ok() {
            match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                Ok(stream) => return Ok((stream, process)),
                Err(error) if Instant::now() > end => return Err(error),
                Err(_) => std::thread::yield_now(),
            }
        }
        if Instant::now() > end {
            return Err(io::Error::other(process.check_running().unwrap_err()));
        }
    }
}

/// ffmpeg as an MJPEG server that shows one picture, made by ffmpeg, again and again. It serves a single client, at any
/// path, and ends: every connection gets an ffmpeg of its own.
struct Ffmpeg {
    relay: Relay,
    picture: Vec<u8>,
}

impl Ffmpeg {
    fn start(folder: &Path, content_type: &'static str) -> Self {
        let picture = folder.join("picture.jpg");
        let source = ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240"];
        let mut ffmpeg = packaged("ffmpeg", "ffmpeg");
        ffmpeg.args(source).args(["-frames:v", "1", "-update", "1"]);
        output(ffmpeg.arg(&picture), "");
        let bytes = std::fs::read(&picture).unwrap();
        let folder = folder.to_owned();
        let relay = Relay::start(move || dial(|port| serve(&folder, &picture, content_type, port)));
        Self {
            relay: relay.unwrap(),
            picture: bytes,
        }
    }
}

fn serve(folder: &Path, picture: &Path, content_type: &str, port: u16) -> Process {
    let mut ffmpeg = packaged("ffmpeg", "ffmpeg");
    ffmpeg
        .args(["-v", "error", "-re", "-loop", "1", "-framerate", "15", "-i"])
        .arg(picture)
        .args(["-c:v", "copy", "-f", "mpjpeg", "-boundary_tag", "ffmpeg"])
        .args(["-content_type", content_type, "-listen", "1"])
        .arg(format!("http://127.0.0.1:{port}/"));
    Process::run("ffmpeg", ffmpeg, &folder.join("ffmpeg.log")).unwrap()
}

fn camera(address: impl std::fmt::Display) -> (Box<dyn Camera>, Limit) {
    match open("http-camera", &format!("http://{address}/")) {
        (OpenDevice::Camera(camera), limit) => (camera, limit),
        _ => panic!("not a camera"),
    }
}

/// So many frames of a stream.
fn frames(camera: &mut dyn Camera, most: usize, limit: &Limit) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut sink = |frame| {
        frames.push(frame);
        if frames.len() < most {
            Flow::Continue
        } else {
            Flow::Stop
        }
    };
    camera.stream(&mut sink, limit).unwrap();
    frames
}

#[test]
fn the_pictures_of_ffmpeg_arrive_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let ffmpeg = Ffmpeg::start(folder.path(), MULTIPART);
    let (mut camera, limit) = camera(ffmpeg.relay.address());
    assert!(!camera.capabilities().still, "ffmpeg has no snapshot page");
    let frames = frames(&mut *camera, 10, &limit);
    assert_eq!(frames.len(), 10);
    assert!(frames.iter().all(|frame| frame.jpeg == ffmpeg.picture));
    assert_eq!(frames[9].sequence, 9);
    let still = camera.still(&limit).unwrap();
    assert!(still.jpeg == ffmpeg.picture);
    let picture = image::load_from_memory(&still.jpeg).unwrap();
    assert_eq!((picture.width(), picture.height()), (320, 240));
}

/// What ffmpeg says unless it is told otherwise.
#[test]
fn a_stream_that_does_not_say_what_it_is_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ffmpeg = Ffmpeg::start(folder.path(), "application/octet-stream");
    let (mut camera, limit) = camera(ffmpeg.relay.address());
    let refused = camera
        .stream(&mut |_| panic!("a frame"), &limit)
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Protocol);
}

/// ustreamer without a camera, which shows a picture that says "no signal".
fn ustreamer(folder: &Path, port: u16) -> Process {
    let mut ustreamer = packaged("ustreamer", "ustreamer");
    ustreamer
        .arg("--device")
        .arg(folder.join("no-camera"))
        .args(["--host", "127.0.0.1", "--port", &port.to_string()]);
    Process::run("ustreamer", ustreamer, &folder.join("ustreamer.log")).unwrap()
}

#[test]
fn a_server_without_its_camera_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (connection, _ustreamer) = dial(|port| ustreamer(folder.path(), port)).unwrap();
    let address = format!("http://{}/", connection.peer_addr().unwrap());
    let (refused, _) = try_open("http-camera", &address);
    assert_eq!(refused.err().unwrap().kind(), ErrorKind::NoSignal);
}

/// The camera is there when it is opened and gone afterwards: the relay leads to a camera first and then to ustreamer, one
/// page at a time. Every page of ustreamer shows a good JPEG.
#[test]
fn a_picture_that_says_no_signal_is_not_taken_for_a_frame() {
    let folder = tempfile::tempdir().unwrap();
    let (connection, _ustreamer) = dial(|port| ustreamer(folder.path(), port)).unwrap();
    let none = connection.peer_addr().unwrap();
    let mut curl = packaged("curl", "curl");
    curl.args(["--silent", &format!("http://{none}/snapshot")]);
    let shown = image::load_from_memory(&output(&mut curl, "")).unwrap();
    assert_eq!(
        (shown.width(), shown.height()),
        (640, 480),
        "it is a picture"
    );

    let counter = counter(folder.path(), TimePolicy::Stepped);
    let some = counter.camera();
    let opening = [some, some];
    let snapshot = [none];
    let stream_that_lost_its_camera = [some, none];
    let state = [none];
    let mut pages = [
        &opening[..],
        &snapshot,
        &stream_that_lost_its_camera,
        &state,
    ]
    .concat()
    .into_iter();
    let mut next = move || pages.next().ok_or(io::ErrorKind::ConnectionRefused);
    let relay = Relay::start(move || Ok((TcpStream::connect(next()?)?, ()))).unwrap();

    let (mut camera, limit) = camera(relay.address());
    let still = camera.still(&limit).unwrap_err();
    assert_eq!(still.kind(), ErrorKind::NoSignal, "{still}");
    for _ in ["marked part", "state page"] {
        let stream = camera.stream(&mut |_| panic!("a frame"), &limit);
        let stream = stream.unwrap_err();
        assert_eq!(stream.kind(), ErrorKind::NoSignal, "{stream}");
    }
}
