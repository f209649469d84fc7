//! Devices unplugged in the middle of their own work: the work ends named, and goes on when they are back.

use super::{AT_ONCE, Bench, PATIENCE};
use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_proto::v1::{AttemptState, DeviceState, FingerPosition, HintKind, OrderState};
use loket_tests::front_end::reason;
use loket_tests::hands::Hands;
use loket_tests::people::sari;
use tokio::time::timeout;

/// An enrolment that has biodata, and the applicant in the chair.
async fn begun(bench: &mut Bench) -> String {
    let person = sari();
    bench.hands.seat(person.id).await.unwrap();
    let opened = bench.front_end.open_record(&person.case).await.unwrap();
    let id = opened.enrolment_id;
    bench
        .front_end
        .set_biodata(&id, &person.biodata)
        .await
        .unwrap();
    id
}

async fn a_panel_is_printed(hands: &mut Hands) {
    let request = sim::WatchEventsRequest::default();
    let events = hands.panel().watch_events(request).await.unwrap();
    let mut events = events.into_inner();
    while let Some(event) = events.message().await.unwrap() {
        if event.json.contains("panel-printed") {
            return;
        }
    }
}

#[tokio::test]
async fn a_scanner_that_leaves_while_it_waits_for_a_finger() {
    let mut bench = Bench::open().await;
    let id = begun(&mut bench).await;
    let request = v1::CaptureFingerRequest {
        enrolment_id: id.clone(),
        actor: bench.front_end.actor(),
        position: FingerPosition::RightIndex.into(),
    };
    let stream = bench.front_end.enrolments.capture_finger(request).await;
    let mut stream = stream.unwrap().into_inner();
    let first = stream.message().await.unwrap().unwrap().event.unwrap();
    assert!(matches!(
        first,
        v1::capture_finger_response::Event::Hint(hint) if hint.kind() == HintKind::Place
    ));
    bench.hands.unplug("sensor").await.unwrap();
    let refused = async {
        while stream.message().await?.is_some() {}
        Ok(())
    };
    let refused: Result<(), tonic::Status> =
        timeout(AT_ONCE, refused).await.expect("noticed at once");
    assert_eq!(reason(&refused.unwrap_err()), "DEVICE_DISCONNECTED");
    bench.until("scanner", DeviceState::Absent).await;
    bench.others_are_ready(&["scanner"]).await;
    bench.hands.plug("sensor").await.unwrap();
    bench.all_are_ready().await;
    let position = FingerPosition::RightIndex;
    let captured = bench
        .front_end
        .capture_finger(&id, position, &mut bench.hands);
    timeout(PATIENCE, captured).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_camera_that_leaves_while_somebody_watches() {
    let mut bench = Bench::open().await;
    let id = begun(&mut bench).await;
    let request = v1::StreamPreviewRequest {
        enrolment_id: id.clone(),
        seconds: 60,
    };
    let stream = bench.front_end.enrolments.stream_preview(request).await;
    let mut pictures = stream.unwrap().into_inner();
    pictures.message().await.unwrap().unwrap();
    bench.hands.unplug("camera").await.unwrap();
    let (_, took) = bench.until("camera", DeviceState::Absent).await;
    assert!(took < AT_ONCE, "{took:?}");
    bench.others_are_ready(&["camera"]).await;
    bench.hands.plug("camera").await.unwrap();
    drop(pictures);
    bench.all_are_ready().await;
    bench.front_end.take_photo(&id).await.unwrap();
}

#[tokio::test]
async fn an_order_that_finds_a_device_away_goes_on_by_itself_once_it_is_there() {
    let mut bench = Bench::open().await;
    for device in ["printer", "desk"] {
        bench.hands.unplug(device).await.unwrap();
        bench.until(device, DeviceState::Absent).await;
        let id = bench.order(device).await;
        let held = bench.held(&id).await;
        let reason = held.hold.unwrap().reason;
        let away = ["DEVICE_UNREACHABLE", "DEVICE_DISCONNECTED"];
        assert!(away.contains(&reason.as_str()), "{device}: {reason}");
        bench.hands.plug(device).await.unwrap();
        let printed = |order: &v1::Order| order.state() == OrderState::Inspecting;
        bench.watch(&id, printed).await;
    }
}

#[tokio::test]
async fn a_printer_that_leaves_while_it_prints_has_printed_one_card() {
    // Slow enough for a busy machine to pull the plug while the card is still under the head.
    let mut bench = Bench::open_in("time = \"scaled:4\"\n", "move_seconds = 30").await;
    let id = bench.order("printing").await;
    // The order is printing from just before the command leaves, the card only when a panel is on it.
    timeout(PATIENCE, a_panel_is_printed(&mut bench.hands))
        .await
        .expect("printed in time");
    bench.hands.unplug("printer").await.unwrap();
    bench.held(&id).await;
    bench.others_are_ready(&["printer"]).await;
    bench.hands.plug("printer").await.unwrap();
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
    assert_eq!(bench.cards_at("output").await, 1);
}

#[tokio::test]
async fn a_reader_that_leaves_while_it_writes_goes_on_with_the_same_chip() {
    let mut bench = Bench::open().await;
    bench
        .hands
        .arm("device-unplugged:encoder", 12)
        .await
        .unwrap();
    let id = bench.order("writing").await;
    bench.held(&id).await;
    bench.others_are_ready(&["encoder"]).await;
    bench.hands.plug("encoder").await.unwrap();
    bench.all_are_ready().await;
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
}

#[tokio::test]
async fn a_card_pulled_while_it_is_written_leaves_the_reader_in_use() {
    let mut bench = Bench::open().await;
    bench
        .hands
        .arm("card-pulled-mid-write:20", 0)
        .await
        .unwrap();
    let id = bench.order("pulled").await;
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts[0].state(), AttemptState::Spoiled);
    assert_eq!(order.attempts.len(), 2, "{order:?}");
    assert_eq!(bench.cards_at("hand").await, 1);
    bench.all_are_ready().await;
}
