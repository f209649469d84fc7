//! `LeaseService`: exclusive use of devices.

use crate::device::custody::{Custody, Keeper};
use crate::device::hardware::Hardware;
use crate::device::lease::{Lease, Wanted};
use crate::device::token::Token;
use crate::person::Role;
use crate::refusal::Refusal;
use crate::rpc::status::{of_condition, of_refusal};
use crate::rpc::validate::Checks;
use loket_proto::v1;
use loket_proto::v1::lease_service_server::LeaseService;
use std::future::pending;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

/// Seconds of a lease that does not say, and the shortest and longest.
const SECONDS: (u32, u32, u32) = (60, 5, 600);

/// Most names of devices in a request; a counter has five.
const MOST_DEVICES: usize = 16;

/// Serves the leases of these devices; nothing here blocks.
pub struct LeaseRpc(pub Hardware);

type Answer<T> = Result<Response<T>, Status>;
type Change = Result<v1::HoldLeaseResponse, Status>;

#[tonic::async_trait]
impl LeaseService for LeaseRpc {
    async fn acquire_lease(&self, request: Request<v1::AcquireLeaseRequest>) -> Answer<v1::Lease> {
        let custody = self.0.custody();
        let (token, wanted) = self.wanted(request.into_inner()).map_err(of_refusal)?;
        let acquired = match token {
            Some(token) => {
                let renewed = custody.renew(&token, &wanted.devices, wanted.span);
                renewed.map(|lease| (token, lease))
            }
            None => custody.grant(wanted).inspect(|(_, lease)| note(lease)),
        };
        let (token, lease) = acquired.map_err(|refused| of_condition(&refused))?;
        Ok(Response::new(v1::Lease {
            token: token.to_hex(),
            ..lease_message(custody, &lease)
        }))
    }

    type HoldLeaseStream = ReceiverStream<Change>;

    async fn hold_lease(
        &self,
        request: Request<v1::HoldLeaseRequest>,
    ) -> Answer<Self::HoldLeaseStream> {
        let mut checks = Checks::default();
        let token = token(&mut checks, &request.into_inner().token);
        let token = checks.finish(|| token).map_err(of_refusal)?;
        let kept = self.0.custody().keep(&token);
        let keeper = kept.map_err(|refused| of_condition(&refused))?;
        Ok(Response::new(hold(self.0.custody().clone(), keeper)))
    }

    async fn release_lease(
        &self,
        request: Request<v1::ReleaseLeaseRequest>,
    ) -> Answer<v1::ReleaseLeaseResponse> {
        match release(request.into_inner()).map_err(of_refusal)? {
            Release::Own(token) => self.0.custody().release(&token),
            Release::Forgotten(fence, by) => {
                tracing::info!(fence, by, "a lease is ended in its holder's place");
                self.0.custody().revoke(fence);
            }
        }
        Ok(Response::new(v1::ReleaseLeaseResponse {}))
    }

    async fn list_leases(
        &self,
        _request: Request<v1::ListLeasesRequest>,
    ) -> Answer<v1::ListLeasesResponse> {
        let custody = self.0.custody();
        let leases = custody.watch();
        let leases = leases.borrow();
        let leases = leases
            .iter()
            .map(|lease| lease_message(custody, lease))
            .collect();
        Ok(Response::new(v1::ListLeasesResponse { leases }))
    }
}

impl LeaseRpc {
    /// What is asked for; with the token of the lease to renew, if one is to be renewed.
    fn wanted(&self, request: v1::AcquireLeaseRequest) -> Result<(Option<Token>, Wanted), Refusal> {
        let mut checks = Checks::default();
        let actor = checks.actor(request.actor);
        let renewing = !request.token.is_empty();
        let token = renewing.then(|| token(&mut checks, &request.token));
        let some = renewing || !request.devices.is_empty();
        checks.ensure(some, "devices", "name at least one");
        let devices = self.devices(&request.devices, &mut checks);
        let (default, least, most) = SECONDS;
        let seconds = if request.seconds == 0 {
            default
        } else {
            request.seconds
        };
        let allowed = (least..=most).contains(&seconds);
        checks.ensure(allowed, "seconds", "must be 5 to 600, or 0");
        checks.finish(|| {
            let wanted = Wanted {
                devices: devices?,
                holder: actor?.id,
                span: Duration::from_secs(seconds.into()),
            };
            match token {
                Some(token) => Some((Some(token?), wanted)),
                None => Some((None, wanted)),
            }
        })
    }

