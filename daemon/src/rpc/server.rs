//! The server: one Unix socket, one loopback TCP port, or both; one thread.

use crate::config::ListenConfig;
use crate::counter::Counter;
use crate::rpc::catalogue::CatalogueRpc;
use crate::rpc::connections::accept;
use crate::rpc::device::DeviceRpc;
use crate::rpc::enrolment::EnrolmentRpc;
use crate::rpc::foreign::put_in_words;
use crate::rpc::gate::Gate;
use crate::rpc::issuance::Issuance;
use crate::rpc::lease::{self, LeaseRpc};
use crate::rpc::ledger::LedgerRpc;
use crate::rpc::limits::{allow_open_files, bounded};
use crate::rpc::prompt::PromptRpc;
use crate::rpc::station::{StationRpc, keep_looking};
use crate::rpc::watch::WatchRpc;
use crate::rpc::web;
use crate::rpc::whole::whole_message;
use crate::rpc::{MESSAGE_LIMIT, UPLOAD_LIMIT};
use loket_proto::DESCRIPTORS;
use loket_proto::v1::catalogue_service_server::CatalogueServiceServer;
use loket_proto::v1::device_service_server::DeviceServiceServer;
use loket_proto::v1::enrolment_service_server::EnrolmentServiceServer;
use loket_proto::v1::issuance_service_server::IssuanceServiceServer;
use loket_proto::v1::lease_service_server::LeaseServiceServer;
use loket_proto::v1::ledger_service_server::LedgerServiceServer;
use loket_proto::v1::prompt_service_server::PromptServiceServer;
use loket_proto::v1::station_service_server::StationServiceServer;
use loket_proto::v1::watch_service_server::WatchServiceServer;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::watch;
use tonic::service::{Routes, RoutesBuilder};
use tonic_health::ServingStatus;
use tonic_web::GrpcWebLayer;
use tower::ServiceBuilder;
use tower::util::MapResponseLayer;

/// How long calls under way may take to end after the signal; watchers never end by themselves.
const DRAIN: Duration = Duration::from_secs(2);
/// Who may connect: the daemon's user and group.
const SOCKET_MODE: u32 = 0o660;

/// Why the API cannot be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Another daemon answers on the socket.
    #[error("another daemon already serves {0}")]
    Occupied(PathBuf),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// Path or host and port.
        address: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The runtime cannot be started.
    #[error("cannot start the runtime")]
    Runtime(#[source] io::Error),
    /// The reflection service cannot be built.
    #[error("cannot describe the API")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The server broke down.
    #[error("the server failed")]
    Server(#[from] tonic::transport::Error),
}

/// Serves the counter's API where its config says, until `shutdown` and the calls under way have ended. Device work that a
/// call began goes on in its own threads.
///
/// # Errors
/// See [`ServeError`].
pub fn serve(counter: &Counter, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)?;
    allow_open_files();
    let config = &counter.base.config.listen;
    let outcome = runtime.block_on(async {
        let listeners = Listeners::bind(config).await?;
        tokio::spawn(lease::keep_time(counter.base.hardware.custody().clone()));
        tokio::spawn(keep_looking(counter.clone()));
        let outcome = listeners
            .serve(config, routes(counter).await?, shutdown)
            .await;
        // A path that is already gone is as good.
        let _ = config.unix.as_ref().map(std::fs::remove_file);
        outcome
    });
    // Blocking work may wait for a device; ending never waits for it.
    runtime.shutdown_background();
    outcome
}

