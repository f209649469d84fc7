//! The counter.

use super::condition::sentence;
use super::table::facts;
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::{position, word};
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::GetStationResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let status = self.status.clone().unwrap_or_default();
        let fingers: Vec<_> = self.chip_fingers().map(position).collect();
        facts(&[
            ("station", self.station_id.clone()),
            ("version", self.version.clone()),
            ("boot", self.boot_id.clone()),
            ("mode", word(self.mode().as_str_name(), "MODE_")),
            ("chip fingers", fingers.join(", ")),
            ("layout", self.layout.clone()),
            ("profile", self.profile.clone()),
            ("upload limit", format!("{} bytes", self.upload_limit)),
            ("cards", status.text(look)),
        ])
    }
}

impl Show for v1::StationStatus {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let sentences = self.conditions.iter().map(|one| sentence(look, Some(one)));
        match sentences.collect::<Vec<_>>().as_slice() {
            [] => "can be made".to_owned(),
            reasons => reasons.join("; "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn the_mode_and_the_fingers_are_words() {
        let station = v1::GetStationResponse {
            station_id: "counter-1".to_owned(),
            mode: v1::Mode::Training.into(),
            chip_fingers: vec![2, 7],
            ..Default::default()
        };
        let text = station.text(LOOK);
        assert!(text.contains("counter-1") && text.contains("training"));
        assert!(text.contains("right-index, left-index"), "{text}");
        assert_eq!(station.json()["mode"], "training");
        assert!(text.ends_with("can be made"), "{text}");
    }
}
