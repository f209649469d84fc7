//! `loket device`: one device in detail, its self-test, its maintenance.

use super::args::DeviceCommand;
use super::connect::Session;
use super::fail::{Exit, Fail};
use super::save;
use loket_proto::v1;
use std::path::Path;
use uuid::Uuid;

/// Carries out a command.
pub(super) async fn run(session: &mut Session<'_>, command: DeviceCommand) -> Result<Exit, Fail> {
    let task = match command {
        DeviceCommand::Show { name } => return show(session, name).await,
        DeviceCommand::Test { name, picture } => {
            return test(session, name, picture.as_deref()).await;
        }
        DeviceCommand::Accept { name } => return accept(session, name).await,
        DeviceCommand::TestCard { request_id } => {
            return maintain(session, v1::PrinterTask::TestCard, request_id).await;
        }
        DeviceCommand::Pair { prove, request_id } => return pair(session, prove, request_id).await,
        DeviceCommand::Clean => v1::PrinterTask::Clean,
        DeviceCommand::Eject => v1::PrinterTask::Eject,
        DeviceCommand::ApproveSettings => return approve_settings(session).await,
        DeviceCommand::Reject => v1::PrinterTask::Reject,
        DeviceCommand::Clear => v1::PrinterTask::Clear,
    };
    maintain(session, task, None).await
}

async fn show(session: &mut Session<'_>, name: String) -> Result<Exit, Fail> {
    let request = v1::GetDeviceRequest { name };
    let device = session.device().get_device(request).await?;
    session.screen.show(device.get_ref())?;
    Ok(Exit::Done)
}

/// A device that does not pass needs a person.
async fn test(
    session: &mut Session<'_>,
    name: String,
    picture: Option<&Path>,
) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let request = v1::TestDeviceRequest { name, actor };
    let test = session.device().test_device(request).await?.into_inner();
    session.screen.show(&test)?;
    if let Some(file) = picture {
        save::file(file, &test.picture)?;
    }
    Ok(if test.passed {
        Exit::Done
    } else {
        Exit::PersonActs
    })
}

async fn accept(session: &mut Session<'_>, name: String) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let request = v1::AcceptDeviceRequest { name, actor };
    let device = session.device().accept_device(request).await?;
    session.screen.show(device.get_ref())?;
    Ok(Exit::Done)
}

async fn approve_settings(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let request = v1::ApprovePrinterSettingsRequest { actor };
    let approved = session.device().approve_printer_settings(request).await?;
    session.screen.show(approved.get_ref())?;
    Ok(Exit::Done)
}

/// A proof that failed is told as such; what was reported can be shown afterwards.
async fn pair(
    session: &mut Session<'_>,
    prove: bool,
    request_id: Option<String>,
) -> Result<Exit, Fail> {
    if prove {
        order(session, v1::PrinterTask::ProvePairing, request_id).await?;
    }
    let request = v1::GetPairingRequest {};
    let pairing = session.device().get_pairing(request).await?;
    session.screen.show(pairing.get_ref())?;
    Ok(Exit::Done)
}

async fn maintain(
    session: &mut Session<'_>,
    task: v1::PrinterTask,
    request_id: Option<String>,
) -> Result<Exit, Fail> {
    let printer = order(session, task, request_id).await?;
    session.screen.show(&printer)?;
    Ok(Exit::Done)
}

/// Has the printer do it.
async fn order(
    session: &mut Session<'_>,
    task: v1::PrinterTask,
    request_id: Option<String>,
) -> Result<v1::DeviceDetail, Fail> {
    let request = v1::MaintainPrinterRequest {
        actor: session.actor()?,
        task: task.into(),
        request_id: request_id.unwrap_or_else(|| Uuid::now_v7().to_string()),
    };
    let printer = session.device().maintain_printer(request).await?;
    Ok(printer.into_inner())
}
