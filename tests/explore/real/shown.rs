//! What the API shows of an order and its prompt, in the words of the operator.

use crate::asked::Asked;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::OrderState;
use loket_daemon::prompt::{Key, Kind};
use loket_proto::v1;
use loket_proto::v1::AttemptState;

/// Answers that a person chooses from; where others are offered, there is nothing to choose.
const CHOSEN: [Key; 4] = [Key::OnDesk, Key::NoCard, Key::UsedBefore, Key::Spoiled];

/// What the prompt asks about the order; `None` for a question that no order asks.
pub(super) fn asked(order: &v1::Order, prompt: &v1::Prompt) -> Option<Asked> {
    let offered = |key: &Key| {
        prompt
            .choices
            .iter()
            .any(|choice| choice.key == key.to_string())
    };
    let condition = prompt.condition.as_ref();
    let earlier = order.attempts.iter().rev().skip(1);
    let used = earlier.filter(|attempt| attempt.state() != AttemptState::NotFed);
    let last = order.attempts.last();
    Some(Asked {
        kind: kind(prompt.kind())?,
        reason: condition.and_then(|condition| Reason::from_name(&condition.reason)),
        choices: CHOSEN.into_iter().filter(offered).collect(),
        serial: last.and_then(|attempt| attempt.chip_serial.as_ref().try_into().ok()),
        used: used.count(),
    })
}

fn kind(kind: v1::PromptKind) -> Option<Kind> {
    Some(match kind {
        v1::PromptKind::ClearHold => Kind::ClearHold,
        v1::PromptKind::InspectCard => Kind::InspectCard,
        v1::PromptKind::SettleUnknown => Kind::SettleUnknown,
        v1::PromptKind::ActivateCard => Kind::ActivateCard,
        v1::PromptKind::VouchForHolder => Kind::VouchForHolder,
        v1::PromptKind::RetireOldCard => Kind::RetireOldCard,
        v1::PromptKind::HandOverCard => Kind::HandOverCard,
        _ => return None,
    })
}

/// The order's state; `None` for one that this API does not have.
pub(super) fn state(order: &v1::Order) -> Option<OrderState> {
    Some(match order.state() {
        v1::OrderState::Unspecified => return None,
        v1::OrderState::Accepted => OrderState::Accepted,
        v1::OrderState::Preparing => OrderState::Preparing,
        v1::OrderState::InProduction => OrderState::InProduction,
        v1::OrderState::Inspecting => OrderState::Inspecting,
        v1::OrderState::Issued => OrderState::Issued,
        v1::OrderState::Activated => OrderState::Activated,
        v1::OrderState::HandedOver => OrderState::HandedOver,
        v1::OrderState::Refused => OrderState::Refused,
        v1::OrderState::Cancelled => OrderState::Cancelled,
        v1::OrderState::Exhausted => OrderState::Exhausted,
        v1::OrderState::Voided => OrderState::Voided,
    })
}
