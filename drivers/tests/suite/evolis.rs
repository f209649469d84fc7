//! The Evolis driver: identity, status, movements.

use crate::script::{Script, ScriptedPorts};
use loket_drivers::card_printer::evolis::EvolisPrinter;
use loket_drivers::card_printer::{
    CardPosition, CardPrinter, PrinterCondition, PrinterCounters, PrinterStatus, RibbonPanel,
    Station,
};
use loket_drivers::error::{DeviceError, ErrorKind};
use loket_drivers::limit::Limit;
use loket_drivers::ports::Address;
use loket_drivers::registry::OpenDevice;
use std::sync::Arc;
use std::time::Duration;

pub const TCP: &str = "tcp:127.0.0.1:9100";
pub const FILE: &str = "file:/dev/usb/lp0";

/// A command and its answer.
pub fn turn(command: &str, answer: &str) -> Script {
    Script::new()
        .expect(format!("\x1B{command}\x0D"))
        .say(format!("{answer}\0"))
}

/// A movement or job announces that the host manages errors.
pub fn host_manages() -> Script {
    turn("Pem;2", "OK")
}

fn identity() -> [Script; 3] {
    identity_of("Evolis SIM Primacy")
}

fn identity_of(model: &str) -> [Script; 3] {
    [
        turn("Rsn", "SIM0000001"),
        turn("Rtp", model),
        turn("Rfv", "SIM 1.0"),
    ]
}

/// A printer at a TCP address, where every command has a connection of its own.
pub fn open(scripts: Vec<Script>) -> (Arc<ScriptedPorts>, Box<dyn CardPrinter>) {
    open_at(TCP, identity().into_iter().chain(scripts))
}

/// A printer behind a device file, whose whole life is one connection.
pub fn open_file(scripts: Vec<Script>) -> (Arc<ScriptedPorts>, Box<dyn CardPrinter>) {
    let life = identity()
        .into_iter()
        .chain(scripts)
        .fold(Script::new(), Script::then);
    open_at(FILE, [life])
}

fn open_at(
    address: &str,
    scripts: impl IntoIterator<Item = Script>,
) -> (Arc<ScriptedPorts>, Box<dyn CardPrinter>) {
    let ports = ScriptedPorts::new(scripts);
    match try_open(&ports, address).unwrap() {
        OpenDevice::CardPrinter(printer) => (ports, printer),
        _ => panic!("not a printer"),
    }
}

fn try_open(ports: &Arc<ScriptedPorts>, address: &str) -> Result<OpenDevice, DeviceError> {
    let address: Address = address.parse().unwrap();
    EvolisPrinter::open(ports.clone(), &address, &ports.seconds(10))
}

fn status_turns(replaced: &[(&str, &str)]) -> Vec<Script> {
    let usual = [
        ("Rse;f", "5,00 Volts"),
        ("Rse;o", "5,00 Volts"),
        ("Rlr;p", "OK"),
        ("Rlr;h", "NO CARD"),
        ("Rlr;c", "OK"),
        ("Rco;c", "1234"),
        ("Rco;p", "6170"),
        ("Rrt;count", "80"),
        ("Rem", "OK"),
        ("Rr", "ymcko"),
    ];
    usual
        .into_iter()
        .map(|(question, answer)| {
            let other = replaced.iter().find(|(other, _)| *other == question);
            turn(question, other.map_or(answer, |(_, other)| other))
        })
        .collect()
}

fn status(scripts: Vec<Script>) -> PrinterStatus {
    let (ports, mut printer) = open(scripts);
    let status = printer.status(&ports.seconds(10)).unwrap();
    ports.assert_played();
    status
}

fn conditions(replaced: &[(&str, &str)]) -> Vec<PrinterCondition> {
    status(status_turns(replaced))
        .conditions
        .into_iter()
        .collect()
}

#[test]
fn the_printer_says_who_it_is() {
    let (ports, printer) = open(vec![]);
    assert_eq!(printer.identity().model, "Evolis SIM Primacy");
    assert_eq!(printer.identity().serial, "SIM0000001");
    assert_eq!(printer.identity().firmware, "SIM 1.0");
    assert!(printer.identity().simulated);
    assert!(printer.capabilities().dual_sided);
    ports.assert_played();
}

