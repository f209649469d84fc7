//! What a JPEG stream must be before it is decoded (ITU-T T.81, annex B). The decoder reports success for streams that it
//! did not understand or that broke off, and fills their pixels with gray or with another place's colours.

const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;
/// Frames whose scans hold whole blocks: baseline and extended sequential, Huffman coded.
const SEQUENTIAL: [u8; 2] = [0xC0, 0xC1];

/// The first scan, and what the segments before it say.
pub(super) struct Scan<'a> {
    /// Components of a sequential frame; `None` for the other kinds of frame.
    frame_components: Option<u8>,
    /// The scan with its header, which begins with a length, and all that follows.
    bytes: &'a [u8],
}

impl<'a> Scan<'a> {
    /// Steps over the segments before the first scan.
    pub(super) fn first(jpeg: &'a [u8]) -> Option<Self> {
        let mut rest = jpeg.strip_prefix(&[0xFF, START_OF_IMAGE])?;
        let mut frame_components = None;
        loop {
            match *rest {
                // Any number of fill bytes may come before a marker.
                [0xFF, 0xFF, ..] => rest = &rest[1..],
                [0xFF, START_OF_SCAN, ref bytes @ ..] => {
                    return Some(Self {
                        frame_components,
                        bytes,
                    });
                }
                [0xFF, marker, high, low, ref body @ ..] => {
                    if SEQUENTIAL.contains(&marker) {
                        // Behind precision (1), height (2) and width (2).
                        frame_components = body.get(5).copied();
                    }
                    let length = usize::from(u16::from_be_bytes([high, low]));
                    rest = rest.get(2 + length.max(2)..)?;
                }
                _ => return None,
            }
        }
    }

    /// Whether an end-of-image marker follows. What comes after it, such as a camera's padding, does not matter; nor does
    /// a thumbnail, which ends inside a segment before the scan.
    pub(super) fn is_ended(&self) -> bool {
        let mut pairs = self.bytes.windows(2);
        pairs.any(|pair| pair == [0xFF, END_OF_IMAGE])
    }

    /// Whether the components of a sequential frame come one after the other, each in a scan of its own.
    pub(super) fn is_separate(&self) -> bool {
        let components = self.bytes.get(2).copied();
        self.frame_components.is_some() && components < self.frame_components
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ended(jpeg: &[u8]) -> bool {
        Scan::first(jpeg).is_some_and(|scan| scan.is_ended())
    }

    #[test]
    fn only_the_end_of_the_picture_itself_counts() {
        let segment = [0xFF, 0xE1, 0x00, 0x04, 0xFF, 0xD9];
        let start = [
            &[0xFF, 0xD8][..],
            &segment,
            &[0xFF, 0xFF, 0xDA, 0x00, 0x02, 0x11],
        ]
        .concat();
        assert!(
            !is_ended(&start),
            "the thumbnail's end is not the picture's"
        );
        let ended = [&start[..], &[0xFF, 0xD9]].concat();
        assert!(is_ended(&ended));
        assert!(
            is_ended(&[&ended[..], &[0, 0, 0]].concat()),
            "padding is harmless"
        );
        for cut in 0..ended.len() {
            assert!(!is_ended(&ended[..cut]), "{cut}");
        }
    }

    #[test]
    fn separate_scans_are_told_by_the_number_of_components() {
        let picture = |frame: u8, scan: u8| {
            let frame = [0xFF, frame, 0, 8, 8, 0, 16, 0, 16, 3];
            let scan = [0xFF, 0xDA, 0, 12, scan];
            [&[0xFF, 0xD8][..], &frame, &scan].concat()
        };
        let is_separate = |frame, scan| Scan::first(&picture(frame, scan)).unwrap().is_separate();
        assert!(is_separate(0xC0, 1));
        assert!(!is_separate(0xC0, 3));
        assert!(!is_separate(0xC2, 1), "a progressive frame has many scans");
    }
}
