//! Photos that were taken.

use super::table::{facts, table, yes};
use crate::cli::screen::{Look, Show};
use crate::cli::{hex, json};
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::PhotoTake {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let facts = facts(&[
            ("take", self.take.to_string()),
            ("SHA-256", hex::encode(&self.sha256)),
            ("acceptable", yes(self.acceptable)),
        ]);
        let head = ["measure", "value", "allowed", "passed", "remedy"];
        let rows = self.measures.iter().map(|measure| cells(look, measure));
        format!("{facts}\n{}", table(look, &head, rows))
    }
}

fn cells(look: Look, measure: &v1::Measure) -> Vec<String> {
    let remedy = match measure.passed {
        true => "",
        false => look.lang.pick(&measure.remedy_en, &measure.remedy_id),
    };
    vec![
        measure.name.clone(),
        format!("{:.2}", measure.value),
        allowed(measure.low, measure.high),
        yes(measure.passed),
        remedy.to_owned(),
    ]
}

fn allowed(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{low:.2} to {high:.2}"),
        (Some(low), None) => format!("from {low:.2}"),
        (None, Some(high)) => format!("up to {high:.2}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn a_failed_measure_says_what_to_do_and_a_passed_one_does_not() {
        let measure = |name: &str, passed| v1::Measure {
            name: name.to_owned(),
            value: 0.25,
            low: Some(0.5),
            passed,
            remedy_en: format!("Mend {name}."),
            ..Default::default()
        };
        let take = v1::PhotoTake {
            measures: vec![measure("sharpness", false), measure("contrast", true)],
            ..Default::default()
        };
        let text = take.text(LOOK);
        assert!(text.contains("from 0.50") && text.contains("Mend sharpness."));
        assert!(!text.contains("Mend contrast."), "{text}");
    }

    #[test]
    fn limits_are_open_where_they_are_absent() {
        assert_eq!(allowed(Some(1.0), Some(2.0)), "1.00 to 2.00");
        assert_eq!(allowed(None, Some(2.0)), "up to 2.00");
        assert_eq!(allowed(None, None), "");
    }
}
