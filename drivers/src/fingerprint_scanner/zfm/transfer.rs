//! Fetching the image out of the sensor's buffer.

use super::ZfmError;
use super::session::Session;
use crate::fingerprint_scanner::{CaptureHint, HintSink};
use crate::limit::Limit;
use crate::link::LinkError;
use loket_wire::zfm::{Command, Confirmation, PacketKind, unpack};

/// How often the image is asked for. It stays in the buffer, so the person need not place the finger again.
const TRANSFERS: u32 = 3;

/// The image in the buffer, one byte per pixel.
pub(super) fn image(
    session: &mut Session,
    (width, height): (u16, u16),
    hints: HintSink<'_>,
    limit: &Limit,
) -> Result<Vec<u8>, ZfmError> {
    let total = usize::from(width) * usize::from(height) / 2;
    for _ in 0..TRANSFERS {
        match upload(session, total, hints, limit) {
            Ok(Some(packed)) => return Ok(unpack(&packed)),
            Ok(None) | Err(ZfmError::Corrupt(_)) => {}
            // A lost packet shows as silence; the end of the caller's patience does too, but is not to be tried again.
            Err(ZfmError::Link(LinkError::TimedOut)) if !session.is_over(limit) => {}
            Err(error) => return Err(error),
        }
        session.abandon_transfer();
    }
    Err(ZfmError::Transfer(TRANSFERS))
}

/// One transfer; `None` when it was not as long as it should be.
fn upload(
    session: &mut Session,
    total: usize,
    hints: HintSink<'_>,
    limit: &Limit,
) -> Result<Option<Vec<u8>>, ZfmError> {
    let answer = session.command(Command::UploadImage, limit)?;
    if answer.code != Confirmation::Ok {
        return Err(ZfmError::Refused(answer.code));
    }
    let mut packed = Vec::with_capacity(total);
    loop {
        let packet = session.data_packet(limit)?;
        if !matches!(packet.kind, PacketKind::Data | PacketKind::LastData) {
            return Ok(None);
        }
        packed.extend(packet.payload);
        if packed.len() > total {
            return Ok(None);
        }
        hints(progress(packed.len(), total));
        if packet.kind == PacketKind::LastData {
            return Ok((packed.len() == total).then_some(packed));
        }
    }
}

fn progress(received: usize, total: usize) -> CaptureHint {
    let bytes = |count| u32::try_from(count).unwrap_or(u32::MAX);
    CaptureHint::Transferring {
        received: bytes(received),
        total: bytes(total),
    }
}
