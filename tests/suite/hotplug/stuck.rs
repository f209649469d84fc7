//! A device that never answers: it alone is stuck, and the way back is automatic.

use super::{AT_ONCE, Bench, PATIENCE};
use loket_proto::v1::{DeviceState, FingerPosition};
use loket_tests::people::sari;
use std::time::Duration;
use tokio::time::timeout;

/// One exchange with a card is given so long, and whoever waits for it a bit more.
const NOTICED: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_hung_card_leaves_its_reader_stuck_and_everything_else_alive() {
    hang(0).await;
}

#[tokio::test]
async fn a_card_that_hangs_while_it_is_written_is_stuck_as_soon() {
    hang(12).await;
}

/// A card that hangs after so many commands.
async fn hang(commands: u32) {
    let mut bench = Bench::open().await;
    bench
        .hands
        .arm("device-hung:encoder", commands)
        .await
        .unwrap();
    let id = bench.order("hung").await;
    let (stuck, noticed) = bench.until("encoder", DeviceState::Stuck).await;
    assert!(noticed < NOTICED, "{noticed:?}");
    let condition = stuck.condition.unwrap();
    assert_eq!(condition.reason, "DEVICE_STUCK");
    assert!(condition.remedy_en.contains("card"), "{condition:?}");
    let order = bench.held(&id).await;
    assert_eq!(order.hold.unwrap().reason, "DEVICE_STUCK");
    bench.others_are_ready(&["encoder"]).await;
    record_something(&mut bench).await;
    pull_the_card(&mut bench).await;
    let (_, took) = bench.until("encoder", DeviceState::Ready).await;
    assert!(took < AT_ONCE, "{took:?}");
    println!("hung card: stuck {noticed:?} after the order, ready {took:?} after it was pulled");
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 2, "{order:?}");
}

/// The rest of the counter works: a photo and a finger.
async fn record_something(bench: &mut Bench) {
    let person = sari();
    bench.hands.seat(person.id).await.unwrap();
    let front_end = &mut bench.front_end;
    let id = front_end
        .open_record(&person.case)
        .await
        .unwrap()
        .enrolment_id;
    front_end.set_biodata(&id, &person.biodata).await.unwrap();
    front_end.take_photo(&id).await.unwrap();
    let captured = front_end.capture_finger(&id, FingerPosition::RightIndex, &mut bench.hands);
    timeout(PATIENCE, captured).await.unwrap().unwrap();
}

async fn pull_the_card(bench: &mut Bench) {
    let world = bench.hands.world().await.unwrap();
    let mut cards = world.cards.into_iter();
    let hung = cards.find(|card| card.place == "encoder").unwrap();
    bench.hands.move_card(&hung.id, "hand").await.unwrap();
}
