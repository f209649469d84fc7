//! Conditions: one as it stands, and the table of all.

use super::table;
use crate::cli::screen::{Look, Show};
use crate::condition::{Reason, Row};
use crate::rpc::status::code_name;
use loket_proto::v1;
use serde_json::{Value, json};

/// Reason, what is known, and what to do; empty when there is none.
pub(super) fn sentence(look: Look, condition: Option<&v1::Condition>) -> String {
    let Some(condition) = condition else {
        return String::new();
    };
    let remedy = look.lang.pick(&condition.remedy_en, &condition.remedy_id);
    match condition.detail.as_str() {
        "" => format!("{}: {remedy}", condition.reason),
        detail => format!("{} ({detail}): {remedy}", condition.reason),
    }
}

/// Everything that can be wrong, as this program knows it.
pub(crate) struct Conditions;

impl Show for Conditions {
    fn json(&self) -> Value {
        rows()
            .map(|row| {
                json!({
                    "reason": row.name, "family": row.family.word(), "who": row.who, "retry": row.retry,
                    "code": code_name(row.family), "card": row.card.word(), "place": row.place.word(), "remedy_en": row.remedy_en, "remedy_id": row.remedy_id,
                })
            })
            .collect()
    }

    fn text(&self, look: Look) -> String {
        let head = [
            "reason", "family", "who", "retry", "card", "place", "remedy",
        ];
        let cells = |row: Row| {
            let remedy = look.lang.pick(row.remedy_en, row.remedy_id);
            let card = row.card.word().unwrap_or_default();
            let place = row.place.word().unwrap_or_default();
            [
                row.name,
                row.family.word(),
                row.who,
                row.retry,
                card,
                place,
                remedy,
            ]
            .map(str::to_owned)
            .to_vec()
        };
        table::table(look, &head, rows().map(cells))
    }
}

fn rows() -> impl Iterator<Item = Row> {
    Reason::ALL.iter().map(|reason| reason.row())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;
    use crate::cli::words::Lang;

    #[test]
    fn every_reason_is_in_both_forms() {
        let (json, text) = (Conditions.json(), Conditions.text(LOOK));
        assert_eq!(json.as_array().unwrap().len(), Reason::ALL.len());
        for row in rows() {
            assert!(text.contains(row.name) && text.contains(row.remedy_en));
        }
    }

    #[test]
    fn the_remedy_is_in_the_language_that_is_asked_for() {
        let condition = v1::Condition {
            reason: "HOPPER_EMPTY".to_owned(),
            detail: "printer".to_owned(),
            remedy_en: "Fill it.".to_owned(),
            remedy_id: "Isi.".to_owned(),
            ..Default::default()
        };
        let look = Look {
            lang: Lang::Id,
            ..LOOK
        };
        assert_eq!(
            sentence(look, Some(&condition)),
            "HOPPER_EMPTY (printer): Isi."
        );
        assert_eq!(sentence(LOOK, None), "");
    }
}
