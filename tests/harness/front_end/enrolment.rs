//! Record and re-photo, call by call.

use super::{FrontEnd, explain};
use crate::hands::Hands;
use anyhow::{Context, ensure};
use loket_proto::v1;
use loket_proto::v1::capture_finger_response::Event;
use prost::Message;
use sha2::{Digest, Sha256};
use tonic::Streaming;

/// What a capture came to.
#[derive(Clone, Debug)]
pub struct Captured {
    /// All tries.
    pub tries: Vec<v1::FingerTry>,
    /// The finger as it is kept.
    pub finger: v1::FingerStatus,
}

/// What a preview showed.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Pictures that arrived.
    pub pictures: usize,
    /// The last of them, JPEG.
    pub last: Vec<u8>,
}

/// A fetched package.
#[derive(Clone, Debug)]
pub struct Package {
    /// As the station signed it.
    pub sealed: v1::SealedPackage,
    /// What is in it.
    pub content: v1::EnrolmentContent,
    /// SHA-256 of the encoded content.
    pub content_sha256: Vec<u8>,
}

impl FrontEnd {
    /// Opens a record for a case.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn open_record(&mut self, subject: &str) -> anyhow::Result<v1::Enrolment> {
        self.open(v1::OpenEnrolmentRequest {
            request_id: format!("{subject}-record"),
            kind: v1::EnrolmentKind::Record.into(),
            subject: subject.to_owned(),
            ..v1::OpenEnrolmentRequest::default()
        })
        .await
    }

    /// Opens a re-photo for a case: which photo is replaced, and why.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn open_rephoto(
        &mut self,
        subject: &str,
        replaced_jpeg: &[u8],
        why: &str,
    ) -> anyhow::Result<v1::Enrolment> {
        self.open(v1::OpenEnrolmentRequest {
            request_id: format!("{subject}-rephoto"),
            kind: v1::EnrolmentKind::Rephoto.into(),
            subject: subject.to_owned(),
            previous_photo_sha256: Sha256::digest(replaced_jpeg).to_vec().into(),
            rephoto_reason: why.to_owned(),
            ..v1::OpenEnrolmentRequest::default()
        })
        .await
    }

    async fn open(&mut self, request: v1::OpenEnrolmentRequest) -> anyhow::Result<v1::Enrolment> {
        let actor = self.actor();
        let request = v1::OpenEnrolmentRequest { actor, ..request };
        let opened = self.enrolments.open_enrolment(request).await;
        Ok(opened.map_err(explain)?.into_inner())
    }

    /// Sets the biodata.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn set_biodata(&mut self, id: &str, biodata: &v1::Biodata) -> anyhow::Result<()> {
        let request = v1::SetBiodataRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            biodata: Some(biodata.clone()),
        };
        self.enrolments
            .set_biodata(request)
            .await
            .map_err(explain)?;
        Ok(())
    }

    /// Watches the live picture.
    ///
    /// # Errors
    /// The daemon's refusal; no picture at all.
    pub async fn preview(&mut self, id: &str, seconds: u32) -> anyhow::Result<Preview> {
        let request = v1::StreamPreviewRequest {
            enrolment_id: id.to_owned(),
            seconds,
        };
        let stream = self.enrolments.stream_preview(request).await;
        let mut stream = stream.map_err(explain)?.into_inner();
        let (mut pictures, mut last) = (0, Vec::new());
        while let Some(picture) = stream.message().await.map_err(explain)? {
            pictures += 1;
            last = picture.jpeg.to_vec();
        }
        ensure!(pictures > 0, "the preview showed nothing");
        Ok(Preview { pictures, last })
    }

    /// Takes a photo.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn take_photo(&mut self, id: &str) -> anyhow::Result<v1::PhotoTake> {
        let request = v1::CapturePhotoRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
        };
        let take = self.enrolments.capture_photo(request).await;
        Ok(take.map_err(explain)?.into_inner())
    }

    /// The applicant agrees with a take; `why` is needed for one that failed a measure.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn accept_photo(&mut self, id: &str, take: u32, why: &str) -> anyhow::Result<()> {
        let request = v1::AcceptPhotoRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            take,
            override_reason: why.to_owned(),
        };
        self.enrolments
            .accept_photo(request)
            .await
            .map_err(explain)?;
        Ok(())
    }

    /// Captures a finger of the applicant who sits there.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn capture_finger(
        &mut self,
        id: &str,
        position: v1::FingerPosition,
        hands: &mut Hands,
    ) -> anyhow::Result<Captured> {
        let request = v1::CaptureFingerRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            position: position.into(),
        };
        let stream = self.enrolments.capture_finger(request).await;
        follow(stream.map_err(explain)?.into_inner(), hands).await
    }

    /// Captures a chip finger again.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn capture_verification(
        &mut self,
        id: &str,
        position: v1::FingerPosition,
        hands: &mut Hands,
    ) -> anyhow::Result<Captured> {
        let request = v1::CaptureVerificationRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            position: position.into(),
        };
        let stream = self.enrolments.capture_verification(request).await;
        follow(stream.map_err(explain)?.into_inner(), hands).await
    }

    /// Declares a finger missing.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn declare_missing(
        &mut self,
        id: &str,
        position: v1::FingerPosition,
        why: &str,
    ) -> anyhow::Result<()> {
        let request = v1::DeclareExceptionRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            position: position.into(),
            kind: v1::ExceptionKind::Missing.into(),
            reason: why.to_owned(),
        };
        self.enrolments
            .declare_exception(request)
            .await
            .map_err(explain)?;
        Ok(())
    }

    /// Hands in a signature.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn upload_signature(&mut self, id: &str, png: Vec<u8>) -> anyhow::Result<()> {
        let request = v1::UploadSignatureRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            png: png.into(),
        };
        self.enrolments
            .upload_signature(request)
            .await
            .map_err(explain)?;
        Ok(())
    }

    /// Where it stands.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn enrolment(&mut self, id: &str) -> anyhow::Result<v1::Enrolment> {
        let request = v1::GetEnrolmentRequest {
            enrolment_id: id.to_owned(),
        };
        let enrolment = self.enrolments.get_enrolment(request).await;
        Ok(enrolment.map_err(explain)?.into_inner())
    }

    /// Seals the package and fetches it.
    ///
    /// # Errors
    /// The daemon's refusal; a package that is not what was sealed.
    pub async fn complete(&mut self, id: &str) -> anyhow::Result<Package> {
        let request = v1::CompleteEnrolmentRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            applicant_attests: true,
        };
        let sealed = self.enrolments.complete_enrolment(request).await;
        let sealed = sealed.map_err(explain)?.into_inner();
        let package = self.fetch_package(id).await?;
        ensure!(
            package.content_sha256 == sealed.content_sha256,
            "the package is not what was sealed"
        );
        Ok(package)
    }

    async fn fetch_package(&mut self, id: &str) -> anyhow::Result<Package> {
        let request = v1::FetchPackageRequest {
            enrolment_id: id.to_owned(),
        };
        let pieces = self.enrolments.fetch_package(request).await;
        let mut pieces = pieces.map_err(explain)?.into_inner();
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.message().await.map_err(explain)? {
            bytes.extend_from_slice(&piece.data);
        }
        let sealed = v1::SealedPackage::decode(bytes.as_slice())?;
        Ok(Package {
            content: v1::EnrolmentContent::decode(sealed.content.clone())?,
            content_sha256: Sha256::digest(&sealed.content).to_vec(),
            sealed,
        })
    }

    /// Lets the daemon erase what the package holds.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn release(
        &mut self,
        id: &str,
        package: &Package,
    ) -> anyhow::Result<v1::ErasureReceipt> {
        let request = v1::ReleaseEnrolmentRequest {
            enrolment_id: id.to_owned(),
            actor: self.actor(),
            content_sha256: package.content_sha256.clone().into(),
        };
        let receipt = self.enrolments.release_enrolment(request).await;
        Ok(receipt.map_err(explain)?.into_inner())
    }
}

/// Has the applicant do what the stream says until the outcome comes; the finger is lifted then.
async fn follow(
    mut stream: Streaming<v1::CaptureFingerResponse>,
    hands: &mut Hands,
) -> anyhow::Result<Captured> {
    let (mut tries, mut outcome) = (Vec::new(), None);
    while let Some(message) = stream.message().await.map_err(explain)? {
        match message.event {
            Some(Event::Hint(hint)) => hands.follow(&hint).await?,
            Some(Event::Try(one)) => tries.push(one),
            Some(Event::Outcome(finger)) => outcome = Some(finger),
            None => {}
        }
    }
    hands.lift().await?;
    let finger = outcome.context("the capture ended without an outcome")?;
    Ok(Captured { tries, finger })
}
