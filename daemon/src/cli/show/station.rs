//! The counter.

use super::condition::sentence;
use super::table::{count, facts, table};
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

/// The scarcest supply in the first row.
impl Show for v1::Forecast {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let supply = |supply: &v1::Supply| {
            let kind = word(supply.kind().as_str_name(), "SUPPLY_KIND_");
            vec![kind, supply.cards.to_string(), count(supply.short)]
        };
        let rows = self.supplies.iter().map(supply);
        let conditions = self.conditions.iter();
        let conditions = conditions.map(|one| format!("\n{}", sentence(look, Some(one))));
        let all = format!(
            "{} of {} waiting orders can be printed",
            self.printable, self.waiting
        );
        let supplies = table(look, &["supply", "cards", "short"], rows);
        format!("{all}\n{supplies}{}", conditions.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn a_forecast_names_what_runs_out_first() {
        let supply = |kind: v1::SupplyKind, cards, short| v1::Supply {
            kind: kind.into(),
            cards,
            short,
        };
        let forecast = v1::Forecast {
            waiting: 5,
            printable: 3,
            supplies: vec![
                supply(v1::SupplyKind::Ribbon, 3, 2),
                supply(v1::SupplyKind::Blanks, 9, 0),
            ],
            conditions: Vec::new(),
        };
        let text = forecast.text(LOOK);
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        assert_eq!(lines[0], "3 of 5 waiting orders can be printed");
        assert_eq!(
            lines[2].split_whitespace().collect::<Vec<_>>(),
            ["ribbon", "3", "2"]
        );
        assert_eq!(
            lines[3].split_whitespace().collect::<Vec<_>>(),
            ["blanks", "9"]
        );
        assert_eq!(forecast.json()["supplies"][0]["kind"], "ribbon");
    }

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
