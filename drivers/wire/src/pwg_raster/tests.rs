//! Bytes as PWG 5102.4 wants them, written by hand; that libcups reads such a document back is tested in the suite.

use super::*;

fn packed(pixels: &[u8], width: u32, height: u32, colour: Colour) -> Vec<u8> {
    let page = Page {
        width,
        height,
        resolution: (300, 300),
        colour,
        pixels,
        transform: Transform::NONE,
    };
    document("om_card_53.98x85.6mm", Binding::OneSided, &[page])[4 + 1796..].to_vec()
}

#[test]
fn equal_rows_runs_and_mixed_pixels_are_packed_each_in_its_way() {
    let (w, y, g): ([u8; 3], [u8; 3], [u8; 3]) = ([255, 255, 255], [255, 255, 0], [0, 255, 0]);
    let row = |pixels: [[u8; 3]; 8]| pixels.concat();
    let mut picture = row([w, w, w, y, y, y, w, w]);
    picture.extend(row([w, y, g, w, y, g, w, w]));
    picture.extend(row([w, y, g, w, y, g, w, w]));
    let expected = [
        vec![0, 2],
        w.to_vec(),
        vec![2],
        y.to_vec(),
        vec![1],
        w.to_vec(),
        vec![1, 257u16.wrapping_sub(6).to_be_bytes()[1]],
        [w, y, g, w, y, g].concat(),
        vec![1],
        w.to_vec(),
    ];
    assert_eq!(packed(&picture, 8, 3, Colour::Rgb), expected.concat());
}

#[test]
fn the_longest_counts() {
    let rows = 300;
    let picture = vec![9; 200 * rows];
    let bytes = packed(&picture, 200, 300, Colour::Grey);
    assert_eq!(bytes, [255, 127, 9, 71, 9, 43, 127, 9, 71, 9]);
    let ramp: Vec<u8> = (0..=255).chain(0..=1).collect();
    let bytes = packed(&ramp, 258, 1, Colour::Grey);
    assert_eq!(bytes.len(), 1 + (1 + 128) + (1 + 128) + (1 + 2));
    assert_eq!(
        (bytes[0], bytes[1], bytes[130], bytes[259]),
        (0, 129, 129, 255)
    );
}

#[test]
fn a_header_says_what_the_page_is() {
    let page = Page {
        width: 638,
        height: 1011,
        resolution: (300, 300),
        colour: Colour::Rgb,
        pixels: &[],
        transform: Transform {
            mirrored: true,
            flipped: false,
        },
    };
    let bytes = document("om_card_53.98x85.6mm", Binding::ShortEdge, &[page, page]);
    assert_eq!(bytes.len(), 4 + 2 * 1796);
    assert_eq!(&bytes[..14], b"RaS2PwgRaster\0");
    let number =
        |offset: usize| u32::from_be_bytes(bytes[4 + offset..8 + offset].try_into().unwrap());
    for (offset, expected) in [
        (272, 1),
        (276, 300),
        (352, 153),
        (356, 243),
        (368, 1),
        (372, 638),
        (376, 1011),
        (388, 24),
        (392, 1914),
        (400, 19),
        (452, 2),
        (456, u32::MAX),
        (460, 1),
    ] {
        assert_eq!(number(offset), expected, "at {offset}");
    }
}
