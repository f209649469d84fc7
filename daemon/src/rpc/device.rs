//! `DeviceService`: one device in detail, its self-test, its maintenance.

use crate::condition::Condition;
use crate::counter::Counter;
use crate::device::board::{Fault, Property};
use crate::device::maintenance::{self, Reading, SelfTest};
use crate::device::token::Token;
use crate::issuance::maintenance::Task;
use crate::issuance::pairing::proof::{Pairing, Proof, pairing};
use crate::issuance::settings::Approved;
use crate::refusal::Refusal;
use crate::rpc::blocking;
use crate::rpc::convert::{actor_message, timestamp};
use crate::rpc::lease_metadata::shown;
use crate::rpc::station::device_message;
use crate::rpc::status::{condition_message, of_refusal};
use crate::rpc::validate::Checks;
use crate::store::records::RequestKey;
use loket_proto::v1;
use loket_proto::v1::device_service_server::DeviceService;
use prost::Message;
use prost_types::Timestamp;
use sha2::{Digest, Sha256};
use std::time::SystemTime;
use tonic::{Request, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// The service.
pub struct DeviceRpc(pub Counter);

#[tonic::async_trait]
impl DeviceService for DeviceRpc {
    async fn get_device(&self, request: Request<v1::GetDeviceRequest>) -> Answer<v1::DeviceDetail> {
        let shown = named(&request.into_inner().name);
        let shown = shown.and_then(|name| Ok(detail(&self.0, &name)?));
        shown.map(Response::new).map_err(of_refusal)
    }

    async fn test_device(
        &self,
        request: Request<v1::TestDeviceRequest>,
    ) -> Answer<v1::TestDeviceResponse> {
        let lease = shown(request.metadata())?;
        let (counter, request) = (self.0.clone(), request.into_inner());
        let tested = blocking::run(move || test(&counter, request, lease.as_ref())).await?;
        Ok(Response::new(test_message(tested)))
    }

    async fn maintain_printer(
        &self,
        request: Request<v1::MaintainPrinterRequest>,
    ) -> Answer<v1::DeviceDetail> {
        let lease = shown(request.metadata())?;
        let (counter, request) = (self.0.clone(), request.into_inner());
        let done = blocking::run(move || maintain(&counter, request, lease.as_ref()));
        done.await.map(Response::new)
    }

    async fn get_pairing(&self, _: Request<v1::GetPairingRequest>) -> Answer<v1::Pairing> {
        let counter = self.0.clone();
        let shown = blocking::run(move || Ok(pairing(&counter.base)?));
        shown.await.map(pairing_message).map(Response::new)
    }

    async fn approve_printer_settings(
        &self,
        request: Request<v1::ApprovePrinterSettingsRequest>,
    ) -> Answer<v1::PrinterSettings> {
        let lease = shown(request.metadata())?;
        let (counter, request) = (self.0.clone(), request.into_inner());
        let approved = blocking::run(move || {
            let mut checks = Checks::default();
            let actor = checks.actor(request.actor);
            let actor = checks.finish(|| actor)?;
            Ok(counter.issuance.approve_settings(&actor, lease.as_ref())?)
        });
        approved.await.map(settings_message).map(Response::new)
    }

    async fn accept_device(
        &self,
        request: Request<v1::AcceptDeviceRequest>,
    ) -> Answer<v1::DeviceDetail> {
        let (counter, request) = (self.0.clone(), request.into_inner());
        let done = blocking::run(move || accept(&counter, request));
        done.await.map(Response::new)
    }
}

fn named(name: &str) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    let name = checks.id("name", name);
    checks.finish(|| name)
}

fn test(
    counter: &Counter,
    request: v1::TestDeviceRequest,
    lease: Option<&Token>,
) -> Result<SelfTest, Refusal> {
    let mut checks = Checks::default();
    let (name, actor) = (
        checks.id("name", &request.name),
        checks.actor(request.actor),
    );
    let name = checks.finish(|| actor.and(name))?;
    Ok(maintenance::test(&counter.base.hardware, &name, lease)?)
}

