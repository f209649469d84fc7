use super::*;
use crate::card::{CardId, Place};
use crate::fault::{Arming, JamPoint};
use crate::mechanism::PrinterModel;
use crate::print::Panel;
use crate::testing;

/// Sends one command on a connection of its own and returns the reply without its 00.
fn ask(world: &mut World, text: &str) -> String {
    let mut port = PrinterPort::new();
    port.opened(world);
    port.receive(world, format!("\x1B{text}\x0D").as_bytes());
    reply_of(testing::drain(&mut port, world))
}

fn reply_of(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes).unwrap();
    text.strip_suffix('\0').unwrap().replace('\0', "|")
}

fn bit_panel(letter: char) -> Vec<u8> {
    let mut panel = format!("\x1BDb;{letter};2;").into_bytes();
    panel.extend(vec![0xF0; 82_296]);
    panel.push(0x0D);
    panel
}

fn job(back: bool) -> Vec<u8> {
    let mut job = b"\x1BPr;ko\x0D\x1BSs\x0D\x1BSr\x0D".to_vec();
    job.extend(bit_panel('k'));
    job.extend(bit_panel('o'));
    if back {
        job.extend(b"\x1BSv\x0D");
        job.extend(bit_panel('k'));
        job.extend(bit_panel('o'));
    }
    job.extend(b"\x1BSe\x0D");
    job
}

fn send_job(world: &mut World, bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut port = PrinterPort::new();
    port.opened(world);
    port.receive(world, bytes);
    let said = testing::drain(&mut port, world);
    (said, port.hangs_up)
}

fn place(world: &World, card: u32) -> Place {
    world.cards().get(CardId(card)).unwrap().place()
}

#[test]
fn the_printer_says_that_it_is_simulated() {
    let mut world = testing::world();
    assert_eq!(ask(&mut world, "Rtp"), "Evolis SIM Primacy");
    assert_eq!(ask(&mut world, "Rse;f"), "5,00 Volts");
    assert_eq!(ask(&mut world, "Rlr;p"), "OK");
    assert_eq!(ask(&mut world, "Xyz"), "ERROR CDE");
}

#[test]
fn a_model_answers_only_for_the_parts_that_it_has() {
    let world_with = |model| {
        let mut world = testing::world();
        world.set_printer(model);
        world
    };
    let mut zenius = world_with(PrinterModel::Zenius);
    assert_eq!(ask(&mut zenius, "Rtp"), "Evolis SIM Zenius");
    assert_eq!(ask(&mut zenius, "Rr"), "ymcko");
    let (said, _) = send_job(&mut zenius, &job(true));
    assert!(reply_of(said).contains("OPT NOT AVAILABLE"));
    let mut badgy = world_with(PrinterModel::Badgy);
    for command in ["Rr", "Rlr;p", "Rlr;h", "Rco;c"] {
        assert_eq!(ask(&mut badgy, command), "ERROR CDE", "{command}");
    }
    for command in ["Sis", "Ser"] {
        assert_eq!(ask(&mut badgy, command), "OPT NOT AVAILABLE", "{command}");
    }
    let begun = badgy.now();
    send_job(&mut badgy, &job(false));
    assert_eq!(place(&badgy, 1), Place::Output);
    let badgys = badgy.now().since(begun);
    let mut primacy = testing::world();
    let begun = primacy.now();
    send_job(&mut primacy, &job(false));
    assert!(badgys > primacy.now().since(begun));
}

#[test]
fn a_card_goes_to_the_encoder_is_printed_and_comes_out() {
    let mut world = testing::world();
    assert_eq!(ask(&mut world, "Sis"), "OK");
    assert_eq!(place(&world, 1), Place::Encoder);
    assert_eq!(ask(&mut world, "Rlr;p"), "SMART CARD");
    let (said, _) = send_job(&mut world, &job(true));
    assert_eq!(reply_of(said), ["OK"; 9].join("|"));
    assert_eq!(place(&world, 1), Place::Output);
    let card = world.cards().get(CardId(1)).unwrap();
    assert_eq!(card.front.panels(), [Panel::Black, Panel::Overlay]);
    assert_eq!(card.back.panels(), [Panel::Black, Panel::Overlay]);
    assert_eq!(ask(&mut world, "Rco;c"), "1");
    assert_eq!(ask(&mut world, "Rco;p"), "4");
    assert_eq!(ask(&mut world, "Rrt;count"), "98");
}

