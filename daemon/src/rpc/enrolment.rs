//! `EnrolmentService`: record and re-photo.

mod messages;
mod package;
mod preview;
mod requests;

pub(super) use messages::{enrolment as enrolment_message, finger_try, photo_take};
pub use package::encode_content;

use crate::enrolment::Enrolments;
use crate::enrolment::fingers::{CaptureEvent, Events};
use crate::enrolment::record::{Enrolment, Finger};
use crate::person::Caller;
use crate::refusal::Refusal;
use crate::rpc::blocking::{Emit, Messages, run, stream};
use crate::rpc::lease_metadata::shown;
use crate::rpc::status::of_refusal;
use crate::rpc::validate::page;
use loket_card::finger::FingerPosition;
use loket_proto::v1;
use loket_proto::v1::capture_finger_response::Event;
use loket_proto::v1::enrolment_service_server::EnrolmentService;
use std::sync::Arc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

/// Serves the enrolment workflow.
pub struct EnrolmentRpc(pub Arc<Enrolments>);

type Answer<T> = Result<Response<T>, Status>;

impl EnrolmentRpc {
    /// Runs checked work and answers with what `message` makes of its result.
    async fn answer<T, M>(
        &self,
        work: impl FnOnce(&Enrolments) -> Result<T, Refusal> + Send + 'static,
        message: impl FnOnce(&Enrolments, T) -> M,
    ) -> Answer<M>
    where
        T: Send + 'static,
    {
        let enrolments = Arc::clone(&self.0);
        let result = run(move || work(&enrolments)).await?;
        Ok(Response::new(message(&self.0, result)))
    }

    async fn enrolment(
        &self,
        work: impl FnOnce(&Enrolments) -> Result<Enrolment, Refusal> + Send + 'static,
    ) -> Answer<v1::Enrolment> {
        let message =
            |all: &Enrolments, one: Enrolment| messages::enrolment(&one, all.chip_preference());
        self.answer(work, message).await
    }

    /// Streams a capture's events and, last, the finger as it is now kept.
    fn capture(
        &self,
        position: FingerPosition,
        work: impl FnOnce(&Enrolments, &Events) -> Result<Finger, Refusal> + Send + 'static,
    ) -> Answer<Messages<v1::CaptureFingerResponse>> {
        let enrolments = Arc::clone(&self.0);
        Ok(Response::new(stream(
            move |emit: Emit<v1::CaptureFingerResponse>| {
                let events = events(position, Arc::clone(&emit));
                let finger = work(&enrolments, &events)?;
                emit(messages::capture(Event::Outcome(messages::finger(&finger))));
                Ok(())
            },
        )))
    }
}

fn events(position: FingerPosition, emit: Emit<v1::CaptureFingerResponse>) -> Events {
    Arc::new(move |event: CaptureEvent| {
        emit(messages::capture(messages::capture_event(position, event)))
    })
}

#[tonic::async_trait]
impl EnrolmentService for EnrolmentRpc {
    async fn open_enrolment(
        &self,
        request: Request<v1::OpenEnrolmentRequest>,
    ) -> Answer<v1::Enrolment> {
        let opening = requests::opening(request.into_inner()).map_err(of_refusal)?;
        self.enrolment(move |all| all.begin(opening)).await
    }

    async fn get_enrolment(
        &self,
        request: Request<v1::GetEnrolmentRequest>,
    ) -> Answer<v1::Enrolment> {
        let id = requests::id(&request.into_inner().enrolment_id).map_err(of_refusal)?;
        self.enrolment(move |all| all.get(&id)).await
    }

    async fn list_enrolments(
        &self,
        request: Request<v1::ListEnrolmentsRequest>,
    ) -> Answer<v1::ListEnrolmentsResponse> {
        let request = request.into_inner();
        let page = page(request.open_only, request.before_id, request.limit);
        self.answer(
            move |all| all.list(page?),
            |all, found| messages::list(&found, all.chip_preference()),
        )
        .await
    }

    async fn resume_enrolment(
        &self,
        request: Request<v1::ResumeEnrolmentRequest>,
    ) -> Answer<v1::Enrolment> {
        let request = request.into_inner();
        let (id, actor) =
            requests::change(&request.enrolment_id, request.actor).map_err(of_refusal)?;
        self.enrolment(move |all| all.resume(&id, actor)).await
    }

    async fn set_biodata(&self, request: Request<v1::SetBiodataRequest>) -> Answer<v1::Enrolment> {
        let (id, actor, biodata) = requests::biodata(request.into_inner()).map_err(of_refusal)?;
        self.enrolment(move |all| all.set_biodata(&id, &actor, &biodata))
            .await
    }

    type StreamPreviewStream = ReceiverStream<Result<v1::StreamPreviewResponse, Status>>;