#[test]
fn what_does_not_answer_like_a_printer_is_none() {
    let ports = ScriptedPorts::new([Script::refused()]);
    let error = try_open(&ports, TCP).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    for (script, kind) in [
        (turn("Rsn", "OK"), ErrorKind::Protocol),
        (turn("Rsn", "\u{1}"), ErrorKind::Protocol),
        (turn("Rsn", "ERROR CDE"), ErrorKind::Refused),
        (Script::new().expect("\x1BRsn\x0D"), ErrorKind::TimedOut),
        (
            Script::new().expect("\x1BRsn\x0D").say([b'x'; 100]),
            ErrorKind::Protocol,
        ),
        (
            Script::new().expect("\x1BRsn\x0D").close(),
            ErrorKind::Disconnected,
        ),
    ] {
        let ports = ScriptedPorts::new([script]);
        let error = try_open(&ports, TCP).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), kind);
    }
    let ports = ScriptedPorts::new([]);
    let error = try_open(&ports, "serial:/dev/ttyS0")
        .map(|_| ())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn a_printer_in_order_reports_nothing() {
    let status = status(status_turns(&[]));
    assert!(status.conditions.is_empty());
    assert_eq!(status.position, CardPosition::None);
    assert_eq!(
        status.counters,
        PrinterCounters {
            cards: Some(1234),
            panels: Some(6170),
            ribbon_left: Some(80),
        }
    );
}

#[test]
fn every_condition_is_read() {
    use PrinterCondition as Is;
    for (question, answer, condition) in [
        ("Rse;f", "0,00 Volts", Is::HopperEmpty),
        ("Rse;o", "0,17 Volts", Is::CoverOpen),
        ("Rlr;h", "CARD", Is::RejectFull),
        ("Rlr;c", "NEED CLEANING", Is::CleaningNeeded),
        ("Rrt;count", "0", Is::RibbonEnded),
        ("Rrt;count", "20", Is::RibbonLow),
        ("Rrt;count", "ERR RIB DETECTION", Is::RibbonUnfit),
        ("Rem", "CARD JAM", Is::CardJam),
        ("Rem", "HOPPER FULL", Is::OutputFull),
        ("Rem", "ERROR HEAD", Is::HeadTemperature),
        ("Rem", "ERROR RIBBON", Is::RibbonUnfit),
        ("Rem", "ERR RIB DETECTION", Is::RibbonUnfit),
    ] {
        assert_eq!(conditions(&[(question, answer)]), [condition], "{answer}");
    }
    let ended = conditions(&[("Rrt;count", "0"), ("Rem", "ERROR RIBBON")]);
    assert_eq!(ended, [Is::RibbonEnded]);
}

#[test]
fn the_ribbon_inside_is_named_by_its_panels_where_the_model_tells_it() {
    use RibbonPanel::{Black, Overlay};
    let ribbon = |answer| status(status_turns(&[("Rr", answer)])).supplies.ribbon;
    assert_eq!(ribbon("ymcko").map(|panels| panels.len()), Some(5));
    assert_eq!(ribbon("KO"), Some([Black, Overlay].into()));
    assert_eq!(ribbon("ERROR CDE"), None);
    assert_eq!(ribbon("OK"), None);
}

#[test]
fn a_model_without_flipper_encoder_or_reject_tray_is_sent_nothing_that_needs_them() {
    let identity = identity_of("Evolis SIM Badgy");
    let (ports, mut printer) = open_at(TCP, identity);
    let limit = ports.seconds(10);
    assert_eq!(printer.capabilities().encoder, None);
    let refused = [
        printer.feed(Station::Contact, &limit),
        printer.reject(&limit),
    ];
    for outcome in refused {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Unsupported);
    }
    ports.assert_played();
    let (_, zenius) = open_at(TCP, identity_of("Evolis SIM Zenius"));
    assert!(!zenius.capabilities().dual_sided);
}

#[test]
fn the_cards_position_is_read() {
    for (answer, position) in [
        ("CARD", CardPosition::Inside),
        ("SMART CARD", CardPosition::Encoder),
        ("CONTACTLESS CARD", CardPosition::Encoder),
        ("ERROR CDE", CardPosition::Unknown),
    ] {
        let status = status(status_turns(&[("Rlr;p", answer)]));
        assert_eq!(status.position, position);
    }
}

#[test]
fn a_ribbon_counter_that_answers_ok_is_asked_again() {
    let mut turns = status_turns(&[]);
    turns.insert(7, turn("Rrt;count", "OK"));
    assert_eq!(status(turns).counters.ribbon_left, Some(80));
    let mut turns = status_turns(&[("Rrt;count", "OK")]);
    turns.insert(7, turn("Rrt;count", "OK"));
    turns.insert(7, turn("Rrt;count", "OK"));
    assert_eq!(status(turns).counters.ribbon_left, None);
}

fn feed(scripts: Vec<Script>) -> Result<(), ErrorKind> {
    let (ports, mut printer) = open(scripts);
    let limit = ports.seconds(30);
    let outcome = printer.feed(Station::Contact, &limit);
    assert!(ports.now() <= limit.end(), "the limit was overrun");
    drop(printer);
    ports.assert_played();
    outcome.map_err(|error| error.kind())
}

