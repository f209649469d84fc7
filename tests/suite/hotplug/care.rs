//! Self-tests and maintenance, device by device.

use super::Bench;
use loket_proto::v1;
use loket_proto::v1::PrinterTask;
use loket_tests::front_end::reason;

fn reading<'a>(test: &'a v1::TestDeviceResponse, name: &str) -> &'a v1::Reading {
    let found = test.readings.iter().find(|reading| reading.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {:?}", test.readings))
}

async fn maintain(bench: &mut Bench, task: PrinterTask) -> Result<v1::DeviceDetail, tonic::Status> {
    let request = v1::MaintainPrinterRequest {
        actor: bench.front_end.actor(),
        task: task.into(),
        request_id: match task {
            PrinterTask::TestCard => "test-card-1".into(),
            _ => String::new(),
        },
    };
    let done = bench.front_end.hardware.maintain_printer(request).await?;
    Ok(done.into_inner())
}

#[tokio::test]
async fn the_empty_platen_is_shown_and_its_dirt_found() {
    let mut bench = Bench::open().await;
    let clean = bench.try_out("scanner").await.unwrap();
    assert!(clean.passed, "{clean:?}");
    let picture = image::load_from_memory(&clean.picture).unwrap();
    assert_eq!((picture.width(), picture.height()), (256, 288));
    bench.hands.arm("smudged-glass", 0).await.unwrap();
    let dirty = bench.try_out("scanner").await.unwrap();
    assert!(!dirty.passed);
    let dirt = reading(&dirty, "platen_dirt");
    assert!(
        dirt.value.starts_with("1 places") && !dirt.remedy_en.is_empty(),
        "{dirt:?}"
    );
    assert!(
        bench.try_out("scanner").await.unwrap().passed,
        "it was wiped off"
    );
}

#[tokio::test]
async fn the_camera_shows_a_live_frame() {
    let mut bench = Bench::open().await;
    let test = bench.try_out("camera").await.unwrap();
    assert!(test.passed, "{test:?}");
    assert_eq!(reading(&test, "frame").value, "960 x 720 pixels");
    assert_eq!(reading(&test, "picture").value, "live");
    assert_eq!(test.media_type, "image/jpeg");
}

#[tokio::test]
async fn a_reader_tells_of_itself_and_of_its_card() {
    let mut bench = Bench::open().await;
    let empty = bench.try_out("desk").await.unwrap();
    assert_eq!(reading(&empty, "card").value, "none");
    assert!(reading(&empty, "reader").value.contains("SIM"));
    let world = bench.hands.world().await.unwrap();
    let mut cards = world.cards.into_iter();
    let blank = cards.find(|card| card.place == "store").unwrap();
    bench.hands.move_card(&blank.id, "hand").await.unwrap();
    bench
        .hands
        .move_card(&blank.id, "desk-reader")
        .await
        .unwrap();
    let test = loop {
        // The reader shows a card a moment after it is put there.
        let test = bench.try_out("desk").await.unwrap();
        if reading(&test, "card").value == "present" {
            break test;
        }
    };
    assert!(test.passed, "{test:?}");
    assert!(reading(&test, "atr").value.starts_with("3B"));
    assert!(reading(&test, "chip").value.starts_with("answers"));
}

#[tokio::test]
async fn a_test_card_takes_a_blank_and_the_journal_knows() {
    let mut bench = Bench::open().await;
    let blanks = bench.cards_at("hopper").await;
    let detail = maintain(&mut bench, PrinterTask::TestCard).await.unwrap();
    assert_eq!(bench.cards_at("hopper").await, blanks - 1);
    assert_eq!(bench.cards_at("output").await, 1);
    let counted = detail.counters.iter().find(|one| one.name == "cards");
    assert_eq!(counted.unwrap().value, "1");
    maintain(&mut bench, PrinterTask::TestCard).await.unwrap();
    assert_eq!(bench.cards_at("hopper").await, blanks - 1, "sent again");
    let unnamed = v1::MaintainPrinterRequest {
        actor: bench.front_end.actor(),
        task: PrinterTask::TestCard.into(),
        request_id: String::new(),
    };
    let refused = bench.front_end.hardware.maintain_printer(unnamed).await;
    assert_eq!(reason(&refused.unwrap_err()), "INVALID_ARGUMENT");
    maintain(&mut bench, PrinterTask::Clean).await.unwrap();
    maintain(&mut bench, PrinterTask::Clear).await.unwrap();
    for task in [PrinterTask::Eject, PrinterTask::Reject] {
        let refused = maintain(&mut bench, task).await.unwrap_err();
        assert_eq!(reason(&refused), "WRONG_STATE", "there is no card to move");
    }
}

#[tokio::test]
async fn nothing_is_asked_of_a_printer_that_has_an_order() {
    let mut bench = Bench::open().await;
    bench
        .hands
        .arm("device-unplugged:encoder", 12)
        .await
        .unwrap();
    let id = bench.order("busy").await;
    bench.held(&id).await;
    let refused = maintain(&mut bench, PrinterTask::Eject).await.unwrap_err();
    assert_eq!(reason(&refused), "DEVICE_IN_USE");
    assert!(refused.message().contains(&id), "{refused}");
    assert_eq!(bench.cards_at("encoder").await, 1);
}
