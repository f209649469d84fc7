//! Files that front ends read: requests in the JSON of Protocol Buffers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1::{Biodata, CardData, ChipFinger};
use loket_tests::memory::office::recorded;
use serde_json::{Value, json};

/// An order for a card of this source: a field of `SubmitOrderRequest` and its value.
pub(super) fn order(case: &str, source: &str, value: Value) -> Value {
    let approval = |approver: &str, role: &str| json!({"approver": approver, "role": role, "approved_at": "2026-01-05T08:00:00Z"});
    json!({
        "request_id": format!("{case}-card"),
        "subject": case,
        "reason": "ORDER_REASON_LOST",
        "approvals": [
            approval("subcoordinator.dewi", "validator"),
            approval("kabid.rahmat", "verifier"),
            approval("kadis.lestari", "head"),
        ],
        "print_ready": {"ready": true, "reference": format!("PRR-{case}")},
        source: value,
    })
}

/// All that goes on the card of applicant `b`.
pub(super) async fn card_data() -> Value {
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let CardData {
        biodata,
        photo_jpeg,
        signature,
        fingers,
    } = card_data_message(&data);
    let finger = |finger: &ChipFinger| {
        json!({
            "position": finger.position().as_str_name(),
            "template": STANDARD.encode(&finger.template),
        })
    };
    json!({
        "biodata": person(&biodata.unwrap()),
        "photo_jpeg": STANDARD.encode(photo_jpeg),
        "signature": STANDARD.encode(signature),
        "fingers": fingers.iter().map(finger).collect::<Vec<_>>(),
    })
}

/// What is printed on a card.
pub(super) fn person(biodata: &Biodata) -> Value {
    let date = biodata.birth_date.unwrap();
    json!({
        "nik": biodata.nik,
        "name": biodata.name,
        "birth_place": biodata.birth_place,
        "birth_date": {"year": date.year, "month": date.month, "day": date.day},
        "sex": biodata.sex().as_str_name(),
        "blood_type": biodata.blood_type,
        "address": biodata.address,
        "rt": biodata.rt,
        "rw": biodata.rw,
        "village": biodata.village,
        "district": biodata.district,
        "regency": biodata.regency,
        "province": biodata.province,
        "religion": biodata.religion,
        "marital_status": biodata.marital_status,
        "occupation": biodata.occupation,
        "citizenship": biodata.citizenship,
    })
}
