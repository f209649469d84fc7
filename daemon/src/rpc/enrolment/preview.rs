//! Live pictures for one client: always the newest, skipping what the client was too slow for.

use crate::enrolment::{Live, Viewer};
use crate::rpc::status::of_condition;
use loket_proto::v1;
use std::time::Duration;
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

type Picture = Result<v1::StreamPreviewResponse, Status>;

/// Pictures for `span`, or until the client hangs up or the camera fails.
pub(super) fn frames(viewer: Viewer, span: Duration) -> ReceiverStream<Picture> {
    // One picture on its way, the next one only when that is taken: a stalled client holds two pictures and no one up.
    let (pictures, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let watching = tokio::time::timeout(span, show(viewer, &pictures));
        tokio::select! {
            _over = watching => {}
            () = pictures.closed() => {}
        }
    });
    ReceiverStream::new(receiver)
}

async fn show(mut viewer: Viewer, pictures: &Sender<Picture>) {
    loop {
        let sent = match viewer.see() {
            Live::Waiting => Ok(()),
            Live::Picture(frame) => {
                let jpeg = frame.jpeg.clone().into();
                pictures
                    .send(Ok(v1::StreamPreviewResponse {
                        jpeg,
                        sequence: frame.sequence,
                    }))
                    .await
            }
            Live::Ended(condition) => {
                let _ = pictures.send(Err(of_condition(&condition))).await;
                return;
            }
        };
        if sent.is_err() || viewer.changed().await.is_none() {
            return;
        }
    }
}
