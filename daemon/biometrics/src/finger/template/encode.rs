//! Writing a record.

use super::{
    COORDINATES, EXTENSION_LENGTH, MAGIC, MINUTIA, RECORD_HEADER, VIEW_HEADER, per_centimetre,
};
use crate::finger::{FingerPosition, Minutia, MinutiaKind};

/// A live-scan plain impression, the first view of its finger.
const FIRST_PLAIN_VIEW: u8 = 0;

/// Why a record cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// Not even a record without minutiae fits.
    #[error("a finger record needs at least {least} bytes, the limit is {limit}")]
    Budget {
        /// Bytes of an empty record.
        least: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// A minutia lies outside the image, or beyond what 14 bits can say.
    #[error("a minutia lies outside the image of {width}x{height} pixels")]
    Outside {
        /// Width in pixels.
        width: u16,
        /// Height in pixels.
        height: u16,
    },
}

/// Writes a record of one view with the best minutiae that fit into `max_bytes` (255 at most), in the order given.
///
/// `width` and `height` are those of the image in pixels, `ppi` its pixels per inch. The view's quality is the mean of the
/// minutiae it holds.
///
/// # Errors
/// See [`EncodeError`].
pub fn encode(
    position: FingerPosition,
    minutiae: &[Minutia],
    width: u16,
    height: u16,
    ppi: u16,
    max_bytes: usize,
) -> Result<Vec<u8>, EncodeError> {
    let inside = |m: &Minutia| m.x < width.min(COORDINATES) && m.y < height.min(COORDINATES);
    if !minutiae.iter().all(inside) {
        return Err(EncodeError::Outside { width, height });
    }
    let chosen = choose(minutiae, max_bytes)?;
    let length = length(chosen.len());
    let resolution = per_centimetre(ppi).to_be_bytes();
    let mut record = Vec::with_capacity(length);
    record.extend(MAGIC);
    record.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    record.extend([0, 0]); // capture equipment: not certified, not told
    record.extend(width.to_be_bytes());
    record.extend(height.to_be_bytes());
    record.extend(resolution);
    record.extend(resolution);
    record.extend([1, 0]); // one view; reserved
    let count = u8::try_from(chosen.len()).unwrap_or(u8::MAX);
    record.extend([
        position.code(),
        FIRST_PLAIN_VIEW,
        mean_quality(&chosen),
        count,
    ]);
    record.extend(chosen.iter().flat_map(bytes));
    record.extend([0; EXTENSION_LENGTH]);
    Ok(record)
}

/// Length of a record with one view of this many minutiae.
const fn length(minutiae: usize) -> usize {
    RECORD_HEADER + VIEW_HEADER + minutiae * MINUTIA + EXTENSION_LENGTH
}

/// The best minutiae that fit, in the order given.
fn choose(minutiae: &[Minutia], max_bytes: usize) -> Result<Vec<Minutia>, EncodeError> {
    let budget = EncodeError::Budget {
        least: length(0),
        limit: max_bytes,
    };
    let room = max_bytes.checked_sub(length(0)).ok_or(budget)? / MINUTIA;
    let mut ranked: Vec<usize> = (0..minutiae.len()).collect();
    ranked.sort_by_key(|at| std::cmp::Reverse(minutiae[*at].quality));
    ranked.truncate(room.min(usize::from(u8::MAX)));
    ranked.sort_unstable();
    Ok(ranked.into_iter().map(|at| minutiae[at]).collect())
}

fn mean_quality(minutiae: &[Minutia]) -> u8 {
    let sum: usize = minutiae.iter().map(|m| usize::from(m.quality)).sum();
    let mean = sum.checked_div(minutiae.len()).unwrap_or(0);
    u8::try_from(mean).unwrap_or(100).min(100)
}

fn bytes(minutia: &Minutia) -> [u8; MINUTIA] {
    let kind: u16 = match minutia.kind {
        MinutiaKind::Other => 0,
        MinutiaKind::Ending => 1,
        MinutiaKind::Bifurcation => 2,
    };
    let [x0, x1] = (kind << 14 | minutia.x).to_be_bytes();
    let [y0, y1] = minutia.y.to_be_bytes();
    [x0, x1, y0, y1, minutia.angle, minutia.quality.min(100)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORK: Minutia = Minutia {
        x: 0x0102,
        y: 0x0034,
        angle: 0x56,
        kind: MinutiaKind::Bifurcation,
        quality: 78,
    };

    #[test]
    fn a_record_has_the_bytes_of_the_standard() {
        let record = encode(FingerPosition::LeftIndex, &[FORK], 300, 400, 500, 1000).unwrap();
        let expected = [
            0x46, 0x4d, 0x52, 0x00, 0x20, 0x32, 0x30, 0x00, // FMR, version 2.0
            0x00, 0x00, 0x00, 0x24, // 36 bytes
            0x00, 0x00, 0x01, 0x2c, 0x01, 0x90, // no equipment, 300 x 400
            0x00, 0xc5, 0x00, 0xc5, 0x01, 0x00, // 197 pixels per centimetre, one view
            0x07, 0x00, 0x4e, 0x01, // left index, plain, quality 78, one minutia
            0x81, 0x02, 0x00, 0x34, 0x56, 0x4e, // a fork
            0x00, 0x00, // no extended data
        ];
        assert_eq!(record, expected);
    }

    #[test]
    fn the_best_are_kept_in_order() {
        let minutiae: Vec<Minutia> = [10, 90, 20, 80, 30]
            .into_iter()
            .enumerate()
            .map(|(k, quality)| Minutia {
                x: u16::try_from(k).unwrap(),
                quality,
                ..FORK
            })
            .collect();
        let record = encode(
            FingerPosition::RightThumb,
            &minutiae,
            300,
            400,
            500,
            30 + 17,
        )
        .unwrap();
        assert_eq!(record.len(), 30 + 12);
        assert_eq!((record[29], record[35]), (1, 3));
        let many = vec![FORK; 1000];
        let record = encode(FingerPosition::RightThumb, &many, 300, 400, 500, 9999).unwrap();
        assert_eq!(record.len(), 30 + 255 * 6);
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        let refused = |width, limit| {
            encode(FingerPosition::RightThumb, &[FORK], width, 400, 500, limit).unwrap_err()
        };
        let (least, limit) = (30, 29);
        assert_eq!(refused(300, limit), EncodeError::Budget { least, limit });
        let (width, height) = (0x0102, 400);
        assert_eq!(refused(width, 1000), EncodeError::Outside { width, height });
    }
}
