//! What goes wrong around the print: it ends in the right class, nothing is sent twice without a person's word, and the
//! attempt goes on with the chip that was bound to it and no other.

use super::office::{Office, Way};
use crate::ipp::Bench;
use loket_proto::v1::PromptKind;
use loket_tests::ipp::IppPrinter;

/// A card in the feeder of a printer that runs this script.
async fn in_the_feeder(way: Way, script: &str) -> (Office, String, String) {
    let mut office = Office::open(way, script).await;
    let id = office.order("trouble").await;
    let card = office.place_a_blank(&id).await;
    office.feed(&id, &card).await;
    (office, id, card)
}

/// The card is on the desk again, with its chip as it was written, and comes out of the printer this time.
async fn is_finished(office: &mut Office, id: &str, card: &str) {
    office.put_on_the_desk(id, card).await;
    office.asked(id, PromptKind::FeedCard).await;
    office.feed(id, card).await;
    office.asked(id, PromptKind::ReturnCard).await;
    office.put_on_the_desk(id, card).await;
    is_good(office, id, card).await;
}

async fn is_good(office: &mut Office, id: &str, card: &str) {
    office.asked(id, PromptKind::InspectCard).await;
    office.say(id, "good").await;
    office.hand_over(id, card).await;
    office.expect_books(1, 0).await;
}

#[tokio::test]
async fn a_print_that_the_printer_aborts_is_judged_by_a_person_and_the_unprinted_card_printed_then()
{
    let (mut office, id, card) = in_the_feeder(Way::Printer, "exit 1").await;
    let asked = office.asked(&id, PromptKind::SettleUnknown).await;
    assert_eq!(asked.condition.unwrap().reason, "OUTCOME_UNKNOWN");
    assert_eq!(office.printed(), 1, "it is not sent again by itself");
    office.bench.printer.act("").unwrap();
    office.say(&id, "unprinted").await;
    office.asked(&id, PromptKind::ReturnCard).await;
    is_finished(&mut office, &id, &card).await;
    assert_eq!(office.printed(), 2);
}

#[tokio::test]
async fn a_card_of_unknown_outcome_is_recognised_by_its_chip_on_the_desk() {
    let (mut office, id, card) = in_the_feeder(Way::Printer, IppPrinter::WAIT).await;
    office.bench.printer.until_waiting().unwrap();
    office.forget_the_job();
    office.asked(&id, PromptKind::SettleUnknown).await;
    let other = office.blank_on_the_desk().await;
    let refused = office.front_end.answer_order(&id, "on_desk").await;
    assert!(refused.is_err(), "a blank is taken for the card");
    office.hands.move_card(&other, "hand").await.unwrap();
    office.hands.move_card(&card, "desk-reader").await.unwrap();
    office.say(&id, "on_desk").await;
    office.hand_over(&id, &card).await;
    office.expect_books(1, 0).await;
    assert_eq!(office.printed(), 1);
}

#[tokio::test]
async fn a_print_is_found_again_by_its_name_after_the_daemon_was_killed() {
    for way in [Way::Printer, Way::Queue] {
        let (mut office, id, card) = in_the_feeder(way, IppPrinter::WAIT).await;
        office.bench.printer.until_waiting().unwrap();
        let go_on = |bench: &Bench| bench.printer.go_on().unwrap();
        office.restart_daemon(go_on).await;
        office.asked(&id, PromptKind::ReturnCard).await;
        assert_eq!(office.printed(), 1);
        office.put_on_the_desk(&id, &card).await;
        is_good(&mut office, &id, &card).await;
        assert_eq!(office.printed(), 1);
    }
}

#[tokio::test]
async fn a_print_that_neither_side_remembers_is_judged_by_a_person() {
    let (mut office, id, _) = in_the_feeder(Way::Printer, IppPrinter::WAIT).await;
    office.bench.printer.until_waiting().unwrap();
    office.forget_the_job();
    office.restart_daemon(|_| ()).await;
    office.asked(&id, PromptKind::SettleUnknown).await;
    assert_eq!(office.printed(), 1);
    office.spoil(&id).await;
    office.asked(&id, PromptKind::PlaceBlank).await;
    office.expect_books(0, 1).await;
}

#[tokio::test]
async fn after_a_kill_the_attempt_goes_on_with_its_own_chip() {
    let mut office = Office::open(Way::Printer, "").await;
    let id = office.order("killed").await;
    let card = office.place_a_blank(&id).await;
    office.restart_daemon(|_| ()).await;
    office.asked(&id, PromptKind::ReturnCard).await;
    office.hands.move_card(&card, "hand").await.unwrap();
    let other = office.blank_on_the_desk().await;
    office.say(&id, "continue").await;
    office.refused(&id, "CHIP_MISMATCH").await;
    office.hands.move_card(&other, "hand").await.unwrap();
    is_finished(&mut office, &id, &card).await;
    assert_eq!(office.printed(), 1);
}

#[tokio::test]
async fn an_order_that_is_cancelled_costs_a_blank_only_once_its_chip_is_written() {
    let mut office = Office::open(Way::Printer, "").await;
    let before = office.order("before").await;
    office.asked(&before, PromptKind::PlaceBlank).await;
    office.cancel(&before).await;
    let after = office.order("after").await;
    office.place_a_blank(&after).await;
    office.cancel(&after).await;
    office.asked(&after, PromptKind::DiscardCard).await;
    office.say(&after, "continue").await;
    office.expect_books(0, 1).await;
    assert_eq!(office.printed(), 0);
}