    /// The configured devices of these names, each once.
    fn devices(&self, names: &[String], checks: &mut Checks) -> Option<Vec<&'static str>> {
        let names = checks.few("devices", names, MOST_DEVICES)?;
        let known = self.0.names();
        let mut devices = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let Some(device) = known.iter().find(|known| **known == name.as_str()) else {
                checks.violation(format!("devices[{at}]"), "is no device of this counter");
                continue;
            };
            if !devices.contains(device) {
                devices.push(*device);
            }
        }
        Some(devices)
    }
}

enum Release {
    Own(Token),
    Forgotten(u64, String),
}

fn release(request: v1::ReleaseLeaseRequest) -> Result<Release, Refusal> {
    let mut checks = Checks::default();
    if request.fence == 0 {
        let token = token(&mut checks, &request.token);
        return checks.finish(|| token.map(Release::Own));
    }
    checks.ensure(
        request.token.is_empty(),
        "token",
        "must be empty with `fence`",
    );
    let actor = checks.actor(request.actor);
    let allowed = actor
        .as_ref()
        .is_none_or(|actor| actor.role == Role::Supervisor);
    checks.ensure(
        allowed,
        "actor.role",
        "only a supervisor ends another's lease",
    );
    checks.finish(|| Some(Release::Forgotten(request.fence, actor?.id)))
}

fn token(checks: &mut Checks, text: &str) -> Option<Token> {
    let token = Token::from_hex(text);
    checks.ensure(
        token.is_some(),
        "token",
        "must be 32 hexadecimal characters",
    );
    token
}

fn note(lease: &Lease) {
    let Lease {
        fence,
        devices,
        holder,
        ..
    } = lease;
    tracing::info!(fence, ?devices, holder, "leased");
}

/// The lease as it is now, without its token.
pub(super) fn lease_message(custody: &Custody, lease: &Lease) -> v1::Lease {
    let ends = lease
        .ends
        .map(|ends| SystemTime::now() + custody.until(ends));
    v1::Lease {
        token: String::new(),
        fence: lease.fence,
        devices: lease.devices.iter().map(|&device| device.into()).collect(),
        holder: lease.holder.clone(),
        expires_at: ends.map(Into::into),
        over: false,
    }
}

/// Shows the lease's changes and keeps it alive until it is over or the client hangs up.
fn hold(custody: Custody, keeper: Keeper) -> ReceiverStream<Change> {
    let (changes, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        tokio::select! {
            () = show(&custody, keeper.lease(), &changes) => {}
            () = changes.closed() => {}
        }
        drop(keeper);
    });
    ReceiverStream::new(receiver)
}

async fn show(custody: &Custody, first: &Lease, changes: &Sender<Change>) {
    let mut leases = custody.watch();
    let (mut shown, mut last) = (None, first.clone());
    loop {
        let fence = first.fence;
        let now = leases
            .borrow_and_update()
            .iter()
            .find(|lease| lease.fence == fence)
            .cloned();
        let over = now.is_none();
        last = now.unwrap_or(last);
        if over || shown.as_ref() != Some(&last) {
            let lease = v1::Lease {
                over,
                ..lease_message(custody, &last)
            };
            let change = v1::HoldLeaseResponse { lease: Some(lease) };
            if changes.send(Ok(change)).await.is_err() || over {
                return;
            }
            shown = Some(last.clone());
        }
        if leases.changed().await.is_err() {
            return;
        }
    }
}

/// Ends leases when their time is over, as long as it is polled; asleep while there are none.
pub async fn keep_time(custody: Custody) {
    let mut leases = custody.watch();
    loop {
        let next = custody.expire();
        let end = async {
            match next {
                Some(span) => tokio::time::sleep(span).await,
                None => pending().await,
            }
        };
        tokio::select! {
            changed = leases.changed() => if changed.is_err() { return },
            () = end => {}
        }
    }
}
