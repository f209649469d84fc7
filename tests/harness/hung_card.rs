//! A card that hangs in the desk reader while the daemon works with it, and is pulled, over and over.

use crate::counter::Counter;
use crate::front_end::{FrontEnd, only, reason};
use crate::hands::Hands;
use anyhow::{Context, bail, ensure};
use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_proto::v1::watch_response::Event;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tonic::{Response, Status, Streaming};

type Tested = Result<Response<v1::TestDeviceResponse>, Status>;

/// The one at the desk reader.
#[derive(Debug)]
pub struct HungCard {
    hands: Hands,
    front_end: FrontEnd,
    card: String,
    world: Streaming<sim::Event>,
}

impl HungCard {
    /// Takes a blank out of the store for it.
    ///
    /// # Errors
    /// When daemon or simulator do not answer.
    pub async fn at(counter: &Counter) -> anyhow::Result<Self> {
        let mut hands = counter.hands().await?;
        let world = hands.world().await?;
        let mut cards = world.cards.into_iter();
        let card = cards.find(|card| card.place == "store");
        let card = card.context("the store is empty")?.id;
        hands.move_card(&card, "hand").await?;
        let request = sim::WatchEventsRequest::default();
        let events = hands.panel().watch_events(request).await?.into_inner();
        Ok(Self {
            front_end: counter.front_end("operator.hung").await?,
            hands,
            card,
            world: events,
        })
    }

    /// Puts the card on the reader, has it hang under the reader's self-test, waits until the daemon calls the reader stuck
    /// if that is wanted, and pulls the card. Returns how long it took from there until the reader was ready again.
    ///
    /// # Errors
    /// When the test ends otherwise than by the card's removal; the caller limits the wait.
    pub async fn round(&mut self, until_stuck: bool) -> anyhow::Result<Duration> {
        self.hands.move_card(&self.card, "desk-reader").await?;
        self.hands.arm("device-hung:desk", 0).await?;
        let test = self.hang().await?;
        let begun = if until_stuck {
            self.becomes(v1::DeviceState::Stuck).await?;
            ends_with(test, "DEVICE_STUCK").await?;
            self.pull().await?
        } else {
            let begun = self.pull().await?;
            ends_with(test, "CARD_REMOVED").await?;
            begun
        };
        self.becomes(v1::DeviceState::Ready).await?;
        Ok(begun.elapsed())
    }

    /// Takes the card out; when that was.
    async fn pull(&mut self) -> anyhow::Result<Instant> {
        self.hands.move_card(&self.card, "hand").await?;
        Ok(Instant::now())
    }

    /// Tests the reader until it sees the card, which hangs then; the test that waits for it.
    async fn hang(&mut self) -> anyhow::Result<JoinHandle<Tested>> {
        loop {
            let mut test = self.begin_test();
            tokio::select! {
                struck = struck(&mut self.world) => {
                    struck?;
                    return Ok(test);
                }
                // It came before the reader had told of the card.
                ended = &mut test => { ended??; }
            }
        }
    }

    fn begin_test(&self) -> JoinHandle<Tested> {
        let mut front_end = self.front_end.clone();
        let request = v1::TestDeviceRequest {
            name: "desk".to_owned(),
            actor: front_end.actor(),
        };
        tokio::spawn(async move { front_end.hardware.test_device(request).await })
    }

    async fn becomes(&mut self, state: v1::DeviceState) -> anyhow::Result<()> {
        let mut events = self.front_end.watch(only(&[v1::Topic::Devices])).await?;
        while let Some(message) = events.message().await? {
            if let Some(Event::Device(device)) = message.event
                && device.name == "desk"
                && device.state() == state
            {
                return Ok(());
            }
        }
        bail!("the daemon ended")
    }
}

/// Whoever had the test run hears this.
async fn ends_with(test: JoinHandle<Tested>, expected: &str) -> anyhow::Result<()> {
    let ended = test.await?.err().map(|error| reason(&error));
    ensure!(
        ended.as_deref() == Some(expected),
        "it ended with {ended:?} and not {expected}"
    );
    Ok(())
}

/// Waits until an armed fault has struck.
async fn struck(world: &mut Streaming<sim::Event>) -> anyhow::Result<()> {
    while let Some(event) = world.message().await? {
        if event.json.contains("fault-struck") {
            return Ok(());
        }
    }
    bail!("the simulator ended")
}