    async fn stream_preview(
        &self,
        request: Request<v1::StreamPreviewRequest>,
    ) -> Answer<Self::StreamPreviewStream> {
        let lease = shown(request.metadata())?;
        let (id, span) = requests::preview(&request.into_inner()).map_err(of_refusal)?;
        self.answer(
            move |all| all.preview(&id, lease.as_ref()),
            |_, viewer| preview::frames(viewer, span),
        )
        .await
    }

    async fn capture_photo(
        &self,
        request: Request<v1::CapturePhotoRequest>,
    ) -> Answer<v1::PhotoTake> {
        let lease = shown(request.metadata())?;
        let request = request.into_inner();
        let (id, actor) =
            requests::change(&request.enrolment_id, request.actor).map_err(of_refusal)?;
        self.answer(
            move |all| {
                all.capture_photo(
                    &id,
                    &Caller {
                        person: actor,
                        lease,
                    },
                )
            },
            |_, photo| messages::photo_take(photo),
        )
        .await
    }

    async fn accept_photo(
        &self,
        request: Request<v1::AcceptPhotoRequest>,
    ) -> Answer<v1::Enrolment> {
        let (id, actor, take, reason) =
            requests::acceptance(request.into_inner()).map_err(of_refusal)?;
        self.enrolment(move |all| all.accept_photo(&id, &actor, take, reason))
            .await
    }

    type CaptureFingerStream = Messages<v1::CaptureFingerResponse>;

    async fn capture_finger(
        &self,
        request: Request<v1::CaptureFingerRequest>,
    ) -> Answer<Self::CaptureFingerStream> {
        let lease = shown(request.metadata())?;
        let request = request.into_inner();
        let (id, actor, position) =
            requests::finger(&request.enrolment_id, request.actor, request.position)
                .map_err(of_refusal)?;
        self.capture(position, move |all, events| {
            all.capture_finger(
                &id,
                &Caller {
                    person: actor,
                    lease,
                },
                position,
                events,
            )
        })
    }

    async fn declare_exception(
        &self,
        request: Request<v1::DeclareExceptionRequest>,
    ) -> Answer<v1::Enrolment> {
        let one = requests::exception(request.into_inner()).map_err(of_refusal)?;
        self.enrolment(move |all| {
            all.declare_exception(&one.id, &one.actor, one.position, one.kind, one.reason)
        })
        .await
    }

    async fn upload_signature(
        &self,
        request: Request<v1::UploadSignatureRequest>,
    ) -> Answer<v1::Enrolment> {
        let request = request.into_inner();
        let (id, actor) =
            requests::change(&request.enrolment_id, request.actor).map_err(of_refusal)?;
        self.enrolment(move |all| all.upload_signature(&id, &actor, &request.png))
            .await
    }

    type CaptureVerificationStream = Messages<v1::CaptureFingerResponse>;

    async fn capture_verification(
        &self,
        request: Request<v1::CaptureVerificationRequest>,
    ) -> Answer<Self::CaptureVerificationStream> {
        let lease = shown(request.metadata())?;
        let request = request.into_inner();
        let (id, actor, position) =
            requests::finger(&request.enrolment_id, request.actor, request.position)
                .map_err(of_refusal)?;
        self.capture(position, move |all, events| {
            all.capture_verification(
                &id,
                &Caller {
                    person: actor,
                    lease,
                },
                position,
                events,
            )
        })
    }

    async fn complete_enrolment(
        &self,
        request: Request<v1::CompleteEnrolmentRequest>,
    ) -> Answer<v1::Enrolment> {
        let (id, actor) = requests::completion(request.into_inner()).map_err(of_refusal)?;
        self.enrolment(move |all| all.complete(&id, &actor, &package::encode_content))
            .await
    }

    type FetchPackageStream = package::Pieces;

    async fn fetch_package(
        &self,
        request: Request<v1::FetchPackageRequest>,
    ) -> Answer<Self::FetchPackageStream> {
        let id = requests::id(&request.into_inner().enrolment_id).map_err(of_refusal)?;
        self.answer(
            move |all| all.package(&id),
            |_, package| package::pieces(package),
        )
        .await
    }

    async fn release_enrolment(
        &self,
        request: Request<v1::ReleaseEnrolmentRequest>,
    ) -> Answer<v1::ErasureReceipt> {
        let (id, actor, content) = requests::release(request.into_inner()).map_err(of_refusal)?;
        self.answer(
            move |all| all.release(&id, &actor, &content),
            messages::receipt,
        )
        .await
    }

    async fn abandon_enrolment(
        &self,
        request: Request<v1::AbandonEnrolmentRequest>,
    ) -> Answer<v1::ErasureReceipt> {
        let (id, actor, reason) =
            requests::abandonment(request.into_inner()).map_err(of_refusal)?;
        self.answer(
            move |all| all.abandon(&id, &actor, reason),
            messages::receipt,
        )
        .await
    }
}

#[cfg(test)]
mod tests;
