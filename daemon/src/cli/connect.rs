//! The way to the daemon, and who goes it.

use super::fail::Fail;
use super::screen::Screen;
use super::words::Role;
use loket_proto::v1;
use loket_proto::v1::catalogue_service_client::CatalogueServiceClient;
use loket_proto::v1::device_service_client::DeviceServiceClient;
use loket_proto::v1::enrolment_service_client::EnrolmentServiceClient;
use loket_proto::v1::issuance_service_client::IssuanceServiceClient;
use loket_proto::v1::lease_service_client::LeaseServiceClient;
use loket_proto::v1::ledger_service_client::LedgerServiceClient;
use loket_proto::v1::prompt_service_client::PromptServiceClient;
use loket_proto::v1::station_service_client::StationServiceClient;
use loket_proto::v1::watch_service_client::WatchServiceClient;
use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;
use thiserror::Error as ThisError;
use tonic::metadata::AsciiMetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Request, Status};

/// Largest answer: two proof pictures at the printer's resolution are below 4 MB.
const MOST_BYTES: usize = 16 << 20;
/// How long the connection may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a quiet connection is probed, so that a lost daemon is noticed.
const PROBE: Duration = Duration::from_secs(10);
/// The HTTP/2 authority over a Unix socket, where the path is no legal one.
const LOCAL: &str = "http://localhost";

/// Where the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Path of a Unix socket.
    Unix(String),
    /// A loopback address.
    Http(Uri),
}

/// The text names no daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[error("must be unix:PATH or http://127.0.0.1:PORT")]
pub(crate) struct NoTarget;

impl FromStr for Target {
    type Err = NoTarget;

    fn from_str(text: &str) -> Result<Self, NoTarget> {
        if let Some(path) = text.strip_prefix("unix:") {
            return match path {
                "" => Err(NoTarget),
                path => Ok(Self::Unix(path.to_owned())),
            };
        }
        let uri: Uri = text.parse().map_err(|_| NoTarget)?;
        let local = uri.scheme_str() == Some("http") && uri.host().is_some_and(is_loopback);
        let bare = uri.port_u16().is_some() && matches!(uri.path(), "" | "/");
        (local && bare).then_some(Self::Http(uri)).ok_or(NoTarget)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{path}"),
            Self::Http(uri) => write!(f, "{uri}"),
        }
    }
}

impl Target {
    fn endpoint(&self) -> Result<Endpoint, tonic::transport::Error> {
        Ok(match self {
            Self::Unix(path) => {
                Endpoint::from_shared(format!("unix:{path}"))?.origin(Uri::from_static(LOCAL))
            }
            Self::Http(uri) => Endpoint::from(uri.clone()),
        })
    }

    /// A connection that is up.
    pub(crate) async fn connect(&self) -> Result<Channel, Fail> {
        let connected = async {
            let endpoint = self.endpoint()?.connect_timeout(PATIENCE);
            endpoint
                .http2_keep_alive_interval(PROBE)
                .keep_alive_timeout(PATIENCE)
                .connect()
                .await
        };
        connected.await.map_err(|error| Fail::Connect {
            target: self.to_string(),
            cause: innermost(&error).to_string(),
        })
    }
}

fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    error.source().map_or(error, innermost)
}

/// The metadata that shows a lease.
const LEASE: &str = "loket-lease";

/// Shows the lease in every call, if there is one.
#[derive(Clone)]
pub(crate) struct ShowLease(pub(crate) Option<AsciiMetadataValue>);

impl Interceptor for ShowLease {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert(LEASE, token.clone());
        }
        Ok(request)
    }
}

/// A connection whose calls show the lease.
pub(crate) type Way = InterceptedService<Channel, ShowLease>;

/// Everything that a command works with.
pub(crate) struct Session<'a> {
    channel: Way,
    person: Option<String>,
    role: Role,
    /// Where results go.
    pub(crate) screen: &'a mut Screen,
}

impl<'a> Session<'a> {
    /// Calls over `channel` in the name of `person`.
    pub(crate) fn new(
        channel: Way,
        person: Option<String>,
        role: Role,
        screen: &'a mut Screen,
    ) -> Self {
        Self {
            channel,
            person,
            role,
            screen,
        }
    }

    /// Who acts; needed by every call that changes something.
    ///
    /// # Errors
    /// When nobody was named.
    pub(crate) fn actor(&self) -> Result<Option<v1::Actor>, Fail> {
        let id = self.person.clone().ok_or(Fail::NoActor)?;
        Ok(Some(v1::Actor {
            id,
            role: self.role as i32,
        }))
    }

    /// The counter and its hardware.
    pub(crate) fn station(&self) -> StationServiceClient<Way> {
        StationServiceClient::new(self.channel.clone())
    }

    /// What can be known before anything is sent.
    pub(crate) fn catalogue(&self) -> CatalogueServiceClient<Way> {
        CatalogueServiceClient::new(self.channel.clone())
    }

    /// One device in detail.
    pub(crate) fn device(&self) -> DeviceServiceClient<Way> {
        DeviceServiceClient::new(self.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// Record and re-photo.
    pub(crate) fn enrolment(&self) -> EnrolmentServiceClient<Way> {
        EnrolmentServiceClient::new(self.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// Exclusive use of devices.
    pub(crate) fn leases(&self) -> LeaseServiceClient<Way> {
        LeaseServiceClient::new(self.channel.clone())
    }

    /// Where every blank is.
    pub(crate) fn ledger(&self) -> LedgerServiceClient<Way> {
        LedgerServiceClient::new(self.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// Whatever waits for a person.
    pub(crate) fn prompt(&self) -> PromptServiceClient<Way> {
        PromptServiceClient::new(self.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// Print, activate, hand over.
    pub(crate) fn issuance(&self) -> IssuanceServiceClient<Way> {
        IssuanceServiceClient::new(self.channel.clone()).max_decoding_message_size(MOST_BYTES)
    }

    /// All that happens.
    pub(crate) fn watching(&self) -> WatchServiceClient<Way> {
        WatchServiceClient::new(self.channel.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_and_loopback_ports_are_targets() {
        let good = [
            "unix:counter/loket.sock",
            "unix:/run/loket.sock",
            "http://127.0.0.1:50551/",
            "http://localhost:1/",
            "http://[::1]:50551/",
        ];
        for text in good {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_none() {
        let bad = [
            "",
            "unix:",
            "counter/loket.sock",
            "https://127.0.0.1:1",
            "http://127.0.0.1",
            "http://192.0.2.1:50551",
            "http://localhost.example.org:1",
            "http://127.0.0.1:1/path",
        ];
        for text in bad {
            assert_eq!(text.parse::<Target>(), Err(NoTarget), "{text}");
        }
    }

    #[tokio::test]
    async fn nobody_there_is_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Unix(folder.path().join("none.sock").display().to_string());
        let fail = target.connect().await.unwrap_err();
        assert!(matches!(fail, Fail::Connect { .. }), "{fail}");
        assert_eq!(fail.to_string().matches("No such file").count(), 1);
    }
}