#[test]
fn movements_without_a_card_or_blanks_are_refused() {
    let mut world = testing::world();
    assert_eq!(ask(&mut world, "Sce"), "ERROR CDE");
    world.arm(Arming::once(FaultKind::HopperEmpty));
    assert_eq!(ask(&mut world, "Sis"), "FEEDER EMPTY");
    assert_eq!(ask(&mut world, "Rse;f"), "0,00 Volts");
    world.load_hopper(3).unwrap();
    assert_eq!(ask(&mut world, "Sis"), "OK");
    assert_eq!(ask(&mut world, "Ser"), "OK");
    assert_eq!(world.cards().at(Place::Reject).len(), 1);
}

#[test]
fn a_jam_keeps_the_card_until_a_hand_takes_it() {
    let mut world = testing::world();
    world.arm(Arming::once(FaultKind::Jam {
        at: JamPoint::Panel,
    }));
    let (said, _) = send_job(&mut world, &job(false));
    assert!(reply_of(said).ends_with("|CARD JAM"));
    assert_eq!(place(&world, 1), Place::Path);
    assert_eq!(ask(&mut world, "Ser"), "CARD JAM");
    assert_eq!(world.clear_jam(), Some(CardId(1)));
    assert_eq!(place(&world, 1), Place::Hand);
    assert_eq!(ask(&mut world, "Rem"), "CARD JAM");
    assert_eq!(ask(&mut world, "Scs"), "OK");
    assert_eq!(ask(&mut world, "Rem"), "OK");
}

#[test]
fn a_ribbon_that_ends_mid_panel_leaves_a_half_printed_card() {
    let mut world = testing::world();
    assert_eq!(ask(&mut world, "Pem;2"), "OK");
    world.arm(Arming::once(FaultKind::RibbonEndMidPanel {
        panel: Panel::Black,
    }));
    let (said, _) = send_job(&mut world, &job(false));
    assert!(reply_of(said).ends_with("|ERROR RIBBON"));
    assert_eq!(ask(&mut world, "Rrt;count"), "0");
    let picture = world.cards().get(CardId(1)).unwrap().front.picture();
    assert_ne!(picture.get_pixel(0, 0), picture.get_pixel(1015, 0));
    world.change_ribbon();
    assert_eq!(ask(&mut world, "Ser"), "OK");
}

/// What a job for both faces is answered in the end, and where the card is and whether it bears anything then.
fn both_faces_with(fault: &str) -> (World, String, Place, bool) {
    let mut world = testing::world();
    let id = world.arm(Arming::once(fault.parse().unwrap()));
    let (said, _) = send_job(&mut world, &job(true));
    assert!(
        world.faults().iter().all(|armed| armed.id != id),
        "{fault} was not reached"
    );
    let said = reply_of(said);
    let last = said.rsplit('|').next().unwrap().to_owned();
    let card = world.cards().get(CardId(1)).unwrap();
    let (place, printed) = (card.place(), !card.is_unprinted());
    (world, last, place, printed)
}

#[test]
fn each_trouble_of_the_mechanism_stops_the_card_where_it_is_with_its_word() {
    for (fault, word, place, printed) in [
        ("cleaning-due", "NEED CLEANING", Place::Hopper, false),
        (
            "ribbon-unrecognised",
            "ERR RIB DETECTION",
            Place::PrintHead,
            false,
        ),
        ("ribbon-break:k", "ERROR RIBBON", Place::PrintHead, true),
        ("cover-opens:feed", "COVER OPEN", Place::Path, false),
        ("cover-opens:head", "COVER OPEN", Place::Path, false),
        ("cover-opens:panel", "COVER OPEN", Place::Path, true),
        ("cover-opens:flip", "COVER OPEN", Place::Path, true),
        ("cover-opens:exit", "COVER OPEN", Place::Path, true),
        ("jam:flip", "CARD JAM", Place::Path, true),
        ("output-full", "HOPPER FULL", Place::PrintHead, true),
    ] {
        let (_, said, found, bears) = both_faces_with(fault);
        assert_eq!(
            (said.as_str(), found, bears),
            (word, place, printed),
            "{fault}"
        );
    }
}

