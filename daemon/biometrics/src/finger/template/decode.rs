//! Reading a record that somebody else may have written.

use super::{COORDINATES, EXTENSION_LENGTH, MAGIC, MINUTIA, per_inch};
use crate::finger::{FingerPosition, Minutia, MinutiaKind, UnknownPosition};

/// What a record holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Image width in pixels.
    pub width: u16,
    /// Image height in pixels.
    pub height: u16,
    /// Pixels per inch along x and y.
    pub ppi: (u16, u16),
    /// The fingers, in the record's order.
    pub views: Vec<View>,
}

/// One view of one finger.
#[derive(Clone, PartialEq, Eq)]
pub struct View {
    /// Which finger.
    pub position: FingerPosition,
    /// 0..=100.
    pub quality: u8,
    /// The minutiae, in the record's order.
    pub minutiae: Vec<Minutia>,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The format identifier or version is another.
    #[error("not an ISO/IEC 19794-2:2005 finger minutiae record")]
    Format,
    /// The record ends before what it announces.
    #[error("the record ends at byte {0} before it is complete")]
    Truncated(usize),
    /// The length field and the bytes differ.
    #[error("the record says {stated} bytes and has {actual}")]
    Length {
        /// The length field.
        stated: u32,
        /// Bytes given, or bytes used by the views.
        actual: usize,
    },
    /// Image size or resolution is zero.
    #[error("image size or resolution is zero")]
    Scale,
    /// A view is of no single finger.
    #[error("a view has an unusable finger position")]
    Position(#[from] UnknownPosition),
    /// A view has an impression type that the standard does not define.
    #[error("impression type {0} is not defined")]
    Impression(u8),
    /// A quality is above 100.
    #[error("quality {0} is above 100")]
    Quality(u8),
    /// A minutia has the reserved type or sets reserved bits.
    #[error("a minutia has a reserved type or reserved bits")]
    Reserved,
    /// A minutia lies outside the image.
    #[error("a minutia lies outside the image")]
    Outside,
}

/// Reads a whole record; nothing may follow it.
///
/// # Errors
/// See [`TemplateError`].
pub fn decode(bytes: &[u8]) -> Result<Record, TemplateError> {
    let mut reader = Reader { bytes, at: 0 };
    if reader.take()? != MAGIC {
        return Err(TemplateError::Format);
    }
    let stated = u32::from_be_bytes(reader.take()?);
    reader.agree(stated, bytes.len())?;
    let _equipment: [u8; 2] = reader.take()?;
    let (width, height) = (reader.u16()?, reader.u16()?);
    let resolution = (reader.u16()?, reader.u16()?);
    if [width, height, resolution.0, resolution.1].contains(&0) {
        return Err(TemplateError::Scale);
    }
    let [views, _reserved] = reader.take()?;
    let views = (0..views)
        .map(|_| view(&mut reader, width, height))
        .collect::<Result<_, _>>()?;
    reader.agree(stated, reader.at)?;
    Ok(Record {
        width,
        height,
        ppi: (per_inch(resolution.0), per_inch(resolution.1)),
        views,
    })
}

fn view(reader: &mut Reader<'_>, width: u16, height: u16) -> Result<View, TemplateError> {
    let [position, view, quality, count] = reader.take()?;
    let impression = view & 0x0f;
    if !matches!(impression, 0..=3 | 8) {
        return Err(TemplateError::Impression(impression));
    }
    let view = View {
        position: position.try_into()?,
        quality: checked_quality(quality)?,
        minutiae: (0..count)
            .map(|_| minutia(reader.take()?, width, height))
            .collect::<Result<_, _>>()?,
    };
    let extended = reader.u16()?;
    reader.skip(usize::from(extended))?;
    Ok(view)
}

fn minutia(bytes: [u8; MINUTIA], width: u16, height: u16) -> Result<Minutia, TemplateError> {
    let [x0, x1, y0, y1, angle, quality] = bytes;
    let (x, y) = (u16::from_be_bytes([x0, x1]), u16::from_be_bytes([y0, y1]));
    let kind = match x >> 14 {
        0 => MinutiaKind::Other,
        1 => MinutiaKind::Ending,
        2 => MinutiaKind::Bifurcation,
        _ => return Err(TemplateError::Reserved),
    };
    if y >= COORDINATES {
        return Err(TemplateError::Reserved);
    }
    let x = x % COORDINATES;
    if x >= width || y >= height {
        return Err(TemplateError::Outside);
    }
    Ok(Minutia {
        x,
        y,
        angle,
        kind,
        quality: checked_quality(quality)?,
    })
}

fn checked_quality(quality: u8) -> Result<u8, TemplateError> {
    if quality > 100 {
        return Err(TemplateError::Quality(quality));
    }
    Ok(quality)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], TemplateError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = rest
            .first_chunk()
            .ok_or(TemplateError::Truncated(self.bytes.len()))?;
        self.at += N;
        Ok(*taken)
    }

    fn u16(&mut self) -> Result<u16, TemplateError> {
        self.take::<EXTENSION_LENGTH>().map(u16::from_be_bytes)
    }

    fn skip(&mut self, count: usize) -> Result<(), TemplateError> {
        if self.bytes.len() - self.at < count {
            return Err(TemplateError::Truncated(self.bytes.len()));
        }
        self.at += count;
        Ok(())
    }

    /// The length field must say what is there.
    fn agree(&self, stated: u32, actual: usize) -> Result<(), TemplateError> {
        if usize::try_from(stated) != Ok(actual) {
            return Err(TemplateError::Length { stated, actual });
        }
        Ok(())
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Record({}x{}, {:?})",
            self.width, self.height, self.views
        )
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "View({:?}, {} minutiae)",
            self.position,
            self.minutiae.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::template::encode;

    fn record() -> Vec<u8> {
        let minutia = |k: u16, kind| Minutia {
            x: k,
            y: 2 * k,
            angle: 200,
            kind,
            quality: 70,
        };
        let minutiae = [
            minutia(3, MinutiaKind::Ending),
            minutia(99, MinutiaKind::Bifurcation),
            minutia(0, MinutiaKind::Other),
        ];
        encode(FingerPosition::RightRing, &minutiae, 100, 200, 500, 500).unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        let decoded = decode(&record()).unwrap();
        assert_eq!((decoded.width, decoded.height), (100, 200));
        assert_eq!(decoded.ppi, (500, 500));
        let [view] = decoded.views.as_slice() else {
            panic!("{decoded:?}")
        };
        let again = encode(view.position, &view.minutiae, 100, 200, 500, 500).unwrap();
        assert_eq!(again, record());
    }

    #[test]
    fn every_truncation_is_noticed() {
        let record = record();
        for length in 0..record.len() {
            decode(&record[..length]).unwrap_err();
        }
        let longer = [record.as_slice(), &[0]].concat();
        assert_eq!(
            decode(&longer),
            Err(TemplateError::Length {
                stated: 48,
                actual: 49
            })
        );
    }

    #[test]
    fn each_field_is_checked() {
        let spoiled = |at: usize, value: u8| {
            let mut record = record();
            record[at] = value;
            decode(&record).unwrap_err()
        };
        assert_eq!(spoiled(0, b'X'), TemplateError::Format);
        assert_eq!(spoiled(15, 0), TemplateError::Scale);
        assert_eq!(spoiled(19, 0), TemplateError::Scale);
        assert_eq!(spoiled(24, 0), TemplateError::Position(UnknownPosition(0)));
        assert_eq!(spoiled(25, 5), TemplateError::Impression(5));
        assert_eq!(spoiled(26, 101), TemplateError::Quality(101));
        assert_eq!(spoiled(28, 0xc0), TemplateError::Reserved);
        assert_eq!(spoiled(29, 100), TemplateError::Outside);
        assert_eq!(spoiled(30, 0x40), TemplateError::Reserved);
        assert_eq!(spoiled(33, 255), TemplateError::Quality(255));
        assert_eq!(spoiled(47, 1), TemplateError::Truncated(48));
    }

    #[test]
    fn noise_is_an_error_and_never_a_panic() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        for _ in 0..20_000 {
            let mut noise = record();
            for _ in 0..=next() % 8 {
                let at = usize::from(next()) % noise.len();
                noise[at] = next();
            }
            noise.truncate(usize::from(next()));
            if let Ok(record) = decode(&noise) {
                assert!(record.views.len() <= 1);
            }
            let noise: Vec<u8> = (0..next()).map(|_| next()).collect();
            decode(&noise).unwrap_err();
        }
    }
}