#[test]
fn each_movement_is_sent_once_and_ends_with_its_answer() {
    type Call = fn(&mut dyn CardPrinter, &Limit) -> Result<(), DeviceError>;
    let calls: [(&str, Call); 4] = [
        ("Sis", |printer, limit| {
            printer.feed(Station::Contact, limit)
        }),
        ("Sic", |printer, limit| {
            printer.feed(Station::Contactless, limit)
        }),
        ("Sce", |printer, limit| printer.eject(limit)),
        ("Ser", |printer, limit| printer.reject(limit)),
    ];
    for (command, call) in calls {
        let movement = Script::new()
            .expect(format!("\x1B{command}\x0D"))
            .pause(Duration::from_secs(8))
            .say("OK\0trailing status bytes");
        let (ports, mut printer) = open(vec![host_manages(), movement]);
        call(printer.as_mut(), &ports.seconds(30)).unwrap();
    }
    let (ports, mut printer) = open(vec![turn("Scs", "OK")]);
    printer.clear_errors(&ports.seconds(30)).unwrap();
    ports.assert_played();
}

#[test]
fn what_the_printer_reports_has_a_kind() {
    for (answer, kind) in [
        ("FEEDER EMPTY", ErrorKind::HopperEmpty),
        ("CARD JAM", ErrorKind::CardJam),
        ("COVER OPEN", ErrorKind::CoverOpen),
        ("HOPPER FULL", ErrorKind::TrayFull),
        ("NEED CLEANING", ErrorKind::CleaningNeeded),
        ("ERROR HEAD", ErrorKind::HeadTemperature),
        ("OPT NOT AVAILABLE", ErrorKind::Unsupported),
        ("ERROR CDE", ErrorKind::Refused),
        ("ERROR MAG", ErrorKind::Hardware),
    ] {
        let outcome = feed(vec![host_manages(), turn("Sis", answer)]);
        assert_eq!(outcome, Err(kind), "{answer}");
    }
}

#[test]
fn a_movement_whose_answer_is_lost_has_an_unknown_outcome() {
    let sent = || Script::new().expect("\x1BSis\x0D");
    for lost in [
        sent(),
        sent().close(),
        sent().say("O").close(),
        sent().say([0xFF, 0x00]),
        sent().say("1234\0"),
    ] {
        let outcome = feed(vec![host_manages(), lost]);
        assert_eq!(outcome, Err(ErrorKind::OutcomeUnknown));
    }
}

#[test]
fn a_movement_that_did_not_leave_is_a_plain_fault() {
    let refused = feed(vec![host_manages(), Script::refused()]);
    assert_eq!(refused, Err(ErrorKind::Unreachable));
    let broken = feed(vec![host_manages(), Script::new().accepting(2)]);
    assert_eq!(broken, Err(ErrorKind::Disconnected));
    let unprepared = feed(vec![turn("Pem;2", "ERROR CDE")]);
    assert_eq!(unprepared, Err(ErrorKind::Refused));
    let silent = feed(vec![Script::new().expect("\x1BPem;2\x0D")]);
    assert_eq!(silent, Err(ErrorKind::TimedOut));
}

#[test]
fn answers_are_read_in_pieces_of_any_size() {
    for piece in 1..8 {
        let scripts = [host_manages(), turn("Sis", "OK")];
        let outcome = feed(scripts.map(|script| script.in_pieces(piece)).into());
        assert_eq!(outcome, Ok(()));
    }
}

#[test]
fn an_ok_with_another_text_behind_it_is_not_believed() {
    let (ports, mut printer) = open(vec![turn("Scs", "OK\0CARD JAM")]);
    let error = printer.clear_errors(&ports.seconds(30)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    let outcome = feed(vec![host_manages(), turn("Sis", "OK\0CARD JAM")]);
    assert_eq!(outcome, Err(ErrorKind::OutcomeUnknown));
}

#[test]
fn a_device_file_stays_open() {
    let (ports, mut printer) = open_file(vec![
        host_manages(),
        turn("Sis", "OK"),
        turn("Rsn", "SIM0000001"),
    ]);
    printer.feed(Station::Contact, &ports.seconds(30)).unwrap();
    printer.probe(&ports.seconds(30)).unwrap();
    drop(printer);
    ports.assert_played();
}

#[test]
fn a_late_answer_on_a_device_file_is_not_taken_for_the_next_one() {
    let (ports, mut printer) = open_file(vec![host_manages(), Script::new().expect("\x1BSis\x0D")]);
    let error = printer
        .feed(Station::Contact, &ports.seconds(30))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    // The file is opened again; the lost answer comes before and after the driver gets in step.
    ports.add(
        Script::new()
            .say("CARD JAM\0")
            .expect("\x1BRsn\x0D")
            .say("OK\0SIM0000001\0")
            .then(host_manages())
            .then(turn("Sce", "ERROR CDE")),
    );
    let error = printer.eject(&ports.seconds(30)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    drop(printer);
    ports.assert_played();
}

#[test]
fn another_unit_at_the_address_is_noticed() {
    let (ports, mut printer) = open(vec![turn("Rsn", "SIM0000002")]);
    let error = printer.probe(&ports.seconds(5)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Disconnected);
}
