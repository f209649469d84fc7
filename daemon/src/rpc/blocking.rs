//! Blocking work for the runtime: detached from the call that asked for it, so that hanging up stops nothing.

use crate::refusal::Refusal;
use crate::rpc::status::{internal, of_refusal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Status;

/// Runs `work` to its end on a thread that may block, even if the caller is dropped.
///
/// # Errors
/// The work's refusal; `INTERNAL` when it panics.
pub async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Status> {
    let outcome = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| broke_down())?;
    outcome.map_err(of_refusal)
}

/// Sends one message of a stream; a client that went away is no reason to stop.
pub type Emit<T> = Arc<dyn Fn(T) + Send + Sync>;

/// The messages of [`stream`].
pub type Messages<T> = UnboundedReceiverStream<Result<T, Status>>;

/// Runs `work` as [`run`] does and streams what it emits, then its refusal if it is refused.
///
/// The queue has no bound, so that a slow client never holds up a device; use it for work with a bounded number of
/// small messages.
pub fn stream<T: Send + 'static>(
    work: impl FnOnce(Emit<T>) -> Result<(), Refusal> + Send + 'static,
) -> Messages<T> {
    let (sender, receiver) = unbounded_channel();
    tokio::task::spawn_blocking(move || {
        let emit = emitter(sender.clone());
        let ended = catch_unwind(AssertUnwindSafe(|| work(emit).map_err(of_refusal)));
        if let Err(status) = ended.unwrap_or_else(|_| Err(broke_down())) {
            let _ = sender.send(Err(status));
        }
    });
    UnboundedReceiverStream::new(receiver)
}

fn emitter<T: Send + 'static>(sender: UnboundedSender<Result<T, Status>>) -> Emit<T> {
    Arc::new(move |message| {
        let _ = sender.send(Ok(message));
    })
}

fn broke_down() -> Status {
    tracing::error!("work for a call panicked");
    internal("panic")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Reason;
    use std::sync::mpsc;
    use tokio_stream::StreamExt;
    use tonic::Code;

    #[tokio::test]
    async fn a_panic_is_internal_and_a_refusal_keeps_its_code() {
        let panicked = run::<()>(|| panic!("on purpose")).await;
        assert_eq!(panicked.unwrap_err().code(), Code::Internal);
        let refused = run::<()>(|| Err(Reason::NotFound.into())).await;
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    }

    #[tokio::test]
    async fn work_outlives_its_caller() {
        let (go, gate) = mpsc::channel::<()>();
        let (done, ended) = mpsc::channel();
        let call = tokio::spawn(run(move || {
            let _ = gate.recv();
            let _ = done.send(());
            Ok(())
        }));
        tokio::task::yield_now().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        let seen = tokio::task::spawn_blocking(move || ended.recv())
            .await
            .unwrap();
        assert_eq!(seen, Ok(()));
    }

    #[tokio::test]
    async fn a_stream_ends_with_the_refusal_or_the_breakdown() {
        let messages = stream(|emit| {
            emit(1);
            Err(Reason::FingerAbsent.into())
        });
        let all: Vec<_> = messages.collect().await;
        assert_eq!(*all[0].as_ref().unwrap(), 1);
        assert_eq!(all[1].as_ref().unwrap_err().code(), Code::Aborted);
        let broken: Vec<Result<u8, Status>> = stream(|_| panic!("on purpose")).collect().await;
        assert_eq!(broken[0].as_ref().unwrap_err().code(), Code::Internal);
    }
}
