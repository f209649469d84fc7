//! Watching what happens.

use super::{FrontEnd, explain};
use loket_proto::v1;
use loket_proto::v1::subject::Subject;
use tonic::Streaming;

impl FrontEnd {
    /// Watches what is asked for.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn watch(
        &mut self,
        request: v1::WatchRequest,
    ) -> anyhow::Result<Streaming<v1::WatchResponse>> {
        let events = self.watches.watch(request).await;
        Ok(events.map_err(explain)?.into_inner())
    }
}

/// Asks for these topics alone.
pub fn only(topics: &[v1::Topic]) -> v1::WatchRequest {
    v1::WatchRequest {
        topics: topics.iter().map(|topic| i32::from(*topic)).collect(),
        ..v1::WatchRequest::default()
    }
}

/// Asks for one order's changes.
pub fn about_order(order_id: &str) -> v1::WatchRequest {
    let subject = Subject::OrderId(order_id.to_owned());
    v1::WatchRequest {
        subject: Some(v1::Subject {
            subject: Some(subject),
        }),
        ..only(&[v1::Topic::Orders])
    }
}
