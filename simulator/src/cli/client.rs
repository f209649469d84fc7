//! The control commands as calls of the service.

use super::table::{applicants, armed, cards, faults};
use super::{Control, Listing, Place, Reader, Side};
use anyhow::Context;
use loket_proto::sim::v1 as api;
use loket_proto::sim::v1::counter_client::CounterClient;
use std::io::{self, Write};
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
    let client = &mut client;
    let done = match control {
        Control::List { what, json } => list(client, what, json).await,
        Control::Events { follow, after } => events(client, after, follow).await,
        Control::Picture { card, side, out } => picture(client, card, side, &out).await,
        Control::Chip { card } => chip(client, card).await,
        Control::Clock { advance } => clock(client, advance).await,
        control => hands(client, control).await,
    };
    done.or_else(plain)
}

/// What a person reads of a refusal; a reader of the output who has seen enough is none.
fn plain(error: anyhow::Error) -> anyhow::Result<()> {
    match (
        error.downcast_ref::<tonic::Status>(),
        error.downcast_ref::<io::Error>(),
    ) {
        (Some(status), _) => Err(anyhow::anyhow!("{}", status.message())),
        (_, Some(broken)) if broken.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    }
}

fn say(line: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

async fn chip(client: &mut Client, card: String) -> anyhow::Result<()> {
    let chip = client.get_chip(api::GetChipRequest { card }).await?;
    Ok(say(chip.into_inner().json)?)
}

async fn list(client: &mut Client, what: Listing, json: bool) -> anyhow::Result<()> {
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
    let text = if json {
        listing.json()
    } else {
        listing.table()
    };
    Ok(say(text)?)
}

async fn events(client: &mut Client, after: u64, follow: bool) -> anyhow::Result<()> {
    let request = api::WatchEventsRequest {
        after,
        no_follow: !follow,
    };
    let mut events = client.watch_events(request).await?.into_inner();
    while let Some(event) = events.message().await? {
        say(event.json)?;
    }
    Ok(())
}

async fn picture(client: &mut Client, card: String, side: Side, out: &Path) -> anyhow::Result<()> {
    let side = match side {
        Side::Front => api::Side::Front,
        Side::Back => api::Side::Back,
    };
    let request = api::GetCardPictureRequest {
        card,
        side: side.into(),
    };
    let picture = client.get_card_picture(request).await?;
    std::fs::write(out, picture.into_inner().png)
        .with_context(|| format!("cannot write {}", out.display()))
}

async fn clock(client: &mut Client, advance: Option<u64>) -> anyhow::Result<()> {
    let clock = match advance {
        Some(by_ms) => {
            client
                .advance_clock(api::AdvanceClockRequest { by_ms })
                .await?
        }
        None => client.get_clock(api::GetClockRequest {}).await?,
    };
    let clock = clock.into_inner();
    Ok(say(format_args!(
        "{} ms, {}",
        clock.world_ms, clock.policy
    ))?)
}

/// What hands do; they print only what they could not know.
async fn hands(client: &mut Client, control: Control) -> anyhow::Result<()> {
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
) -> anyhow::Result<()> {
    let request = api::MoveCardRequest {
        card: id.unwrap_or_default(),
        from,
        to,
    };
    let moved = client.move_card(request).await?;
    Ok(say(moved.into_inner().card)?)
}

/// What is done to machines and plugs.
async fn machine_care(client: &mut Client, control: Control) -> anyhow::Result<()> {
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
        Control::Plug { device, unit } => {
            client.plug(api::PlugRequest { device, unit }).await?;
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
            say(client.arm_fault(request).await?.into_inner().id)?;
        }
        _ => {}
    }
    Ok(())
}

async fn clear(client: &mut Client, what: &str) -> anyhow::Result<()> {
    let id = match what {
        "jam" => {
            let jam = client.clear_jam(api::ClearJamRequest {}).await?;
            return Ok(say(jam.into_inner().card)?);
        }
        "all" => 0,
        number => number
            .parse()
            .context("clear `jam`, `all` or the number of an armed fault")?,
    };
    client.clear_fault(api::ClearFaultRequest { id }).await?;
    Ok(())
}