/// All services.
async fn routes(counter: &Counter) -> Result<Routes, ServeError> {
    let limit = usize::try_from(UPLOAD_LIMIT).unwrap_or(usize::MAX);
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter
        .set_service_status("", ServingStatus::Serving)
        .await;
    reporter
        .set_serving::<StationServiceServer<StationRpc>>()
        .await;
    reporter
        .set_serving::<CatalogueServiceServer<CatalogueRpc>>()
        .await;
    reporter
        .set_serving::<DeviceServiceServer<DeviceRpc>>()
        .await;
    reporter
        .set_serving::<EnrolmentServiceServer<EnrolmentRpc>>()
        .await;
    reporter
        .set_serving::<IssuanceServiceServer<Issuance>>()
        .await;
    reporter.set_serving::<WatchServiceServer<WatchRpc>>().await;
    reporter.set_serving::<LeaseServiceServer<LeaseRpc>>().await;
    reporter
        .set_serving::<LedgerServiceServer<LedgerRpc>>()
        .await;
    reporter
        .set_serving::<PromptServiceServer<PromptRpc>>()
        .await;
    let station = StationServiceServer::new(StationRpc(counter.clone()));
    let catalogue = CatalogueServiceServer::new(CatalogueRpc(counter.clone()));
    let watch = WatchServiceServer::new(WatchRpc::new(counter.clone()));
    let prompts = PromptServiceServer::new(PromptRpc::new(counter.clone()));
    let devices = DeviceServiceServer::new(DeviceRpc(counter.clone()));
    let enrolments = EnrolmentServiceServer::new(EnrolmentRpc(Arc::clone(&counter.enrolments)));
    let issuance = IssuanceServiceServer::new(Issuance(counter.clone()));
    let leases = LeaseServiceServer::new(LeaseRpc(counter.base.hardware.clone()));
    let ledger = LedgerServiceServer::new(LedgerRpc(counter.clone()));
    let mut routes = RoutesBuilder::default();
    routes
        .add_service(station.max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(catalogue.max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(watch.max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(prompts.max_decoding_message_size(limit))
        .add_service(devices.max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(enrolments.max_decoding_message_size(limit))
        .add_service(issuance.max_decoding_message_size(limit))
        .add_service(leases.max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(ledger.max_decoding_message_size(MESSAGE_LIMIT))
        .add_service(health)
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?);
    Ok(routes.routes())
}

/// Clients in use know one or the other version of the reflection service.
fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        // So that generic clients read the details of refusals too.
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
}

struct Listeners {
    unix: Option<UnixListener>,
    tcp: Option<TcpListener>,
}

impl Listeners {
    async fn bind(config: &ListenConfig) -> Result<Self, ServeError> {
        let unix = match &config.unix {
            Some(path) => Some(bind_unix(path).await?),
            None => None,
        };
        let tcp = match config.tcp {
            Some(address) => Some(bind_tcp(address).await?),
            None => None,
        };
        Ok(Self { unix, tcp })
    }

    async fn serve(
        self,
        config: &ListenConfig,
        routes: Routes,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        let (stop, stopped) = watch::channel(());
        let unix = async {
            let Some(listener) = self.unix else {
                return Ok(());
            };
            let layers = ServiceBuilder::new()
                .layer(Gate::unix(config))
                .layer(whole_message())
                .layer(MapResponseLayer::new(put_in_words));
            bounded()
                .layer(layers.into_inner())
                .add_routes(routes.clone())
                .serve_with_incoming_shutdown(accept(listener), ended(stopped.clone()))
                .await
        };
        let tcp = async {
            let Some(listener) = self.tcp else {
                return Ok(());
            };
            let layers = ServiceBuilder::new()
                .layer(Gate::tcp(config))
                .layer(web::pages(config))
                .layer(whole_message())
                .layer(GrpcWebLayer::new())
                .layer(MapResponseLayer::new(put_in_words));
            bounded()
                .accept_http1(true)
                .layer(layers.into_inner())
                .add_routes(routes.clone())
                .serve_with_incoming_shutdown(accept(listener), ended(stopped.clone()))
                .await
        };
        let end = async {
            shutdown.await;
            drop(stop);
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            served = async { tokio::try_join!(unix, tcp) } => served.map(drop).map_err(ServeError::from),
            () = end => Ok(()),
        }
    }
}

async fn bind_tcp(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let failed = |source| ServeError::Listen {
        address: address.to_string(),
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let tcp = listener.local_addr().map_err(failed)?;
    tracing::info!(%tcp, "listening");
    Ok(listener)
}

/// Ends when the sender is dropped.
async fn ended(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

/// Listens on a socket file; one that a dead daemon left behind is replaced.
async fn bind_unix(path: &Path) -> Result<UnixListener, ServeError> {
    let failed = |source| ServeError::Listen {
        address: path.display().to_string(),
        source,
    };
    if UnixStream::connect(path).await.is_ok() {
        return Err(ServeError::Occupied(path.to_owned()));
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = UnixListener::bind(path).map_err(failed)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(SOCKET_MODE)).map_err(failed)?;
    Ok(listener)
}

#[cfg(test)]
mod tests;
