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

/// A5013 Rev E, chapter of commands: the text between ESC and CR, parameters after semicolons.
#[test]
fn commands_of_the_guide() {
    for (command, bytes) in [
        (Command::Model, &b"\x1BRtp\x0D"[..]),
        (Command::Serial, b"\x1BRsn\x0D"),
        (Command::Firmware, b"\x1BRfv\x0D"),
        (Command::PanelCounter, b"\x1BRco;p\x0D"),
        (Command::CardCounter, b"\x1BRco;c\x0D"),
        (Command::HostManagesErrors, b"\x1BPem;2\x0D"),
        (Command::ToContact, b"\x1BSis\x0D"),
        (Command::ToContactless, b"\x1BSic\x0D"),
        (Command::Reject, b"\x1BSer\x0D"),
        (Command::Clean, b"\x1BScp\x0D"),
        (Command::ClearStatus, b"\x1BScs\x0D"),
        (Command::StartSequence, b"\x1BSs\x0D"),
        (Command::Face(Side::Front), b"\x1BSr\x0D"),
        (Command::Face(Side::Back), b"\x1BSv\x0D"),
        (Command::EndSequence, b"\x1BSe\x0D"),
    ] {
        assert_eq!(command.encode(), bytes, "{command:?}");
    }
}

/// What the maker's library (SDK 9.4.1) writes for a card in colour: three dyes in one block of 1,975,137 bytes, then black
/// and overlay of 82,305 bytes each, frames included.
#[test]
fn a_job_in_colour_is_as_long_as_that_of_the_makers_library() {
    let full = raster(|_, _| 0xFF);
    let dyes = [Panel::Yellow, Panel::Magenta, Panel::Cyan];
    let block: usize = dyes
        .map(|dye| colour(dye, &full).unwrap().len())
        .iter()
        .sum();
    assert_eq!(block, 1_975_137);
    for panel in [Panel::Black, Panel::Overlay] {
        assert_eq!(resin(panel, &full).unwrap().len(), 82_305);
    }
}

/// The words that clients of several models read.
#[test]
fn errors_that_printers_name() {
    for (text, word) in [
        ("FEEDER EMPTY", ErrorWord::FeederEmpty),
        ("HOPPER FULL", ErrorWord::HopperFull),
        ("COVER OPEN", ErrorWord::CoverOpen),
        ("CARD JAM", ErrorWord::CardJam),
        ("ERROR RIBBON", ErrorWord::Ribbon),
        ("ERR RIB DETECTION", ErrorWord::RibbonDetection),
        ("NEED CLEANING", ErrorWord::NeedCleaning),
        ("OPT NOT AVAILABLE", ErrorWord::NotAvailable),
        ("ERROR CDE", ErrorWord::Command),
        ("ERROR PARAMETRES", ErrorWord::Parameters),
        ("ERROR TIME OUT", ErrorWord::TimeOut),
        ("ERROR MAG CHECKSUM", ErrorWord::Other),
    ] {
        assert_eq!(reply(text).error(), Some(word), "{text}");
    }
}

/// From a kiosk's driver for the same maker's KC200.
#[test]
fn positions_that_a_kiosk_printer_names() {
    for (text, position) in [
        ("OK", Position::None),
        ("CARD", Position::Inside),
        ("SMART CARD", Position::Contact),
        ("CONTACTLESS CARD", Position::Contactless),
    ] {
        assert_eq!(reply(text).position(), Some(position), "{text}");
    }
    assert_eq!(reply("NO CARD").position(), None);
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

#[test]
fn another_text_after_an_answer_is_told_from_status_bytes() {
    for (bytes, is_text) in [
        (&b"OK\0CARD JAM\0"[..], true),
        (b"OK\0", false),
        (b"OK\0CARD J", false),
        (b"OK\0\0\0\x40\0", false),
        (b"OK\0\x81\x02\0", false),
    ] {
        let mut reader = ReplyReader::default();
        reader.push(bytes);
        assert!(reader.next_reply().unwrap().unwrap().is_ok());
        assert_eq!(reader.has_text(), is_text, "{bytes:?}");
    }
}
