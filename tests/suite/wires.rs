//! The flow over the real wires: `loketd`, `loket-sim` and the stock `pcscd` as processes; a pty, TCP, HTTP and PC/SC
//! between them; front ends that come and go.

use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_tests::counter::Counter;
use loket_tests::flow::{self, Desk, Order, approvals};
use loket_tests::front_end::{FrontEnd, about_order, only};
use loket_tests::hands::Hands;
use loket_tests::memory::office::recorded;
use loket_tests::people::{bima, sari};
use loket_tests::process;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::time::timeout;
use tonic::Streaming;

/// The default people, twenty times as fast as life.
const SCENARIO: &str = "time = \"scaled:20\"\n";
const LIMITS: &str = "person_seconds = 15\nmove_seconds = 5\nprint_seconds = 60";
/// No step of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn counter() -> (Counter, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (
        Counter::start(folder.path(), SCENARIO, LIMITS)
            .await
            .unwrap(),
        folder,
    )
}

/// A front end, and an order for `b`'s card that was accepted from it.
async fn ordered(counter: &Counter) -> (FrontEnd, v1::Order) {
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let request = v1::SubmitOrderRequest {
        request_id: "r1".into(),
        reason: v1::OrderReason::Lost.into(),
        approvals: approvals(&[]),
        print_ready: Some(v1::PrintReady {
            ready: true,
            reference: "PRR-1".into(),
        }),
        subject: "case-1".into(),
        source: Some(Source::CardData(
            loket_daemon::rpc::submission::card_data_message(&data),
        )),
        ..v1::SubmitOrderRequest::default()
    };
    let order = front_end.submit(request).await.unwrap();
    (front_end, order)
}

async fn inspectable(front_end: &mut FrontEnd, id: &str) -> v1::Order {
    let watch = front_end.watch_until(id, v1::OrderState::Inspecting, |_| ());
    timeout(PATIENCE, watch).await.expect("in time").unwrap()
}

/// Cards at a place of the world.
async fn cards_at(hands: &mut Hands, place: &str) -> usize {
    let world = hands.world().await.unwrap();
    world
        .cards
        .iter()
        .filter(|card| card.place == place)
        .count()
}

#[tokio::test]
async fn an_applicant_is_recorded_and_gets_a_card() {
    let (counter, _folder) = counter().await;
    let mut desk = Desk::open(&counter, "operator.ani").await.unwrap();
    let package = flow::record(&mut desk, &sari(), "").await.unwrap();
    let source = Source::EnrolmentId(package.content.enrolment_id.clone());
    let order = Order {
        case: "case-a".into(),
        reason: v1::OrderReason::New,
        source,
    };
    let issued = desk.issue(&sari(), order).await.unwrap();
    assert_eq!(issued.order.state(), v1::OrderState::HandedOver);
    assert_eq!(
        issued.chip["life_cycle"]
            .as_str()
            .map(str::to_lowercase)
            .as_deref(),
        Some("activated")
    );
    assert!(issued.activation.chip.signature_valid);
    assert_eq!(cards_at(&mut desk.hands, "handed-over").await, 1);
}

#[tokio::test]
async fn a_front_end_that_is_killed_leaves_a_finished_card_for_the_next_one() {
    let (counter, folder) = counter().await;
    let (front_end, order) = ordered(&counter).await;
    drop(front_end);
    let socket = format!("unix:{}", folder.path().join("loket.sock").display());
    let mut killed = tokio::process::Command::new(process::built("loket").unwrap())
        .args([
            "--connect",
            &socket,
            "--json",
            "order",
            "watch",
            "--follow",
            &order.order_id,
        ])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(killed.stdout.take().unwrap()).lines();
    let printing = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("\"printing\"") {
                return;
            }
        }
        panic!("the watcher ended before the print began");
    };
    timeout(PATIENCE, printing).await.expect("in time");
    killed.kill().await.unwrap();
    let mut next = counter.front_end("operator.budi").await.unwrap();
    let order = inspectable(&mut next, &order.order_id).await;
    assert_eq!(order.attempts.len(), 1);
    assert_eq!(
        cards_at(&mut counter.hands().await.unwrap(), "output").await,
        1
    );
}

#[tokio::test]
async fn a_killed_daemon_finds_out_what_became_of_the_card() {
    let (mut counter, _folder) = counter().await;
    let hopper = cards_at(&mut counter.hands().await.unwrap(), "hopper").await;
    let (mut front_end, order) = ordered(&counter).await;
    let printing = front_end.watch_until(&order.order_id, v1::OrderState::InProduction, |_| ());
    timeout(PATIENCE, printing).await.expect("in time").unwrap();
    counter.restart_daemon().await.unwrap();
    let mut next = counter.front_end("operator.budi").await.unwrap();
    let id = order.order_id.clone();
    let found = next
        .orders
        .get_order(v1::GetOrderRequest { order_id: id })
        .await
        .unwrap()
        .into_inner();
    assert!(
        [v1::OrderState::InProduction, v1::OrderState::Inspecting].contains(&found.state()),
        "{found:?}"
    );
    let settled = timeout(PATIENCE, settle(&mut next, &order.order_id))
        .await
        .expect("in time");
    assert_eq!(settled.state(), v1::OrderState::Inspecting, "{settled:?}");
    let now = cards_at(&mut counter.hands().await.unwrap(), "hopper").await;
    let used = settled
        .attempts
        .iter()
        .filter(|a| a.state() != v1::AttemptState::NotFed)
        .count();
    assert_eq!(
        hopper - now,
        used,
        "every blank that left the hopper is in one attempt"
    );
}