#[test]
fn what_is_wrong_with_ribbon_and_cleaning_is_told_until_it_is_put_right() {
    let (mut world, ..) = both_faces_with("ribbon-unrecognised");
    assert_eq!(ask(&mut world, "Rrt;count"), "ERR RIB DETECTION");
    world.change_ribbon();
    assert_eq!(ask(&mut world, "Rrt;count"), "100");
    let (mut world, ..) = both_faces_with("ribbon-break:k");
    assert_eq!(
        ask(&mut world, "Rrt;count"),
        "99",
        "it broke, it did not end"
    );
    let (said, _) = send_job(&mut world, &job(false));
    assert!(reply_of(said).ends_with("ERROR RIBBON"));
    let (mut world, ..) = both_faces_with("cleaning-due");
    assert_eq!(ask(&mut world, "Rlr;c"), "NEED CLEANING");
    assert_eq!(ask(&mut world, "Sis"), "NEED CLEANING");
    assert_eq!(ask(&mut world, "Scp"), "OK");
    assert_eq!(ask(&mut world, "Sis"), "OK");
}

#[test]
fn a_full_reject_tray_keeps_the_card_inside() {
    let mut world = testing::world();
    world.arm(Arming::once(FaultKind::RejectFull));
    assert_eq!(ask(&mut world, "Sis"), "OK");
    assert_eq!(ask(&mut world, "Ser"), "REJECT BOX FULL");
    assert_eq!(place(&world, 1), Place::Encoder);
    assert_eq!(ask(&mut world, "Ser"), "OK");
    assert_eq!(place(&world, 1), Place::Reject);
}

#[test]
fn a_line_lost_before_the_print_command_prints_nothing() {
    let mut world = testing::world();
    world.arm(Arming::once(FaultKind::LinkLostBeforePrint));
    let (said, hangs_up) = send_job(&mut world, &job(false));
    assert!(hangs_up && said.is_empty());
    assert_eq!(world.printer().counters.panels, 0);
    assert_eq!(ask(&mut world, "Rlr;p"), "OK");
}

#[test]
fn a_line_lost_after_the_print_command_prints_all_the_same() {
    let mut world = testing::world();
    world.arm(Arming::once(FaultKind::LinkLostAfterPrint));
    let (said, hangs_up) = send_job(&mut world, &job(false));
    assert!(hangs_up && said.is_empty());
    while let Some(next) = world.next_change() {
        world.advance_to(next);
    }
    assert_eq!(place(&world, 1), Place::Output);
    assert!(!world.cards().get(CardId(1)).unwrap().is_unprinted());
}

#[test]
fn a_job_without_its_last_command_is_forgotten_with_the_connection() {
    let mut world = testing::world();
    let whole = job(false);
    let (_, hangs_up) = send_job(&mut world, &whole[..whole.len() - 1]);
    assert!(!hangs_up);
    assert_eq!(ask(&mut world, "Se"), "ERROR CDE");
    assert_eq!(world.printer().counters.cards, 0);
}

#[test]
fn an_open_cover_and_a_hot_head_stop_the_print() {
    let mut world = testing::world();
    world.open_cover();
    assert_eq!(ask(&mut world, "Sis"), "COVER OPEN");
    assert_eq!(ask(&mut world, "Rse;o"), "0,00 Volts");
    world.close_cover();
    world.arm(Arming::once(FaultKind::HeadHot));
    let (said, _) = send_job(&mut world, &job(false));
    assert!(reply_of(said).ends_with("|ERROR HEAD"));
    assert!(world.cards().get(CardId(1)).unwrap().is_unprinted());
}

