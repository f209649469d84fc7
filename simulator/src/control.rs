//! The control panel: the typed service `loket.sim.v1.Counter` over one shared world.

mod listing;
mod server;

pub use server::{ControlError, ControlServer};

use crate::applicant::{Backdrop, condition_named};
use crate::card::{CardId, Place};
use crate::device::Device;
use crate::fault::catalogue::CATALOGUE;
use crate::fault::{Arming, CERTAIN, Repeat};
use crate::person::finger::Condition;
use crate::print::Side;
use crate::shared::SharedWorld;
use crate::world::{HandError, World};
use loket_proto::sim::v1 as api;
use loket_proto::sim::v1::counter_server::Counter;
use std::pin::Pin;
use std::time::Duration;
use tokio_stream::Stream;
use tonic::{Request, Response, Status};

/// The service.
#[derive(Clone, Debug)]
pub struct ControlPanel {
    world: SharedWorld,
}

type Reply<T> = Result<Response<T>, Status>;

impl ControlPanel {
    /// The panel of this world.
    pub fn new(world: SharedWorld) -> Self {
        Self { world }
    }

    fn hand<T>(&self, deed: impl FnOnce(&mut World) -> Result<T, HandError>) -> Result<T, Status> {
        self.world.with(deed).map_err(|error| refusal(&error))
    }
}

fn refusal(error: &HandError) -> Status {
    let text = error.to_string();
    match error {
        HandError::NoApplicant(_) | HandError::NoCard(_) => Status::not_found(text),
        HandError::NoFinger(_) => Status::invalid_argument(text),
        _ => Status::failed_precondition(text),
    }
}

fn bad(error: impl std::fmt::Display) -> Status {
    Status::invalid_argument(error.to_string())
}

fn place(name: &str) -> Result<Place, Status> {
    let mut places = Place::ALL.into_iter();
    places
        .find(|place| place.name() == name)
        .ok_or_else(|| bad(format!("no place `{name}`")))
}

fn card(id: &str) -> Result<CardId, Status> {
    id.parse().map_err(|_| bad(format!("no card id `{id}`")))
}

fn device(name: &str) -> Result<Device, Status> {
    name.parse().map_err(bad)
}

fn condition(name: &str) -> Result<Condition, Status> {
    match name {
        "" => Ok(Condition::Good),
        name => condition_named(name).ok_or_else(|| bad(format!("no condition `{name}`"))),
    }
}

fn backdrop(name: &str) -> Result<Option<Backdrop>, Status> {
    match name {
        "" => Ok(None),
        name => Backdrop::named(name)
            .map(Some)
            .ok_or_else(|| bad(format!("no backdrop `{name}`"))),
    }
}

fn side(number: i32) -> Result<Side, Status> {
    match api::Side::try_from(number) {
        Ok(api::Side::Front) => Ok(Side::Front),
        Ok(api::Side::Back) => Ok(Side::Back),
        _ => Err(bad("a card has a front and a back")),
    }
}

fn arming(request: &api::ArmFaultRequest) -> Result<Arming, Status> {
    Ok(Arming {
        kind: request.fault.parse().map_err(bad)?,
        repeat: if request.permanent {
            Repeat::Permanent
        } else {
            Repeat::Once
        },
        skip: request.skip,
        chance: match request.chance {
            0 => CERTAIN,
            chance @ 1..=CERTAIN => chance,
            _ => return Err(bad("a chance is 0 to 1000 thousandths")),
        },
    })
}

#[tonic::async_trait]
impl Counter for ControlPanel {
    type WatchEventsStream = Pin<Box<dyn Stream<Item = Result<api::Event, Status>> + Send>>;

    async fn get_world(&self, _: Request<api::GetWorldRequest>) -> Reply<api::World> {
        Ok(Response::new(
            self.world.with(|world| listing::world(world)),
        ))
    }

    async fn seat_applicant(
        &self,
        request: Request<api::SeatApplicantRequest>,
    ) -> Reply<api::SeatApplicantResponse> {
        let request = request.into_inner();
        let cloth = backdrop(&request.backdrop)?;
        self.hand(|world| {
            if request.applicant.is_empty() {
                world.leave_seat();
                return Ok(());
            }
            world.seat(&request.applicant, cloth)
        })?;
        Ok(Response::new(api::SeatApplicantResponse {}))
    }

    async fn place_finger(
        &self,
        request: Request<api::PlaceFingerRequest>,
    ) -> Reply<api::PlaceFingerResponse> {
        let request = request.into_inner();
        let finger = u8::try_from(request.finger).map_err(bad)?;
        let condition = condition(&request.condition)?;
        self.hand(|world| world.place_finger(finger, condition))?;
        Ok(Response::new(api::PlaceFingerResponse {}))
    }

    async fn lift_finger(
        &self,
        _: Request<api::LiftFingerRequest>,
    ) -> Reply<api::LiftFingerResponse> {
        self.world.with(World::lift_finger);
        Ok(Response::new(api::LiftFingerResponse {}))
    }

    async fn move_card(
        &self,
        request: Request<api::MoveCardRequest>,
    ) -> Reply<api::MoveCardResponse> {
        let request = request.into_inner();
        let to = place(&request.to)?;
        let moved = if request.card.is_empty() {
            let from = place(&request.from)?;
            self.hand(|world| world.move_last_card(from, to))?
        } else {
            let card = card(&request.card)?;
            self.hand(|world| world.move_card(card, to).map(|()| card))?
        };
        let card = moved.to_string();
        Ok(Response::new(api::MoveCardResponse { card }))
    }

