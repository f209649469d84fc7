//! A request that is repeated finds the order that it made, whatever has changed at the counter since.

use super::Premises;
use loket_daemon::rpc::issuance::Issuance;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::issuance_service_server::IssuanceService;
use loket_proto::v1::submit_order_request::Source;
use loket_tests::flow::approvals;
use loket_tests::front_end::reason;
use loket_tests::memory::office::{operator, recorded};
use std::sync::atomic::Ordering;
use tokio::runtime::Builder;
use tonic::Request;

const A_DAY_MS: i64 = 86_400_000;

fn request(id: &str, source: Source) -> v1::SubmitOrderRequest {
    v1::SubmitOrderRequest {
        request_id: id.into(),
        actor: Some(v1::Actor {
            id: operator().id,
            role: v1::Role::Operator.into(),
        }),
        reason: v1::OrderReason::New.into(),
        approvals: approvals(&[]),
        print_ready: Some(v1::PrintReady {
            ready: true,
            reference: "PRR-1".into(),
        }),
        subject: "case-1".into(),
        source: Some(source),
        ..v1::SubmitOrderRequest::default()
    }
}

/// The order's id, or the reason of the refusal.
fn submit(premises: &Premises, request: &v1::SubmitOrderRequest) -> Result<String, String> {
    let issuance = Issuance(premises.office.counter.clone());
    let runtime = Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(issuance.submit_order(Request::new(request.clone())));
    let answer = answer.map_err(|status| reason(&status))?.into_inner();
    Ok(answer.order.unwrap().order_id)
}

#[test]
fn after_the_enrolment_was_released() {
    let premises = Premises::new();
    let enrolment = premises.office.record("b").unwrap();
    let mine = request("r1", Source::EnrolmentId(enrolment.clone()));
    let first = submit(&premises, &mine).unwrap();
    let enrolments = &premises.office.counter.enrolments;
    let seal = enrolments.get(&enrolment).unwrap().seal.unwrap();
    enrolments
        .release(&enrolment, &operator(), &seal.content_sha256)
        .unwrap();
    assert_eq!(submit(&premises, &mine), Ok(first));
    let other = v1::SubmitOrderRequest {
        subject: "case-2".into(),
        ..mine.clone()
    };
    assert_eq!(submit(&premises, &other), Err("REQUEST_ID_REUSED".into()));
    let new = v1::SubmitOrderRequest {
        request_id: "r2".into(),
        ..mine
    };
    assert_eq!(submit(&premises, &new), Err("WRONG_STATE".into()));
}

#[test]
fn while_the_clock_is_behind() {
    let mut premises = Premises::new();
    let data = Source::CardData(card_data_message(&recorded()));
    let mine = request("r1", data.clone());
    let first = submit(&premises, &mine).unwrap();
    premises.clock.0.store(-A_DAY_MS, Ordering::Relaxed);
    premises.restart();
    assert_eq!(submit(&premises, &mine), Ok(first));
    assert_eq!(
        submit(&premises, &request("r2", data)),
        Err("CLOCK_BEHIND".into())
    );
}
