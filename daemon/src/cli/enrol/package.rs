//! The sealed package: fetched whole, then released.

use crate::cli::args::enrol::Release;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::input::{self, InputError};
use crate::cli::progress::Progress;
use crate::cli::show::Facts;
use crate::cli::{hex, save};
use loket_proto::v1;
use prost::Message;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Fetches the package and saves it when its content is the one that was sealed.
pub(super) async fn fetch(
    session: &mut Session<'_>,
    enrolment_id: String,
    file: &Path,
) -> Result<Exit, Fail> {
    let package = receive(session, enrolment_id.clone()).await?;
    let hash = content_sha256(&package).ok_or(Fail::Package)?;
    let request = v1::GetEnrolmentRequest { enrolment_id };
    let enrolment = session.enrolment().get_enrolment(request).await?;
    if enrolment.get_ref().content_sha256[..] != hash {
        return Err(Fail::Package);
    }
    save::file(file, &package)?;
    session.screen.show(&Facts(vec![
        ("file", file.display().to_string().into()),
        ("bytes", package.len().into()),
        ("content_sha256", hex::encode(&hash).into()),
    ]))?;
    Ok(Exit::Done)
}

async fn receive(session: &Session<'_>, enrolment_id: String) -> Result<Vec<u8>, Fail> {
    let request = v1::FetchPackageRequest { enrolment_id };
    let mut pieces = session
        .enrolment()
        .fetch_package(request)
        .await?
        .into_inner();
    let (mut package, mut total) = (Vec::new(), 0);
    let mut progress = Progress::new("fetching");
    while let Some(piece) = pieces.message().await? {
        package.extend_from_slice(&piece.data);
        total = piece.total;
        progress.advance(u64::try_from(package.len()).unwrap_or_default(), total);
    }
    let whole = u64::try_from(package.len()).is_ok_and(|length| length == total);
    whole.then_some(package).ok_or(Fail::Package)
}

/// SHA-256 of the content; `None` for bytes that are no package.
fn content_sha256(package: &[u8]) -> Option<[u8; 32]> {
    let package = v1::SealedPackage::decode(package).ok()?;
    (!package.content.is_empty()).then(|| Sha256::digest(&package.content).into())
}

/// Lets the daemon erase the applicant's data, with the proof that the package is stored.
pub(super) async fn release(session: &mut Session<'_>, release: Release) -> Result<Exit, Fail> {
    let hash = match (&release.package, release.sha256) {
        (Some(file), _) => content_sha256(&input::bytes(file)?)
            .ok_or_else(|| InputError::Package(file.clone()))?
            .to_vec(),
        (None, hash) => hash.map(|hash| hash.to_vec()).unwrap_or_default(),
    };
    let request = v1::ReleaseEnrolmentRequest {
        enrolment_id: release.enrolment,
        actor: session.actor()?,
        content_sha256: hash.into(),
    };
    let receipt = session.enrolment().release_enrolment(request).await?;
    session.screen.show(receipt.get_ref())?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_content_alone() {
        let package = v1::SealedPackage {
            content: b"abc".to_vec().into(),
            signature: vec![1; 64].into(),
            ..Default::default()
        };
        let hash = content_sha256(&package.encode_to_vec()).unwrap();
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex::encode(&hash), known);
    }

    #[test]
    fn other_bytes_are_no_package() {
        assert_eq!(content_sha256(b""), None);
        assert_eq!(content_sha256(b"no package"), None);
    }
}
