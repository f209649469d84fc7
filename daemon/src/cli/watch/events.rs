//! Events that a lost connection interrupts but does not end.

use crate::cli::connect::{Session, Way};
use crate::cli::fail::{Fail, Problem};
use crate::cli::screen::Screen;
use loket_proto::v1;
use loket_proto::v1::watch_service_client::WatchServiceClient;
use std::time::Duration;

use tonic::{Status, Streaming};

/// Pause before a lost daemon is looked for again.
const PAUSE: Duration = Duration::from_secs(1);

/// All events in order, each once, however often the connection is lost.
pub(crate) struct Events {
    client: WatchServiceClient<Way>,
    request: v1::WatchRequest,
    stream: Streaming<v1::WatchResponse>,
}

impl Events {
    /// Begins to watch.
    ///
    /// # Errors
    /// The daemon's refusal; that it is not there.
    pub(crate) async fn open(
        session: &Session<'_>,
        request: v1::WatchRequest,
    ) -> Result<Self, Fail> {
        let mut client = session.watching();
        let stream = client.watch(request.clone()).await?.into_inner();
        Ok(Self {
            client,
            request,
            stream,
        })
    }

    /// The next event; waits for it as long as it takes.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub(crate) async fn next(&mut self, screen: &mut Screen) -> Result<v1::WatchResponse, Fail> {
        loop {
            match self.stream.message().await {
                Ok(Some(message)) => {
                    self.request.after = message.sequence;
                    return Ok(message);
                }
                Ok(None) => {}
                Err(status) => lost(status)?,
            }
            screen.note("the connection to the daemon is lost; looking for it again")?;
            self.stream = self.find_again().await?;
        }
    }

    async fn find_again(&mut self) -> Result<Streaming<v1::WatchResponse>, Fail> {
        loop {
            match self.client.watch(self.request.clone()).await {
                Ok(found) => return Ok(found.into_inner()),
                Err(status) => lost(status)?,
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Only a refusal of the daemon's ends the watch.
fn lost(status: Status) -> Result<(), Fail> {
    match Problem::of(&status) {
        Some(_) => Err(status.into()),
        None => Ok(()),
    }
}
