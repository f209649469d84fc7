//! One device in detail, and how it did in its self-test.

use super::condition::sentence;
use super::table::{facts, table, yes};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::{Lang, word};
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::DeviceDetail {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let device = self.device.clone().unwrap_or_default();
        let mut known = vec![
            ("name", device.name.clone()),
            ("class", word(device.class().as_str_name(), "DEVICE_CLASS_")),
            ("driver", device.driver.clone()),
            ("address", device.address.clone()),
            ("state", word(device.state().as_str_name(), "DEVICE_STATE_")),
            ("condition", sentence(look, device.condition.as_ref())),
            ("model", device.model.clone()),
            ("serial", device.serial.clone()),
            ("firmware", device.firmware.clone()),
            ("simulated", yes(device.simulated)),
        ];
        let properties = self.capabilities.iter().chain(&self.counters);
        known.extend(properties.map(|one| (one.name.as_str(), one.value.clone())));
        let faults = self.faults.iter().map(|fault| fault_line(look, fault));
        facts(&known) + &faults.collect::<String>()
    }
}

fn fault_line(look: Look, fault: &v1::DeviceFault) -> String {
    let at = fault.at.as_ref().and_then(json::time).unwrap_or_default();
    format!("\n{at}  {}", sentence(look, fault.condition.as_ref()))
}

impl Show for v1::TestDeviceResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let rows = self.readings.iter().map(|reading| {
            let remedy = match look.lang {
                Lang::En => &reading.remedy_en,
                Lang::Id => &reading.remedy_id,
            };
            vec![
                reading.name.clone(),
                reading.value.clone(),
                yes(reading.passed),
                remedy.clone(),
            ]
        });
        table(look, &["reading", "value", "passed", "what to do"], rows)
    }
}

impl Show for v1::PrinterSettings {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, _: Look) -> String {
        let printer = ("printer", self.printer.clone());
        let settings = self.settings.iter();
        let settings = settings.map(|one| (one.name.as_str(), one.value.clone()));
        facts(&[printer].into_iter().chain(settings).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn what_is_known_and_what_was_wrong_are_shown() {
        let detail = v1::DeviceDetail {
            device: Some(v1::Device {
                name: "printer".to_owned(),
                serial: "A1".to_owned(),
                ..Default::default()
            }),
            counters: vec![v1::Property {
                name: "cards".to_owned(),
                value: "1204".to_owned(),
            }],
            faults: vec![v1::DeviceFault {
                at: Some(prost_types::Timestamp::default()),
                condition: Some(v1::Condition {
                    reason: "CARD_JAM".to_owned(),
                    ..Default::default()
                }),
            }],
            ..Default::default()
        };
        let text = detail.text(LOOK);
        assert!(text.contains("1204") && text.contains("A1"), "{text}");
        let last = text.lines().last().unwrap();
        assert!(last.starts_with("1970-01-01") && last.contains("CARD_JAM"));
    }

    #[test]
    fn a_reading_that_did_not_pass_says_what_to_do_and_the_picture_is_left_out() {
        let test = v1::TestDeviceResponse {
            readings: vec![v1::Reading {
                name: "platen_dirt".to_owned(),
                remedy_en: "Wipe it.".to_owned(),
                ..Default::default()
            }],
            picture: vec![1, 2, 3].into(),
            ..Default::default()
        };
        assert!(test.text(LOOK).contains("Wipe it."));
        assert_eq!(test.json().get("picture"), None);
    }
}
