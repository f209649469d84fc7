//! Messages as JSON, by the API's own description, so that a new field needs no code here.
//!
//! Keys are the API's field names and are always there: what is absent or unspecified is `null`, except that of several
//! alternatives only the one that is set is shown. Enumerations are the words that the command line takes, bytes are
//! hexadecimal, times RFC 3339. Pictures and pages are left out: they are saved to files.

use super::hex;
use super::words::word;
use loket_proto::{DESCRIPTORS, v1};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, ReflectMessage,
    Value as Field,
};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A message with its name in package `loket.v1`.
pub(crate) trait Named: Message {
    /// The name.
    const NAME: &'static str;
}

macro_rules! named {
    ($($name:ident),* $(,)?) => {
        $(impl Named for v1::$name { const NAME: &'static str = stringify!($name); })*
    };
}

named!(
    AnswerPromptResponse,
    Books,
    CaptureFingerResponse,
    CardReceipt,
    CheckBooksResponse,
    DescribeProfileResponse,
    Device,
    DeviceDetail,
    Enrolment,
    ErasureReceipt,
    Forecast,
    GetStationResponse,
    Lease,
    LedgerEntry,
    ListDevicesResponse,
    ListEnrolmentsResponse,
    ListEntriesResponse,
    ListLeasesResponse,
    ListNotesResponse,
    ListOrdersResponse,
    ListPromptsResponse,
    MonthlyReport,
    Order,
    Pairing,
    PhotoTake,
    PrinterSettings,
    Prompt,
    StationStatus,
    TestDeviceResponse,
    WatchResponse,
);

static POOL: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).ok());

/// The message as a JSON object; `null` for a message that the description lacks.
pub(crate) fn of<T: Named>(message: &T) -> Value {
    let described = || {
        let name = format!("loket.v1.{}", T::NAME);
        let mut dynamic = DynamicMessage::new(POOL.as_ref()?.get_message_by_name(&name)?);
        dynamic.transcode_from(message).ok()?;
        Some(object(&dynamic))
    };
    described().unwrap_or_default()
}

