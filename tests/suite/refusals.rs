//! Bad input is refused with a typed error that names every violation at once, and changes nothing. The daemon here has
//! no device within reach, which keeps it from nothing else.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_tests::flow::approvals;
use loket_tests::front_end::{FrontEnd, reason};
use loket_tests::lonely::{CONFIG, lonely};
use loket_tests::memory::office::recorded;
use loket_tests::people::sari;
use loket_tests::process;
use prost::Message;
use sha2::{Digest, Sha256};
use std::process::Command;
use std::time::Duration;
use tokio::time::timeout;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// The refused fields, in the order in which they are named.
fn fields(status: &Status) -> Vec<String> {
    assert_eq!(
        (status.code(), reason(status).as_str()),
        (Code::InvalidArgument, "INVALID_ARGUMENT")
    );
    let bad = status.get_details_bad_request().unwrap();
    bad.field_violations
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}

pub(crate) fn order(data: v1::CardData) -> v1::SubmitOrderRequest {
    v1::SubmitOrderRequest {
        request_id: "r1".into(),
        actor: Some(v1::Actor {
            id: "operator.ani".into(),
            role: v1::Role::Operator.into(),
        }),
        reason: v1::OrderReason::New.into(),
        approvals: approvals(&[]),
        print_ready: Some(v1::PrintReady {
            ready: true,
            reference: "PRR-1".into(),
        }),
        subject: "case-1".into(),
        source: Some(Source::CardData(data)),
        ..v1::SubmitOrderRequest::default()
    }
}

pub(crate) async fn card_data() -> v1::CardData {
    card_data_message(&tokio::task::spawn_blocking(recorded).await.unwrap())
}

pub(crate) async fn order_count(front_end: &mut FrontEnd) -> usize {
    let all = front_end
        .orders
        .list_orders(v1::ListOrdersRequest::default())
        .await;
    all.unwrap().into_inner().orders.len()
}

#[tokio::test]
async fn a_daemon_without_reachable_devices_starts_and_says_why_each_is_absent() {
    let mut lonely = lonely().await.unwrap();
    let all_absent = async {
        loop {
            let devices = lonely.front_end.devices().await.unwrap();
            if devices.iter().all(|device| {
                device
                    .condition
                    .as_ref()
                    .is_some_and(|c| !c.detail.is_empty())
            }) {
                return devices;
            }
            tokio::task::yield_now().await;
        }
    };
    let devices = timeout(Duration::from_secs(30), all_absent)
        .await
        .expect("in time");
    assert_eq!(devices.len(), 5);
    for device in devices {
        let condition = device.condition.unwrap();
        assert_eq!(
            (device.state, condition.reason.as_str()),
            (1, "DEVICE_UNREACHABLE"),
            "{}",
            device.name
        );
        assert!(!condition.remedy_id.is_empty());
    }
}

#[tokio::test]
async fn every_bad_field_of_an_order_is_named_at_once_and_nothing_is_stored() {
    let mut lonely = lonely().await.unwrap();
    let mut data = card_data().await;
    let biodata = data.biodata.as_mut().unwrap();
    biodata.nik = "3171320199000001".into();
    biodata.name = "TAB\tBED".into();
    biodata.occupation = "X".repeat(400);
    data.photo_jpeg = b"no picture".to_vec().into();
    data.signature = vec![0; 3].into();
    data.fingers.pop();
    let mut request = order(data);
    request.approvals[0].approver = "operator.ani".into();
    request.subject = "3171015203910001".into();
    request.print_ready = None;
    let refused = lonely
        .front_end
        .orders
        .submit_order(request)
        .await
        .unwrap_err();
    let named = fields(&refused);
    for field in [
        "subject",
        "approvals[0].approver",
        "print_ready.ready",
        "card_data.biodata.nik",
        "card_data.biodata.name",
        "card_data.biodata.occupation",
        "card_data.photo_jpeg",
        "card_data.signature",
        "card_data.fingers",
    ] {
        assert!(
            named.contains(&field.to_owned()),
            "{field} is missing in {named:?}"
        );
    }
    assert_eq!(order_count(&mut lonely.front_end).await, 0);
}

#[tokio::test]
async fn an_order_for_other_card_data_than_was_approved_is_refused() {
    let mut lonely = lonely().await.unwrap();
    let mut request = order(card_data().await);
    request.approvals[0].card_data_sha256 = vec![7; 32].into();
    let other = lonely.front_end.orders.submit_order(request.clone()).await;
    assert_eq!(
        fields(&other.unwrap_err()),
        ["approvals[0].card_data_sha256"]
    );
    let Some(Source::CardData(data)) = &request.source else {
        panic!("an order with its card data");
    };
    let approved = Sha256::digest(data.encode_to_vec());
    request.approvals[0].card_data_sha256 = approved.to_vec().into();
    let accepted = lonely.front_end.orders.submit_order(request).await;
    assert!(accepted.is_ok(), "{accepted:?}");
}

