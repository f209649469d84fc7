//! What the printer is, and what comes out of it.

use super::{Bench, Guard, artwork};
use loket_drivers::card_printer::{CardPosition, FacePanels, PrinterCondition};
use loket_drivers::error::ErrorKind;
use loket_tests::counterpart::{script, text};
use loket_tests::ipp::Make;

#[test]
fn a_printer_says_what_it_is_and_what_it_cannot() {
    let bench = Bench::new(Make::default(), "");
    let mut open = bench.open();
    let identity = open.printer.identity().clone();
    assert_eq!(identity.model, "Loket SIM card printer");
    assert_eq!(identity.serial.len(), 36, "a UUID");
    assert_eq!(identity.firmware, "1.0");
    assert!(identity.simulated);
    let can = open.printer.capabilities().clone();
    assert_eq!(can.canvas, (1011, 638));
    assert!(can.dual_sided);
    assert_eq!(can.encoder, None);
    assert!(!can.reports_position && !can.reports_counters);
    let limit = open.limit();
    open.printer.probe(&limit).unwrap();
    let status = open.printer.status(&limit).unwrap();
    assert!(status.conditions.is_empty(), "{status:?}");
    assert_eq!(status.position, CardPosition::Unknown);
    assert_eq!(status.counters, Default::default());
}

/// The pixels of each page as CUPS' own library reads them, and what their headers say.
pub(super) fn pages(bench: &Bench) -> Vec<(String, Vec<u8>)> {
    let received = bench.printer.received().unwrap();
    assert_eq!(received.len(), 1);
    let file = bench.folder.path().join("card.pwg");
    std::fs::write(&file, &received[0]).unwrap();
    let text = text(script("pwg_raster.py").arg(file), "");
    let lines: Vec<_> = text.lines().collect();
    let byte =
        |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    let page = |page: &[&str]| {
        let pixels = page[1].as_bytes().chunks(2).map(byte).collect();
        (page[0].to_owned(), pixels)
    };
    lines.chunks(2).map(page).collect()
}

/// What the panels give on white, at a place of the face in landscape.
fn seen(face: &FacePanels, x: u32, y: u32) -> [u8; 3] {
    let at = usize::try_from(y * face.width + x).unwrap();
    let [yellow, magenta, cyan] = face.colour.as_ref().unwrap();
    match face.black[at] {
        1 => [0, 0, 0],
        _ => [!cyan[at], !magenta[at], !yellow[at]],
    }
}

/// The face as it lies on a portrait card, its top to the left.
pub(super) fn portrait(face: &FacePanels) -> Vec<[u8; 3]> {
    let places = (0..face.width).flat_map(|row| (0..face.height).map(move |column| (row, column)));
    places
        .map(|(row, column)| seen(face, face.width - 1 - row, column))
        .collect()
}

#[test]
fn what_is_printed_is_the_panels_pixel_by_pixel_on_both_faces() {
    let bench = Bench::new(Make::default(), "");
    let mut open = bench.open();
    let (asked, outcome) = open.print(2);
    outcome.unwrap();
    assert_eq!(asked, 1);
    let artwork = artwork((1011, 638), 2);
    let pages = pages(&bench);
    let faces = [Some(&artwork.front), artwork.back.as_ref()];
    assert_eq!(pages.len(), 2);
    for ((header, pixels), face) in pages.iter().zip(faces.into_iter().flatten()) {
        assert_eq!(
            header,
            "duplex=1 x=300 tumble=1 width=638 height=1011 bits=24 row=1914 space=19"
        );
        assert!(*pixels == portrait(face).concat(), "pixels differ");
    }
}

#[test]
fn a_printer_that_turns_cards_otherwise_gets_the_back_transformed() {
    let make = Make {
        back: "flipped",
        ..Make::default()
    };
    let bench = Bench::new(make, "");
    bench.open().print(2).1.unwrap();
    let back = artwork((1011, 638), 2).back.unwrap();
    let mirrored = portrait(&back);
    let rows = mirrored
        .chunks(638)
        .flat_map(|row| row.iter().rev().copied());
    assert!(pages(&bench)[1].1 == rows.collect::<Vec<_>>().concat());
}

#[test]
fn a_printer_without_raster_gets_the_best_that_it_takes() {
    for (formats, begins, dual_sided) in [
        ("image/jpeg,image/png,application/pdf", &b"%PDF-"[..], true),
        ("image/jpeg,image/png", b"\x89PNG", false),
        ("image/jpeg", b"\xFF\xD8\xFF", false),
    ] {
        let make = Make {
            formats,
            ..Make::default()
        };
        let bench = Bench::new(make, "");
        let mut open = bench.open();
        assert_eq!(open.printer.capabilities().dual_sided, dual_sided);
        open.print(1).1.unwrap();
        assert!(bench.printer.received().unwrap()[0].starts_with(begins));
        let (asked, turned) = open.print(2);
        assert_eq!(asked, usize::from(dual_sided));
        let kind = turned.err().map(|error| error.kind());
        assert_eq!(kind, (!dual_sided).then_some(ErrorKind::Unsupported));
    }
}

#[test]
fn a_ribbon_that_ends_is_told_and_costs_no_card() {
    let make = |ribbon| Make {
        ribbon,
        ..Make::default()
    };
    let bench = Bench::new(make(5), "");
    let mut open = bench.open();
    let limit = open.limit();
    let status = open.printer.status(&limit).unwrap();
    assert!(status.conditions.contains(&PrinterCondition::RibbonLow));
    open.print(1).1.unwrap();
    let bench = Bench::new(make(0), "");
    let (asked, refused) = bench.open().print(1);
    assert_eq!(
        (asked, refused.unwrap_err().kind()),
        (0, ErrorKind::RibbonEnded)
    );
    assert!(bench.printer.received().unwrap().is_empty());
}

#[test]
fn a_print_that_its_guard_forbids_sends_nothing() {
    let bench = Bench::new(Make::default(), "");
    let mut open = bench.open();
    let artwork = artwork(open.printer.capabilities().canvas, 2);
    let mut guard = Guard {
        forbids: true,
        ..Guard::default()
    };
    let limit = open.limit();
    let outcome = open.printer.print(&artwork, &mut guard, &limit);
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(bench.printer.received().unwrap().is_empty());
}
