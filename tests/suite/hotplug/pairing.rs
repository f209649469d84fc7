//! Which reader is the printer's own: nothing is written in one that did not report the fed card.

use super::{Bench, is_held};
use loket_proto::v1;
use loket_proto::v1::{AttemptState, OrderState, PrinterTask};
use loket_tests::front_end::reason;
use loket_tests::process::built;
use std::path::Path;

const NOT_PAIRED: &str = "ENCODER_NOT_PAIRED";
/// Slow enough to put a card somewhere while a blank is on its way.
const UNHURRIED: &str = "time = \"scaled:2\"\n";

/// Exchanges the names of encoder and desk reader in the config.
fn cross(folder: &Path) {
    let file = folder.join("loketd.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let crossed = config
        .replace("SIM Encoder 00", "SIM ? 00")
        .replace("SIM Desk 00", "SIM Encoder 00")
        .replace("SIM ? 00", "SIM Desk 00");
    assert_ne!(crossed, config);
    std::fs::write(file, crossed).unwrap();
}

async fn world_card(bench: &mut Bench, place: &str) -> String {
    let world = bench.hands.world().await.unwrap();
    let mut cards = world.cards.into_iter();
    cards.find(|card| card.place == place).unwrap().id
}

/// A blank out of the store lies in the reader on the desk.
pub(super) async fn blank_on_the_desk(bench: &mut Bench) -> String {
    let blank = world_card(bench, "store").await;
    bench.hands.move_card(&blank, "hand").await.unwrap();
    bench.hands.move_card(&blank, "desk-reader").await.unwrap();
    blank
}

async fn is_blank(bench: &mut Bench, card: &str) -> bool {
    bench.hands.chip(card).await.unwrap()["life_cycle"] == "blank"
}

/// Waits until the order is held for this.
async fn held_by(bench: &mut Bench, id: &str, reason: &str) -> v1::Order {
    let so = |change: &v1::OrderChange| {
        let hold = change.order.as_ref().and_then(|order| order.hold.as_ref());
        is_held(change) && hold.is_some_and(|hold| hold.reason == reason)
    };
    bench.change(id, so).await
}

async fn prove(bench: &mut Bench, request: &str) -> Result<(), tonic::Status> {
    let request = v1::MaintainPrinterRequest {
        actor: bench.front_end.actor(),
        task: PrinterTask::ProvePairing.into(),
        request_id: request.into(),
    };
    bench.front_end.hardware.maintain_printer(request).await?;
    Ok(())
}

async fn pairing(bench: &mut Bench) -> v1::Pairing {
    let request = v1::GetPairingRequest {};
    let pairing = bench.front_end.hardware.get_pairing(request).await;
    pairing.unwrap().into_inner()
}

/// What `loket device pair` says.
async fn on_the_command_line(bench: &Bench, options: &[&str]) -> String {
    let mut command = tokio::process::Command::new(built("loket").unwrap());
    let socket = bench.counter.folder().join("loket.sock");
    command.arg(format!("--connect=unix:{}", socket.display()));
    command.args(["--actor", "operator.ani", "device", "pair"]);
    let output = command.args(options).output().await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn with_readers_exchanged_nothing_is_written_and_the_state_names_it() {
    let mut bench = Bench::open().await;
    cross(bench.counter.folder());
    bench.counter.restart_daemon().await.unwrap();
    bench.front_end = bench.counter.front_end("operator.ani").await.unwrap();
    let begun = std::time::Instant::now();
    let id = bench.order("crossed").await;
    let held = held_by(&mut bench, &id, NOT_PAIRED).await;
    println!("exchanged readers: named after {:?}", begun.elapsed());
    let hold = held.hold.unwrap();
    assert!(hold.detail.contains("exchanged"), "{hold:?}");
    let fed = world_card(&mut bench, "encoder").await;
    assert!(is_blank(&mut bench, &fed).await);
    // Neither a click nor a blank in the wrong reader changes that.
    let stray = blank_on_the_desk(&mut bench).await;
    bench.go_on(&id).await;
    held_by(&mut bench, &id, NOT_PAIRED).await;
    assert!(is_blank(&mut bench, &fed).await && is_blank(&mut bench, &stray).await);
    // The way back: the stray card is taken away, the config put right.
    bench.hands.move_card(&stray, "hand").await.unwrap();
    cross(bench.counter.folder());
    bench.counter.restart_daemon().await.unwrap();
    bench.front_end = bench.counter.front_end("operator.ani").await.unwrap();
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
}

#[tokio::test]
async fn a_card_that_comes_into_the_other_reader_at_our_feed_keeps_the_chip_unwritten() {
    let mut bench = Bench::open_in(UNHURRIED, super::LIMITS).await;
    let id = bench.order("both").await;
    let feeding = |order: &v1::Order| {
        let attempt = order.attempts.last();
        attempt.is_some_and(|attempt| attempt.state() == AttemptState::Feeding)
    };
    bench.watch(&id, feeding).await;
    let stray = blank_on_the_desk(&mut bench).await;
    held_by(&mut bench, &id, NOT_PAIRED).await;
    let fed = world_card(&mut bench, "encoder").await;
    assert!(is_blank(&mut bench, &fed).await);
    bench.hands.move_card(&stray, "hand").await.unwrap();
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
    assert!(is_blank(&mut bench, &stray).await);
}

#[tokio::test]
async fn a_card_that_lay_in_the_other_reader_before_is_no_obstacle() {
    let mut bench = Bench::open().await;
    let stray = blank_on_the_desk(&mut bench).await;
    let id = bench.order("before").await;
    let made = |order: &v1::Order| order.state() == OrderState::Inspecting;
    let order = bench.watch(&id, made).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
    assert!(is_blank(&mut bench, &stray).await);
}

#[tokio::test]
async fn the_pair_is_proved_by_a_blank_that_is_booked_and_rejected() {
    let mut bench = Bench::open().await;
    let blanks = bench.cards_at("hopper").await;
    assert_eq!(pairing(&mut bench).await.proof, None);
    for _ in 0..2 {
        prove(&mut bench, "p1").await.unwrap();
    }
    let places = [
        bench.cards_at("hopper").await,
        bench.cards_at("reject").await,
    ];
    assert_eq!(places, [blanks - 1, 1], "sent twice, done once");
    let shown = pairing(&mut bench).await;
    let proof = shown.proof.unwrap();
    assert!(shown.proved && proof.passed, "{proof:?}");
    assert_eq!(proof.by.unwrap().id, "operator.ani");
    assert_eq!(shown.encoder.unwrap().name, "encoder");
    let request = v1::GetBooksRequest {};
    let books = bench.front_end.ledger.get_books(request).await.unwrap();
    let books = books.into_inner();
    let test_cards = v1::SpoilCause::TestCard as i32;
    let mut spoiled = books.balances.unwrap().spoiled_by_cause.into_iter();
    assert!(spoiled.any(|one| one.cause == test_cards && one.count == 1));
    let told = on_the_command_line(&bench, &["--prove", "--request-id", "p1"]).await;
    assert!(told.contains("passed: reported by encoder"), "{told}");
    assert_eq!(bench.cards_at("reject").await, 1, "it is the same request");
    let unnamed = prove(&mut bench, "").await.unwrap_err();
    assert_eq!(reason(&unnamed), "INVALID_ARGUMENT");
}

#[tokio::test]
async fn a_proof_with_readers_exchanged_fails_and_is_kept_as_such() {
    let mut bench = Bench::open().await;
    prove(&mut bench, "p1").await.unwrap();
    cross(bench.counter.folder());
    bench.counter.restart_daemon().await.unwrap();
    bench.front_end = bench.counter.front_end("operator.ani").await.unwrap();
    assert!(!pairing(&mut bench).await.proved, "that was another reader");
    let refused = prove(&mut bench, "p2").await.unwrap_err();
    assert_eq!(reason(&refused), NOT_PAIRED);
    assert_eq!(bench.cards_at("reject").await, 2, "it is out of the way");
    let proof = pairing(&mut bench).await.proof.unwrap();
    assert!(!proof.passed);
    assert_eq!(proof.reporters, ["desk"]);
}
