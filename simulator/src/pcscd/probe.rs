//! A minimal `pcscd` client that asks for the readers, as `SCardListReaders` does.
//!
//! Numbers and layouts are pcsc-lite's `winscard_msg.h` and `eventhandler.h`: a request is a body length and a command
//! (32 bit each, native order) and the body; answers are bare bodies. `libpcsclite` is not used here because it would
//! bind this whole process to one `pcscd`.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// A loaded machine starts `pcscd` in well under a second.
const PATIENCE: Duration = Duration::from_secs(10);

const VERSION: u32 = 0x11;
const GET_READERS_STATE: u32 = 0x12;
const PROTOCOL: [u32; 2] = [4, 4];

const MAX_READERS: usize = 16;
/// Name (128), event counter, state, sharing (4 each), ATR (33, padded to 36), its length and the protocol (4 each).
const READER_BYTES: usize = 128 + 3 * 4 + 36 + 2 * 4;
const NAME_BYTES: usize = 128;

/// Connects to a `pcscd` that is starting and returns the connection when it lists all of `names`.
///
/// The socket is listening before `pcscd` runs, and `pcscd` opens all configured readers before it serves anybody: the
/// first answer is the final one, and waiting for it is waiting for `pcscd`. A `pcscd` that ends closes the socket.
///
/// # Errors
/// The socket's; `TimedOut`, `WouldBlock`; `NotFound` when a reader is missing.
pub(super) fn wait_for_readers(socket: &Path, names: &[String]) -> io::Result<UnixStream> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    greet(&mut stream)?;
    let listed = list_readers(&mut stream)?;
    match names.iter().find(|name| !listed.contains(name)) {
        None => Ok(stream),
        Some(missing) => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("no reader named {missing}"),
        )),
    }
}

/// Says which protocol version is spoken. A newer `pcscd` names its own and still answers the listing, which has not
/// changed.
fn greet(stream: &mut UnixStream) -> io::Result<()> {
    let mut body = Vec::with_capacity(12);
    for field in [PROTOCOL[0], PROTOCOL[1], 0] {
        body.extend(field.to_ne_bytes());
    }
    request(stream, VERSION, &body)?;
    stream.read_exact(&mut body)
}

fn list_readers(stream: &mut UnixStream) -> io::Result<Vec<String>> {
    request(stream, GET_READERS_STATE, &[])?;
    let mut states = vec![0; MAX_READERS * READER_BYTES];
    stream.read_exact(&mut states)?;
    Ok(states
        .chunks_exact(READER_BYTES)
        .map(|state| name(&state[..NAME_BYTES]))
        .filter(|name| !name.is_empty())
        .collect())
}

fn name(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0);
    String::from_utf8_lossy(&field[..end.unwrap_or(field.len())]).into_owned()
}

fn request(stream: &mut UnixStream, command: u32, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut message = Vec::with_capacity(8 + body.len());
    message.extend(length.to_ne_bytes());
    message.extend(command.to_ne_bytes());
    message.extend(body);
    stream.write_all(&message)
}
