//! `loket station`, `loket profile` and `loket devices`.

use super::args::{DevicesCommand, StationCommand};
use super::connect::Session;
use super::fail::{Exit, Fail};
use super::watch::Events;
use loket_proto::v1;
use loket_proto::v1::watch_response::Event;

/// What the counter is, or what it can print.
pub(super) async fn run(
    session: &mut Session<'_>,
    command: Option<StationCommand>,
) -> Result<Exit, Fail> {
    match command {
        None => show(session).await,
        Some(StationCommand::Forecast) => forecast(session).await,
    }
}

async fn forecast(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::GetForecastRequest {};
    let forecast = session.station().get_forecast(request).await?;
    session.screen.show(forecast.get_ref())?;
    Ok(Exit::Done)
}

async fn show(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::GetStationRequest {};
    let station = session.station().get_station(request).await?;
    session.screen.show(station.get_ref())?;
    Ok(Exit::Done)
}

/// Pauses after the card in the machine, or ends the pause.
pub(super) async fn pause(session: &mut Session<'_>, paused: bool) -> Result<Exit, Fail> {
    let (actor, mut station) = (session.actor()?, session.station());
    let status = match paused {
        true => {
            station
                .pause_production(v1::PauseProductionRequest { actor })
                .await?
        }
        false => {
            station
                .resume_production(v1::ResumeProductionRequest { actor })
                .await?
        }
    };
    session.screen.show(status.get_ref())?;
    Ok(Exit::Done)
}

/// The fields of a card with their rules.
pub(super) async fn profile(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::DescribeProfileRequest {};
    let profile = session.catalogue().describe_profile(request).await?;
    session.screen.show(profile.get_ref())?;
    Ok(Exit::Done)
}

/// The counter's devices, now or as they change.
pub(super) async fn devices(
    session: &mut Session<'_>,
    command: Option<DevicesCommand>,
) -> Result<Exit, Fail> {
    match command {
        None => list(session).await,
        Some(DevicesCommand::Watch) => watch(session).await,
    }
}

async fn list(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::ListDevicesRequest {};
    let devices = session.station().list_devices(request).await?;
    session.screen.show(devices.get_ref())?;
    Ok(Exit::Done)
}

/// Until it is interrupted.
async fn watch(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::WatchRequest {
        topics: vec![v1::Topic::Devices.into()],
        ..Default::default()
    };
    let mut events = Events::open(session, request).await?;
    loop {
        if let Some(Event::Device(device)) = events.next(session.screen).await?.event {
            session.screen.show_next(&device)?;
        }
    }
}
