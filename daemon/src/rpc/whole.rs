//! Requests whose message is begun and never completed.

use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Sleep, sleep};
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Bytes;
use tonic::codegen::http::Request;
use tower::util::MapRequestLayer;

/// How long a request may pause before its message is complete.
const PAUSE: Duration = Duration::from_secs(10);

type Wrap = fn(Request<Body>) -> Request<Body>;

/// Ends calls whose message was begun and is not completed.
pub(super) fn whole_message() -> MapRequestLayer<Wrap> {
    MapRequestLayer::new(|request| request.map(|body| Body::new(Whole::new(body, PAUSE))))
}

/// A message on its way. Most come in one piece: a timer is set only for one that makes us wait, and not for every call only to
/// be dropped again.
struct Whole {
    body: Body,
    longest: Duration,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Whole {
    fn new(body: Body, longest: Duration) -> Self {
        Self {
            body,
            longest,
            pause: None,
        }
    }
}

impl HttpBody for Whole {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.pause = None;
            return Poll::Ready(frame);
        }
        let longest = self.longest;
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(longest)));
        ready!(pause.as_mut().poll(context));
        let half = Status::invalid_argument("the message was not completed");
        Poll::Ready(Some(Err(half)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::sync::mpsc;
    use tonic::Code;

    /// A body that brings what it is sent.
    struct Slow(mpsc::Receiver<&'static [u8]>);

    impl HttpBody for Slow {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            let bytes = ready!(self.0.poll_recv(context));
            Poll::Ready(bytes.map(|bytes| Ok(Frame::data(Bytes::from_static(bytes)))))
        }
    }

    fn slow(longest: Duration) -> (mpsc::Sender<&'static [u8]>, Whole) {
        let (sender, receiver) = mpsc::channel(4);
        (sender, Whole::new(Body::new(Slow(receiver)), longest))
    }

    async fn next(whole: &mut Whole) -> Option<Result<Frame<Bytes>, Status>> {
        poll_fn(|context| Pin::new(&mut *whole).poll_frame(context)).await
    }

    #[tokio::test]
    async fn a_message_that_stops_is_ended() {
        let (sender, mut whole) = slow(Duration::from_millis(20));
        sender.send(b"part").await.unwrap();
        assert!(next(&mut whole).await.unwrap().is_ok());
        let half = next(&mut whole).await.unwrap().unwrap_err();
        assert_eq!(half.code(), Code::InvalidArgument);
    }

    #[tokio::test]
    async fn a_timer_is_set_while_a_message_makes_us_wait() {
        let (sender, mut whole) = slow(PAUSE);
        let waits = poll_fn(|context| {
            let waits = Pin::new(&mut whole).poll_frame(context).is_pending();
            Poll::Ready(waits)
        });
        assert!(waits.await && whole.pause.is_some());
        sender.send(b"part").await.unwrap();
        assert!(next(&mut whole).await.unwrap().is_ok());
        drop(sender);
        assert!(next(&mut whole).await.is_none());
        assert!(whole.pause.is_none());
    }
}