fn maintain(
    counter: &Counter,
    request: v1::MaintainPrinterRequest,
    lease: Option<&Token>,
) -> Result<v1::DeviceDetail, Refusal> {
    let task = match request.task() {
        v1::PrinterTask::TestCard => Some(Task::TestCard),
        v1::PrinterTask::Clean => Some(Task::Clean),
        v1::PrinterTask::Eject => Some(Task::Eject),
        v1::PrinterTask::Reject => Some(Task::Reject),
        v1::PrinterTask::Clear => Some(Task::Clear),
        v1::PrinterTask::ProvePairing => Some(Task::ProvePairing),
        v1::PrinterTask::Unspecified => None,
    };
    let sha256 = Sha256::digest(request.encode_to_vec()).into();
    let mut checks = Checks::default();
    let id = match request.request_id.as_str() {
        "" if !task.is_some_and(Task::takes_a_blank) => Some(uuid::Uuid::now_v7().to_string()),
        given => checks.id("request_id", given),
    };
    let actor = checks.actor(request.actor);
    checks.ensure(task.is_some(), "task", "is required");
    let (id, task, actor) = checks.finish(|| Some((id?, task?, actor?)))?;
    let request = RequestKey { id, sha256 };
    counter.issuance.maintain(request, task, &actor, lease)?;
    Ok(detail(counter, "printer")?)
}

fn accept(
    counter: &Counter,
    request: v1::AcceptDeviceRequest,
) -> Result<v1::DeviceDetail, Refusal> {
    let mut checks = Checks::default();
    let (name, actor) = (
        checks.id("name", &request.name),
        checks.actor(request.actor),
    );
    let (name, actor) = checks.finish(|| name.zip(actor))?;
    counter.base.hardware.named(&name)?.accept_unit()?;
    tracing::info!(device = name, by = actor.id, "another unit was accepted");
    Ok(detail(counter, &name)?)
}

fn detail(counter: &Counter, name: &str) -> Result<v1::DeviceDetail, Condition> {
    let device = counter.base.hardware.named(name)?;
    let detail = device.detail();
    Ok(v1::DeviceDetail {
        device: Some(device_message(&device.watch().borrow())),
        capabilities: detail.capabilities.into_iter().map(property).collect(),
        counters: detail.counters.into_iter().map(property).collect(),
        faults: detail.faults.iter().map(fault).collect(),
    })
}

fn property((name, value): Property) -> v1::Property {
    v1::Property {
        name: name.to_owned(),
        value,
    }
}

fn settings_message(approved: Approved) -> v1::PrinterSettings {
    let property = |(name, value)| v1::Property { name, value };
    v1::PrinterSettings {
        printer: approved.id,
        settings: approved.settings.into_iter().map(property).collect(),
        approved_by: Some(actor_message(&approved.by)),
    }
}

fn fault(fault: &Fault) -> v1::DeviceFault {
    v1::DeviceFault {
        at: Some(Timestamp::from(SystemTime::from(fault.at))),
        condition: Some(condition_message(&fault.condition)),
    }
}

fn pairing_message(pairing: Pairing) -> v1::Pairing {
    v1::Pairing {
        printer: Some(device_message(&pairing.printer)),
        encoder: Some(device_message(&pairing.encoder)),
        desk: Some(device_message(&pairing.desk)),
        proof: pairing.proof.map(proof_message),
        proved: pairing.is_proved,
    }
}

fn proof_message(proof: Proof) -> v1::PairingProof {
    v1::PairingProof {
        at: Some(timestamp(proof.at_ms)),
        passed: proof.passed(),
        by: Some(actor_message(&proof.by)),
        reporters: proof.reporters,
    }
}

fn test_message(test: SelfTest) -> v1::TestDeviceResponse {
    let passed = test.passed();
    let (media_type, picture) = match test.picture {
        None => (String::new(), Vec::new()),
        Some(picture) => (picture.media_type.to_owned(), picture.bytes),
    };
    v1::TestDeviceResponse {
        passed,
        readings: test.readings.into_iter().map(reading).collect(),
        picture: picture.into(),
        media_type,
    }
}

fn reading(reading: Reading) -> v1::Reading {
    let (remedy_en, remedy_id) = reading.advice.unwrap_or_default();
    v1::Reading {
        name: reading.name.to_owned(),
        value: reading.value,
        passed: reading.advice.is_none(),
        remedy_en: remedy_en.to_owned(),
        remedy_id: remedy_id.to_owned(),
    }
}
