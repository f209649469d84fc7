//! What happened, as the results tell it.

use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_tests::flow::Issued;
use loket_tests::laps::Lap;
use loket_tests::people::Person;
use std::time::Duration;

/// The whole run.
#[derive(Debug)]
pub(crate) struct Story {
    /// The counter.
    pub(crate) station: v1::GetStationResponse,
    /// Its hardware, as it names itself.
    pub(crate) devices: Vec<v1::Device>,
    /// World seconds per second on the wall.
    pub(crate) scale: u32,
    /// Everybody's visits.
    pub(crate) visits: Vec<Visit>,
    /// The world when the doors opened.
    pub(crate) before: sim::World,
    /// The world at the end.
    pub(crate) after: sim::World,
    /// Everything that happened in the world, JSON lines.
    pub(crate) events: Vec<String>,
    /// How long it took on the wall.
    pub(crate) wall: Duration,
    /// Whether A's looks come from image files.
    pub(crate) from_images: bool,
}

/// One applicant's way to the card.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) person: Person,
    /// What the applicant came for.
    pub(crate) matter: &'static str,
    /// Photos, oldest first, with what each is.
    pub(crate) photos: Vec<(&'static str, v1::Photo)>,
    /// The record.
    pub(crate) record: v1::EnrolmentContent,
    /// Why the photo was replaced, for a re-photo.
    pub(crate) rephoto: Option<v1::EnrolmentContent>,
    /// The card.
    pub(crate) issued: Issued,
    /// Time of an earlier day, outside the posted times.
    pub(crate) earlier: Vec<Lap>,
    /// Record or re-photo.
    pub(crate) recording: Vec<Lap>,
    /// From the proof to the hand-over.
    pub(crate) issuing: Vec<Lap>,
    /// What was erased at the counter.
    pub(crate) receipt: v1::ErasureReceipt,
}

impl Visit {
    /// The photo on the card.
    pub(crate) fn photo(&self) -> Option<&v1::Photo> {
        self.photos.last().map(|(_, photo)| photo)
    }
}
