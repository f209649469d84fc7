//! The reference: a gRPC server as tonic makes it, in a process of its own, with no work but to answer: every unary call
//! with the same message and every stream with the same messages, which it has ready.

use anyhow::Context;
use loket_proto::v1;
use loket_proto::v1::station_service_server::{StationService, StationServiceServer};
use loket_proto::v1::watch_service_server::{WatchService, WatchServiceServer};
use loket_tests::process::Process;
use prost::Message;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UnixListener;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::codegen::BoxStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

const PATIENCE: Duration = Duration::from_secs(10);
/// What the server says when it serves.
const READY: &str = "serving";

/// Encoded messages.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answers {
    /// To a unary call.
    pub(super) unary: Vec<u8>,
    /// To a call that streams.
    pub(super) stream: Vec<Vec<u8>>,
}

/// A running bare server.
pub(super) struct Bare {
    socket: PathBuf,
    process: Process,
}

impl Bare {
    /// Starts it on a socket in `folder`.
    pub(super) fn start(folder: &Path, answers: &Answers) -> anyhow::Result<Self> {
        let (socket, file) = (folder.join("bare.sock"), folder.join("answers.json"));
        std::fs::write(&file, serde_json::to_vec(answers)?)?;
        let text = |path: &Path| path.to_str().map(str::to_owned);
        let paths = text(&socket).zip(text(&file));
        let (socket_text, file_text) = paths.context("the folder's path is no text")?;
        let arguments = ["serve-bare", &socket_text, &file_text];
        let mut process = Process::start("loket-bench", &arguments, &folder.join("bare.log"))?;
        process.lines_until(|line| line == READY, PATIENCE)?;
        Ok(Self { socket, process })
    }

    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }
}

/// Serves on a single-threaded runtime, as the daemon does, until it is ended.
pub(crate) fn serve(socket: &Path, answers: &Path) -> anyhow::Result<()> {
    let answers: Answers = serde_json::from_slice(&std::fs::read(answers)?)?;
    let one = One(v1::GetStationResponse::decode(answers.unary.as_slice())?);
    let many = answers
        .stream
        .iter()
        .map(|bytes| v1::WatchResponse::decode(bytes.as_slice()));
    let many = Many(many.collect::<Result<_, _>>()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let incoming = UnixListenerStream::new(UnixListener::bind(socket)?);
        println!("{READY}");
        let server = Server::builder()
            .add_service(StationServiceServer::new(one))
            .add_service(WatchServiceServer::new(many));
        Ok(server.serve_with_incoming(incoming).await?)
    })
}

/// Answers with one message.
struct One(v1::GetStationResponse);

#[tonic::async_trait]
impl StationService for One {
    async fn get_station(
        &self,
        _: Request<v1::GetStationRequest>,
    ) -> Result<Response<v1::GetStationResponse>, Status> {
        Ok(Response::new(self.0.clone()))
    }

    async fn list_devices(
        &self,
        _: Request<v1::ListDevicesRequest>,
    ) -> Result<Response<v1::ListDevicesResponse>, Status> {
        Err(not_compared())
    }

    async fn get_forecast(
        &self,
        _: Request<v1::GetForecastRequest>,
    ) -> Result<Response<v1::Forecast>, Status> {
        Err(not_compared())
    }

    async fn pause_production(
        &self,
        _: Request<v1::PauseProductionRequest>,
    ) -> Result<Response<v1::StationStatus>, Status> {
        Err(not_compared())
    }

    async fn resume_production(
        &self,
        _: Request<v1::ResumeProductionRequest>,
    ) -> Result<Response<v1::StationStatus>, Status> {
        Err(not_compared())
    }
}

fn not_compared() -> Status {
    Status::unimplemented("no part of the comparison")
}

/// Answers with a stream of messages.
struct Many(Arc<[v1::WatchResponse]>);

#[tonic::async_trait]
impl WatchService for Many {
    type WatchStream = BoxStream<v1::WatchResponse>;

    async fn watch(
        &self,
        _: Request<v1::WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let (answers, count) = (Arc::clone(&self.0), self.0.len());
        let messages = (0..count).map(move |at| Ok(answers[at].clone()));
        Ok(Response::new(Box::pin(tokio_stream::iter(messages))))
    }
}
