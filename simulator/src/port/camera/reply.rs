//! What the camera answers. Its `Server` header says that it is simulated.

use crate::clock::WorldTime;
use crate::film;

const BOUNDARY: &str = "loket-frame";

fn head(status: &str, content_type: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "HTTP/1.1 {status}\r\nServer: Loket-SIM-camera/{version}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nContent-Type: {content_type}\r\n"
    )
}

fn whole(status: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = head(status, content_type);
    let mut reply = format!("{head}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    reply.extend(body);
    reply
}

pub(super) fn stream_head() -> Vec<u8> {
    let kind = format!("multipart/x-mixed-replace; boundary={BOUNDARY}");
    format!("{}\r\n--{BOUNDARY}\r\n", head("200 OK", &kind)).into_bytes()
}

/// One frame of the stream, with the boundary that ends it, so that a reader need not wait for the next frame.
pub(super) fn part(jpeg: &[u8], taken: WorldTime) -> Vec<u8> {
    let timestamp = taken.since_origin().as_secs_f64();
    let mut part = format!(
        "Content-Type: image/jpeg\r\nContent-Length: {}\r\nX-Timestamp: {timestamp:.3}\r\n\r\n",
        jpeg.len()
    )
    .into_bytes();
    part.extend(jpeg);
    part.extend(format!("\r\n--{BOUNDARY}\r\n").into_bytes());
    part
}

pub(super) fn snapshot(jpeg: &[u8]) -> Vec<u8> {
    whole("200 OK", "image/jpeg", jpeg)
}

pub(super) fn state() -> Vec<u8> {
    let state = serde_json::json!({
        "online": true,
        "simulated": true,
        "width": film::WIDTH,
        "height": film::HEIGHT,
    });
    whole("200 OK", "application/json", state.to_string().as_bytes())
}

pub(super) fn error(status: &str) -> Vec<u8> {
    whole(status, "text/plain", format!("{status}\n").as_bytes())
}