#[test]
fn an_answer_that_is_lost_or_withheld_is_that_of_a_command_that_was_carried_out() {
    let (lost, withheld) = (
        FaultKind::AnswerLost {
            device: Device::Printer,
        },
        FaultKind::AnswerWithheld {
            device: Device::Printer,
        },
    );
    for (kind, drops) in [(lost, true), (withheld, false)] {
        let mut world = testing::world();
        // The first command is answered, the second is not, whoever sends them.
        world.arm(Arming {
            skip: 1,
            ..Arming::once(kind)
        });
        assert_eq!(ask(&mut world, "Rtp"), "Evolis SIM Primacy");
        let mut port = PrinterPort::new();
        port.opened(&mut world);
        port.receive(&mut world, b"\x1BSis\x0D");
        let said = testing::drain(&mut port, &mut world);
        assert_eq!((said.len(), port.hangs_up), (0, drops), "{kind}");
        while let Some(next) = world.next_change() {
            world.advance_to(next);
        }
        assert_eq!(place(&world, 1), Place::Encoder, "{kind}");
        assert_eq!(ask(&mut world, "Rlr;p"), "SMART CARD", "{kind}");
    }
}

#[test]
fn a_printer_that_hangs_at_a_command_does_not_carry_it_out() {
    let mut world = testing::world();
    world.arm(Arming {
        skip: 2,
        ..Arming::once(FaultKind::DeviceHung {
            device: Device::Printer,
        })
    });
    let (said, hangs_up) = send_job(&mut world, &job(false));
    assert_eq!((reply_of(said), hangs_up), ("OK|OK".to_owned(), false));
    assert!(world.is_hung(Device::Printer));
    world.unplug(Device::Printer);
    world.plug(Device::Printer);
    assert_eq!(ask(&mut world, "Rlr;p"), "OK", "no card was fed");
}

/// What arrives of the answer to a command that is given with the fault armed, and whether the line stays.
fn answer_amiss(fault: &str, command: &str) -> (Vec<u8>, bool, u64) {
    let mut world = testing::world();
    world.arm(Arming::once(fault.parse().unwrap()));
    let begun = world.now();
    let (said, dropped) = send_job(&mut world, format!("\x1B{command}\x0D").as_bytes());
    assert!(world.faults().is_empty(), "{fault} was not reached");
    (said, dropped, world.now().since(begun).as_secs())
}

#[test]
fn an_answer_may_be_lost_late_garbled_or_have_an_ok_before_it() {
    let (said, dropped, _) = answer_amiss("printer-answers:lost:Sis", "Sis");
    assert_eq!((said, dropped), (Vec::new(), true));
    let (said, _, seconds) = answer_amiss("printer-answers:late:Sis", "Sis");
    assert_eq!(said, b"OK\0");
    assert!(seconds >= 3600, "{seconds}");
    let (said, dropped, _) = answer_amiss("printer-answers:garbled:Rlr;p", "Rlr;p");
    assert_eq!((said, dropped), (b"oK\0".to_vec(), false));
    let (said, ..) = answer_amiss("printer-answers:ok-first:Rco;p", "Rco;p");
    assert_eq!(said, b"OK\x000\0");
}

#[test]
fn a_power_cut_drops_the_line_and_the_next_connection_finds_the_card_where_it_was() {
    let mut world = testing::world();
    ask(&mut world, "Pem;2");
    world.arm(Arming::once("power-cut:encoder".parse().unwrap()));
    let (said, dropped) = send_job(&mut world, b"\x1BSis\x0D");
    assert_eq!((said, dropped), (Vec::new(), true));
    assert_eq!(ask(&mut world, "Rlr;p"), "CARD");
    assert!(!world.printer().host_manages_errors);
    assert_eq!(ask(&mut world, "Sis"), "OK");
    assert_eq!(place(&world, 1), Place::Encoder);
}
