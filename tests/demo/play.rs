//! The play: two visits, step by step.

use crate::cast::Cast;
use crate::story::{Story, Visit};
use anyhow::Context;
use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_tests::counter::Counter;
use loket_tests::flow::{Desk, Order, Rephoto, chip_data, record, rephoto};
use loket_tests::front_end::Package;
use loket_tests::hands::Hands;
use loket_tests::people::Person;
use std::path::Path;
use std::time::Instant;

const OPERATOR: &str = "operator.wati";

/// Plays it at a counter of its own in `folder`.
pub(crate) async fn play(cast: &Cast, scale: u32, folder: &Path) -> anyhow::Result<Story> {
    let begun = Instant::now();
    say("starting simulator, pcscd and daemon");
    let counter = Counter::start(folder, &cast.scenario(scale), "").await?;
    let mut desk = Desk::open(&counter, OPERATOR).await?;
    let before = desk.hands.world().await?;
    say("applicant A: record and first card");
    let a = first_card(&mut desk, &cast.a, cast.photo_anyway)
        .await
        .context("applicant A")?;
    say("applicant B: re-photo and reprint of a damaged card");
    let b = reprint(&mut desk, &cast.b).await.context("applicant B")?;
    Ok(Story {
        station: desk.front_end.station().await?,
        devices: desk.front_end.devices().await?,
        scale,
        visits: vec![a, b],
        before,
        after: desk.hands.world().await?,
        events: events(&mut desk.hands).await?,
        wall: begun.elapsed(),
        from_images: cast.images.is_some(),
    })
}

/// A comes for the first time: record, card from the local enrolment.
async fn first_card(desk: &mut Desk, person: &Person, photo_anyway: &str) -> anyhow::Result<Visit> {
    let package = record(desk, person, photo_anyway).await?;
    let recording = desk.laps.take();
    say("  recorded; ordering the card");
    let enrolment = package.content.enrolment_id.clone();
    let order = Order {
        case: person.case.clone(),
        reason: v1::OrderReason::New,
        source: Source::EnrolmentId(enrolment.clone()),
    };
    let issued = desk.issue(person, order).await?;
    let receipt = desk.front_end.release(&enrolment, &package).await?;
    say("  handed over");
    Ok(Visit {
        person: person.clone(),
        matter: "Record and first card",
        photos: vec![("Photo", photo(&package)?)],
        record: package.content,
        rephoto: None,
        issued,
        earlier: Vec::new(),
        recording,
        issuing: desk.laps.take(),
        receipt,
    })
}

/// B was recorded on an earlier day; the office kept the package. Now the card is damaged and the photo is old.
async fn reprint(desk: &mut Desk, person: &Person) -> anyhow::Result<Visit> {
    let earlier = record(desk, person, "").await?;
    let receipt = desk
        .front_end
        .release(&earlier.content.enrolment_id, &earlier)
        .await?;
    let earlier_laps = desk.laps.take();
    say("  recorded earlier; now the re-photo");
    let case = format!("{}-R", person.case);
    let old_photo = photo(&earlier)?;
    let old = Rephoto {
        replaced_jpeg: &old_photo.jpeg,
        why: "the photo is older than the office allows",
    };
    let fresh = rephoto(desk, person, &case, old).await?;
    let recording = desk.laps.take();
    say("  new photo taken; ordering the card");
    let order = Order {
        case,
        reason: v1::OrderReason::Damaged,
        source: Source::CardData(chip_data(&earlier.content, &fresh.content)?),
    };
    let issued = desk.issue(person, order).await?;
    say("  handed over");
    Ok(Visit {
        person: person.clone(),
        matter: "Re-photo and reprint of a damaged card",
        photos: vec![
            ("Earlier photo, replaced", old_photo),
            ("New photo", photo(&fresh)?),
        ],
        record: earlier.content,
        rephoto: Some(fresh.content),
        issued,
        earlier: earlier_laps,
        recording,
        issuing: desk.laps.take(),
        receipt,
    })
}

fn photo(package: &Package) -> anyhow::Result<v1::Photo> {
    let photo = package.content.photo.clone();
    photo.context("the package has no photo")
}

async fn events(hands: &mut Hands) -> anyhow::Result<Vec<String>> {
    let request = sim::WatchEventsRequest {
        after: 0,
        no_follow: true,
    };
    let mut stream = hands.panel().watch_events(request).await?.into_inner();
    let mut events = Vec::new();
    while let Some(event) = stream.message().await? {
        events.push(event.json);
    }
    Ok(events)
}

fn say(text: &str) {
    println!("{text}");
}
