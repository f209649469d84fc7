//! Fingers: where they stand, and the tries of a capture.

use super::table::{count, table, yes};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::{position, word};
use loket_proto::v1;
use loket_proto::v1::capture_finger_response::Event;
use serde_json::Value;

/// One row a finger.
pub(super) fn table_of(look: Look, fingers: &[v1::FingerStatus]) -> String {
    let head = [
        "finger",
        "state",
        "quality",
        "tries",
        "exception",
        "verified",
    ];
    let rows = fingers.iter().map(|finger| {
        vec![
            position(finger.position()),
            state(finger),
            count(finger.quality),
            count(finger.tries),
            word(finger.exception().as_str_name(), "EXCEPTION_KIND_"),
            yes(finger.verified),
        ]
    });
    table(look, &head, rows)
}

fn state(finger: &v1::FingerStatus) -> String {
    word(finger.state().as_str_name(), "FINGER_STATE_")
}

/// What happened during a capture: a line each.
impl Show for v1::CaptureFingerResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        match &self.event {
            Some(Event::Hint(hint)) => look.lang.pick(&hint.text_en, &hint.text_id).to_owned(),
            Some(Event::Try(tried)) => try_line(tried),
            Some(Event::Outcome(finger)) => format!(
                "{} {}, quality {}, tries {}{}",
                position(finger.position()),
                state(finger),
                finger.quality,
                finger.tries,
                if finger.verified { ", verified" } else { "" },
            ),
            None => String::new(),
        }
    }
}

pub(super) fn try_line(tried: &v1::FingerTry) -> String {
    let mut line = format!("try {}: quality {}", tried.number, tried.quality);
    if let (Some(score), Some(threshold)) = (tried.match_score, tried.match_threshold) {
        line += &format!(", match score {score} of {threshold} needed");
    }
    match tried.problem.as_str() {
        "" => line,
        problem => format!("{line}, {problem}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn line(event: Event) -> String {
        v1::CaptureFingerResponse { event: Some(event) }.text(LOOK)
    }

    #[test]
    fn tries_say_what_was_wrong_and_how_they_matched() {
        let tried = v1::FingerTry {
            number: 1,
            quality: 30,
            problem: "too dry".to_owned(),
            ..Default::default()
        };
        assert_eq!(line(Event::Try(tried)), "try 1: quality 30, too dry");
        let matched = v1::FingerTry {
            number: 2,
            quality: 60,
            match_score: Some(55),
            match_threshold: Some(40),
            ..Default::default()
        };
        assert_eq!(
            line(Event::Try(matched)),
            "try 2: quality 60, match score 55 of 40 needed"
        );
    }

    #[test]
    fn the_outcome_is_one_line() {
        let finger = v1::FingerStatus {
            position: v1::FingerPosition::RightThumb.into(),
            state: v1::FingerState::Captured.into(),
            quality: 81,
            tries: 2,
            verified: true,
            ..Default::default()
        };
        assert_eq!(
            line(Event::Outcome(finger)),
            "right-thumb captured, quality 81, tries 2, verified"
        );
    }
}
