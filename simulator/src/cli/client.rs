//! The control commands as calls of the service.

use super::table::{applicants, armed, cards, faults};
use super::{Control, Listing, Place, Reader, Side};
use anyhow::Context;
use loket_proto::sim::v1 as api;
use loket_proto::sim::v1::counter_client::CounterClient;
use std::path::Path;
use tonic::transport::Channel;

type Client = CounterClient<Channel>;

async fn connect(dir: &Path) -> anyhow::Result<Client> {
    let socket = dir.join("control.sock");
    let address = format!("unix:{}", socket.display());
    CounterClient::connect(address)
        .await
        .with_context(|| format!("no counter runs at {}", socket.display()))
}

/// Carries out a control command and prints what comes back.
pub(super) async fn carry_out(dir: &Path, control: Control) -> anyhow::Result<()> {
    let mut client = connect(dir).await?;
    let done = match control {
        Control::List { what, json } => list(&mut client, what, json).await,
        Control::Events { follow, after } => events(&mut client, after, follow).await,
        Control::Picture { card, side, out } => return picture(client, card, side, &out).await,
        Control::Chip { card } => {
            let chip = client.get_chip(api::GetChipRequest { card }).await;
            chip.map(|chip| println!("{}", chip.into_inner().json))
        }
        Control::Clock { advance } => clock(&mut client, advance).await,
        control => hands(&mut client, control).await,
    };
    done.map_err(plain)
}

/// What a person reads of a refusal.
fn plain(status: tonic::Status) -> anyhow::Error {
    anyhow::anyhow!("{}", status.message())
}

async fn list(client: &mut Client, what: Listing, json: bool) -> Result<(), tonic::Status> {
    let listing = match what {
        Listing::Faults => {
            let list = client.list_faults(api::ListFaultsRequest {}).await?;
            faults(&list.into_inner().faults)
        }
        what => {
            let world = client
                .get_world(api::GetWorldRequest {})
                .await?
                .into_inner();
            match what {
                Listing::Applicants => applicants(&world),
                Listing::Armed => armed(&world.faults),
                Listing::Cards | Listing::Faults => cards(&world.cards),
            }
        }
    };
    println!(
        "{}",
        if json {
            listing.json()
        } else {
            listing.table()
        }
    );
    Ok(())
}

async fn events(client: &mut Client, after: u64, follow: bool) -> Result<(), tonic::Status> {
    let request = api::WatchEventsRequest {
        after,
        no_follow: !follow,
    };
    let mut events = client.watch_events(request).await?.into_inner();
    while let Some(event) = events.message().await? {
        println!("{}", event.json);
    }
    Ok(())
}

async fn picture(mut client: Client, card: String, side: Side, out: &Path) -> anyhow::Result<()> {
    let side = match side {
        Side::Front => api::Side::Front,
        Side::Back => api::Side::Back,
    };
    let request = api::GetCardPictureRequest {
        card,
        side: side.into(),
    };
    let picture = client.get_card_picture(request).await.map_err(plain)?;
    std::fs::write(out, picture.into_inner().png)
        .with_context(|| format!("cannot write {}", out.display()))
}

async fn clock(client: &mut Client, advance: Option<u64>) -> Result<(), tonic::Status> {
    let clock = match advance {
        Some(by_ms) => {
            client
                .advance_clock(api::AdvanceClockRequest { by_ms })
                .await?
        }
        None => client.get_clock(api::GetClockRequest {}).await?,
    };
    let clock = clock.into_inner();
    println!("{} ms, {}", clock.world_ms, clock.policy);
    Ok(())
}

/// What hands do; they print only what they could not know.
async fn hands(client: &mut Client, control: Control) -> Result<(), tonic::Status> {
    match control {
        Control::Seat {
            applicant,
            backdrop,
        } => {
            let request = api::SeatApplicantRequest {
                applicant: applicant.unwrap_or_default(),
                backdrop: backdrop.unwrap_or_default(),
            };
            client.seat_applicant(request).await?;
        }
        Control::Place {
            what: Place::Finger { code, condition },
        } => {
            let request = api::PlaceFingerRequest {
                finger: code,
                condition,
            };
            client.place_finger(request).await?;
        }
        Control::Lift { .. } => {
            client.lift_finger(api::LiftFingerRequest {}).await?;
        }
        Control::Pull { from, .. } => {
            let from = match from {
                Reader::Encoder => "encoder",
                Reader::DeskReader => "desk-reader",
            };
            move_card(client, None, from.to_owned(), "hand".to_owned()).await?;
        }
        Control::Put { to, id, from, .. } => move_card(client, id, from, to).await?,
        machine => return machine_care(client, machine).await,
    }
    Ok(())
}

async fn move_card(
    client: &mut Client,
    id: Option<String>,
    from: String,
    to: String,
) -> Result<(), tonic::Status> {
    let request = api::MoveCardRequest {
        card: id.unwrap_or_default(),
        from,
        to,
    };
    let moved = client.move_card(request).await?;
    println!("{}", moved.into_inner().card);
    Ok(())
}

/// What is done to machines and plugs.
async fn machine_care(client: &mut Client, control: Control) -> Result<(), tonic::Status> {
    match control {
        Control::Load { count, .. } => {
            client.load_hopper(api::LoadHopperRequest { count }).await?;
        }
        Control::Change { .. } => {
            client.change_ribbon(api::ChangeRibbonRequest {}).await?;
        }
        Control::Open { .. } => {
            client.open_cover(api::OpenCoverRequest {}).await?;
        }
        Control::Close { .. } => {
            client.close_cover(api::CloseCoverRequest {}).await?;
        }
        Control::Unplug { device } => {
            client.unplug(api::UnplugRequest { device }).await?;
        }
        Control::Plug { device } => {
            client.plug(api::PlugRequest { device }).await?;
        }
        Control::Clear { what } => clear(client, &what).await?,
        Control::Arm {
            fault,
            permanent,
            skip,
            chance,
        } => {
            let request = api::ArmFaultRequest {
                fault,
                permanent,
                skip,
                chance,
            };
            println!("{}", client.arm_fault(request).await?.into_inner().id);
        }
        _ => {}
    }
    Ok(())
}

async fn clear(client: &mut Client, what: &str) -> Result<(), tonic::Status> {
    let id = match what {
        "jam" => {
            let jam = client.clear_jam(api::ClearJamRequest {}).await?;
            println!("{}", jam.into_inner().card);
            return Ok(());
        }
        "all" => 0,
        number => number.parse().map_err(|_| {
            tonic::Status::invalid_argument("clear jam, all or the number of an armed fault")
        })?,
    };
    client.clear_fault(api::ClearFaultRequest { id }).await?;
    Ok(())
}
