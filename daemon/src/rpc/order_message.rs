//! Orders as messages.

use crate::issuance::attempt::{Attempt, AttemptState};
use crate::issuance::order::{OldCard, Order, OrderReason, OrderState};
use crate::issuance::orders::Orders;
use crate::rpc::convert::timestamp;
use crate::rpc::status::condition_message;
use loket_proto::v1;

/// The order as front ends see it, with what is so only for the moment.
pub fn present_order(orders: &Orders, order: &Order) -> v1::Order {
    let (sent, total) = orders.moments().of(&order.id).sent;
    v1::Order {
        sent,
        total,
        ..order_message(order)
    }
}

/// The order as its record has it.
pub fn order_message(order: &Order) -> v1::Order {
    v1::Order {
        order_id: order.id.clone(),
        request_id: order.request_id.clone(),
        state: state(order.state).into(),
        reason: reason(order.reason).into(),
        subject: order.subject.clone(),
        accepted_at: Some(timestamp(order.accepted_ms)),
        attempts: order.attempts.iter().map(attempt).collect(),
        hold: order.hold.as_ref().map(condition_message),
        ended: order.ended.as_ref().map(condition_message),
        sent: 0,
        total: 0,
        steps: order.steps.iter().map(step).collect(),
        card_data_sha256: order.card_data_sha256.clone().into(),
        activation_tries: order.activation_tries,
        activation_score: activation_score(order),
        vouching: order.vouching.clone().unwrap_or_default(),
        cancelling: order.cancelling,
        old_card: old_card(order.old_card).into(),
    }
}

fn activation_score(order: &Order) -> u32 {
    let activation = order.activation.as_ref();
    activation.map_or(0, |activation| activation.presence.score().into())
}

fn old_card(old_card: OldCard) -> v1::OldCard {
    match old_card {
        OldCard::None => v1::OldCard::None,
        OldCard::Awaited | OldCard::Retiring(_) => v1::OldCard::Awaited,
        OldCard::Retired(_) => v1::OldCard::Retired,
        OldCard::Unreadable => v1::OldCard::Unreadable,
        OldCard::Missing => v1::OldCard::Missing,
    }
}

fn step(step: &crate::issuance::order::StepTime) -> v1::Step {
    v1::Step {
        name: step.name.clone(),
        attempt: step.attempt,
        milliseconds: step.milliseconds,
    }
}

fn attempt(attempt: &Attempt) -> v1::Attempt {
    v1::Attempt {
        number: attempt.number,
        state: attempt_state(attempt.state).into(),
        chip_serial: attempt
            .serial
            .map(|serial| serial.0.to_vec())
            .unwrap_or_default()
            .into(),
        cause: attempt.cause.as_ref().map(condition_message),
    }
}

fn state(state: OrderState) -> v1::OrderState {
    match state {
        OrderState::Accepted => v1::OrderState::Accepted,
        OrderState::Preparing => v1::OrderState::Preparing,
        OrderState::InProduction => v1::OrderState::InProduction,
        OrderState::Inspecting => v1::OrderState::Inspecting,
        OrderState::Issued => v1::OrderState::Issued,
        OrderState::Activated => v1::OrderState::Activated,
        OrderState::HandedOver => v1::OrderState::HandedOver,
        OrderState::Refused => v1::OrderState::Refused,
        OrderState::Cancelled => v1::OrderState::Cancelled,
        OrderState::Exhausted => v1::OrderState::Exhausted,
        OrderState::Voided => v1::OrderState::Voided,
    }
}

pub(super) fn reason(reason: OrderReason) -> v1::OrderReason {
    match reason {
        OrderReason::New => v1::OrderReason::New,
        OrderReason::Lost => v1::OrderReason::Lost,
        OrderReason::Damaged => v1::OrderReason::Damaged,
        OrderReason::DataChange => v1::OrderReason::DataChange,
    }
}

fn attempt_state(state: AttemptState) -> v1::AttemptState {
    match state {
        AttemptState::Feeding => v1::AttemptState::Feeding,
        AttemptState::AtEncoder => v1::AttemptState::AtEncoder,
        AttemptState::Encoding => v1::AttemptState::Encoding,
        AttemptState::Encoded => v1::AttemptState::Encoded,
        AttemptState::Printing => v1::AttemptState::Printing,
        AttemptState::Ejected => v1::AttemptState::Ejected,
        AttemptState::Good => v1::AttemptState::Good,
        AttemptState::Spoiled => v1::AttemptState::Spoiled,
        AttemptState::Unknown => v1::AttemptState::Unknown,
        AttemptState::NotFed => v1::AttemptState::NotFed,
    }
}