fn object(message: &DynamicMessage) -> Value {
    let descriptor = message.descriptor();
    let shown = descriptor
        .fields()
        .filter(|field| !is_picture(field) && !is_other_alternative(message, field));
    let pairs = shown.map(|field| {
        let absent = field.supports_presence() && !message.has_field(&field);
        let value = match absent {
            true => Value::Null,
            false => value(&field.kind(), &message.get_field(&field)),
        };
        (field.name().to_owned(), value)
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn is_picture(field: &FieldDescriptor) -> bool {
    let name = field.name();
    let names_one = name.ends_with("jpeg") || name.ends_with("png");
    let names_one = names_one || name.ends_with("html") || name == "picture";
    field.kind() == Kind::Bytes && names_one
}

fn is_other_alternative(message: &DynamicMessage, field: &FieldDescriptor) -> bool {
    let alternatives = field.containing_oneof().filter(|one| !one.is_synthetic());
    alternatives.is_some() && !message.has_field(field)
}

fn value(kind: &Kind, field: &Field) -> Value {
    match field {
        Field::Bool(value) => (*value).into(),
        Field::I32(value) => (*value).into(),
        Field::I64(value) => (*value).into(),
        Field::U32(value) => (*value).into(),
        Field::U64(value) => (*value).into(),
        Field::F32(value) => (*value).into(),
        Field::F64(value) => (*value).into(),
        Field::String(value) => value.as_str().into(),
        Field::Bytes(value) => hex::encode(value).into(),
        Field::EnumNumber(number) => enumeration(kind, *number),
        Field::Message(message) => nested(message),
        Field::List(items) => items.iter().map(|item| value(kind, item)).collect(),
        // The API has no maps.
        Field::Map(_) => Value::Null,
    }
}

fn enumeration(kind: &Kind, number: i32) -> Value {
    let Some(descriptor) = kind.as_enum() else {
        return number.into();
    };
    match descriptor.get_value(number) {
        Some(_) if number == 0 => Value::Null,
        Some(value) => word(value.name(), &prefix(descriptor)).into(),
        None => number.into(),
    }
}

/// `ORDER_STATE_` for `OrderState`.
fn prefix(descriptor: &EnumDescriptor) -> String {
    let mut prefix = String::new();
    for c in descriptor.name().chars() {
        if c.is_ascii_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.push(c.to_ascii_uppercase());
    }
    prefix + "_"
}

fn nested(message: &DynamicMessage) -> Value {
    if message.descriptor().full_name() != "google.protobuf.Timestamp" {
        return object(message);
    }
    message
        .transcode_to::<prost_types::Timestamp>()
        .ok()
        .and_then(|time| self::time(&time))
        .into()
}

/// RFC 3339; `None` for a time that no calendar has.
pub(crate) fn time(time: &prost_types::Timestamp) -> Option<String> {
    let nanos = i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos);
    let time = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
    time.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_field_is_there_under_its_own_name() {
        let device = v1::Device {
            name: "printer".to_owned(),
            class: v1::DeviceClass::CardPrinter.into(),
            state: v1::DeviceState::Absent.into(),
            condition: Some(v1::Condition {
                reason: "DEVICE_UNREACHABLE".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let expected = json!({
            "name": "printer", "class": "card-printer", "driver": "", "address": "", "state": "absent",
            "model": "", "serial": "", "firmware": "", "simulated": false,
            "condition": {
                "reason": "DEVICE_UNREACHABLE", "family": "", "who": "", "remedy_en": "", "remedy_id": "", "detail": "",
            },
        });
        assert_eq!(of(&device), expected);
    }

    #[test]
    fn hashes_times_lists_and_what_is_absent() {
        let order = v1::Order {
            accepted_at: Some(prost_types::Timestamp {
                seconds: 1_767_225_600,
                nanos: 500_000_000,
            }),
            card_data_sha256: vec![0xAB, 1].into(),
            attempts: vec![v1::Attempt {
                number: 1,
                state: v1::AttemptState::NotFed.into(),
                ..Default::default()
            }],
            sent: u64::MAX,
            ..Default::default()
        };
        let value = of(&order);
        assert_eq!(value["accepted_at"], "2026-01-01T00:00:00.5Z");
        assert_eq!(value["card_data_sha256"], "ab01");
        assert_eq!(value["attempts"][0]["state"], "not-fed");
        assert_eq!(value["sent"], u64::MAX);
        assert_eq!(value["state"], Value::Null);
        assert!(value["hold"].is_null() && value.get("hold").is_some());
    }

    #[test]
    fn only_the_alternative_that_is_set_and_optional_numbers_as_null() {
        use v1::capture_finger_response::Event;
        let event = v1::CaptureFingerResponse {
            event: Some(Event::Try(v1::FingerTry {
                number: 2,
                quality: 61,
                ..Default::default()
            })),
        };
        let expected = json!({"try": {
            "number": 2, "quality": 61, "problem": "", "match_score": null, "match_threshold": null,
        }});
        assert_eq!(of(&event), expected);
    }

    #[test]
    fn pictures_are_left_out() {
        let take = v1::PhotoTake {
            jpeg: vec![1; 9].into(),
            ..Default::default()
        };
        let value = of(&take);
        assert!(value.get("jpeg").is_none() && value.get("sha256").is_some());
    }

    #[test]
    fn every_named_message_is_described() {
        assert!(of(&v1::GetStationResponse::default()).is_object());
        assert!(of(&v1::Enrolment::default()).is_object());
        assert!(of(&v1::ErasureReceipt::default()).is_object());
        assert!(of(&v1::ListDevicesResponse::default()).is_object());
        assert!(of(&v1::ListEnrolmentsResponse::default()).is_object());
        assert!(of(&v1::ListOrdersResponse::default()).is_object());
        assert!(of(&v1::AnswerPromptResponse::default()).is_object());
        assert!(of(&v1::ListPromptsResponse::default()).is_object());
        assert!(of(&v1::Prompt::default()).is_object());
        assert!(of(&v1::Pairing::default()).is_object());
        assert!(of(&v1::Books::default()).is_object());
        assert!(of(&v1::LedgerEntry::default()).is_object());
        assert!(of(&v1::MonthlyReport::default()).is_object());
        assert!(of(&v1::ListEntriesResponse::default()).is_object());
        assert!(of(&v1::CheckBooksResponse::default()).is_object());
        assert!(of(&v1::WatchResponse::default()).is_object());
    }
}
