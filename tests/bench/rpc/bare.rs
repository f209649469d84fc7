//! The reference: a gRPC server that has no work, in a process of its own. It answers every unary call with the same bytes
//! and every stream with the same messages.

use anyhow::Context;
use loket_proto::v1::station_service_server::SERVICE_NAME as UNARY;
use loket_proto::v1::watch_service_server::SERVICE_NAME as STREAM;
use loket_tests::process::Process;
use prost::bytes::{Buf, BufMut, Bytes};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context as Waker, Poll};
use std::time::Duration;
use tokio::net::UnixListener;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::{BoxFuture, BoxStream, Service, http};
use tonic::server::{Grpc, NamedService, ServerStreamingService, UnaryService};
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
    _process: Process,
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
        Ok(Self {
            socket,
            _process: process,
        })
    }

    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }
}

/// Serves on a single-threaded runtime, as the daemon does, until it is ended.
pub(crate) fn serve(socket: &Path, answers: &Path) -> anyhow::Result<()> {
    let answers: Answers = serde_json::from_slice(&std::fs::read(answers)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let incoming = UnixListenerStream::new(UnixListener::bind(socket)?);
        println!("{READY}");
        let server = Server::builder()
            .add_service(One(answers.unary.into()))
            .add_service(Many(answers.stream.into_iter().map(Bytes::from).collect()));
        Ok(server.serve_with_incoming(incoming).await?)
    })
}

/// Answers with one message.
#[derive(Clone)]
struct One(Bytes);

/// Answers with a stream of messages.
#[derive(Clone)]
struct Many(Arc<[Bytes]>);

impl NamedService for One {
    const NAME: &'static str = UNARY;
}

impl NamedService for Many {
    const NAME: &'static str = STREAM;
}

impl UnaryService<Bytes> for One {
    type Response = Bytes;
    type Future = BoxFuture<Response<Bytes>, Status>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let answer = self.0.clone();
        Box::pin(async move { Ok(Response::new(answer)) })
    }
}

impl ServerStreamingService<Bytes> for Many {
    type Response = Bytes;
    type ResponseStream = BoxStream<Bytes>;
    type Future = BoxFuture<Response<BoxStream<Bytes>>, Status>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let (answers, count) = (Arc::clone(&self.0), self.0.len());
        let messages = (0..count).map(move |at| Ok(answers[at].clone()));
        let stream: BoxStream<Bytes> = Box::pin(tokio_stream::iter(messages));
        Box::pin(async move { Ok(Response::new(stream)) })
    }
}

/// The part of a generated service that hands requests to its methods.
macro_rules! dispatch {
    ($service:ident, $kind:ident) => {
        impl Service<http::Request<Body>> for $service {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<Self::Response, Infallible>;

            fn poll_ready(&mut self, _: &mut Waker<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let method = self.clone();
                Box::pin(async move { Ok(Grpc::new(Raw).$kind(method, request).await) })
            }
        }
    };
}

dispatch!(One, unary);
dispatch!(Many, server_streaming);

/// Passes messages on as they are.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, wire: &mut EncodeBuf<'_>) -> Result<(), Status> {
        wire.put(message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, wire: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(wire.copy_to_bytes(wire.remaining())))
    }
}
