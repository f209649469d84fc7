//! `WatchService`: the one stream of everything that happens.

mod item;
mod made;
mod message;
mod momentary;
mod request;
mod watcher;

use crate::counter::Counter;
use crate::rpc::blocking;
use crate::rpc::status::of_refusal;
use crate::watch::history;
use futures_util::{StreamExt, TryStreamExt, stream};
use loket_proto::v1;
use loket_proto::v1::watch_service_server::WatchService;
use message::Messages;
use std::pin::Pin;
use tokio_stream::Stream;
use tonic::{Request, Response, Status};
use watcher::Watcher;

/// Shows the counter's changes. Each watcher is a number and the batch it reads; nothing is queued for it.
pub struct WatchRpc {
    counter: Counter,
    messages: Messages,
}

impl WatchRpc {
    /// Watches this counter.
    pub fn new(counter: Counter) -> Self {
        Self {
            messages: Messages::of(&counter.base),
            counter,
        }
    }
}

#[tonic::async_trait]
impl WatchService for WatchRpc {
    type WatchStream = Pin<Box<dyn Stream<Item = Result<v1::WatchResponse, Status>> + Send>>;

    async fn watch(
        &self,
        request: Request<v1::WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let wanted = request::read(&request.into_inner()).map_err(of_refusal)?;
        if wanted.interest.subject.is_some() {
            let (base, interest) = (self.counter.base.clone(), wanted.interest.clone());
            blocking::run(move || history::present(&base.store, &interest)).await?;
        }
        let messages = self.messages.clone();
        let watcher = Watcher::new(self.counter.clone(), wanted);
        Ok(Response::new(Box::pin(shown(watcher, messages))))
    }
}

/// What the watcher sees, made into messages only when the client takes them.
fn shown(
    watcher: Watcher,
    messages: Messages,
) -> impl Stream<Item = Result<v1::WatchResponse, Status>> {
    let batches = stream::unfold(watcher, |mut watcher| async {
        Some((watcher.next().await, watcher))
    });
    batches
        .map_ok(move |batch| {
            let messages = messages.clone();
            stream::iter(batch).map(move |item| Ok(messages.message(&item)))
        })
        .try_flatten()
}

#[cfg(test)]
mod tests;
