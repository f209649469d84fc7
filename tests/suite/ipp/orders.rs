//! Orders on a printer without an encoder: people move the card, the desk reader writes and recognises its chip, and the
//! printer's word alone never makes a card good.

mod office;
mod trouble;

use loket_proto::v1::{self, OrderState, PrinterTask, PromptKind};
use loket_tests::front_end::reason;
use office::{Office, Way};

/// From the order to the holder's hand; the card is moved as it is asked.
async fn is_made_and_handed_over(way: Way) {
    let mut office = Office::open(way, "").await;
    let id = office.order("good").await;
    let card = office.place_a_blank(&id).await;
    office.feed(&id, &card).await;
    office.asked(&id, PromptKind::ReturnCard).await;
    assert_eq!(office.printed(), 1);
    office.put_on_the_desk(&id, &card).await;
    let asked = office.asked(&id, PromptKind::InspectCard).await;
    for side in ["front", "back"] {
        let proof = office.front_end.picture(&asked, side).await.unwrap();
        assert!(image::load_from_memory(&proof).is_ok(), "{side}");
    }
    office.say(&id, "good").await;
    let order = office.hand_over(&id, &card).await;
    assert_eq!(order.state(), OrderState::HandedOver);
    assert_eq!(order.attempts.len(), 1);
    let chip = office.hands.chip(&card).await.unwrap();
    assert_eq!(chip["life_cycle"], "activated");
    office.expect_books(1, 0).await;
    assert_eq!(office.printed(), 1);
}

#[tokio::test]
async fn a_card_is_made_on_a_printer_without_an_encoder() {
    is_made_and_handed_over(Way::Printer).await;
}

#[tokio::test]
async fn the_same_card_is_made_through_a_queue_of_cups() {
    is_made_and_handed_over(Way::Queue).await;
}

#[tokio::test]
async fn another_card_than_the_one_that_was_written_is_never_accepted() {
    let mut office = Office::open(Way::Printer, "").await;
    let id = office.order("other").await;
    let card = office.place_a_blank(&id).await;
    let serial = office.chip(&card).await;
    office.feed(&id, &card).await;
    office.asked(&id, PromptKind::ReturnCard).await;
    let other = office.blank_on_the_desk().await;
    office.say(&id, "continue").await;
    let refused = office.refused(&id, "CHIP_MISMATCH").await;
    assert_eq!(refused.kind(), PromptKind::ReturnCard);
    assert!(refused.condition.unwrap().detail.contains(&serial));
    office.hands.move_card(&other, "hand").await.unwrap();
    office.put_on_the_desk(&id, &card).await;
    office.asked(&id, PromptKind::InspectCard).await;
    office.say(&id, "good").await;
    office.expect_books(1, 0).await;
}

#[tokio::test]
async fn only_a_blank_is_begun_and_only_from_an_empty_desk_is_printed() {
    let mut office = Office::open(Way::Printer, "").await;
    let id = office.order("first").await;
    let card = office.place_a_blank(&id).await;
    office.say(&id, "continue").await;
    let refused = office.refused(&id, "CARD_ON_DESK").await;
    assert_eq!(refused.kind(), PromptKind::FeedCard);
    assert_eq!(office.printed(), 0);
    office.spoil(&id).await;
    office.asked(&id, PromptKind::DiscardCard).await;
    office.say(&id, "continue").await;
    office.asked(&id, PromptKind::PlaceBlank).await;
    // The card that was spoiled lies there still.
    office.say(&id, "continue").await;
    let refused = office.refused(&id, "NOT_A_BLANK").await;
    assert_eq!(refused.kind(), PromptKind::PlaceBlank);
    office.hands.move_card(&card, "hand").await.unwrap();
    office.expect_books(0, 1).await;
}

#[tokio::test]
async fn what_moves_cards_elsewhere_is_refused_and_books_no_blank() {
    let mut office = Office::open(Way::Printer, "").await;
    for task in [PrinterTask::TestCard, PrinterTask::ProvePairing] {
        let request = v1::MaintainPrinterRequest {
            actor: office.front_end.actor(),
            task: task.into(),
            request_id: "task".to_owned(),
        };
        let hardware = &mut office.front_end.hardware;
        let refused = hardware.maintain_printer(request).await.unwrap_err();
        assert_eq!(reason(&refused), "DEVICE_UNSUPPORTED");
    }
    office.expect_books(0, 0).await;
}
