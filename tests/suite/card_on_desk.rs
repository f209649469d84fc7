//! `loket card` at the desk reader of a counter of real processes.

use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_tests::counter::Counter;
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::FrontEnd;
use loket_tests::hands::Hands;
use loket_tests::memory::office::recorded;
use loket_tests::process::built;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// Exit code of what a person must look into.
const PERSON_ACTS: i32 = 4;

/// Runs `loket card` with these words.
async fn loket(folder: &Path, words: &[&str]) -> Output {
    loket_with(&folder.join("loketd.toml"), words).await
}

async fn loket_with(config: &Path, words: &[&str]) -> Output {
    let mut command = tokio::process::Command::new(built("loket").unwrap());
    command.args(["--json", "card", "--config"]).arg(config);
    command.args(words).output().await.unwrap()
}

/// The config of a counter beside this one, of another issuer.
fn of_another_issuer(folder: &Path) -> PathBuf {
    let state = folder.join("other-state");
    fs::create_dir(&state).unwrap();
    fs::copy(folder.join("state/issuer.key"), state.join("issuer.key")).unwrap();
    // The file keeps its permissions.
    fs::write(state.join("issuer.key"), [0x21; 32]).unwrap();
    let config = fs::read_to_string(folder.join("loketd.toml")).unwrap();
    let other = config.replace("state = \"state\"", "state = \"other-state\"");
    assert_ne!(other, config);
    let file = folder.join("other.toml");
    fs::write(&file, other).unwrap();
    file
}

/// The one document that it printed.
async fn said(folder: &Path, words: &[&str]) -> Value {
    let output = loket(folder, words).await;
    let notes = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {notes}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A card that was printed and not activated yet, on the desk reader.
async fn printed(front_end: &mut FrontEnd, hands: &mut Hands) -> String {
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let order = Order {
        case: "desk".to_owned(),
        reason: v1::OrderReason::New,
        source: Source::CardData(card_data_message(&data)),
    };
    let id = front_end.submit(submission(order)).await.unwrap().order_id;
    let inspecting = v1::OrderState::Inspecting;
    front_end
        .watch_until(&id, inspecting, |_| ())
        .await
        .unwrap();
    let card = hands.take_printed_card().await.unwrap();
    hands.move_card(&card, "desk-reader").await.unwrap();
    card
}

#[tokio::test]
async fn a_card_tells_what_it_is_what_it_holds_and_whether_it_is_genuine() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::start(folder.path(), "time = \"scaled:20\"\n", "")
        .await
        .unwrap();
    let (mut hands, mut front_end) = (
        counter.hands().await.unwrap(),
        counter.front_end("operator.ani").await.unwrap(),
    );
    let card = printed(&mut front_end, &mut hands).await;
    let chip = hands.chip(&card).await.unwrap();
    let folder = folder.path();

    let info = said(folder, &["info"]).await;
    assert_eq!(info["profile"], "open");
    assert_eq!(
        (&info["serial"], &info["write_journal"]),
        (&chip["serial"], &Value::from(2))
    );
    assert_eq!(info["life_cycle"], "personalised");

    let verdict = said(folder, &["verify"]).await;
    assert_eq!(verdict["signature_valid"], true);
    let stranger = loket_with(&of_another_issuer(folder), &["verify"]).await;
    let verdict: Value = serde_json::from_slice(&stranger.stdout).unwrap();
    assert_eq!(verdict["signature_valid"], false);
    assert_eq!(verdict["serial"], chip["serial"]);
    assert_eq!(stranger.status.code(), Some(PERSON_ACTS));

    let photo = folder.join("photo.jpg");
    let read = said(folder, &["read", "--photo", photo.to_str().unwrap()]).await;
    let biodata = recorded().biodata.clone();
    assert_eq!(read["biodata"]["nik"], biodata.nik);
    let saved: String = std::fs::read(&photo)
        .unwrap()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    assert_eq!(chip["files"][2]["hex"], saved);
    let free = said(folder, &["read", "--free"]).await;
    assert_eq!(free["photo_bytes"], saved.len() / 2);

    let traced = loket(folder, &["trace"]).await;
    let text = String::from_utf8(traced.stdout).unwrap();
    assert!(
        traced.status.success() && text.lines().count() > 20,
        "{text}"
    );
    let hexed: String = biodata
        .nik
        .bytes()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    for personal in [
        &biodata.nik,
        &biodata.name,
        &hexed,
        &saved[20..40].to_owned(),
    ] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

#[tokio::test]
async fn a_blank_is_named_and_an_empty_reader_is_not_waited_for_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let counter = Counter::start(folder.path(), "time = \"scaled:20\"\n", "")
        .await
        .unwrap();
    let mut hands = counter.hands().await.unwrap();
    let world = hands.world().await.unwrap();
    let blank = world.cards.iter().find(|card| card.place == "store");
    let blank = blank.expect("a blank in the store").id.clone();
    hands.move_card(&blank, "desk-reader").await.unwrap();
    let info = said(folder.path(), &["info"]).await;
    assert_eq!(
        (&info["profile"], &info["life_cycle"]),
        (&"open".into(), &"blank".into())
    );
    for words in [&["read"][..], &["read", "--free"], &["verify"], &["trace"]] {
        let refused = loket(folder.path(), words).await;
        let notes = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{notes}");
        assert!(notes.contains("not personalised"), "{notes}");
    }
    let elsewhere = loket(folder.path(), &["info", "--reader", "no such reader"]).await;
    assert_eq!(elsewhere.status.code(), Some(1));
}
