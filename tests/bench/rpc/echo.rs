//! The reference: a server that has no work, in a process of its own, and its client.

use anyhow::Context;
use loket_tests::process::Process;
use prost::bytes::Bytes;
use std::convert::Infallible;
use std::path::Path;
use std::task::{Context as Waker, Poll};
use std::time::Duration;
use tokio::net::UnixListener;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::body::Body;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::codegen::{BoxFuture, Service, http};
use tonic::server::{NamedService, UnaryService};
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

const UNARY: &str = "/loket.bench.Echo/Unary";
const PATIENCE: Duration = Duration::from_secs(10);
/// What the server says when it serves.
const READY: &str = "serving";

/// Messages are one field of bytes (`google.protobuf.BytesValue`).
type Codec = ProstCodec<Bytes, Bytes>;

#[derive(Clone)]
struct Bare {
    answer: Bytes,
}

impl NamedService for Bare {
    const NAME: &'static str = "loket.bench.Echo";
}

impl UnaryService<Bytes> for Bare {
    type Response = Bytes;
    type Future = BoxFuture<Response<Bytes>, Status>;

    fn call(&mut self, _: Request<Bytes>) -> Self::Future {
        let answer = self.answer.clone();
        Box::pin(async move { Ok(Response::new(answer)) })
    }
}

impl Service<http::Request<Body>> for Bare {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<Self::Response, Infallible>;

    fn poll_ready(&mut self, _: &mut Waker<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let method = self.clone();
        Box::pin(async move {
            let mut grpc = tonic::server::Grpc::new(Codec::default());
            Ok(grpc.unary(method, request).await)
        })
    }
}

/// Serves answers of `length` encoded bytes on a single-threaded runtime, as the daemon does, until it is ended.
pub(crate) fn serve(socket: &Path, length: usize) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answer = Bytes::from(vec![b'x'; content(length)]);
    runtime.block_on(async {
        let incoming = UnixListenerStream::new(UnixListener::bind(socket)?);
        println!("{READY}");
        let server = Server::builder().add_service(Bare { answer });
        Ok(server.serve_with_incoming(incoming).await?)
    })
}

/// Bytes in a message of `length` encoded bytes: the field's tag and its length come before them.
fn content(length: usize) -> usize {
    length.saturating_sub(1 + prost::length_delimiter_len(length))
}

/// A client of the bare server, and the server.
pub(super) struct Echo {
    client: Grpc<Channel>,
    _server: Process,
}

impl Echo {
    /// Starts the server on a socket in `folder` and connects to it.
    pub(super) async fn start(folder: &Path, length: usize) -> anyhow::Result<Self> {
        let socket = folder.join("echo.sock");
        let socket = socket.to_str().context("the folder's path is no text")?;
        let arguments = ["serve-echo", socket, &length.to_string()];
        let mut server = Process::start("loket-bench", &arguments, &folder.join("echo.log"))?;
        server.lines_until(|line| line == READY, PATIENCE)?;
        let endpoint = Endpoint::from_shared(format!("unix:{socket}"))?;
        Ok(Self {
            client: Grpc::new(endpoint.connect().await?),
            _server: server,
        })
    }

    /// One call.
    pub(super) async fn call(&mut self) -> anyhow::Result<()> {
        self.client.ready().await?;
        let path = PathAndQuery::from_static(UNARY);
        let request = Request::new(Bytes::new());
        let answered = self.client.unary(request, path, Codec::default()).await;
        answered.map(drop).context("the bare server refused")
    }
}
