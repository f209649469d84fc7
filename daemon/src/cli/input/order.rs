//! The order file.

use super::{CardFile, beside, document};
use crate::cli::fail::Fail;
use crate::cli::hex;
use crate::cli::words::OrderReason;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::path::{Path, PathBuf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A card order; keys are those of the API's `SubmitOrderRequest`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderFile {
    request_id: String,
    subject: String,
    reason: OrderReason,
    approvals: Vec<ApprovalEntry>,
    print_ready: PrintReadyEntry,
    /// A card-data file, relative to this file's folder; left out when the card data come from an enrolment.
    #[serde(default)]
    card: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApprovalEntry {
    approver: String,
    role: String,
    /// RFC 3339, for example `2026-01-05T09:30:00+07:00`.
    #[serde(deserialize_with = "time")]
    approved_at: prost_types::Timestamp,
    /// Hexadecimal; left out when the case was approved as a whole.
    #[serde(default, deserialize_with = "sha256")]
    card_data_sha256: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrintReadyEntry {
    ready: bool,
    reference: String,
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<prost_types::Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    let time = OffsetDateTime::parse(&text, &Rfc3339)
        .map_err(|_| D::Error::custom("expected a time like 2026-01-05T09:30:00+07:00"))?;
    Ok(prost_types::Timestamp {
        seconds: time.unix_timestamp(),
        nanos: i32::try_from(time.nanosecond()).unwrap_or_default(),
    })
}

fn sha256<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let hash =
        hex::sha256(&text).map_err(|_| D::Error::custom("expected 64 hexadecimal digits"))?;
    Ok(hash.to_vec())
}

impl OrderFile {
    /// Reads the file and all files that it names; with `enrolment` the card data are named instead.
    ///
    /// # Errors
    /// An unusable file; card data from both sources or from none.
    pub(crate) fn read(
        path: &Path,
        enrolment: Option<String>,
        actor: Option<v1::Actor>,
    ) -> Result<v1::SubmitOrderRequest, Fail> {
        let file: Self = document(path)?;
        let source = match (&file.card, enrolment) {
            (Some(card), None) => Source::CardData(CardFile::read(&beside(path, card))?),
            (None, Some(id)) => Source::EnrolmentId(id),
            _ => return Err(Fail::CardSource),
        };
        Ok(v1::SubmitOrderRequest {
            request_id: file.request_id,
            actor,
            reason: file.reason as i32,
            approvals: file.approvals.into_iter().map(Into::into).collect(),
            print_ready: Some(v1::PrintReady {
                ready: file.print_ready.ready,
                reference: file.print_ready.reference,
            }),
            validate_only: false,
            subject: file.subject,
            source: Some(source),
        })
    }
}

impl From<ApprovalEntry> for v1::Approval {
    fn from(entry: ApprovalEntry) -> Self {
        Self {
            approver: entry.approver,
            role: entry.role,
            approved_at: Some(entry.approved_at),
            card_data_sha256: entry.card_data_sha256.into(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn write(folder: &Path, change: impl FnOnce(&mut Value)) -> PathBuf {
        let mut order = json!({
            "request_id": "r-1", "subject": "case-1", "reason": "data-change",
            "approvals": [{
                "approver": "kabid-1", "role": "verifier", "approved_at": "2026-01-01T07:00:00+07:00",
                "card_data_sha256": "11".repeat(32),
            }],
            "print_ready": {"ready": true, "reference": "prr-1"},
        });
        change(&mut order);
        let path = folder.join("order.json");
        std::fs::write(&path, order.to_string()).unwrap();
        path
    }

    fn read(
        change: impl FnOnce(&mut Value),
        enrolment: Option<&str>,
    ) -> Result<v1::SubmitOrderRequest, Fail> {
        let folder = tempfile::tempdir().unwrap();
        super::super::card::tests::write(folder.path(), |_| ());
        OrderFile::read(
            &write(folder.path(), change),
            enrolment.map(str::to_owned),
            None,
        )
    }

    #[test]
    fn an_order_for_an_enrolment() {
        let order = read(|_| (), Some("e-1")).unwrap();
        assert_eq!(order.source, Some(Source::EnrolmentId("e-1".to_owned())));
        assert_eq!(order.reason(), v1::OrderReason::DataChange);
        let approval = &order.approvals[0];
        assert_eq!(approval.approved_at.unwrap().seconds, 1_767_225_600);
        assert_eq!(&approval.card_data_sha256[..], [0x11; 32]);
        assert!(order.print_ready.unwrap().ready && !order.validate_only);
    }

    #[test]
    fn an_order_with_card_data() {
        let order = read(|order| order["card"] = "card.json".into(), None).unwrap();
        let Some(Source::CardData(card)) = order.source else {
            panic!("no card data");
        };
        assert_eq!(card.fingers.len(), 2);
    }

    #[test]
    fn card_data_come_from_exactly_one_source() {
        let both = read(|order| order["card"] = "card.json".into(), Some("e-1"));
        assert!(matches!(both, Err(Fail::CardSource)));
        assert!(matches!(read(|_| (), None), Err(Fail::CardSource)));
    }

    #[test]
    fn unknown_keys_and_unfit_values_are_refused() {
        let message = |change: fn(&mut Value)| read(change, Some("e-1")).unwrap_err().to_string();
        assert!(message(|o| o["colour"] = 1.into()).contains("unknown field `colour`"));
        assert!(message(|o| o["approvals"][0]["by"] = 1.into()).contains("unknown field `by`"));
        assert!(message(|o| o["print_ready"]["x"] = 1.into()).contains("unknown field `x`"));
        assert!(message(|o| o["reason"] = "why not".into()).contains("expected one of"));
        assert!(
            message(|o| o["approvals"][0]["approved_at"] = "now".into()).contains("a time like")
        );
    }
}
