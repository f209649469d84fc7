//! Reading a submitted order: every field checked, every violation named, nothing stored.

use crate::counter::Counter;
use crate::issuance::Submission;
use crate::issuance::card_data::CardData;
use crate::issuance::order::{Approval, OrderReason};
use crate::refusal::Refusal;
use crate::rpc::convert::{biodata, biodata_message, position_message};
use crate::rpc::validate::Checks;
use crate::store::records::RequestKey;
use loket_biometrics::finger::template;
use loket_biometrics::photo;
use loket_card::finger::FingerTemplate;
use loket_card::signature_bitmap::SignatureBitmap;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source as Submitted;
use prost::Message;
use sha2::{Digest, Sha256};

/// Most approvals of one order.
const MOST_APPROVALS: usize = 8;
/// Largest signature of an approver in bytes.
const MOST_SIGNATURE: usize = 1024;

/// Where card data comes from.
pub enum Source {
    /// In the request.
    Data(Box<v1::CardData>),
    /// A sealed enrolment of this station.
    Enrolment(String),
}

/// Card data that passed all checks, with the hash of its encoding.
pub struct Checked {
    /// The data.
    pub data: CardData,
    /// SHA-256 of the encoded `CardData` message.
    pub sha256: [u8; 32],
    /// The enrolment that it came from.
    pub enrolment: Option<String>,
}

/// What a repetition of the request has in common with it. The id is as it came.
pub fn key(request: &v1::SubmitOrderRequest) -> RequestKey {
    RequestKey {
        id: request.request_id.clone(),
        sha256: content_hash(request),
    }
}

/// Reads and checks a request that has this key.
///
/// # Errors
/// All violations at once; or the refusal of the named enrolment.
pub fn read(
    counter: &Counter,
    request: v1::SubmitOrderRequest,
    key: RequestKey,
) -> Result<Submission, Refusal> {
    let mut checks = Checks::default();
    let request_id = checks.id("request_id", &request.request_id);
    let actor = checks.actor(request.actor);
    let subject = checks.subject("subject", &request.subject);
    let reason = reason(request.reason, &mut checks);
    let operator = actor.as_ref().map(|person| person.id.as_str());
    let approvals = approvals(&request.approvals, operator, &mut checks);
    let print_ready = print_ready(request.print_ready, &mut checks);
    let source = request.source.map(|source| match source {
        Submitted::CardData(data) => Source::Data(Box::new(data)),
        Submitted::EnrolmentId(id) => Source::Enrolment(id),
    });
    let card = card_data(counter, source, &mut checks)?;
    if let (Some(card), Some(approvals)) = (&card, &approvals) {
        are_for(&card.sha256, approvals, &mut checks);
    }
    checks.finish(|| {
        let card = card?;
        Some(Submission {
            request: request_id.map(|_| key)?,
            operator: actor?.id,
            subject: subject?,
            reason: reason?,
            approvals: approvals?,
            print_ready: print_ready?,
            data: card.data,
            card_data_sha256: card.sha256,
            enrolment: card.enrolment,
        })
    })
}

/// What makes two requests the same: everything but who repeats it and whether it is a rehearsal.
fn content_hash(request: &v1::SubmitOrderRequest) -> [u8; 32] {
    let content = v1::SubmitOrderRequest {
        actor: None,
        validate_only: false,
        ..request.clone()
    };
    Sha256::digest(content.encode_to_vec()).into()
}

fn reason(value: i32, checks: &mut Checks) -> Option<OrderReason> {
    match v1::OrderReason::try_from(value) {
        Ok(v1::OrderReason::New) => Some(OrderReason::New),
        Ok(v1::OrderReason::Lost) => Some(OrderReason::Lost),
        Ok(v1::OrderReason::Damaged) => Some(OrderReason::Damaged),
        Ok(v1::OrderReason::DataChange) => Some(OrderReason::DataChange),
        Ok(v1::OrderReason::Unspecified) | Err(_) => {
            checks.violation("reason", "is required");
            None
        }
    }
}

fn print_ready(mark: Option<v1::PrintReady>, checks: &mut Checks) -> Option<String> {
    let mark = mark.unwrap_or_default();
    let ready = checks.ensure(
        mark.ready,
        "print_ready.ready",
        "only a print-ready record may be printed",
    );
    checks
        .id("print_ready.reference", &mark.reference)
        .filter(|_| ready.is_some())
}

fn approvals(
    messages: &[v1::Approval],
    operator: Option<&str>,
    checks: &mut Checks,
) -> Option<Vec<Approval>> {
    checks.ensure(
        !messages.is_empty(),
        "approvals",
        "at least one is required",
    )?;
    let read: Vec<_> = checks
        .few("approvals", messages, MOST_APPROVALS)?
        .iter()
        .enumerate()
        .map(|(i, message)| approval(&format!("approvals[{i}]"), message, operator, checks))
        .collect();
    read.into_iter().collect()
}

