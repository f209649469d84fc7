//! What happens during an activation.

use super::table::{facts, yes};
use crate::cli::screen::{Look, Show};
use crate::cli::words::position;
use crate::cli::{hex, json};
use loket_proto::v1;
use loket_proto::v1::activate_card_response::Event;
use serde_json::Value;

impl Show for v1::ActivateCardResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        match &self.event {
            Some(Event::Chip(chip)) => chip_facts(chip),
            Some(Event::Hint(hint)) => look.lang.pick(&hint.text_en, &hint.text_id).to_owned(),
            Some(Event::Match(compared)) => format!(
                "try {}: score {} of {} needed, {}",
                compared.r#try,
                compared.score,
                compared.threshold,
                if compared.matched {
                    "matched"
                } else {
                    "not matched"
                },
            ),
            Some(Event::Order(order)) => order.text(look),
            None => String::new(),
        }
    }
}

/// What the operator compares with the printed card and the person.
fn chip_facts(chip: &v1::ChipReading) -> String {
    let fingers: Vec<_> = chip.fingers().map(position).collect();
    let person = chip.biodata.clone().unwrap_or_default();
    facts(&[
        ("chip", hex::encode(&chip.serial)),
        ("issuer's signature valid", yes(chip.signature_valid)),
        ("NIK", person.nik),
        ("name", person.name),
        ("photo", format!("{} bytes", chip.photo_jpeg.len())),
        ("fingers", fingers.join(", ")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn text(event: Event) -> String {
        v1::ActivateCardResponse { event: Some(event) }.text(LOOK)
    }

    #[test]
    fn the_chip_is_shown_before_the_finger_is_asked_for() {
        let chip = v1::ChipReading {
            serial: vec![0x53, 1].into(),
            biodata: Some(v1::Biodata {
                name: "SITI CONTOH".to_owned(),
                ..Default::default()
            }),
            signature_valid: true,
            fingers: vec![2],
            ..Default::default()
        };
        let text = text(Event::Chip(chip));
        for part in ["5301", "SITI CONTOH", "yes", "right-index"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_match_tells_how_close_it_was() {
        let compared = v1::FingerMatch {
            r#try: 2,
            score: 31,
            threshold: 40,
            matched: false,
        };
        assert_eq!(
            text(Event::Match(compared)),
            "try 2: score 31 of 40 needed, not matched"
        );
    }
}
