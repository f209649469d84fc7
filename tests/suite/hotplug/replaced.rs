//! Another unit at a device's address.

use super::{AT_ONCE, Bench};
use loket_proto::v1;
use loket_proto::v1::{AttemptState, DeviceState};
use loket_tests::front_end::{of_order, reason};

async fn accept(bench: &mut Bench, name: &str) -> Result<v1::DeviceDetail, tonic::Status> {
    let request = v1::AcceptDeviceRequest {
        name: name.to_owned(),
        actor: bench.front_end.actor(),
    };
    let accepted = bench.front_end.hardware.accept_device(request).await?;
    Ok(accepted.into_inner())
}

async fn swap(bench: &mut Bench, device: &str, name: &str, unit: u32) -> v1::Device {
    bench.hands.unplug(device).await.unwrap();
    bench.until(name, DeviceState::Absent).await;
    bench.hands.plug_unit(device, unit).await.unwrap();
    bench
        .device(name, |device| {
            let condition = device.condition.as_ref();
            condition.is_none_or(|condition| condition.reason == "DEVICE_REPLACED")
        })
        .await
}

#[tokio::test]
async fn another_unit_is_shown_and_used_only_once_it_is_accepted() {
    let mut bench = Bench::open().await;
    assert!(
        accept(&mut bench, "scanner").await.is_err(),
        "nothing to accept"
    );
    let replaced = swap(&mut bench, "sensor", "scanner", 2).await;
    let condition = replaced.condition.unwrap();
    assert_eq!(condition.reason, "DEVICE_REPLACED");
    assert!(condition.detail.contains("SIM00001") && condition.detail.contains("SIM00002"));
    let refused = bench.try_out("scanner").await.unwrap_err();
    assert_eq!(reason(&refused), "DEVICE_REPLACED");
    let detail = accept(&mut bench, "scanner").await.unwrap();
    let device = detail.device.unwrap();
    assert_eq!(device.state(), DeviceState::Ready);
    assert_eq!(device.serial, "SIM00002");
    assert_eq!(
        detail.faults[0].condition.as_ref().unwrap().reason,
        "DEVICE_REPLACED"
    );
    bench.try_out("scanner").await.unwrap();
}

#[tokio::test]
async fn the_old_unit_is_used_again_without_a_word() {
    let mut bench = Bench::open().await;
    swap(&mut bench, "printer", "printer", 2).await;
    bench.hands.unplug("printer").await.unwrap();
    bench.hands.plug_unit("printer", 1).await.unwrap();
    let (_, took) = bench.until("printer", DeviceState::Ready).await;
    assert!(took < 2 * AT_ONCE, "{took:?}");
    bench.try_out("printer").await.unwrap();
}

/// An order whose printer was swapped while it held a card; it waits for its printer.
async fn swapped(bench: &mut Bench) -> String {
    bench
        .hands
        .arm("device-unplugged:encoder", 12)
        .await
        .unwrap();
    let id = bench.order("swapped").await;
    bench.held(&id).await;
    let replaced = swap(bench, "printer", "printer", 2).await;
    assert_eq!(replaced.state(), DeviceState::Absent);
    bench.hands.plug("encoder").await.unwrap();
    bench.until("encoder", DeviceState::Ready).await;
    bench.go_on(&id).await;
    let held = bench
        .watch(&id, |order| {
            let hold = order.hold.as_ref();
            hold.is_some_and(|hold| hold.reason == "DEVICE_REPLACED")
        })
        .await;
    assert_eq!(held.attempts.len(), 1);
    id
}

#[tokio::test]
async fn an_order_waits_for_the_printer_that_has_its_card() {
    let mut bench = Bench::open().await;
    let id = swapped(&mut bench).await;
    bench.hands.unplug("printer").await.unwrap();
    bench.hands.plug_unit("printer", 1).await.unwrap();
    bench.until("printer", DeviceState::Ready).await;
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
}

#[tokio::test]
async fn another_printer_is_never_asked_for_a_card_that_it_never_had() {
    let mut bench = Bench::open().await;
    let id = swapped(&mut bench).await;
    // The old printer is carried away with the card in it.
    let world = bench.hands.world().await.unwrap();
    let mut cards = world.cards.into_iter();
    let inside = cards.find(|card| card.place == "encoder").unwrap();
    bench.hands.move_card(&inside.id, "hand").await.unwrap();
    accept(&mut bench, "printer").await.unwrap();
    bench.go_on(&id).await;
    let is_unknown = |order: &v1::Order| order.attempts[0].state() == AttemptState::Unknown;
    bench.watch(&id, is_unknown).await;
    assert_eq!(bench.cards_at("output").await, 0);
    let asked = bench.front_end.prompt(of_order(&id)).await.unwrap();
    let spoiled = v1::AnswerPromptRequest {
        note: "it left with the old printer".to_owned(),
        ..bench.front_end.saying(&asked, "spoiled")
    };
    bench.front_end.say(spoiled).await.unwrap();
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts[0].state(), AttemptState::Spoiled);
    assert_eq!(
        (order.attempts.len(), bench.cards_at("output").await),
        (2, 1)
    );
}
