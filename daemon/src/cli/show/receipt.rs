//! The receipt of a card.

use super::table::facts;
use crate::cli::screen::{Look, Show};
use crate::cli::words::{position, word};
use crate::cli::{hex, json};
use loket_proto::v1;
use loket_proto::v1::holder_presence::ShownBy;
use serde_json::Value;

impl Show for v1::CardReceipt {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, _: Look) -> String {
        facts(&[
            ("station", self.station_id.clone()),
            ("order", self.order_id.clone()),
            ("subject", self.subject.clone()),
            ("reason", word(self.reason().as_str_name(), "ORDER_REASON_")),
            ("chip", hex::encode(&self.chip_serial)),
            ("card data SHA-256", hex::encode(&self.card_data_sha256)),
            (
                "chip content SHA-256",
                hex::encode(&self.chip_content_sha256),
            ),
            ("activated", time(self.activated_at.as_ref())),
            ("activated by", self.activated_by.clone()),
            ("holder shown by", presence(self.activation.as_ref())),
            ("handed over", time(self.handed_over_at.as_ref())),
            ("handed over by", self.handed_over_by.clone()),
            ("then shown by", presence(self.hand_over.as_ref())),
            ("signature", hex::encode(&self.signature)),
        ])
    }
}

fn time(at: Option<&prost_types::Timestamp>) -> String {
    at.and_then(json::time).unwrap_or_default()
}

fn presence(presence: Option<&v1::HolderPresence>) -> String {
    match presence.and_then(|presence| presence.shown_by.as_ref()) {
        None => String::new(),
        Some(ShownBy::Finger(finger)) => format!(
            "{}, score {} of {}",
            position(finger.position()),
            finger.score,
            finger.threshold
        ),
        Some(ShownBy::Vouching(vouching)) => {
            format!("{}, asked by {}", vouching.vouched_by, vouching.asked_by)
        }
        Some(ShownBy::Deferred(_)) => "left to the hand-over".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn a_receipt_says_who_vouched() {
        let vouching = v1::Vouching {
            asked_by: "op".to_owned(),
            vouched_by: "super".to_owned(),
        };
        let receipt = v1::CardReceipt {
            activation: Some(v1::HolderPresence {
                shown_by: Some(ShownBy::Vouching(vouching)),
            }),
            ..v1::CardReceipt::default()
        };
        let text = receipt.text(LOOK);
        assert!(text.contains("super, asked by op"), "{text}");
    }
}
