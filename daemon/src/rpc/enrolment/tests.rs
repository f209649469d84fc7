//! The service as a front end meets it, without devices.

use super::*;
use crate::enrolment::tests::{counter, signature_png};
use crate::rpc::convert::tests::sample as biodata;
use tokio_stream::StreamExt;
use tonic::Code;
use tonic_types::StatusExt;

fn actor() -> Option<v1::Actor> {
    Some(v1::Actor {
        id: "budi".into(),
        role: v1::Role::Operator.into(),
    })
}

fn opening(request_id: &str) -> v1::OpenEnrolmentRequest {
    v1::OpenEnrolmentRequest {
        request_id: request_id.into(),
        actor: actor(),
        kind: v1::EnrolmentKind::Record.into(),
        subject: "case-1".into(),
        ..Default::default()
    }
}

struct Front {
    service: EnrolmentRpc,
    id: String,
    _folder: tempfile::TempDir,
}

/// A service with one open record.
async fn front() -> Front {
    let folder = tempfile::tempdir().unwrap();
    let service = EnrolmentRpc(counter(folder.path()).enrolments);
    let opened = service
        .open_enrolment(Request::new(opening("r1")))
        .await
        .unwrap()
        .into_inner();
    Front {
        service,
        id: opened.enrolment_id,
        _folder: folder,
    }
}

impl Front {
    async fn get(&self) -> v1::Enrolment {
        let request = v1::GetEnrolmentRequest {
            enrolment_id: self.id.clone(),
        };
        self.service
            .get_enrolment(Request::new(request))
            .await
            .unwrap()
            .into_inner()
    }
}

fn fields(status: &Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument);
    let request = status.get_details_bad_request().unwrap();
    request
        .field_violations
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}

#[tokio::test]
async fn a_bad_opening_names_every_field_and_stores_nothing() {
    let front = front().await;
    let bad = v1::OpenEnrolmentRequest {
        request_id: "a b".into(),
        actor: Some(v1::Actor {
            id: String::new(),
            role: 77,
        }),
        subject: "3171015708900001".into(),
        kind: v1::EnrolmentKind::Rephoto.into(),
        previous_photo_sha256: vec![1; 31].into(),
        rephoto_reason: "\u{0}".into(),
    };
    let refused = front
        .service
        .open_enrolment(Request::new(bad))
        .await
        .unwrap_err();
    let expected = [
        "request_id",
        "actor.id",
        "actor.role",
        "subject",
        "rephoto_reason",
        "previous_photo_sha256",
    ];
    assert_eq!(fields(&refused), expected);
    let all = front
        .service
        .list_enrolments(Request::new(v1::ListEnrolmentsRequest::default()))
        .await;
    assert_eq!(all.unwrap().into_inner().enrolments.len(), 1);
}

#[tokio::test]
async fn a_used_request_id_with_other_content_is_refused() {
    let front = front().await;
    let again = front
        .service
        .open_enrolment(Request::new(opening("r1")))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again.enrolment_id, front.id);
    let other = v1::OpenEnrolmentRequest {
        subject: "case-2".into(),
        ..opening("r1")
    };
    let refused = front
        .service
        .open_enrolment(Request::new(other))
        .await
        .unwrap_err();
    assert_eq!(
        refused.get_details_error_info().unwrap().reason,
        "REQUEST_ID_REUSED"
    );
}

#[tokio::test]
async fn bad_biodata_names_every_field_and_no_value_and_stores_nothing() {
    let front = front().await;
    let bad = v1::Biodata {
        nik: "3171015713900001".into(),
        name: "SITI\u{1b}[2J".into(),
        village: "X".repeat(400),
        birth_date: Some(v1::Date {
            year: 2023,
            month: 2,
            day: 29,
        }),
        ..biodata()
    };
    let request = v1::SetBiodataRequest {
        enrolment_id: front.id.clone(),
        actor: None,
        biodata: Some(bad),
    };
    let refused = front
        .service
        .set_biodata(Request::new(request))
        .await
        .unwrap_err();
    let expected = [
        "actor",
        "biodata.nik",
        "biodata.birth_date",
        "biodata.name",
        "biodata.village",
    ];
    assert_eq!(fields(&refused), expected);
    assert!(!refused.message().contains("3171015713900001") && !refused.message().contains("SITI"));
    assert!(!front.get().await.has_biodata);
}