fn approval(
    field: &str,
    message: &v1::Approval,
    operator: Option<&str>,
    checks: &mut Checks,
) -> Option<Approval> {
    let of = |name: &str| format!("{field}.{name}");
    let approver = checks.account(&of("approver"), &message.approver);
    let other = Some(message.approver.as_str()) != operator;
    let other = checks.ensure(other, &of("approver"), "must not be the operator");
    let sound = |c: char| c.is_ascii_lowercase() || c == '-';
    let role = (1..=32).contains(&message.role.len()) && message.role.chars().all(sound);
    let role = checks.ensure(role, &of("role"), "must be 1 to 32 of a-z -");
    let at = message.approved_at.as_ref().map(|time| time.seconds);
    checks.ensure(at.is_some(), &of("approved_at"), "is required");
    let hash = matches!(message.card_data_sha256.len(), 0 | 32);
    let hash = checks.ensure(hash, &of("card_data_sha256"), "must be 32 bytes or empty");
    let signature = message.signature.len() <= MOST_SIGNATURE;
    let signature = checks.ensure(signature, &of("signature"), "has more than 1024 bytes");
    other.and(role).and(hash).and(signature)?;
    Some(Approval {
        approver: approver?,
        role: message.role.clone(),
        approved_at: at?,
        card_data_sha256: message.card_data_sha256.to_vec(),
        signature: message.signature.to_vec(),
    })
}

/// Whether this card data is what was approved, as far as an approval says what that was.
fn are_for(card_data_sha256: &[u8; 32], approvals: &[Approval], checks: &mut Checks) {
    for (i, approval) in approvals.iter().enumerate() {
        let approved = approval.card_data_sha256.as_slice();
        let fits = approved.is_empty() || approved == card_data_sha256;
        let field = format!("approvals[{i}].card_data_sha256");
        checks.ensure(fits, &field, "other card data was approved");
    }
}

/// Reads card data from the request or from a local enrolment.
///
/// # Errors
/// The refusal of the named enrolment; violations go to `checks`.
pub fn card_data(
    counter: &Counter,
    source: Option<Source>,
    checks: &mut Checks,
) -> Result<Option<Checked>, Refusal> {
    match source {
        None => {
            checks.violation("source", "card_data or enrolment_id is required");
            Ok(None)
        }
        Some(Source::Data(message)) => {
            let sha256 = Sha256::digest(message.encode_to_vec()).into();
            let data = submitted(*message, checks);
            Ok(data.map(|data| Checked {
                data,
                sha256,
                enrolment: None,
            }))
        }
        Some(Source::Enrolment(id)) => {
            let data = counter.enrolments.card_data(&id)?;
            let sha256 = Sha256::digest(card_data_message(&data).encode_to_vec()).into();
            Ok(Some(Checked {
                data,
                sha256,
                enrolment: Some(id),
            }))
        }
    }
}

fn submitted(message: v1::CardData, checks: &mut Checks) -> Option<CardData> {
    let biodata = biodata("card_data.biodata", message.biodata, checks);
    let photo = photo::decode(&message.photo_jpeg, &photo::Limits::default());
    if let Err(error) = &photo {
        checks.violation("card_data.photo_jpeg", error.to_string());
    }
    let signature = SignatureBitmap::try_from(message.signature.to_vec());
    if let Err(error) = &signature {
        checks.violation("card_data.signature", error.to_string());
    }
    let fingers = fingers(&message.fingers, checks);
    photo.ok()?;
    Some(CardData {
        biodata: biodata?,
        photo_jpeg: message.photo_jpeg.to_vec(),
        signature: signature.ok()?,
        fingers: fingers?,
    })
}

fn fingers(messages: &[v1::ChipFinger], checks: &mut Checks) -> Option<[FingerTemplate; 2]> {
    let two = messages.len() == 2;
    checks.ensure(two, "card_data.fingers", "must be exactly two")?;
    let read: Vec<_> = messages
        .iter()
        .enumerate()
        .filter_map(|(i, message)| finger(&format!("card_data.fingers[{i}]"), message, checks))
        .collect();
    let [first, second] = <[FingerTemplate; 2]>::try_from(read).ok()?;
    let differ = first.position != second.position;
    checks.ensure(differ, "card_data.fingers", "must be two different fingers")?;
    Some([first, second])
}

fn finger(field: &str, message: &v1::ChipFinger, checks: &mut Checks) -> Option<FingerTemplate> {
    let position = checks.position(&format!("{field}.position"), message.position);
    let record = template::decode(&message.template);
    if let Err(error) = &record {
        checks.violation(format!("{field}.template"), error.to_string());
    }
    record.ok()?;
    Some(FingerTemplate {
        position: position?,
        record: message.template.to_vec(),
    })
}

/// Card data as a message.
pub fn card_data_message(data: &CardData) -> v1::CardData {
    let finger = |finger: &FingerTemplate| v1::ChipFinger {
        position: position_message(finger.position),
        template: finger.record.clone().into(),
    };
    v1::CardData {
        biodata: Some(biodata_message(&data.biodata)),
        photo_jpeg: data.photo_jpeg.clone().into(),
        signature: data.signature.as_bytes().to_vec().into(),
        fingers: data.fingers.iter().map(finger).collect(),
    }
}
