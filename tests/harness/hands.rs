//! The hands of the people at the simulated counter: applicants and operator.

use anyhow::Context;
use loket_proto::sim::v1 as sim;
use loket_proto::sim::v1::counter_client::CounterClient;
use loket_proto::v1::{HintKind, PlacementHint};
use std::path::Path;
use tonic::transport::Channel;

/// Simulated people. They act at once.
#[derive(Clone, Debug)]
pub struct Hands {
    counter: CounterClient<Channel>,
    finger_on_glass: bool,
}

/// Both faces of a card as the printer left them, PNG.
#[derive(Clone, Debug)]
pub struct Faces {
    /// The side with the photo.
    pub front: Vec<u8>,
    /// The other side.
    pub back: Vec<u8>,
}

impl Hands {
    /// Connects to the simulator's control panel.
    ///
    /// # Errors
    /// When nobody answers there.
    pub async fn connect(socket: &Path) -> anyhow::Result<Self> {
        let counter = CounterClient::connect(format!("unix:{}", socket.display()))
            .await
            .with_context(|| format!("no simulator answers on {}", socket.display()))?;
        Ok(Self {
            counter: counter.max_decoding_message_size(64 << 20),
            finger_on_glass: false,
        })
    }

    /// The control panel itself.
    pub fn panel(&mut self) -> &mut CounterClient<Channel> {
        &mut self.counter
    }

    /// Pulls a device's plug (sensor, camera, printer, encoder, desk).
    ///
    /// # Errors
    /// When there is no such device.
    pub async fn unplug(&mut self, device: &str) -> anyhow::Result<()> {
        let device = device.to_owned();
        self.counter.unplug(sim::UnplugRequest { device }).await?;
        Ok(())
    }

    /// Plugs a device in again.
    ///
    /// # Errors
    /// When there is no such device.
    pub async fn plug(&mut self, device: &str) -> anyhow::Result<()> {
        self.plug_unit(device, 0).await
    }

    /// Plugs another unit in, with a serial number of its own; 0 means the one that was there.
    ///
    /// # Errors
    /// When there is no such device.
    pub async fn plug_unit(&mut self, device: &str, unit: u32) -> anyhow::Result<()> {
        let device = device.to_owned();
        self.counter.plug(sim::PlugRequest { device, unit }).await?;
        Ok(())
    }

    /// Has something go wrong once, after `skip` opportunities that pass unharmed.
    ///
    /// # Errors
    /// When there is no such fault.
    pub async fn arm(&mut self, fault: &str, skip: u32) -> anyhow::Result<()> {
        let request = sim::ArmFaultRequest {
            fault: fault.to_owned(),
            skip,
            ..sim::ArmFaultRequest::default()
        };
        self.counter.arm_fault(request).await?;
        Ok(())
    }

    /// An applicant sits down before the cloth of the birth year.
    ///
    /// # Errors
    /// When there is no such applicant.
    pub async fn seat(&mut self, applicant: &str) -> anyhow::Result<()> {
        let request = sim::SeatApplicantRequest {
            applicant: applicant.to_owned(),
            backdrop: String::new(),
        };
        self.finger_on_glass = false;
        self.counter.seat_applicant(request).await?;
        Ok(())
    }

    /// The seated applicant does what the counter's screen says.
    ///
    /// # Errors
    /// When the applicant does not have the finger.
    pub async fn follow(&mut self, hint: &PlacementHint) -> anyhow::Result<()> {
        let finger = u32::try_from(hint.position)?;
        match hint.kind() {
            HintKind::Place if !self.finger_on_glass => self.place(finger).await,
            HintKind::PlaceAgain => self.place(finger).await,
            HintKind::Lift => self.lift().await,
            _ => Ok(()),
        }
    }

    /// Puts a finger (ISO code) on the glass.
    ///
    /// # Errors
    /// When nobody sits there or the applicant does not have the finger.
    pub async fn place(&mut self, finger: u32) -> anyhow::Result<()> {
        let request = sim::PlaceFingerRequest {
            finger,
            condition: String::new(),
        };
        self.counter.place_finger(request).await?;
        self.finger_on_glass = true;
        Ok(())
    }

    /// Takes the finger off the glass.
    ///
    /// # Errors
    /// When the simulator is gone.
    pub async fn lift(&mut self) -> anyhow::Result<()> {
        self.finger_on_glass = false;
        self.counter.lift_finger(sim::LiftFingerRequest {}).await?;
        Ok(())
    }

    /// The operator takes the card that came out last; returns its id.
    ///
    /// # Errors
    /// When none came out.
    pub async fn take_printed_card(&mut self) -> anyhow::Result<String> {
        let request = sim::MoveCardRequest {
            card: String::new(),
            from: "output".to_owned(),
            to: "hand".to_owned(),
        };
        Ok(self.counter.move_card(request).await?.into_inner().card)
    }

    /// Moves a card to `hand`, `desk-reader`, `handed-over` or `destroyed`.
    ///
    /// # Errors
    /// When no hand reaches it, or the place holds another card.
    pub async fn move_card(&mut self, card: &str, to: &str) -> anyhow::Result<()> {
        let request = sim::MoveCardRequest {
            card: card.to_owned(),
            from: String::new(),
            to: to.to_owned(),
        };
        self.counter.move_card(request).await?;
        Ok(())
    }

    /// What the eye sees of a card.
    ///
    /// # Errors
    /// When there is no such card.
    pub async fn look_at(&mut self, card: &str) -> anyhow::Result<Faces> {
        Ok(Faces {
            front: self.picture(card, sim::Side::Front).await?,
            back: self.picture(card, sim::Side::Back).await?,
        })
    }

    async fn picture(&mut self, card: &str, side: sim::Side) -> anyhow::Result<Vec<u8>> {
        let request = sim::GetCardPictureRequest {
            card: card.to_owned(),
            side: side.into(),
        };
        let picture = self.counter.get_card_picture(request).await?.into_inner();
        Ok(picture.png.to_vec())
    }

    /// What the simulator itself finds in a card's chip, as JSON.
    ///
    /// # Errors
    /// When there is no such card.
    pub async fn chip(&mut self, card: &str) -> anyhow::Result<serde_json::Value> {
        let request = sim::GetChipRequest {
            card: card.to_owned(),
        };
        let chip = self.counter.get_chip(request).await?.into_inner();
        Ok(serde_json::from_str(&chip.json)?)
    }

    /// Everything at the counter.
    ///
    /// # Errors
    /// When the simulator is gone.
    pub async fn world(&mut self) -> anyhow::Result<sim::World> {
        let world = self.counter.get_world(sim::GetWorldRequest {}).await?;
        Ok(world.into_inner())
    }

    /// Milliseconds of world time since the world began.
    ///
    /// # Errors
    /// When the simulator is gone.
    pub async fn world_ms(&mut self) -> anyhow::Result<u64> {
        let clock = self.counter.get_clock(sim::GetClockRequest {}).await?;
        Ok(clock.into_inner().world_ms)
    }
}
