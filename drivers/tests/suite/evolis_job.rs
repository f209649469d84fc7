//! The Evolis driver: print jobs.

use crate::evolis::{host_manages, open, open_file, turn};
use crate::script::Script;
use loket_drivers::card_printer::{CardArtwork, FacePanels, PrintForbidden, PrintGuard, Station};
use loket_drivers::error::ErrorKind;
use std::time::Duration;

const WIDTH: usize = 1016;
const HEIGHT: usize = 648;

/// Notes what it is told, and forbids the print if that is what it is for.
#[derive(Default)]
struct Guard {
    told: Vec<(u64, u64)>,
    asked: usize,
    forbids: bool,
}

impl PrintGuard for Guard {
    fn sent(&mut self, bytes: u64, total: u64) {
        assert_eq!(self.asked, 0, "artwork after the print may have begun");
        self.told.push((bytes, total));
    }

    fn may_print(&mut self, _: Option<&str>) -> Result<(), PrintForbidden> {
        self.asked += 1;
        if self.forbids {
            return Err(PrintForbidden);
        }
        Ok(())
    }
}

fn face(colour: bool) -> FacePanels {
    let raster = |value| vec![value; WIDTH * HEIGHT];
    FacePanels {
        width: 1016,
        height: 648,
        // Bytes that mean something outside of a panel.
        colour: colour.then(|| [raster(0x0D), raster(0x1B), raster(0x00)]),
        black: raster(1),
        overlay: raster(0),
    }
}

fn artwork(back: bool) -> CardArtwork {
    CardArtwork {
        front: face(true),
        back: back.then(|| face(false)),
    }
}

fn download(header: &str, value: u8, bytes: usize) -> Script {
    let mut frame = format!("\x1BDb;{header};").into_bytes();
    frame.extend(vec![value; bytes]);
    frame.push(0x0D);
    Script::new().expect(frame).say("OK\0")
}

/// The whole job up to the end of the sequence.
fn loaded(back: bool) -> Script {
    let one_sided = turn("Pr;ymcko", "OK")
        .then(turn("Ss", "OK"))
        .then(turn("Sr", "OK"))
        .then(download("y;256", 0x0D, 658_368))
        .then(download("m;256", 0x1B, 658_368))
        .then(download("c;256", 0x00, 658_368))
        .then(download("k;2", 0xFF, 82_296))
        .then(download("o;2", 0x00, 82_296));
    if !back {
        return one_sided;
    }
    one_sided
        .then(turn("Sv", "OK"))
        .then(download("k;2", 0xFF, 82_296))
        .then(download("o;2", 0x00, 82_296))
}

fn end() -> Script {
    Script::new().expect("\x1BSe\x0D")
}

fn print(scripts: Vec<Script>) -> Result<(), ErrorKind> {
    let (ports, mut printer) = open(scripts);
    let limit = ports.seconds(200);
    let outcome = printer.print(&artwork(false), &mut Guard::default(), &limit);
    assert!(ports.now() <= limit.end(), "the limit was overrun");
    drop(printer);
    ports.assert_played();
    outcome.map_err(|error| error.kind())
}

#[test]
fn both_faces_go_down_before_the_card_is_printed() {
    let job = loaded(true).then(turn("Se", "OK"));
    for (ports, mut printer) in [
        open(vec![host_manages(), job.clone()]),
        open_file(vec![host_manages(), job]),
    ] {
        let mut guard = Guard::default();
        printer
            .print(&artwork(true), &mut guard, &ports.seconds(200))
            .unwrap();
        drop(printer);
        ports.assert_played();
        assert_eq!(guard.asked, 1);
        let frames = 3 * (658_368 + 11) + 4 * (82_296 + 9);
        assert_eq!(guard.told.pop(), Some((frames, frames)));
    }
}