    async fn load_hopper(
        &self,
        request: Request<api::LoadHopperRequest>,
    ) -> Reply<api::LoadHopperResponse> {
        let count = request.into_inner().count;
        self.hand(|world| world.load_hopper(count))?;
        Ok(Response::new(api::LoadHopperResponse {}))
    }

    async fn change_ribbon(
        &self,
        _: Request<api::ChangeRibbonRequest>,
    ) -> Reply<api::ChangeRibbonResponse> {
        self.world.with(World::change_ribbon);
        Ok(Response::new(api::ChangeRibbonResponse {}))
    }

    async fn clear_jam(&self, _: Request<api::ClearJamRequest>) -> Reply<api::ClearJamResponse> {
        let card = self.world.with(World::clear_jam);
        let card = card.map_or_else(String::new, |card| card.to_string());
        Ok(Response::new(api::ClearJamResponse { card }))
    }

    async fn open_cover(&self, _: Request<api::OpenCoverRequest>) -> Reply<api::OpenCoverResponse> {
        self.world.with(World::open_cover);
        Ok(Response::new(api::OpenCoverResponse {}))
    }

    async fn close_cover(
        &self,
        _: Request<api::CloseCoverRequest>,
    ) -> Reply<api::CloseCoverResponse> {
        self.world.with(World::close_cover);
        Ok(Response::new(api::CloseCoverResponse {}))
    }

    async fn list_faults(
        &self,
        _: Request<api::ListFaultsRequest>,
    ) -> Reply<api::ListFaultsResponse> {
        let faults = CATALOGUE.iter().map(listing::fault).collect();
        Ok(Response::new(api::ListFaultsResponse { faults }))
    }

    async fn arm_fault(
        &self,
        request: Request<api::ArmFaultRequest>,
    ) -> Reply<api::ArmFaultResponse> {
        let arming = arming(&request.into_inner())?;
        let id = self.world.with(|world| world.arm(arming));
        Ok(Response::new(api::ArmFaultResponse { id }))
    }

    async fn clear_fault(
        &self,
        request: Request<api::ClearFaultRequest>,
    ) -> Reply<api::ClearFaultResponse> {
        let id = request.into_inner().id;
        let cleared = self.world.with(|world| match id {
            0 => {
                world.clear_all_faults();
                true
            }
            id => world.clear_fault(id),
        });
        if !cleared {
            return Err(Status::not_found(format!("no armed fault {id}")));
        }
        Ok(Response::new(api::ClearFaultResponse {}))
    }

    async fn unplug(&self, request: Request<api::UnplugRequest>) -> Reply<api::UnplugResponse> {
        let device = device(&request.into_inner().device)?;
        self.world.with(|world| world.unplug(device));
        Ok(Response::new(api::UnplugResponse {}))
    }

    async fn plug(&self, request: Request<api::PlugRequest>) -> Reply<api::PlugResponse> {
        let request = request.into_inner();
        let device = device(&request.device)?;
        self.world.with(|world| match request.unit {
            0 => world.plug(device),
            unit => world.plug_unit(device, unit),
        });
        Ok(Response::new(api::PlugResponse {}))
    }

    async fn get_card_picture(
        &self,
        request: Request<api::GetCardPictureRequest>,
    ) -> Reply<api::GetCardPictureResponse> {
        let request = request.into_inner();
        let (id, side) = (card(&request.card)?, side(request.side)?);
        let face = self.hand(|world| {
            let card = world.cards().get(id).ok_or(HandError::NoCard(id))?;
            Ok(card.face(side).clone())
        })?;
        Ok(Response::new(listing::picture(&face)?))
    }

    async fn get_chip(&self, request: Request<api::GetChipRequest>) -> Reply<api::GetChipResponse> {
        let id = card(&request.into_inner().card)?;
        let dump = self.hand(|world| {
            let card = world.cards().get(id).ok_or(HandError::NoCard(id))?;
            Ok(card.chip.dump())
        })?;
        let json = serde_json::to_string(&dump)
            .map_err(|error| Status::internal(format!("chip not listed: {error}")))?;
        Ok(Response::new(api::GetChipResponse { json }))
    }

    async fn get_clock(&self, _: Request<api::GetClockRequest>) -> Reply<api::Clock> {
        Ok(Response::new(
            self.world.with(|world| listing::clock(world)),
        ))
    }

    async fn advance_clock(&self, request: Request<api::AdvanceClockRequest>) -> Reply<api::Clock> {
        let span = Duration::from_millis(request.into_inner().by_ms);
        let stepped = self.world.with(|world| {
            let until = world.now() + span;
            world.advance_to(until)
        });
        if !stepped {
            return Err(Status::failed_precondition("time passes by itself here"));
        }
        self.world.ring();
        Ok(Response::new(
            self.world.with(|world| listing::clock(world)),
        ))
    }

    async fn watch_events(
        &self,
        request: Request<api::WatchEventsRequest>,
    ) -> Reply<Self::WatchEventsStream> {
        let request = request.into_inner();
        let events = listing::events(self.world.clone(), request.after, !request.no_follow);
        Ok(Response::new(Box::pin(events)))
    }
}
