//! Our simulated camera, read by curl and ffmpeg.

use super::counter;
use image::RgbImage;
use loket_simulator::clock::TimePolicy;
use loket_simulator::serve::RunningCounter;
use loket_tests::counterpart::{output, packaged, text};
use std::collections::BTreeSet;
use std::process::Command;

fn curl(counter: &RunningCounter, page: &str) -> Command {
    let mut curl = packaged("curl", "curl");
    curl.args(["--silent", "--show-error", "--max-time", "20"])
        .arg(format!("http://{}/{page}", counter.camera()));
    curl
}

/// ffmpeg, which fails at the first thing that it does not like about its input.
fn ffmpeg() -> Command {
    let mut ffmpeg = packaged("ffmpeg", "ffmpeg");
    ffmpeg.args([
        "-nostdin",
        "-v",
        "error",
        "-xerror",
        "-err_detect",
        "explode",
    ]);
    ffmpeg
}

/// ffmpeg on the camera's stream, until so many pictures.
fn stream(counter: &RunningCounter, pictures: u32) -> Command {
    let mut ffmpeg = ffmpeg();
    ffmpeg
        // The first picture tells all that there is to know.
        .args([
            "-probesize",
            "32",
            "-analyzeduration",
            "0",
            "-f",
            "mpjpeg",
            "-i",
        ])
        .arg(format!("http://{}/stream", counter.camera()))
        .args(["-frames:v", &pictures.to_string()]);
    ffmpeg
}

/// The pixels of a JPEG file as ffmpeg sees them.
fn pixels(counter: &RunningCounter) -> Vec<u8> {
    let page = format!("http://{}/snapshot", counter.camera());
    let mut ffmpeg = ffmpeg();
    ffmpeg.args(["-f", "jpeg_pipe", "-i", &page]);
    output(
        ffmpeg.args(["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]),
        "",
    )
}

#[test]
fn in_a_world_that_stands_still_all_see_the_same_picture() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path(), TimePolicy::Stepped);
    let snapshot = output(&mut curl(&counter, "snapshot"), "");
    let picture = image::load_from_memory(&snapshot).unwrap().into_rgb8();

    let untouched = ["-c:v", "copy", "-f", "image2pipe", "-"];
    let streamed = output(stream(&counter, 1).args(untouched), "");
    assert!(streamed == snapshot, "the stream's JPEG is another one");

    let raw = ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"];
    let streamed = output(stream(&counter, 1).args(raw), "");
    assert!(streamed == pixels(&counter), "ffmpeg sees two pictures");
    assert_alike(&picture, &streamed);
}

/// Decoders round and interpolate in their own ways.
fn assert_alike(ours: &RgbImage, theirs: &[u8]) {
    assert_eq!(ours.as_raw().len(), theirs.len());
    let differences = ours
        .iter()
        .zip(theirs)
        .map(|(a, b)| u64::from(a.abs_diff(*b)));
    let total: u64 = differences.sum();
    let mean = total as f64 / theirs.len() as f64;
    assert!(mean < 1.5, "mean difference {mean}");
}

#[test]
fn ffmpeg_decodes_every_picture_of_a_moving_stream() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path(), TimePolicy::Real);
    let said = text(stream(&counter, 20).args(["-f", "framemd5", "-"]), "");
    let sums: Vec<_> = said
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit(',').next())
        .collect();
    assert_eq!(sums.len(), 20, "{said}");
    let different: BTreeSet<_> = sums.into_iter().collect();
    assert!(different.len() > 5, "the sitter moves: {said}");
}

#[test]
fn curl_is_told_in_proper_http_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path(), TimePolicy::Stepped);
    let told = |page: &str, arguments: &[&str]| {
        let format = "%{http_code} %{content_type}";
        let mut curl = curl(&counter, page);
        curl.args(["--output", "/dev/null", "--write-out", format])
            .args(arguments);
        text(&mut curl, "")
    };
    assert_eq!(told("snapshot", &[]), "200 image/jpeg");
    assert_eq!(told("state", &[]), "200 application/json");
    assert_eq!(told("nothing", &[]), "404 text/plain");
    assert_eq!(told("state", &["--request", "PUT"]), "405 text/plain");
    let state = text(&mut curl(&counter, "state"), "");
    let state: serde_json::Value = serde_json::from_str(&state).unwrap();
    assert_eq!(state["online"], true);
    assert_eq!(state["simulated"], true);
}
