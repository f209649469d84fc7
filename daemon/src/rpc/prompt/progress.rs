//! What happens while an answer is carried out, as messages.

use crate::issuance::THRESHOLD;
use crate::prompt::progress::Progress;
use crate::rpc::convert::{biodata_message, hint_message, position_message};
use crate::rpc::enrolment::{finger_try, photo_take};
use loket_card::ChipContent;
use loket_proto::v1;
use loket_proto::v1::answer_prompt_response::Event;

pub(super) fn event(progress: Progress) -> Event {
    match progress {
        Progress::Hint(position, hint) => Event::Hint(hint_message(position, hint)),
        Progress::Try(one) => Event::Try(finger_try(one)),
        Progress::Photo(photo) => Event::Photo(photo_take(photo)),
        Progress::Chip(content) => Event::Chip(reading(&content)),
        Progress::Match(number, score) => Event::Match(v1::FingerMatch {
            r#try: number,
            score: score.points.into(),
            threshold: THRESHOLD.into(),
            matched: score.is_match(),
        }),
    }
}

/// Only a chip whose signature is valid is shown.
fn reading(content: &ChipContent) -> v1::ChipReading {
    let fingers = content.record.templates.iter();
    v1::ChipReading {
        serial: content.identity.serial.0.to_vec().into(),
        biodata: Some(biodata_message(&content.record.biodata)),
        photo_jpeg: content.record.photo.clone().into(),
        signature_valid: true,
        fingers: fingers
            .map(|finger| position_message(finger.position))
            .collect(),
    }
}
