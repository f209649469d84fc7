//! Enrolments.

use super::condition::sentence;
use super::finger;
use super::table::{count, facts, table, yes};
use crate::cli::screen::{Look, Show};
use crate::cli::words::{position, word};
use crate::cli::{hex, json};
use loket_proto::v1;
use serde_json::Value;

fn state(enrolment: &v1::Enrolment) -> String {
    word(enrolment.state().as_str_name(), "ENROLMENT_STATE_")
}

fn kind(enrolment: &v1::Enrolment) -> String {
    word(enrolment.kind().as_str_name(), "ENROLMENT_KIND_")
}

fn opened(enrolment: &v1::Enrolment) -> String {
    let time = enrolment.opened_at.as_ref();
    time.and_then(json::time).unwrap_or_default()
}

impl Show for v1::Enrolment {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let chip: Vec<_> = self.chip_fingers().map(position).collect();
        let facts = facts(&[
            ("enrolment", self.enrolment_id.clone()),
            ("kind", kind(self)),
            ("state", state(self)),
            ("subject", self.subject.clone()),
            ("opened", opened(self)),
            ("operator", self.operator.clone()),
            ("biodata", yes(self.has_biodata)),
            ("photos", self.photo_takes.to_string()),
            ("accepted photo", count(self.accepted_take)),
            ("photo SHA-256", hex::encode(&self.photo_sha256)),
            ("signature", yes(self.has_signature)),
            ("chip fingers", chip.join(", ")),
            ("missing", self.missing.join(", ")),
            ("content SHA-256", hex::encode(&self.content_sha256)),
            ("last job", self.last_job.clone()),
            (
                "it failed",
                sentence(look, self.last_job_condition.as_ref()),
            ),
        ]);
        match self.fingers.is_empty() {
            true => facts,
            false => format!("{facts}\n{}", finger::table_of(look, &self.fingers)),
        }
    }
}

impl Show for v1::ListEnrolmentsResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let head = [
            "enrolment",
            "kind",
            "state",
            "subject",
            "opened",
            "operator",
            "missing",
        ];
        let rows = self.enrolments.iter().map(|one| {
            vec![
                one.enrolment_id.clone(),
                kind(one),
                state(one),
                one.subject.clone(),
                opened(one),
                one.operator.clone(),
                one.missing.len().to_string(),
            ]
        });
        table(look, &head, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn sample() -> v1::Enrolment {
        v1::Enrolment {
            enrolment_id: "e-1".to_owned(),
            state: v1::EnrolmentState::Capturing.into(),
            kind: v1::EnrolmentKind::Record.into(),
            missing: vec!["photo".to_owned(), "finger:2".to_owned()],
            fingers: vec![v1::FingerStatus {
                position: v1::FingerPosition::LeftRing.into(),
                state: v1::FingerState::Captured.into(),
                quality: 77,
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    #[test]
    fn what_is_missing_and_each_finger_are_shown() {
        let text = sample().text(LOOK);
        for part in ["e-1", "capturing", "photo, finger:2", "left-ring", "77"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("it failed"));
    }

    #[test]
    fn a_list_has_a_row_for_each() {
        let list = v1::ListEnrolmentsResponse {
            enrolments: vec![sample(), sample()],
        };
        assert_eq!(list.text(LOOK).matches("e-1").count(), 2);
        assert_eq!(list.json()["enrolments"].as_array().unwrap().len(), 2);
    }
}
