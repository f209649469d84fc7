//! The whole flow with Debian's vpcd in the place of our own reader driver.

use super::PATIENCE;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_simulator::pcscd::SOCKET_VARIABLE;
use loket_tests::counter::{Counter, ReaderDriver, Simulated};
use loket_tests::counterpart::{script, text};
use loket_tests::flow::{self, Desk, Issued, Order};
use loket_tests::front_end::FrontEnd;
use loket_tests::people::bima;
use loket_tests::vpcd::Vpcd;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::timeout;

const SCENARIO: &str = "time = \"scaled:20\"\n";
const LIMITS: &str = "person_seconds = 15\nmove_seconds = 10\nprint_seconds = 60";
/// What one command takes where vpcd's two packets meet a delayed acknowledgement.
const TRAP: Duration = Duration::from_millis(44);
const COMMANDS: u32 = 400;

#[tokio::test]
async fn a_card_is_issued_through_debians_vpcd() {
    let folder = tempfile::tempdir().unwrap();
    let simulated =
        Simulated::start_with(folder.path(), SCENARIO, LIMITS, ReaderDriver::Vpcd).unwrap();
    let counter = Counter::start_around(folder.path(), simulated)
        .await
        .unwrap();
    let mut desk = Desk::open(&counter, "operator.ani").await.unwrap();
    let models = desk.front_end.devices().await.unwrap();
    let models = models.iter().filter(|device| device.model.contains("vpcd"));
    assert_eq!(models.count(), 2, "both readers are vpcd's");

    let issued = issue(&mut desk).await;
    assert_eq!(issued.order.state(), v1::OrderState::HandedOver);
    assert_eq!(issued.order.attempts.len(), 1);
    assert!(issued.activation.chip.signature_valid);
    let life_cycle = issued.chip["life_cycle"].as_str().map(str::to_lowercase);
    assert_eq!(life_cycle.as_deref(), Some("activated"));

    // The holder comes back, and another program looks at the card. `pcscd` tells of the card that left until it looks again.
    timeout(PATIENCE, desk_is_empty(&mut desk.front_end))
        .await
        .unwrap();
    desk.hands
        .move_card(&issued.card, "desk-reader")
        .await
        .unwrap();
    let socket = folder.path().join("pcscd.sock");
    let read = tokio::task::spawn_blocking(move || photo(&socket)).await;
    let (text, took) = read.unwrap();
    assert!(text.contains(&issued.chip["files"][2]["hex"].as_str().unwrap()[..64]));
    assert!(
        took < TRAP * COMMANDS / 2,
        "{COMMANDS} commands took {took:?}"
    );
}

/// Returns when `pcscd` has noticed that no card is on the desk.
async fn desk_is_empty(front_end: &mut FrontEnd) {
    let mut is_empty = false;
    while !is_empty {
        let request = v1::TestDeviceRequest {
            name: "desk".to_owned(),
            actor: front_end.actor(),
        };
        let tested = front_end.hardware.test_device(request).await;
        let readings = tested.map_or_else(|_| Vec::new(), |tested| tested.into_inner().readings);
        is_empty = readings
            .iter()
            .any(|one| one.name == "card" && one.value == "none");
    }
}

/// Records `b` and issues a card.
async fn issue(desk: &mut Desk) -> Issued {
    let package = flow::record(desk, &bima(), "").await.unwrap();
    let order = Order {
        case: "case-b".into(),
        reason: v1::OrderReason::New,
        source: Source::EnrolmentId(package.content.enrolment_id.clone()),
    };
    desk.issue(&bima(), order).await.unwrap()
}

/// The beginning of the photo on the desk's card, read again and again by pyscard, and how long that took.
fn photo(socket: &Path) -> (String, Duration) {
    let select = "00A4040C07F04C4F4B455431\n00A4020C026FF2\n";
    let reads = "00B0000000\n".repeat(usize::try_from(COMMANDS).unwrap());
    let mut pyscard = script("pyscard_card.py");
    pyscard.arg(Vpcd::READERS[1]).env(SOCKET_VARIABLE, socket);
    let begin = Instant::now();
    let said = text(&mut pyscard, &format!("{select}{reads}"));
    assert!(begin.elapsed() < PATIENCE);
    (said, begin.elapsed())
}
