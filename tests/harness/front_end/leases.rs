//! Exclusive use of devices, call by call.

use super::FrontEnd;
use loket_proto::v1;
use tonic::{Request, Status, Streaming};

impl FrontEnd {
    /// Takes devices for `seconds` without a sign of life.
    ///
    /// # Errors
    /// The daemon's refusal as it came.
    pub async fn lease(&mut self, devices: &[&str], seconds: u32) -> Result<v1::Lease, Status> {
        let request = v1::AcquireLeaseRequest {
            actor: self.actor(),
            devices: devices.iter().map(|&device| device.into()).collect(),
            seconds,
            token: String::new(),
        };
        Ok(self.leases.acquire_lease(request).await?.into_inner())
    }

    /// Lets an own lease live on for `seconds` from now.
    ///
    /// # Errors
    /// The daemon's refusal as it came.
    pub async fn renew(&mut self, token: &str, seconds: u32) -> Result<v1::Lease, Status> {
        let request = v1::AcquireLeaseRequest {
            actor: self.actor(),
            devices: Vec::new(),
            seconds,
            token: token.to_owned(),
        };
        Ok(self.leases.acquire_lease(request).await?.into_inner())
    }

    /// Keeps an own lease alive as long as the stream is open.
    ///
    /// # Errors
    /// The daemon's refusal as it came.
    pub async fn hold(&mut self, token: &str) -> Result<Streaming<v1::HoldLeaseResponse>, Status> {
        let token = token.to_owned();
        let request = v1::HoldLeaseRequest { token };
        Ok(self.leases.hold_lease(request).await?.into_inner())
    }

    /// Gives an own lease back.
    ///
    /// # Errors
    /// The daemon's refusal as it came.
    pub async fn give_back(&mut self, token: &str) -> Result<(), Status> {
        let request = v1::ReleaseLeaseRequest {
            token: token.to_owned(),
            ..v1::ReleaseLeaseRequest::default()
        };
        self.leases.release_lease(request).await.map(drop)
    }

    /// All leases in force.
    ///
    /// # Errors
    /// The daemon's refusal as it came.
    pub async fn all_leases(&mut self) -> Result<Vec<v1::Lease>, Status> {
        let all = self.leases.list_leases(v1::ListLeasesRequest {}).await?;
        Ok(all.into_inner().leases)
    }
}

/// The call, showing the lease of this token.
///
/// # Panics
/// When the token is no plain text.
pub fn showing<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let token = token.parse().expect("tokens are plain text");
    request.metadata_mut().insert("loket-lease", token);
    request
}
