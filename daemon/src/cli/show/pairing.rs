//! The printer and its reader.

use super::table::{facts, yes};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::word;
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::Pairing {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, _look: Look) -> String {
        let proof = self.proof.as_ref().map(told).unwrap_or_default();
        facts(&[
            ("printer", named(self.printer.as_ref())),
            ("encoder", named(self.encoder.as_ref())),
            ("desk", named(self.desk.as_ref())),
            ("proved", yes(self.proved)),
            ("last proof", proof),
        ])
    }
}

fn named(device: Option<&v1::Device>) -> String {
    let Some(device) = device else {
        return String::new();
    };
    let state = word(device.state().as_str_name(), "DEVICE_STATE_");
    let parts = [
        &device.address,
        &device.model,
        &device.serial,
        &format!("({state})"),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.into_iter().cloned().collect::<Vec<_>>().join(" ")
}

fn told(proof: &v1::PairingProof) -> String {
    let at = proof.at.as_ref().and_then(json::time).unwrap_or_default();
    let by = proof.by.as_ref().map_or("", |by| by.id.as_str());
    let reporters = match proof.reporters.as_slice() {
        [] => "no reader".to_owned(),
        names => names.join(", "),
    };
    let verdict = if proof.passed { "passed" } else { "failed" };
    format!("{verdict}: reported by {reporters}; {by}, {at}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn the_pair_and_who_proved_it_are_shown() {
        let pairing = v1::Pairing {
            encoder: Some(v1::Device {
                address: "pcsc:Encoder 00 00".to_owned(),
                state: v1::DeviceState::Ready.into(),
                ..Default::default()
            }),
            proof: Some(v1::PairingProof {
                at: Some(prost_types::Timestamp::default()),
                by: Some(v1::Actor {
                    id: "ani".to_owned(),
                    ..Default::default()
                }),
                reporters: vec!["desk".to_owned()],
                passed: false,
            }),
            ..Default::default()
        };
        let text = pairing.text(LOOK);
        for part in [
            "pcsc:Encoder 00 00 (ready)",
            "failed: reported by desk; ani, 1970-01-01",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }
}
