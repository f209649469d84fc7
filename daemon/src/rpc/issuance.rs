//! IssuanceService: validate, hand over to the workflow, convert.

use crate::counter::Counter;
use crate::issuance::THRESHOLD;
use crate::issuance::event::Verdict;
use crate::issuance::order::Order;
use crate::person::{Caller, Person};
use crate::prompt::progress::{Progress, Report};
use crate::refusal::Refusal;
use crate::rpc::blocking::{self, Emit, Messages};
use crate::rpc::convert::{biodata_message, hint_message, position_message};
use crate::rpc::lease_metadata::shown;
use crate::rpc::order_message::order_message;
use crate::rpc::submission::{self, Source};
use crate::rpc::validate::{Checks, REASON};
use loket_card::ChipContent;
use loket_card::finger::FingerPosition;
use loket_proto::v1;
use loket_proto::v1::activate_card_response::Event as ActivationEvent;
use loket_proto::v1::issuance_service_server::IssuanceService;
use std::sync::Arc;
use tonic::{Request, Response, Status};

type Answer<T> = Result<Response<T>, Status>;

/// The service.
#[derive(Clone)]
pub struct Issuance(pub Counter);

/// Runs one call of a person's that changes an order.
async fn change(
    counter: &Counter,
    work: impl FnOnce(&Counter) -> Result<Order, Refusal> + Send + 'static,
) -> Answer<v1::Order> {
    let counter = counter.clone();
    let order = blocking::run(move || work(&counter)).await?;
    Ok(Response::new(order_message(&order)))
}

#[tonic::async_trait]
impl IssuanceService for Issuance {
    type ActivateCardStream = Messages<v1::ActivateCardResponse>;

    async fn submit_order(
        &self,
        request: Request<v1::SubmitOrderRequest>,
    ) -> Answer<v1::SubmitOrderResponse> {
        let (counter, request) = (self.0.clone(), request.into_inner());
        let order = blocking::run(move || submit(&counter, request)).await?;
        Ok(Response::new(v1::SubmitOrderResponse {
            order: order.as_ref().map(order_message),
        }))
    }

    async fn render_proof(
        &self,
        request: Request<v1::RenderProofRequest>,
    ) -> Answer<v1::RenderProofResponse> {
        let (counter, request) = (self.0.clone(), request.into_inner());
        blocking::run(move || proof(&counter, request))
            .await
            .map(Response::new)
    }

    async fn get_order(&self, request: Request<v1::GetOrderRequest>) -> Answer<v1::Order> {
        let id = request.into_inner().order_id;
        change(&self.0, move |counter| {
            Ok(counter.issuance.orders().get(&id)?)
        })
        .await
    }

    async fn list_orders(
        &self,
        request: Request<v1::ListOrdersRequest>,
    ) -> Answer<v1::ListOrdersResponse> {
        let (counter, open_only) = (self.0.clone(), request.into_inner().open_only);
        let orders = blocking::run(move || Ok(counter.issuance.orders().list()?)).await?;
        let wanted = orders
            .iter()
            .filter(|order| !(open_only && order.state.is_final()));
        Ok(Response::new(v1::ListOrdersResponse {
            orders: wanted.map(order_message).collect(),
        }))
    }

    async fn cancel_order(&self, request: Request<v1::CancelOrderRequest>) -> Answer<v1::Order> {
        let request = request.into_inner();
        change(&self.0, move |counter| {
            let mut checks = Checks::default();
            let actor = checks.actor(request.actor);
            let reason = checks.text("reason", &request.reason, REASON);
            let actor = checks.finish(|| reason.and(actor))?;
            Ok(counter
                .issuance
                .cancel(&request.order_id, &actor.id, &request.reason)?)
        })
        .await
    }

    async fn continue_order(
        &self,
        request: Request<v1::ContinueOrderRequest>,
    ) -> Answer<v1::Order> {
        let request = request.into_inner();
        change(&self.0, move |counter| {
            let mut checks = Checks::default();
            let actor = checks.actor(request.actor);
            let actor = checks.finish(|| actor)?;
            Ok(counter.issuance.go_on(&request.order_id, &actor.id)?)
        })
        .await
    }

    async fn inspect_card(&self, request: Request<v1::InspectCardRequest>) -> Answer<v1::Order> {
        let request = request.into_inner();
        change(&self.0, move |counter| {
            let (actor, verdict) = verdict(&request)?;
            let (id, note) = (&request.order_id, &request.note);
            Ok(counter.issuance.inspect(id, &actor.id, verdict, note)?)
        })
        .await
    }

