//! Connections, bounded in number and in how long a peer may take to say what it speaks.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

/// Open connections per listener; more wait to be accepted until one of them is closed.
pub(super) const MOST: usize = 512;
/// How long a peer may stay silent after it has connected.
pub(super) const SILENCE: Duration = Duration::from_secs(5);
/// Length of the HTTP/2 preface; requests of HTTP/1 are about as long or longer.
const PREFACE: usize = 24;
/// Pause after the system refused a connection, as when descriptors have run out.
const RECOVER: Duration = Duration::from_millis(100);

/// A listener of either kind.
pub(super) trait Listen: Send + Sync + 'static {
    /// Its connections.
    type Stream: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static;

    /// The next connection.
    fn next(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

impl Listen for UnixListener {
    type Stream = UnixStream;

    async fn next(&self) -> io::Result<UnixStream> {
        self.accept().await.map(|(stream, _)| stream)
    }
}

impl Listen for TcpListener {
    type Stream = TcpStream;

    async fn next(&self) -> io::Result<TcpStream> {
        let (stream, _) = self.accept().await?;
        // Answers are small, and a person waits for them.
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Accepts connections until the stream is dropped.
pub(super) fn accept<L: Listen>(listener: L) -> ReceiverStream<io::Result<Connection<L::Stream>>> {
    let (connections, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let places = Arc::new(Semaphore::new(MOST));
        let accepting = async {
            while let Ok(place) = Arc::clone(&places).acquire_owned().await {
                match listener.next().await {
                    Ok(stream) => {
                        let connection = Connection::new(stream, place);
                        if connections.send(Ok(connection)).await.is_err() {
                            return;
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        sleep(RECOVER).await;
                    }
                }
            }
        };
        tokio::select! {
            () = accepting => {}
            () = connections.closed() => {}
        }
    });
    ReceiverStream::new(receiver)
}

/// What a peer that has said nothing yet is given.
struct Patience {
    end: Pin<Box<Sleep>>,
    heard: usize,
}

/// One connection in its place; ends by itself when the peer stays silent from the start.
pub(super) struct Connection<S> {
    stream: S,
    patience: Option<Patience>,
    _place: OwnedSemaphorePermit,
}

impl<S> Connection<S> {
    fn new(stream: S, place: OwnedSemaphorePermit) -> Self {
        let patience = Patience {
            end: Box::pin(sleep(SILENCE)),
            heard: 0,
        };
        Self {
            stream,
            patience: Some(patience),
            _place: place,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some(patience) = &mut self.patience else {
            return read;
        };
        if read.is_pending() {
            ready!(patience.end.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        patience.heard += buffer.filled().len() - before;
        if patience.heard >= PREFACE {
            self.patience = None;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl<S: Connected> Connected for Connection<S> {
    type ConnectInfo = S::ConnectInfo;

    fn connect_info(&self) -> S::ConnectInfo {
        self.stream.connect_info()
    }
}