/// The order at its next change, and what it then waits for.
async fn next_order(events: &mut Streaming<v1::WatchResponse>) -> (v1::Order, Option<v1::Prompt>) {
    loop {
        let event = events.message().await.unwrap().unwrap().event;
        if let Some(Event::Order(change)) = event {
            return (change.order.unwrap(), change.prompt);
        }
    }
}

/// Watches; whatever holds the order is said to be dealt with.
async fn settle(front_end: &mut FrontEnd, id: &str) -> v1::Order {
    let mut events = front_end.watch(about_order(id)).await.unwrap();
    loop {
        let (order, prompt) = next_order(&mut events).await;
        if order.state() == v1::OrderState::Inspecting {
            return order;
        }
        let choice = match prompt.map(|prompt| prompt.kind()) {
            Some(v1::PromptKind::ClearHold) => "continue",
            // The printer has fed no card before, so its counter proves nothing; somebody looks and finds nothing.
            Some(v1::PromptKind::SettleUnknown) => "no_card",
            _ => "",
        };
        if !choice.is_empty() {
            front_end.answer_order(id, choice).await.unwrap();
        }
    }
}

async fn arm(hands: &mut Hands, fault: &str) {
    let request = sim::ArmFaultRequest {
        fault: fault.to_owned(),
        ..sim::ArmFaultRequest::default()
    };
    hands.panel().arm_fault(request).await.unwrap();
}

/// Waits until the order waits for a person; the reason.
async fn held(front_end: &mut FrontEnd, id: &str) -> String {
    let mut events = front_end.watch(about_order(id)).await.unwrap();
    let hold = async {
        loop {
            let (_, prompt) = next_order(&mut events).await;
            if let Some(hold) = prompt.and_then(|prompt| prompt.condition) {
                return hold.reason;
            }
        }
    };
    timeout(PATIENCE, hold).await.expect("in time")
}

#[tokio::test]
async fn a_print_answer_lost_on_tcp_never_makes_a_second_card() {
    let (counter, _folder) = counter().await;
    let mut hands = counter.hands().await.unwrap();
    arm(&mut hands, "link-lost-after-print").await;
    let (mut front_end, order) = ordered(&counter).await;
    let order = inspectable(&mut front_end, &order.order_id).await;
    assert_eq!(
        (order.attempts.len(), cards_at(&mut hands, "output").await),
        (1, 1)
    );
}

#[tokio::test]
async fn an_empty_hopper_is_filled_and_the_order_goes_on() {
    let (counter, _folder) = counter().await;
    let mut hands = counter.hands().await.unwrap();
    arm(&mut hands, "hopper-empty").await;
    let (mut front_end, order) = ordered(&counter).await;
    assert_eq!(held(&mut front_end, &order.order_id).await, "HOPPER_EMPTY");
    hands
        .panel()
        .load_hopper(sim::LoadHopperRequest { count: 10 })
        .await
        .unwrap();
    front_end
        .answer_order(&order.order_id, "continue")
        .await
        .unwrap();
    inspectable(&mut front_end, &order.order_id).await;
}

#[tokio::test]
async fn devices_that_leave_the_bus_are_used_again() {
    let (counter, _folder) = counter().await;
    let mut hands = counter.hands().await.unwrap();
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    for device in ["sensor", "camera", "printer"] {
        hands
            .panel()
            .unplug(sim::UnplugRequest {
                device: device.to_owned(),
            })
            .await
            .unwrap();
        timeout(PATIENCE, one_is_absent(&mut front_end))
            .await
            .expect("noticed in time");
        hands
            .panel()
            .plug(sim::PlugRequest {
                device: device.to_owned(),
                unit: 0,
            })
            .await
            .unwrap();
        timeout(PATIENCE, front_end.wait_for_devices())
            .await
            .expect("back in time")
            .unwrap();
    }
    let mut desk = Desk::open(&counter, "operator.ani").await.unwrap();
    flow::record(&mut desk, &bima(), "").await.unwrap();
}

async fn one_is_absent(front_end: &mut FrontEnd) {
    let mut events = front_end.watch(only(&[v1::Topic::Devices])).await.unwrap();
    loop {
        let event = events.message().await.unwrap().unwrap().event;
        let Some(Event::Device(device)) = event else {
            continue;
        };
        if device.state() == v1::DeviceState::Absent {
            let condition = device.condition.unwrap();
            assert!(!condition.remedy_en.is_empty() && !condition.detail.is_empty());
            return;
        }
    }
}
