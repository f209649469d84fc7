//! What an activation reads and compares.

use super::table::{facts, yes};
use crate::cli::hex;
use crate::cli::words::position;
use loket_proto::v1;

/// What the operator compares with the printed card and the person.
pub(super) fn chip_facts(chip: &v1::ChipReading) -> String {
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

/// How close the holder's finger came.
pub(super) fn match_line(compared: &v1::FingerMatch) -> String {
    let v1::FingerMatch {
        r#try: number,
        score,
        threshold,
        matched,
    } = compared;
    let not = if *matched { "" } else { "not " };
    format!("try {number}: score {score} of {threshold} needed, {not}matched")
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let text = chip_facts(&chip);
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
        let line = match_line(&compared);
        assert_eq!(line, "try 2: score 31 of 40 needed, not matched");
    }
}
