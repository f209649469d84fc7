//! Orders.

use super::condition::sentence;
use super::table::{count, facts, table};
use crate::cli::screen::{Look, Show};
use crate::cli::words::word;
use crate::cli::{hex, json};
use loket_proto::v1;
use serde_json::Value;

fn state(order: &v1::Order) -> String {
    word(order.state().as_str_name(), "ORDER_STATE_")
}

fn reason(order: &v1::Order) -> String {
    word(order.reason().as_str_name(), "ORDER_REASON_")
}

fn attempt_state(attempt: &v1::Attempt) -> String {
    word(attempt.state().as_str_name(), "ATTEMPT_STATE_")
}

fn accepted(order: &v1::Order) -> String {
    let time = order.accepted_at.as_ref();
    time.and_then(json::time).unwrap_or_default()
}

/// Where an order stands, in a few words for a line.
pub(crate) fn progress(order: &v1::Order) -> String {
    let mut line = state(order);
    if let Some(attempt) = order.attempts.last() {
        line += &format!(", card {} {}", attempt.number, attempt_state(attempt));
    }
    if let Some(hold) = &order.hold {
        line += &format!(", on hold: {}", hold.reason);
    }
    if order.cancelling {
        line += ", cancelling";
    }
    line
}

impl Show for v1::Order {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let mut text = facts(&[
            ("order", self.order_id.clone()),
            ("request", self.request_id.clone()),
            ("state", state(self)),
            ("on hold", sentence(look, self.hold.as_ref())),
            ("ended", sentence(look, self.ended.as_ref())),
            ("reason", reason(self)),
            ("subject", self.subject.clone()),
            ("accepted", accepted(self)),
            ("card data SHA-256", hex::encode(&self.card_data_sha256)),
            ("activation tries", count(self.activation_tries)),
            ("activation score", count(self.activation_score)),
        ]);
        if !self.attempts.is_empty() {
            text = format!("{text}\n{}", attempts(look, &self.attempts));
        }
        if !self.steps.is_empty() {
            text = format!("{text}\n{}", steps(look, &self.steps));
        }
        text
    }
}

fn attempts(look: Look, attempts: &[v1::Attempt]) -> String {
    let rows = attempts.iter().map(|attempt| {
        vec![
            attempt.number.to_string(),
            attempt_state(attempt),
            hex::encode(&attempt.chip_serial),
            sentence(look, attempt.cause.as_ref()),
        ]
    });
    table(look, &["card", "state", "chip", "cause"], rows)
}

fn steps(look: Look, steps: &[v1::Step]) -> String {
    let rows = steps.iter().map(|step| {
        vec![
            step.name.clone(),
            count(step.attempt),
            step.milliseconds.to_string(),
        ]
    });
    table(look, &["step", "card", "ms"], rows)
}

impl Show for v1::ListOrdersResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let head = [
            "order", "state", "reason", "subject", "accepted", "cards", "on hold",
        ];
        let rows = self.orders.iter().map(|order| {
            let hold = order.hold.as_ref().map(|hold| hold.reason.clone());
            vec![
                order.order_id.clone(),
                state(order),
                reason(order),
                order.subject.clone(),
                accepted(order),
                order.attempts.len().to_string(),
                hold.unwrap_or_default(),
            ]
        });
        table(look, &head, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn sample() -> v1::Order {
        v1::Order {
            order_id: "o-1".to_owned(),
            state: v1::OrderState::InProduction.into(),
            reason: v1::OrderReason::Damaged.into(),
            attempts: vec![v1::Attempt {
                number: 1,
                state: v1::AttemptState::Unknown.into(),
                chip_serial: vec![0x53, 0x49].into(),
                cause: Some(v1::Condition {
                    reason: "CARD_JAM".to_owned(),
                    ..Default::default()
                }),
            }],
            hold: Some(v1::Condition {
                reason: "OUTCOME_UNKNOWN".to_owned(),
                remedy_en: "Look for the card.".to_owned(),
                ..Default::default()
            }),
            steps: vec![v1::Step {
                name: "prepare".to_owned(),
                attempt: 0,
                milliseconds: 412,
            }],
            ..Default::default()
        }
    }

    #[test]
    fn the_hold_each_card_and_each_step_are_shown() {
        let text = sample().text(LOOK);
        let parts = [
            "in-production",
            "OUTCOME_UNKNOWN: Look for the card.",
            "5349",
            "CARD_JAM",
            "prepare",
            "412",
        ];
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("ended"));
    }

    #[test]
    fn the_line_of_progress_names_card_and_hold() {
        assert_eq!(
            progress(&sample()),
            "in-production, card 1 unknown, on hold: OUTCOME_UNKNOWN"
        );
    }

    #[test]
    fn a_list_has_a_row_for_each() {
        let list = v1::ListOrdersResponse {
            orders: vec![sample()],
        };
        assert!(list.text(LOOK).contains("OUTCOME_UNKNOWN"));
        assert_eq!(list.json()["orders"][0]["reason"], "damaged");
    }
}
