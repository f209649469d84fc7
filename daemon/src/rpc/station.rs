//! `StationService`: the counter and its hardware.

use crate::condition::Condition;
use crate::counter::Counter;
use crate::device::state::{Availability, DeviceView};
use crate::issuance::forecast::{Forecast, Stock, Supply};
use crate::rpc::UPLOAD_LIMIT;
use crate::rpc::blocking;
use crate::rpc::convert::position_message;
use crate::rpc::status::condition_message;
use crate::rpc::validate::Checks;
use loket_card::layout::PROFILE_VERSION;
use loket_drivers::device::DeviceClass;
use loket_proto::v1;
use loket_proto::v1::station_service_server::StationService;
use std::time::Duration;
use tonic::{Request, Response, Status};

/// Pause before the counter looks again whether what is in its way has gone.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Pause before it looks for what nobody told it of: a clock that was set back, a disk that others fill.
const NOW_AND_THEN: Duration = Duration::from_secs(60);

/// Serves the counter's own state; only a pause blocks.
pub struct StationRpc(pub Counter);

#[tonic::async_trait]
impl StationService for StationRpc {
    async fn get_station(
        &self,
        _request: Request<v1::GetStationRequest>,
    ) -> Result<Response<v1::GetStationResponse>, Status> {
        let base = &self.0.base;
        let chip_fingers = base
            .config
            .station
            .chip_fingers
            .iter()
            .copied()
            .map(position_message);
        Ok(Response::new(v1::GetStationResponse {
            station_id: base.config.station.id.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            boot_id: base.boot_id.clone(),
            mode: v1::Mode::Training.into(),
            chip_fingers: chip_fingers.collect(),
            layout: base.layout.name().to_owned(),
            profile: profile_name(),
            upload_limit: UPLOAD_LIMIT,
            status: Some(status_message(&base.station.watch().borrow())),
        }))
    }

    async fn list_devices(
        &self,
        _request: Request<v1::ListDevicesRequest>,
    ) -> Result<Response<v1::ListDevicesResponse>, Status> {
        let views = self.0.base.hardware.watch_all();
        let devices = views
            .iter()
            .map(|view| device_message(&view.borrow()))
            .collect();
        Ok(Response::new(v1::ListDevicesResponse { devices }))
    }

    async fn get_forecast(
        &self,
        _request: Request<v1::GetForecastRequest>,
    ) -> Result<Response<v1::Forecast>, Status> {
        let counter = self.0.clone();
        let forecast = blocking::run(move || Ok(counter.issuance.forecast()?));
        forecast
            .await
            .map(|forecast| Response::new(forecast_message(&forecast)))
    }

    async fn pause_production(
        &self,
        request: Request<v1::PauseProductionRequest>,
    ) -> Result<Response<v1::StationStatus>, Status> {
        self.pause(true, request.into_inner().actor).await
    }

    async fn resume_production(
        &self,
        request: Request<v1::ResumeProductionRequest>,
    ) -> Result<Response<v1::StationStatus>, Status> {
        self.pause(false, request.into_inner().actor).await
    }
}

impl StationRpc {
    async fn pause(
        &self,
        paused: bool,
        actor: Option<v1::Actor>,
    ) -> Result<Response<v1::StationStatus>, Status> {
        let counter = self.0.clone();
        let conditions = blocking::run(move || {
            let mut checks = Checks::default();
            let actor = checks.actor(actor);
            let actor = checks.finish(|| actor)?;
            counter.issuance.pause(paused, &actor)?;
            Ok(counter.look_again())
        });
        Ok(Response::new(status_message(&conditions.await?)))
    }
}

/// Has the counter look again at once when its records fall ill, every few seconds while something is in its way, and
/// now and then otherwise.
pub async fn keep_looking(counter: Counter) {
    let mut illness = counter.base.store.health().watch();
    let mut status = counter.base.station.watch();
    loop {
        let pause = match status.borrow_and_update().is_empty() {
            true => NOW_AND_THEN,
            false => LOOK_AGAIN,
        };
        tokio::select! {
            changed = illness.changed() => if changed.is_err() { return },
            changed = status.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
        }
        let counter = counter.clone();
        if blocking::run(move || Ok(counter.look_again()))
            .await
            .is_err()
        {
            return;
        }
    }
}

/// The status as front ends see it.
pub(super) fn status_message(conditions: &[Condition]) -> v1::StationStatus {
    v1::StationStatus {
        conditions: conditions.iter().map(condition_message).collect(),
    }
}

fn forecast_message(forecast: &Forecast) -> v1::Forecast {
    let supply = |stock: &Stock| v1::Supply {
        kind: supply_kind(stock.supply).into(),
        cards: stock.cards,
        short: forecast.short_of(stock),
    };
    v1::Forecast {
        waiting: forecast.waiting,
        printable: forecast.printable(),
        supplies: forecast.stocks.iter().map(supply).collect(),
        conditions: forecast.conditions.iter().map(condition_message).collect(),
    }
}

fn supply_kind(supply: Supply) -> v1::SupplyKind {
    match supply {
        Supply::Blanks => v1::SupplyKind::Blanks,
        Supply::Ribbon => v1::SupplyKind::Ribbon,
        Supply::Film => v1::SupplyKind::Film,
        Supply::Cleaning => v1::SupplyKind::Cleaning,
        Supply::Day => v1::SupplyKind::Day,
    }
}

/// Name of the chip profile in use.
pub fn profile_name() -> String {
    format!("open-{PROFILE_VERSION}")
}

/// The device as front ends see it.
pub(super) fn device_message(view: &DeviceView) -> v1::Device {
    let (state, condition) = match &view.availability {
        Availability::Absent(condition) => (v1::DeviceState::Absent, Some(condition)),
        Availability::Ready => (v1::DeviceState::Ready, None),
        Availability::Busy => (v1::DeviceState::Busy, None),
        Availability::Stuck(condition) => (v1::DeviceState::Stuck, Some(condition)),
    };
    v1::Device {
        name: view.name.to_owned(),
        class: class(view.class).into(),
        driver: view.driver.clone(),
        address: view.address.clone(),
        state: state.into(),
        model: view.identity.model.clone(),
        serial: view.identity.serial.clone(),
        firmware: view.identity.firmware.clone(),
        simulated: view.identity.simulated,
        condition: condition.map(condition_message),
    }
}

fn class(class: DeviceClass) -> v1::DeviceClass {
    match class {
        DeviceClass::FingerprintScanner => v1::DeviceClass::FingerprintScanner,
        DeviceClass::Camera => v1::DeviceClass::Camera,
        DeviceClass::CardReader => v1::DeviceClass::CardReader,
        DeviceClass::CardPrinter => v1::DeviceClass::CardPrinter,
    }
}
