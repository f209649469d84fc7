//! The camera that the daemon relays: one JPEG over HTTP again and again, as an MJPEG server has it.

use loket_drivers::clock::{Clock, SystemClock};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

const STATE: &[u8] = br#"{"online":true,"simulated":true}"#;

/// Serves until this process ends.
///
/// # Errors
/// Without a free port or a thread.
pub(super) fn start(jpeg: &[u8], per_second: u32) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let jpeg: Arc<[u8]> = jpeg.into();
    let interval = Duration::from_secs(1) / per_second.max(1);
    std::thread::Builder::new()
        .name("mjpeg".to_owned())
        .spawn(move || {
            for stream in listener.incoming().flatten() {
                let jpeg = Arc::clone(&jpeg);
                // A client that hangs up ends its thread.
                std::thread::spawn(move || serve(stream, &jpeg, interval));
            }
        })?;
    Ok(address)
}

fn serve(mut stream: TcpStream, jpeg: &[u8], interval: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = [0; 1024];
    let count = stream.read(&mut request)?;
    let request = String::from_utf8_lossy(&request[..count]);
    let target = request.split_whitespace().nth(1).unwrap_or_default();
    match target.split('?').next() {
        Some("/stream") => show(stream, jpeg, interval),
        Some("/snapshot") => page(stream, "image/jpeg", jpeg),
        _ => page(stream, "application/json", STATE),
    }
}

fn page(mut stream: TcpStream, kind: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nServer: Loket SIM bench\r\nConnection: close\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat())
}

fn show(mut stream: TcpStream, jpeg: &[u8], interval: Duration) -> io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nServer: Loket SIM bench\r\n\
          Content-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n--frame\r\n",
    )?;
    let length = jpeg.len();
    let head = format!("Content-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n");
    let part = [head.as_bytes(), jpeg, b"\r\n--frame\r\n"].concat();
    let clock = SystemClock::new();
    let mut next = clock.now();
    loop {
        stream.write_all(&part)?;
        next = next + interval;
        clock.sleep_until(next);
    }
}
