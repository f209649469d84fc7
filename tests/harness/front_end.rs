//! A thin front end over gRPC: what a workflow system of an office would call, typed.

mod enrolment;
mod issuance;
mod leases;
mod prompts;
mod refusal;
mod watching;

pub use enrolment::{Captured, Package, Preview};
pub use issuance::{Activation, Proof};
pub use leases::showing;
pub use prompts::{Answered, of_enrolment, of_order, present_prompt};
pub use refusal::{explain, reason};
pub use watching::{about_order, only};

use anyhow::{Context, ensure};
use loket_proto::v1;
use loket_proto::v1::catalogue_service_client::CatalogueServiceClient;
use loket_proto::v1::device_service_client::DeviceServiceClient;
use loket_proto::v1::enrolment_service_client::EnrolmentServiceClient;
use loket_proto::v1::issuance_service_client::IssuanceServiceClient;
use loket_proto::v1::lease_service_client::LeaseServiceClient;
use loket_proto::v1::ledger_service_client::LedgerServiceClient;
use loket_proto::v1::prompt_service_client::PromptServiceClient;
use loket_proto::v1::station_service_client::StationServiceClient;
use loket_proto::v1::watch_response::Event;
use loket_proto::v1::watch_service_client::WatchServiceClient;
use std::collections::BTreeMap;
use std::path::Path;
use tonic::transport::{Channel, Endpoint};

/// Largest answer: a package piece, or a proof of both faces.
const ANSWER: usize = 32 << 20;

/// One front end with one operator.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    /// The counter and its hardware.
    pub stations: StationServiceClient<Channel>,
    /// Record and re-photo.
    pub enrolments: EnrolmentServiceClient<Channel>,
    /// Print, reprint, activate, hand over.
    pub orders: IssuanceServiceClient<Channel>,
    /// Whatever waits for a person.
    pub prompts: PromptServiceClient<Channel>,
    /// One device in detail, its self-test, its maintenance.
    pub hardware: DeviceServiceClient<Channel>,
    /// Everything that happens.
    pub watches: WatchServiceClient<Channel>,
    /// Exclusive use of devices.
    pub leases: LeaseServiceClient<Channel>,
    /// Where every blank is.
    pub ledger: LedgerServiceClient<Channel>,
    /// What a front end can know beforehand.
    pub catalogue: CatalogueServiceClient<Channel>,
    operator: String,
}

impl FrontEnd {
    /// Connects to the daemon's socket.
    ///
    /// # Errors
    /// When nobody answers there.
    pub async fn connect(socket: &Path, operator: &str) -> anyhow::Result<Self> {
        let channel = Endpoint::from_shared(format!("unix:{}", socket.display()))?
            .connect()
            .await
            .with_context(|| format!("no daemon answers on {}", socket.display()))?;
        Ok(Self {
            stations: StationServiceClient::new(channel.clone()).max_decoding_message_size(ANSWER),
            enrolments: EnrolmentServiceClient::new(channel.clone())
                .max_decoding_message_size(ANSWER),
            orders: IssuanceServiceClient::new(channel.clone()).max_decoding_message_size(ANSWER),
            prompts: PromptServiceClient::new(channel.clone()).max_decoding_message_size(ANSWER),
            hardware: DeviceServiceClient::new(channel.clone()).max_decoding_message_size(ANSWER),
            watches: WatchServiceClient::new(channel.clone()),
            leases: LeaseServiceClient::new(channel.clone()),
            ledger: LedgerServiceClient::new(channel.clone()),
            catalogue: CatalogueServiceClient::new(channel),
            operator: operator.to_owned(),
        })
    }

    /// Who works here.
    pub fn actor(&self) -> Option<v1::Actor> {
        Some(v1::Actor {
            id: self.operator.clone(),
            role: v1::Role::Operator.into(),
        })
    }

    /// What this counter is.
    ///
    /// # Errors
    /// When the daemon is gone.
    pub async fn station(&mut self) -> anyhow::Result<v1::GetStationResponse> {
        let station = self.stations.get_station(v1::GetStationRequest {}).await;
        Ok(station.map_err(explain)?.into_inner())
    }

    /// All devices as they are now.
    ///
    /// # Errors
    /// When the daemon is gone.
    pub async fn devices(&mut self) -> anyhow::Result<Vec<v1::Device>> {
        let devices = self.stations.list_devices(v1::ListDevicesRequest {}).await;
        Ok(devices.map_err(explain)?.into_inner().devices)
    }

    /// Waits until every device is ready.
    ///
    /// # Errors
    /// When the daemon is gone; the caller limits the wait.
    pub async fn wait_for_devices(&mut self) -> anyhow::Result<()> {
        let expected = self.devices().await?.len();
        let mut events = self.watch(only(&[v1::Topic::Devices])).await?;
        let mut ready = BTreeMap::new();
        while ready.values().filter(|ready| **ready).count() < expected {
            let message = events.message().await.map_err(explain)?;
            let event = message.context("the daemon ended")?.event;
            if let Some(Event::Device(device)) = event {
                let is_ready = device.state() == v1::DeviceState::Ready;
                ready.insert(device.name, is_ready);
            }
        }
        ensure!(ready.len() == expected, "devices came and went");
        Ok(())
    }
}
