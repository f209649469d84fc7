//! Golden bytes after A5013 Rev E and the sizes that follow from its canvas. Never edited to make a test pass.

use super::*;

fn raster(pixel: impl Fn(usize, usize) -> u8) -> Vec<u8> {
    let (width, height) = CANVAS;
    (0..width * height)
        .map(|at| pixel(at % width, at / width))
        .collect()
}

fn data<'a>(frame: &'a [u8], header: &[u8]) -> &'a [u8] {
    let data = frame.strip_prefix(header).unwrap();
    data.strip_suffix(&[0x0D]).unwrap()
}

#[test]
fn commands() {
    assert_eq!(Command::Eject.encode(), b"\x1BSce\x0D");
    assert_eq!(Command::ColourRibbon.encode(), b"\x1BPr;ymcko\x0D");
    assert_eq!(Command::RibbonLeft.encode(), b"\x1BRrt;count\x0D");
}

#[test]
fn panels_have_the_sizes_of_the_canvas() {
    let full = raster(|_, _| 0x0D);
    let yellow = colour(Panel::Yellow, &full).unwrap();
    let yellow = data(&yellow, b"\x1BDb;y;256;");
    assert_eq!(yellow.len(), 658_368);
    assert!(yellow.iter().all(|byte| *byte == 0x0D));
    let black = resin(Panel::Black, &full).unwrap();
    let black = data(&black, b"\x1BDb;k;2;");
    assert_eq!(black.len(), 82_296);
    assert!(black.iter().all(|byte| *byte == 0xFF));
}

#[test]
fn columns_become_lines() {
    let marked = raster(|x, y| if (x, y) == (3, 5) { 200 } else { 0 });
    let cyan = colour(Panel::Cyan, &marked).unwrap();
    let cyan = data(&cyan, b"\x1BDb;c;256;");
    assert_eq!(cyan.iter().position(|dot| *dot == 200), Some(3 * 648 + 5));
    let overlay = resin(Panel::Overlay, &marked).unwrap();
    let overlay = data(&overlay, b"\x1BDb;o;2;");
    assert_eq!(overlay[3 * 81], 0b0000_0100);
    assert_eq!(overlay.iter().filter(|byte| **byte != 0).count(), 1);
}

#[test]
fn a_raster_of_another_size_is_refused() {
    assert_eq!(colour(Panel::Cyan, &[0; 7]), Err(PanelError(7)));
    assert_eq!(resin(Panel::Black, &[]), Err(PanelError(0)));
}

#[test]
fn replies_come_in_pieces_of_any_size() {
    let bytes = b"OK\0FEEDER EMPTY\0";
    for cut in 0..=bytes.len() {
        let mut reader = ReplyReader::default();
        let mut replies = Vec::new();
        for piece in [&bytes[..cut], &bytes[cut..]] {
            reader.push(piece);
            replies.extend(std::iter::from_fn(|| reader.next_reply()));
        }
        assert!(replies[0].as_ref().unwrap().is_ok());
        let error = replies[1].as_ref().unwrap().error();
        assert_eq!(error, Some(ErrorWord::FeederEmpty), "cut at {cut}");
    }
}

fn reply(text: &str) -> Reply {
    let mut reader = ReplyReader::default();
    reader.push(text.as_bytes());
    reader.push(&[0]);
    reader.next_reply().unwrap().unwrap()
}

#[test]
fn values_in_replies() {
    assert_eq!(reply("5,00 Volts").millivolts(), Some(5000));
    assert_eq!(reply("0,17 Volts").millivolts(), Some(170));
    assert_eq!(reply("OK").millivolts(), None);
    assert_eq!(reply("1234").number(), Some(1234));
    assert_eq!(reply("OK").number(), None);
    assert_eq!(reply("SMART CARD").position(), Some(Position::Contact));
    assert_eq!(reply("OK").position(), Some(Position::None));
    assert_eq!(reply("ERROR FLASH UNKNOW").error(), Some(ErrorWord::Other));
    assert_eq!(reply("123").error(), None);
}

#[test]
fn a_ribbon_is_named_by_its_letters() {
    let full = [
        Panel::Yellow,
        Panel::Magenta,
        Panel::Cyan,
        Panel::Black,
        Panel::Overlay,
    ];
    assert_eq!(reply("ymcko").panels(), Some(full.to_vec()));
    assert_eq!(
        reply("KO").panels(),
        Some(vec![Panel::Black, Panel::Overlay])
    );
    for text in ["OK", "", "yy", "ymcks", "ERROR CDE", "5"] {
        assert_eq!(reply(text).panels(), None, "{text}");
    }
}

#[test]
fn what_is_no_reply_is_refused() {
    let mut endless = ReplyReader::default();
    endless.push(&[b'x'; 65]);
    assert_eq!(endless.next_reply(), Some(Err(ReplyError::TooLong)));
    let mut garbled = ReplyReader::default();
    garbled.push(&[b'O', 0xCB, 0]);
    assert_eq!(garbled.next_reply(), Some(Err(ReplyError::NotText)));
}
