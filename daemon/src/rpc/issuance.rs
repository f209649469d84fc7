//! IssuanceService: validate, hand over to the workflow, convert.

use crate::condition::Reason;
use crate::counter::Counter;
use crate::issuance::order::Order;
use crate::refusal::Refusal;
use crate::rpc::blocking;
use crate::rpc::card_receipt::card_receipt;
use crate::rpc::convert::timestamp;
use crate::rpc::order_message::{order_message, present_order};
use crate::rpc::submission::{self, Source};
use crate::rpc::validate::{Checks, REASON, page};
use loket_artwork::CardFaces;
use loket_proto::v1;
use loket_proto::v1::issuance_service_server::IssuanceService;
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
    let working = counter.clone();
    let order = blocking::run(move || work(&working)).await?;
    Ok(Response::new(present_order(
        counter.issuance.orders(),
        &order,
    )))
}

#[tonic::async_trait]
impl IssuanceService for Issuance {
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
        let (counter, request) = (self.0.clone(), request.into_inner());
        let page = page(request.open_only, request.before_id, request.limit);
        let listed = blocking::run(move || Ok(counter.issuance.orders().list(page?)?)).await?;
        let orders = self.0.issuance.orders();
        let shown = listed.iter().map(|order| present_order(orders, order));
        Ok(Response::new(v1::ListOrdersResponse {
            orders: shown.collect(),
        }))
    }

    async fn get_card_receipt(
        &self,
        request: Request<v1::GetCardReceiptRequest>,
    ) -> Answer<v1::CardReceipt> {
        let (counter, id) = (self.0.clone(), request.into_inner().order_id);
        blocking::run(move || Ok(card_receipt(&counter, &id)?))
            .await
            .map(Response::new)
    }

    async fn list_notes(
        &self,
        request: Request<v1::ListNotesRequest>,
    ) -> Answer<v1::ListNotesResponse> {
        let (counter, id) = (self.0.clone(), request.into_inner().order_id);
        let notes = blocking::run(move || Ok(counter.issuance.notes(&id)?)).await?;
        let notes = notes.into_iter().map(|note| v1::Note {
            choice: note.choice,
            by: note.by,
            at: Some(timestamp(note.at_ms)),
            text: note.text,
        });
        Ok(Response::new(v1::ListNotesResponse {
            notes: notes.collect(),
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
}

fn submit(counter: &Counter, request: v1::SubmitOrderRequest) -> Result<Option<Order>, Refusal> {
    let (key, validate_only) = (submission::key(&request), request.validate_only);
    if !validate_only {
        // Whatever has changed at the counter since, a repetition finds its order.
        let before = counter.issuance.orders().made_before(&key)?;
        if before.is_some() {
            return Ok(before);
        }
    }
    let submission = submission::read(counter, request, key)?;
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
    let with_panels = request.with_panels;
    let source = request.source.map(|source| match source {
        Wanted::CardData(data) => Source::Data(Box::new(data)),
        Wanted::EnrolmentId(id) => Source::Enrolment(id),
    });
    let mut checks = Checks::default();
    let data = submission::card_data(counter, source, &mut checks)?;
    let data = checks.finish(|| data)?.data;
    let faces = counter.issuance.proof(&data)?;
    let png = |face: &loket_artwork::Face| face.proof_png().map_err(|_| Reason::Internal);
    Ok(v1::RenderProofResponse {
        front_png: png(&faces.front)?.into(),
        back_png: png(&faces.back)?.into(),
        panels: if with_panels {
            proof_panels(&faces)?
        } else {
            Vec::new()
        },
    })
}

fn proof_panels(faces: &CardFaces) -> Result<Vec<v1::ProofPanel>, Reason> {
    let mut panels = Vec::new();
    for (back, face) in [(false, &faces.front), (true, &faces.back)] {
        let pictures = face.panels().pictures().map_err(|_| Reason::Internal)?;
        panels.extend(pictures.into_iter().map(|(letter, png)| v1::ProofPanel {
            back,
            panel: letter.to_string(),
            png: png.into(),
        }));
    }
    Ok(panels)
}
