//! A disk without room.

use super::Premises;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::OrderState;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_tests::counter::{Counter, Simulated};
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, about_order, of_enrolment, only, reason};
use loket_tests::hands::Hands;
use loket_tests::memory::office::recorded;
use loket_tests::small_disk::{Filler, start_daemon};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// No step of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
const SCENARIO: &str = "time = \"scaled:20\"\n";
const LIMITS: &str = "person_seconds = 2\nmove_seconds = 5\nprint_seconds = 60\nfree_mib = 0";

#[test]
fn no_blank_is_fed_without_room_to_finish_its_card() {
    let mut premises = Premises::with_room(u64::from(u32::MAX));
    let order = premises.submit("r1").unwrap();
    assert_eq!(premises.in_the_way(), [Reason::RecordsFull]);
    let held = order.hold.unwrap();
    assert_eq!((held.reason, premises.hopper()), (Reason::RecordsFull, 5));
    premises.free_mib = 0;
    premises.restart();
    assert_eq!(premises.in_the_way(), []);
    let order = premises.office.go_on(&order.id).unwrap();
    assert_eq!(order.state, OrderState::Inspecting);
}

/// A counter whose records are on a disk that can be filled, with a front end and hands.
struct Small {
    front_end: FrontEnd,
    hands: Hands,
    disk: Filler,
    _counter: Counter,
    _folder: TempDir,
}

impl Small {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulated = Simulated::start(folder.path(), SCENARIO, LIMITS).unwrap();
        let (daemon, disk) = start_daemon(folder.path(), "16m").unwrap();
        let counter = Counter::join(folder.path(), simulated, daemon)
            .await
            .unwrap();
        Self {
            front_end: counter.front_end("operator.ani").await.unwrap(),
            hands: counter.hands().await.unwrap(),
            disk,
            _counter: counter,
            _folder: folder,
        }
    }

    async fn submit(&mut self, case: &str) -> Result<v1::Order, String> {
        let data = tokio::task::spawn_blocking(recorded).await.unwrap();
        let mut request = submission(Order {
            case: case.to_owned(),
            reason: v1::OrderReason::New,
            source: Source::CardData(card_data_message(&data)),
        });
        request.actor = self.front_end.actor();
        let submitted = self.front_end.orders.submit_order(request).await;
        let submitted = submitted.map_err(|status| reason(&status))?;
        Ok(submitted.into_inner().order.unwrap())
    }

    async fn is_printed(&mut self, id: &str) -> v1::Order {
        let printed = self
            .front_end
            .watch_until(id, v1::OrderState::Inspecting, |_| ());
        timeout(PATIENCE, printed).await.expect("in time").unwrap()
    }

    /// Waits until this is in the way, and nothing besides.
    async fn wait_until_in_the_way(&mut self, reasons: &[&str]) {
        let topics = only(&[v1::Topic::Station]);
        let mut events = self.front_end.watch(topics).await.unwrap();
        let shown = async {
            loop {
                let event = events.message().await.unwrap().unwrap().event;
                let Some(Event::Station(status)) = event else {
                    continue;
                };
                let conditions = status.conditions.iter();
                if conditions
                    .map(|one| one.reason.as_str())
                    .eq(reasons.iter().copied())
                {
                    return;
                }
            }
        };
        timeout(PATIENCE, shown).await.expect("in time");
    }

    /// Cards in hopper and output tray.
    async fn cards(&mut self) -> (usize, usize) {
        let cards = self.hands.world().await.unwrap().cards;
        let at = |place| cards.iter().filter(|card| card.place == place).count();
        (at("hopper"), at("output"))
    }
}

#[tokio::test]
async fn on_a_full_disk_nothing_begins_reads_go_on_and_with_room_again_so_does_the_work() {
    let mut small = Small::start().await;
    let first = small.submit("case-1").await.unwrap();
    small.is_printed(&first.order_id).await;
    let cards = small.cards().await;
    small.disk.fill().unwrap();
    assert_eq!(small.submit("case-2").await.unwrap_err(), "RECORDS_FULL");
    small.wait_until_in_the_way(&["RECORDS_FULL"]).await;
    let judged = small.front_end.answer_order(&first.order_id, "good").await;
    assert!(judged.unwrap_err().to_string().contains("RECORDS_FULL"));
    let orders = small
        .front_end
        .orders
        .list_orders(v1::ListOrdersRequest::default());
    let orders = orders.await.unwrap().into_inner().orders;
    assert_eq!(
        (orders.len(), orders[0].state()),
        (1, v1::OrderState::Inspecting)
    );
    assert_eq!(small.cards().await, cards, "no card has moved");
    small.disk.clear().unwrap();
    small.wait_until_in_the_way(&[]).await;
    small
        .front_end
        .answer_order(&first.order_id, "good")
        .await
        .unwrap();
    let second = small.submit("case-2").await.unwrap();
    small.is_printed(&second.order_id).await;
}

#[tokio::test]
async fn a_disk_that_fills_up_under_a_card_holds_it_and_nothing_is_done_twice() {
    let mut small = Small::start().await;
    let (hopper, output) = small.cards().await;
    let order = small.submit("case-1").await.unwrap();
    let id = order.order_id;
    let begun = small
        .front_end
        .watch_until(&id, v1::OrderState::InProduction, |_| ());
    timeout(PATIENCE, begun).await.expect("in time").unwrap();
    small.disk.fill().unwrap();
    let mut events = small.front_end.watch(about_order(&id)).await.unwrap();
    let hold = async {
        loop {
            let event = events.message().await.unwrap().unwrap().event;
            if let Some(Event::Progress(v1::OrderProgress {
                hold: Some(hold),
                prompt,
                ..
            })) = event
            {
                return (hold.reason, prompt.expect("a question comes with it"));
            }
        }
    };
    let (reason, prompt) = timeout(PATIENCE, hold).await.expect("in time");
    assert_eq!(reason, "RECORDS_FULL");
    let choices = prompt.choices.iter().map(|choice| choice.key.as_str());
    assert!(
        choices.into_iter().any(|key| key == "continue"),
        "{prompt:?}"
    );
    small.disk.clear().unwrap();
    small.front_end.answer_order(&id, "continue").await.unwrap();
    let printed = small.is_printed(&id).await;
    assert_eq!(printed.attempts.len(), 1);
    assert_eq!(small.cards().await, (hopper - 1, output + 1));
}

#[tokio::test]
async fn a_capture_whose_end_cannot_be_recorded_is_asked_for_again_with_room() {
    let mut small = Small::start().await;
    let id = small
        .front_end
        .open_record("case-1")
        .await
        .unwrap()
        .enrolment_id;
    let request = v1::CaptureFingerRequest {
        enrolment_id: id.clone(),
        actor: small.front_end.actor(),
        position: v1::FingerPosition::RightIndex.into(),
    };
    let capture = small.front_end.enrolments.capture_finger(request).await;
    let mut hints = capture.unwrap().into_inner();
    hints.message().await.unwrap();
    small.disk.fill().unwrap();
    let ended = async { while let Ok(Some(_)) = hints.message().await {} };
    timeout(PATIENCE, ended).await.expect("in time");
    small.wait_until_in_the_way(&["RECORDS_FULL"]).await;
    assert_eq!(small.front_end.list_prompts().await.unwrap(), []);
    small.disk.clear().unwrap();
    small.wait_until_in_the_way(&[]).await;
    let prompts = small.front_end.list_prompts().await.unwrap();
    assert_eq!(prompts.len(), 1);
    assert_eq!(prompts[0].subject, Some(of_enrolment(&id)));
}
