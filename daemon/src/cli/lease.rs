//! `loket lease`.

use super::args::LeaseCommand;
use super::connect::Session;
use super::fail::{Exit, Fail};
use loket_proto::v1;

/// Runs one command.
pub(super) async fn run(session: &mut Session<'_>, command: LeaseCommand) -> Result<Exit, Fail> {
    match command {
        LeaseCommand::Take {
            devices,
            seconds,
            hold,
        } => take(session, devices, seconds, hold).await,
        LeaseCommand::List => list(session).await,
        LeaseCommand::Release { token, fence } => release(session, token, fence).await,
    }
}

async fn take(
    session: &mut Session<'_>,
    devices: Vec<String>,
    seconds: u32,
    hold: bool,
) -> Result<Exit, Fail> {
    let request = v1::AcquireLeaseRequest {
        actor: session.actor()?,
        devices,
        seconds,
        token: String::new(),
    };
    let lease = session.leases().acquire_lease(request).await?.into_inner();
    session.screen.show_next(&lease)?;
    if hold {
        keep(session, lease.token).await
    } else {
        Ok(Exit::Done)
    }
}

/// Until the lease is over.
async fn keep(session: &mut Session<'_>, token: String) -> Result<Exit, Fail> {
    let request = v1::HoldLeaseRequest { token };
    let mut changes = session.leases().hold_lease(request).await?.into_inner();
    while let Some(change) = changes.message().await? {
        let lease = change.lease.unwrap_or_default();
        session.screen.show_next(&lease)?;
        if lease.over {
            return Ok(Exit::Done);
        }
    }
    Err(Fail::Lost)
}

async fn list(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let leases = session
        .leases()
        .list_leases(v1::ListLeasesRequest {})
        .await?;
    session.screen.show(leases.get_ref())?;
    Ok(Exit::Done)
}

async fn release(
    session: &mut Session<'_>,
    token: Option<String>,
    fence: Option<u64>,
) -> Result<Exit, Fail> {
    let actor = match fence {
        Some(_) => session.actor()?,
        None => None,
    };
    let request = v1::ReleaseLeaseRequest {
        token: token.unwrap_or_default(),
        fence: fence.unwrap_or_default(),
        actor,
    };
    session.leases().release_lease(request).await?;
    Ok(Exit::Done)
}