    async fn activate_card(
        &self,
        request: Request<v1::ActivateCardRequest>,
    ) -> Answer<Self::ActivateCardStream> {
        let lease = shown(request.metadata())?;
        let (counter, request) = (self.0.clone(), request.into_inner());
        let mut checks = Checks::default();
        let (actor, position) = (
            checks.actor(request.actor),
            checks.position("position", request.position),
        );
        let (actor, position) = checks
            .finish(|| actor.zip(position))
            .map_err(super::status::of_refusal)?;
        let caller = Caller {
            person: actor,
            lease,
        };
        let work = move |emit| activate(&counter, &request.order_id, &caller, position, &emit);
        Ok(Response::new(blocking::stream(work)))
    }

    async fn hand_over_card(&self, request: Request<v1::HandOverCardRequest>) -> Answer<v1::Order> {
        let request = request.into_inner();
        change(&self.0, move |counter| {
            let mut checks = Checks::default();
            let actor = checks.actor(request.actor);
            let actor = checks.finish(|| actor)?;
            Ok(counter.issuance.hand_over(&request.order_id, &actor.id)?)
        })
        .await
    }
}

fn submit(counter: &Counter, request: v1::SubmitOrderRequest) -> Result<Option<Order>, Refusal> {
    let validate_only = request.validate_only;
    let submission = submission::read(counter, request)?;
    if validate_only {
        counter.issuance.validate(&submission.data)?;
        return Ok(None);
    }
    Ok(Some(counter.issuance.submit(submission)?))
}

fn proof(
    counter: &Counter,
    request: v1::RenderProofRequest,
) -> Result<v1::RenderProofResponse, Refusal> {
    use v1::render_proof_request::Source as Wanted;
    let source = request.source.map(|source| match source {
        Wanted::CardData(data) => Source::Data(Box::new(data)),
        Wanted::EnrolmentId(id) => Source::Enrolment(id),
    });
    let mut checks = Checks::default();
    let data = submission::card_data(counter, source, &mut checks)?;
    let data = checks.finish(|| data)?.data;
    let faces = counter.issuance.proof(&data)?;
    let png = |face: &loket_artwork::Face| {
        face.proof_png()
            .map_err(|_| crate::condition::Reason::Internal)
    };
    Ok(v1::RenderProofResponse {
        front_png: png(&faces.front)?.into(),
        back_png: png(&faces.back)?.into(),
    })
}

fn verdict(request: &v1::InspectCardRequest) -> Result<(Person, Verdict), Refusal> {
    let mut checks = Checks::default();
    let actor = checks.actor(request.actor.clone());
    let verdict = match v1::Verdict::try_from(request.verdict) {
        Ok(v1::Verdict::Good) => Some(Verdict::Good),
        Ok(v1::Verdict::Spoiled) => {
            let note = !request.note.is_empty();
            checks
                .ensure(note, "note", "is required")
                .map(|()| Verdict::Spoiled)
        }
        Ok(v1::Verdict::NoCard) => Some(Verdict::NoCard),
        Ok(v1::Verdict::Unspecified) | Err(_) => {
            checks.violation("verdict", "is required");
            None
        }
    };
    let note = checks.optional_text("note", &request.note, REASON);
    checks.finish(|| note.and(actor.zip(verdict)))
}

fn activate(
    counter: &Counter,
    id: &str,
    caller: &Caller,
    position: FingerPosition,
    emit: &Emit<v1::ActivateCardResponse>,
) -> Result<(), Refusal> {
    let send = Arc::clone(emit);
    let report: Report = Arc::new(move |progress| {
        send(event(match progress {
            Progress::Hint(position, hint) => ActivationEvent::Hint(hint_message(position, hint)),
            Progress::Chip(content) => ActivationEvent::Chip(reading(&content)),
            Progress::Match(number, score) => ActivationEvent::Match(v1::FingerMatch {
                r#try: number,
                score: score.points.into(),
                threshold: THRESHOLD.into(),
                matched: score.is_match(),
            }),
            Progress::Try(_) | Progress::Photo(_) => return,
        }));
    });
    let order = counter
        .issuance
        .activate_now(id, caller, position, &report)?;
    emit(event(ActivationEvent::Order(order_message(&order))));
    Ok(())
}

fn event(event: ActivationEvent) -> v1::ActivateCardResponse {
    v1::ActivateCardResponse { event: Some(event) }
}

/// Only a chip whose signature is valid is shown.
fn reading(content: &ChipContent) -> v1::ChipReading {
    v1::ChipReading {
        serial: content.identity.serial.0.to_vec().into(),
        biodata: Some(biodata_message(&content.record.biodata)),
        photo_jpeg: content.record.photo.clone().into(),
        signature_valid: true,
        fingers: content
            .record
            .templates
            .iter()
            .map(|t| position_message(t.position))
            .collect(),
    }
}