#[tokio::test]
async fn a_photo_of_20_000_pixels_is_refused_by_its_header() {
    let mut jpeg = Vec::new();
    let row = vec![128; 20_000];
    JpegEncoder::new(&mut jpeg)
        .write_image(&row, 20_000, 1, ExtendedColorType::L8)
        .unwrap();
    let mut lonely = lonely().await.unwrap();
    let request = order(v1::CardData {
        photo_jpeg: jpeg.into(),
        ..card_data().await
    });
    let refused = lonely
        .front_end
        .orders
        .submit_order(request)
        .await
        .unwrap_err();
    assert_eq!(fields(&refused), ["card_data.photo_jpeg"]);
}

#[tokio::test]
async fn nik_of_15_digits_or_with_an_impossible_date_is_refused_in_an_enrolment_too() {
    let mut front_end = lonely().await.unwrap();
    let id = front_end
        .front_end
        .open_record("case-1")
        .await
        .unwrap()
        .enrolment_id;
    for nik in [
        "317101520391000",
        "3171013113910001",
        "3171010002910001",
        "31710152039100O1",
    ] {
        let mut biodata = sari().biodata;
        biodata.nik = nik.into();
        let request = v1::SetBiodataRequest {
            enrolment_id: id.clone(),
            actor: front_end.front_end.actor(),
            biodata: Some(biodata),
        };
        let refused = front_end
            .front_end
            .enrolments
            .set_biodata(request)
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), ["biodata.nik"], "{nik}");
        assert!(
            !refused.message().contains(nik),
            "no applicant data in errors"
        );
    }
    assert!(
        !front_end
            .front_end
            .enrolment(&id)
            .await
            .unwrap()
            .has_biodata
    );
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let mut lonely = lonely().await.unwrap();
    let id = "01890000-0000-7000-8000-000000000000".to_owned();
    let order = lonely
        .front_end
        .orders
        .get_order(v1::GetOrderRequest {
            order_id: id.clone(),
        })
        .await;
    let enrolment = lonely
        .front_end
        .enrolments
        .get_enrolment(v1::GetEnrolmentRequest { enrolment_id: id })
        .await;
    for status in [order.unwrap_err(), enrolment.unwrap_err()] {
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::NotFound, "NOT_FOUND")
        );
    }
}

#[tokio::test]
async fn a_request_id_with_other_content_is_refused_and_with_the_same_finds_its_order() {
    let mut lonely = lonely().await.unwrap();
    let data = card_data().await;
    let submit = |request| {
        let mut client = lonely.front_end.orders.clone();
        async move { client.submit_order(request).await }
    };
    let request = order(data);
    let changed = v1::SubmitOrderRequest {
        subject: "case-2".into(),
        ..request.clone()
    };
    let first = submit(request.clone())
        .await
        .unwrap()
        .into_inner()
        .order
        .unwrap();
    let same = submit(request)
        .await
        .unwrap()
        .into_inner()
        .order
        .unwrap()
        .order_id;
    assert_eq!(first.order_id, same);
    let refused = submit(changed).await.unwrap_err();
    assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
    assert_eq!(order_count(&mut lonely.front_end).await, 1);
}

#[tokio::test]
async fn validate_only_stores_nothing() {
    let mut lonely = lonely().await.unwrap();
    let request = v1::SubmitOrderRequest {
        validate_only: true,
        ..order(card_data().await)
    };
    let answer = lonely
        .front_end
        .orders
        .submit_order(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (answer.order, order_count(&mut lonely.front_end).await),
        (None, 0)
    );
}

#[test]
fn a_config_file_with_an_unknown_key_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loketd.toml");
    let check = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let program = process::built("loketd").unwrap();
        Command::new(program)
            .arg("--config")
            .arg(&path)
            .arg("--check-config")
            .output()
            .unwrap()
    };
    assert!(check(CONFIG).status.success());
    let refused = check(&CONFIG.replace("[listen]", "[listen]\ncolour = \"blue\""));
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && text.contains("colour"),
        "{text}"
    );
    let wrong = check(&CONFIG.replace("\"zfm\"", "\"evolis\""));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("devices.scanner.driver"));
}
