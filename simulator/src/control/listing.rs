//! The world in the words of the service.

use crate::applicant::Applicant;
use crate::card::{Card, Place};
use crate::device::Device;
use crate::event::Event;
use crate::fault::catalogue::Entry;
use crate::fault::{ArmedFault, Repeat};
use crate::print::{DOTS, LINES, Panel, PrintedFace};
use crate::shared::SharedWorld;
use crate::world::World;
use image::ImageFormat;
use loket_proto::sim::v1 as api;
use std::io::Cursor;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

/// Events that wait for a slow watcher.
const WAITING: usize = 256;

pub(super) fn world(world: &World) -> api::World {
    api::World {
        applicants: world.applicants().map(applicant).collect(),
        seated: world
            .seated()
            .map_or_else(String::new, |who| who.id().to_owned()),
        backdrop: world.backdrop().name().to_owned(),
        finger_on_glass: world
            .finger_on_glass()
            .map_or(0, |(_, finger)| u32::from(finger)),
        cards: world.cards().iter().map(card).collect(),
        supplies: Some(supplies(world)),
        clock: Some(clock(world)),
        faults: world.faults().iter().map(armed).collect(),
        unplugged: Device::ALL
            .into_iter()
            .filter(|device| !world.is_plugged(*device))
            .map(|device| device.name().to_owned())
            .collect(),
    }
}

fn applicant(applicant: &Applicant) -> api::Applicant {
    let fingers = (1..).zip(applicant.fingers());
    api::Applicant {
        id: applicant.id().to_owned(),
        seed: applicant.seed(),
        backdrop: applicant.backdrop().name().to_owned(),
        portrait: applicant.portrait_name().to_owned(),
        fingers: fingers
            .map(|(code, source)| api::Finger {
                code,
                source: source.name().to_owned(),
            })
            .collect(),
    }
}

fn card(card: &Card) -> api::Card {
    let serial = card.chip.serial();
    api::Card {
        id: card.id().to_string(),
        place: card.place().name().to_owned(),
        chip_serial: serial.iter().map(|byte| format!("{byte:02X}")).collect(),
        chip_life_cycle: word(&card.chip.life_cycle()),
        front_panels: letters(&card.front),
        back_panels: letters(&card.back),
    }
}

/// The word by which a plain enum is written in JSON.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn letters(face: &PrintedFace) -> String {
    face.panels().iter().copied().map(Panel::letter).collect()
}

fn supplies(world: &World) -> api::Supplies {
    let count = |place| u32::try_from(world.cards().at(place).len()).unwrap_or(u32::MAX);
    let printer = world.printer();
    api::Supplies {
        in_store: count(Place::Store),
        in_hopper: count(Place::Hopper),
        ribbon_left: printer.ribbon_left,
        cards_fed: printer.counters.cards,
        panels_printed: printer.counters.panels,
        cover_open: printer.cover_open,
        jammed: printer.jammed,
        busy: printer.is_busy(),
    }
}

pub(super) fn clock(world: &World) -> api::Clock {
    let now = world.now().since_origin().as_millis();
    api::Clock {
        policy: world.clock().policy().to_string(),
        world_ms: u64::try_from(now).unwrap_or(u64::MAX),
    }
}

fn armed(fault: &ArmedFault) -> api::ArmedFault {
    api::ArmedFault {
        id: fault.id,
        fault: fault.arming.kind.to_string(),
        permanent: fault.arming.repeat == Repeat::Permanent,
        skip: fault.arming.skip,
        chance: fault.arming.chance,
    }
}

pub(super) fn fault(entry: &Entry) -> api::Fault {
    api::Fault {
        spec: entry.spec.to_owned(),
        description: entry.description.to_owned(),
        reached_by: entry.reached_by.to_owned(),
        undone_by: entry.undone_by.to_owned(),
    }
}

pub(super) fn picture(face: &PrintedFace) -> Result<api::GetCardPictureResponse, Status> {
    let mut png = Cursor::new(Vec::new());
    face.picture()
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|error| Status::internal(format!("picture not encoded: {error}")))?;
    Ok(api::GetCardPictureResponse {
        png: png.into_inner().into(),
        panels: letters(face),
        overlaid: face.overlaid() * 1000 / (LINES * DOTS),
    })
}

/// Events after a number; with `follow` also those to come, until the watcher is gone.
pub(super) fn events(
    world: SharedWorld,
    mut after: u64,
    follow: bool,
) -> impl Stream<Item = Result<api::Event, Status>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut changes = world.changes();
        loop {
            changes.mark_unchanged();
            let fresh: Vec<api::Event> =
                world.with(|world| world.log().after(after).map(event).collect());
            for event in fresh {
                after = event.sequence;
                if sender.send(Ok(event)).await.is_err() {
                    return;
                }
            }
            if !follow {
                return;
            }
            let ended = tokio::select! {
                changed = changes.changed() => changed.is_err(),
                () = sender.closed() => true,
            };
            if ended {
                return;
            }
        }
    });
    ReceiverStream::new(receiver)
}

fn event(event: &Event) -> api::Event {
    api::Event {
        sequence: event.sequence,
        at_ms: event.at_ms,
        json: serde_json::to_string(event).unwrap_or_default(),
    }
}
