//! Whether a JPEG stream reaches its end. Decoders fill what is missing with gray and say nothing, so a transfer that
//! broke off would become a half-gray portrait.

const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// Whether an end-of-image marker follows the first scan (ITU-T T.81, B.1.1). What comes after it, such as a camera's
/// padding, does not matter; nor does a thumbnail, which ends inside a segment before the scan.
pub(super) fn is_whole(jpeg: &[u8]) -> bool {
    scan(jpeg).is_some_and(|scan| scan.windows(2).any(|pair| pair == [0xFF, END_OF_IMAGE]))
}

/// What follows the first start-of-scan marker, found by stepping over the segments before it.
fn scan(jpeg: &[u8]) -> Option<&[u8]> {
    let mut rest = jpeg.strip_prefix(&[0xFF, START_OF_IMAGE])?;
    loop {
        match *rest {
            // Any number of fill bytes may come before a marker.
            [0xFF, 0xFF, ..] => rest = &rest[1..],
            [0xFF, START_OF_SCAN, ref scan @ ..] => return Some(scan),
            [0xFF, _, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                rest = rest.get(2 + length.max(2)..)?;
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            !is_whole(&start),
            "the thumbnail's end is not the picture's"
        );
        let ended = [&start[..], &[0xFF, 0xD9]].concat();
        assert!(is_whole(&ended));
        assert!(
            is_whole(&[&ended[..], &[0, 0, 0]].concat()),
            "padding is harmless"
        );
        for cut in 0..ended.len() {
            assert!(!is_whole(&ended[..cut]), "{cut}");
        }
    }
}
