//! Devices.

use super::condition::sentence;
use super::table::{table, yes};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::word;
use loket_proto::v1;
use serde_json::Value;

const HEAD: [&str; 9] = [
    "name",
    "class",
    "driver",
    "address",
    "state",
    "model",
    "serial",
    "sim",
    "condition",
];

fn cells(device: &v1::Device) -> Vec<String> {
    let reason = device.condition.as_ref().map(|why| why.reason.clone());
    vec![
        device.name.clone(),
        word(device.class().as_str_name(), "DEVICE_CLASS_"),
        device.driver.clone(),
        device.address.clone(),
        word(device.state().as_str_name(), "DEVICE_STATE_"),
        device.model.clone(),
        device.serial.clone(),
        yes(device.simulated),
        reason.unwrap_or_default(),
    ]
}

impl Show for v1::ListDevicesResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let wrong = self.devices.iter().filter(|one| one.condition.is_some());
        let remedies =
            wrong.map(|one| format!("\n{}: {}", one.name, sentence(look, one.condition.as_ref())));
        let remedies: String = remedies.collect();
        table(look, &HEAD, self.devices.iter().map(cells)) + &remedies
    }
}

/// One device, for the watch: one line.
impl Show for v1::Device {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let state = word(self.state().as_str_name(), "DEVICE_STATE_");
        let what = sentence(look, self.condition.as_ref());
        let line = format!("{:10} {state:8} {} {what}", self.name, self.model);
        line.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn devices() -> v1::ListDevicesResponse {
        let camera = v1::Device {
            name: "camera".to_owned(),
            driver: "http-camera".to_owned(),
            class: v1::DeviceClass::Camera.into(),
            state: v1::DeviceState::Absent.into(),
            condition: Some(v1::Condition {
                reason: "DEVICE_UNREACHABLE".to_owned(),
                remedy_en: "Check it.".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let printer = v1::Device {
            name: "printer".to_owned(),
            class: v1::DeviceClass::CardPrinter.into(),
            state: v1::DeviceState::Ready.into(),
            model: "SIM Printer".to_owned(),
            simulated: true,
            ..Default::default()
        };
        v1::ListDevicesResponse {
            devices: vec![camera, printer],
        }
    }

    #[test]
    fn each_device_has_a_row_with_what_is_wrong() {
        let text = devices().text(LOOK);
        let row = |name: &str| {
            text.lines()
                .find(|line| line.contains(name))
                .unwrap()
                .to_owned()
        };
        assert!(row("http-camera").contains("DEVICE_UNREACHABLE"));
        assert!(text.ends_with("\ncamera: DEVICE_UNREACHABLE: Check it."));
        let printer = row("SIM Printer");
        for cell in ["card-printer", "ready", "yes"] {
            assert!(printer.contains(cell), "{printer}");
        }
    }

    #[test]
    fn the_watch_has_one_line_a_change() {
        for device in devices().devices {
            assert_eq!(device.text(LOOK).lines().count(), 1);
        }
    }
}
