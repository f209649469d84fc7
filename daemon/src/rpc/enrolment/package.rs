//! The package as messages: its content encoded for signing, and the whole in pieces.

use super::messages::{exception_kind, kind, measure};
use crate::enrolment::Package;
use crate::enrolment::content::{Content, FingerContent, FingerData, PhotoContent};
use crate::enrolment::record::Kind;
use crate::rpc::convert::{actor_message, biodata_message, position_message, timestamp};
use loket_proto::v1;
use prost::Message;
use tonic::Status;

/// Bytes of one piece.
const PIECE: usize = 64 << 10;

/// The messages of `FetchPackage`.
pub(super) type Pieces =
    tokio_stream::Iter<std::vec::IntoIter<Result<v1::FetchPackageResponse, Status>>>;

/// The sealed package in pieces.
pub(super) fn pieces(package: Package) -> Pieces {
    let sealed = v1::SealedPackage {
        content: package.content.into(),
        signature: package.seal.signature.into(),
        station_key: package.station_key.into(),
        previous_sha256: package.seal.previous_sha256.to_vec().into(),
    };
    let encoded = sealed.encode_to_vec();
    let total = u64::try_from(encoded.len()).unwrap_or(u64::MAX);
    let piece = |data: &[u8]| {
        Ok(v1::FetchPackageResponse {
            data: data.to_vec().into(),
            total,
        })
    };
    tokio_stream::iter(encoded.chunks(PIECE).map(piece).collect::<Vec<_>>())
}

/// The content as it is signed.
pub fn encode_content(content: &Content) -> Vec<u8> {
    let previous_photo = match content.kind {
        Kind::Record => Vec::new(),
        Kind::Rephoto { previous_photo } => previous_photo.to_vec(),
    };
    let message = v1::EnrolmentContent {
        enrolment_id: content.enrolment_id.clone(),
        kind: kind(content.kind).into(),
        subject: content.subject.clone(),
        station_id: content.station_id.clone(),
        sealed_at: Some(timestamp(content.sealed_ms)),
        operator: Some(actor_message(&content.operator)),
        biodata: content.biodata.as_ref().map(biodata_message),
        photo: Some(photo(&content.photo)),
        fingers: content.fingers.iter().map(finger).collect(),
        signature: content.signature.clone().into(),
        previous_photo_sha256: previous_photo.into(),
        rephoto_reason: content.rephoto_reason.clone(),
    };
    message.encode_to_vec()
}

fn photo(photo: &PhotoContent) -> v1::Photo {
    v1::Photo {
        jpeg: photo.jpeg.clone().into(),
        take: photo.take,
        takes: photo.takes,
        measures: photo.measures.iter().map(measure).collect(),
        override_reason: photo.override_reason.clone(),
    }
}

fn finger(content: &FingerContent) -> v1::Finger {
    let bare = v1::Finger {
        position: position_message(content.position),
        tries: content.tries,
        ..v1::Finger::default()
    };
    match &content.data {
        FingerData::Captured {
            image,
            pixels,
            template,
        } => v1::Finger {
            picture: Some(v1::FingerPicture {
                width: image.width.into(),
                height: image.height.into(),
                ppi: image.ppi.into(),
                pixels: pixels.clone().into(),
            }),
            template: template.clone().into(),
            quality: image.quality.into(),
            verification_score: image.verification.map(u32::from),
            ..bare
        },
        FingerData::Excepted { kind, reason } => v1::Finger {
            exception: exception_kind(*kind).into(),
            exception_reason: reason.clone(),
            ..bare
        },
    }
}
