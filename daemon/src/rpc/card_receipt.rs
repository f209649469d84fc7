//! The receipt of an order's card.

use crate::condition::{Condition, Reason};
use crate::counter::Counter;
use crate::issuance::THRESHOLD;
use crate::issuance::order::Order;
use crate::issuance::presence::{Activation, Presence};
use crate::rpc::convert::{position_message, timestamp};
use crate::rpc::order_message::reason;
use loket_proto::v1;
use loket_proto::v1::holder_presence::ShownBy;
use prost::Message;

/// The receipt, signed over its own encoding without the signature.
///
/// # Errors
/// `NotFound`; `WrongState` before the card was activated.
pub(super) fn card_receipt(counter: &Counter, id: &str) -> Result<v1::CardReceipt, Condition> {
    let order = counter.issuance.orders().get(id)?;
    let Some(activation) = &order.activation else {
        return Err(Condition::new(Reason::WrongState, order.state.to_string()));
    };
    let station = &counter.base.config.station.id;
    let mut receipt = unsigned(station, &order, activation);
    let signature = counter.base.keys.station.sign(&receipt.encode_to_vec());
    receipt.signature = signature.to_vec().into();
    Ok(receipt)
}

fn unsigned(station: &str, order: &Order, activation: &Activation) -> v1::CardReceipt {
    let hand_over = order.hand_over.as_ref();
    v1::CardReceipt {
        station_id: station.to_owned(),
        order_id: order.id.clone(),
        subject: order.subject.clone(),
        reason: reason(order.reason).into(),
        chip_serial: activation.chip.0.to_vec().into(),
        card_data_sha256: order.card_data_sha256.clone().into(),
        chip_content_sha256: activation.content_sha256.to_vec().into(),
        activation: Some(presence(&activation.presence)),
        activated_by: activation.by.clone(),
        activated_at: Some(timestamp(activation.at_ms)),
        hand_over: hand_over.and_then(|hand_over| hand_over.presence.as_ref().map(presence)),
        handed_over_by: hand_over.map_or_else(String::new, |hand_over| hand_over.by.clone()),
        handed_over_at: hand_over.map(|hand_over| timestamp(hand_over.at_ms)),
        signature: Vec::new().into(),
    }
}

fn presence(presence: &Presence) -> v1::HolderPresence {
    let shown_by = match presence {
        Presence::Finger(position, score) => ShownBy::Finger(v1::MatchedFinger {
            position: position_message(*position),
            score: (*score).into(),
            threshold: THRESHOLD.into(),
        }),
        Presence::Vouched {
            asked_by,
            vouched_by,
        } => ShownBy::Vouching(v1::Vouching {
            asked_by: asked_by.clone(),
            vouched_by: vouched_by.clone(),
        }),
        Presence::Operator => ShownBy::Deferred(v1::DeferredPresence {}),
    };
    v1::HolderPresence {
        shown_by: Some(shown_by),
    }
}