#[test]
fn a_slow_printer_has_as_long_as_its_caller_says() {
    let slow = end().pause(Duration::from_secs(900)).say("OK\0");
    let (ports, mut printer) = open(vec![host_manages(), loaded(false).then(slow)]);
    let limit = ports.seconds(1000);
    printer
        .print(&artwork(false), &mut Guard::default(), &limit)
        .unwrap();
    let slow = Script::new()
        .expect("\x1BSis\x0D")
        .pause(Duration::from_secs(900))
        .say("OK\0");
    let (ports, mut printer) = open(vec![host_manages(), slow]);
    printer
        .feed(Station::Contact, &ports.seconds(1000))
        .unwrap();
}

#[test]
fn a_print_that_its_guard_forbids_is_never_commanded() {
    for (ports, mut printer) in [
        open(vec![host_manages(), loaded(false)]),
        open_file(vec![host_manages(), loaded(false)]),
    ] {
        let mut guard = Guard {
            forbids: true,
            ..Guard::default()
        };
        let error = printer
            .print(&artwork(false), &mut guard, &ports.seconds(200))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled);
        drop(printer);
        ports.assert_played();
    }
}

#[test]
fn a_failure_before_the_end_of_the_sequence_prints_nothing() {
    let started = || turn("Pr;ymcko", "OK").then(turn("Ss", "OK"));
    for (script, kind) in [
        (Script::refused(), ErrorKind::Unreachable),
        (
            turn("Pr;ymcko", "OPT NOT AVAILABLE"),
            ErrorKind::Unsupported,
        ),
        (started().close(), ErrorKind::Disconnected),
        (
            started().then(turn("Sr", "OK")).accepting(100_000),
            ErrorKind::Disconnected,
        ),
        (started().expect("\x1BSr\x0D"), ErrorKind::TimedOut),
        (
            started().then(turn("Sr", "COVER OPEN")),
            ErrorKind::CoverOpen,
        ),
        (started().then(turn("Sr", "12")), ErrorKind::Protocol),
        (
            loaded(false).accepting(2_140_000 - 1_000),
            ErrorKind::Disconnected,
        ),
    ] {
        let (ports, mut printer) = open(vec![host_manages(), script]);
        let mut guard = Guard::default();
        let error = printer
            .print(&artwork(false), &mut guard, &ports.seconds(200))
            .unwrap_err();
        assert_eq!((error.kind(), guard.asked), (kind, 0));
    }
}

#[test]
fn the_answer_to_the_end_of_the_sequence_decides() {
    let answered = |answer| print(vec![host_manages(), loaded(false).then(turn("Se", answer))]);
    assert_eq!(answered("OK"), Ok(()));
    assert_eq!(answered("CARD JAM"), Err(ErrorKind::CardJam));
    assert_eq!(answered("HOPPER FULL"), Err(ErrorKind::TrayFull));
    assert_eq!(answered("7"), Err(ErrorKind::OutcomeUnknown));
}

#[test]
fn without_that_answer_nobody_knows() {
    for lost in [end(), end().close(), end().say("OK").close()] {
        let outcome = print(vec![host_manages(), loaded(false).then(lost)]);
        assert_eq!(outcome, Err(ErrorKind::OutcomeUnknown));
    }
}

#[test]
fn a_ribbon_that_ended_is_told_from_one_that_does_not_fit() {
    for (left, kind) in [
        ("0", ErrorKind::RibbonEnded),
        ("12", ErrorKind::RibbonUnfit),
        ("ERR RIB DETECTION", ErrorKind::RibbonUnfit),
    ] {
        let outcome = print(vec![
            host_manages(),
            loaded(false).then(turn("Se", "ERROR RIBBON")),
            turn("Rrt;count", left),
        ]);
        assert_eq!(outcome, Err(kind));
    }
}

#[test]
fn artwork_of_another_size_never_reaches_the_printer() {
    let turned = FacePanels {
        width: 648,
        height: 1016,
        ..face(true)
    };
    let cut = FacePanels {
        black: vec![0; 7],
        ..face(true)
    };
    for front in [turned, cut] {
        let (ports, mut printer) = open(vec![]);
        let artwork = CardArtwork { front, back: None };
        let error = printer
            .print(&artwork, &mut Guard::default(), &ports.seconds(200))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
    }
}
