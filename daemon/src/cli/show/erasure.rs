//! Proof that applicant data was erased.

use super::table::facts;
use crate::cli::screen::{Look, Show};
use crate::cli::{hex, json};
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::ErasureReceipt {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, _: Look) -> String {
        let time = self.erased_at.as_ref().and_then(json::time);
        facts(&[
            ("enrolment", self.enrolment_id.clone()),
            ("erased", time.unwrap_or_default()),
            ("items", self.items.to_string()),
            ("bytes", self.bytes.to_string()),
            ("signature", hex::encode(&self.signature)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn what_was_erased_is_counted() {
        let receipt = v1::ErasureReceipt {
            enrolment_id: "e-1".to_owned(),
            items: 12,
            bytes: 345_678,
            ..Default::default()
        };
        let text = receipt.text(LOOK);
        assert!(text.contains("12") && text.contains("345678"), "{text}");
    }
}