#[tokio::test]
async fn good_biodata_is_kept_and_never_shown() {
    let front = front().await;
    let request = v1::SetBiodataRequest {
        enrolment_id: front.id.clone(),
        actor: actor(),
        biodata: Some(biodata()),
    };
    let after = front
        .service
        .set_biodata(Request::new(request))
        .await
        .unwrap()
        .into_inner();
    assert!(after.has_biodata && !after.missing.contains(&"biodata".to_owned()));
    assert!(!format!("{after:?}").contains("SITI"));
}

#[tokio::test]
async fn a_signature_that_is_no_picture_is_refused() {
    let front = front().await;
    let upload = |png: Vec<u8>| v1::UploadSignatureRequest {
        enrolment_id: front.id.clone(),
        actor: actor(),
        png: png.into(),
    };
    let mut wide = signature_png();
    // The width in the PNG's header: 20,000 pixels.
    wide[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
    for bad in [Vec::new(), b"%PDF-1.4".to_vec(), wide] {
        let refused = front
            .service
            .upload_signature(Request::new(upload(bad)))
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), ["png"]);
    }
    assert!(!front.get().await.has_signature);
    let good = front
        .service
        .upload_signature(Request::new(upload(signature_png())))
        .await
        .unwrap();
    assert!(good.into_inner().has_signature);
}

#[tokio::test]
async fn an_unknown_enrolment_is_not_found() {
    let front = front().await;
    let request = v1::GetEnrolmentRequest {
        enrolment_id: "nobody".into(),
    };
    let refused = front
        .service
        .get_enrolment(Request::new(request))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let request = v1::GetEnrolmentRequest {
        enrolment_id: "../x".into(),
    };
    let refused = front
        .service
        .get_enrolment(Request::new(request))
        .await
        .unwrap_err();
    assert_eq!(fields(&refused), ["enrolment_id"]);
}

#[tokio::test]
async fn a_capture_without_a_scanner_ends_its_stream_with_the_condition() {
    let front = front().await;
    let request = v1::CaptureFingerRequest {
        enrolment_id: front.id.clone(),
        actor: actor(),
        position: 2,
    };
    let events = front
        .service
        .capture_finger(Request::new(request))
        .await
        .unwrap()
        .into_inner();
    let events: Vec<_> = events.collect().await;
    let [Err(refused)] = events.as_slice() else {
        panic!("{} events", events.len())
    };
    let info = refused.get_details_error_info().unwrap();
    assert_eq!(
        (refused.code(), info.reason.as_str()),
        (Code::Unavailable, "DEVICE_NOT_CONFIGURED")
    );
    assert_eq!(front.get().await.last_job, "", "it never began");
}

#[tokio::test]
async fn completing_needs_the_applicants_word_and_everything_else() {
    let front = front().await;
    let request = |applicant_attests| v1::CompleteEnrolmentRequest {
        enrolment_id: front.id.clone(),
        actor: actor(),
        applicant_attests,
    };
    let refused = front
        .service
        .complete_enrolment(Request::new(request(false)))
        .await
        .unwrap_err();
    assert_eq!(fields(&refused), ["applicant_attests"]);
    let refused = front
        .service
        .complete_enrolment(Request::new(request(true)))
        .await
        .unwrap_err();
    assert_eq!(
        refused.get_details_error_info().unwrap().reason,
        "ENROLMENT_INCOMPLETE"
    );
}

#[tokio::test]
async fn an_abandoned_enrolment_gives_a_signed_receipt() {
    let front = front().await;
    let request = |reason: &str| v1::AbandonEnrolmentRequest {
        enrolment_id: front.id.clone(),
        actor: actor(),
        reason: reason.into(),
    };
    let refused = front
        .service
        .abandon_enrolment(Request::new(request(" ")))
        .await
        .unwrap_err();
    assert_eq!(fields(&refused), ["reason"]);
    let receipt = front
        .service
        .abandon_enrolment(Request::new(request("left")))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (receipt.enrolment_id.as_str(), receipt.signature.len()),
        (front.id.as_str(), 64)
    );
    assert_eq!(
        front.get().await.state,
        i32::from(v1::EnrolmentState::Abandoned)
    );
}
