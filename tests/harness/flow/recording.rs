//! Record and re-photo.

use super::Desk;
use crate::front_end::Package;
use crate::people::{FINGERS, Person};
use crate::signature;
use anyhow::{Context, ensure};
use loket_proto::v1;

/// Length of the live preview in seconds.
const PREVIEW: u32 = 1;

/// Why a photo is replaced, and what replaces it.
#[derive(Clone, Copy, Debug)]
pub struct Rephoto<'a> {
    /// The photo on the old card.
    pub replaced_jpeg: &'a [u8],
    /// Why.
    pub why: &'a str,
}

/// Records an applicant completely and fetches the sealed package; the enrolment stays here until it is released. A photo
/// that fails a measure is accepted for the reason `photo_anyway`, if that is not empty.
///
/// # Errors
/// The daemon's refusal; a finger that does not come out well.
pub async fn record(
    desk: &mut Desk,
    person: &Person,
    photo_anyway: &str,
) -> anyhow::Result<Package> {
    desk.hands.seat(person.id).await?;
    let id = desk.front_end.open_record(&person.case).await?.enrolment_id;
    desk.front_end.set_biodata(&id, &person.biodata).await?;
    desk.lap("Open the case, confirm the biodata").await?;
    photograph(desk, &id, photo_anyway).await?;
    fingers(desk, &id, person).await?;
    let png = signature::png(person.signature)?;
    desk.front_end.upload_signature(&id, png).await?;
    desk.lap("Upload the signature").await?;
    verify(desk, &id).await?;
    let package = desk.front_end.complete(&id).await?;
    desk.lap("Applicant attests; seal and fetch the package")
        .await?;
    Ok(package)
}

/// Takes a new photo of an applicant whose record exists, and releases the enrolment.
///
/// # Errors
/// The daemon's refusal.
pub async fn rephoto(
    desk: &mut Desk,
    person: &Person,
    case: &str,
    old: Rephoto<'_>,
) -> anyhow::Result<Package> {
    desk.hands.seat(person.id).await?;
    let opened = desk
        .front_end
        .open_rephoto(case, old.replaced_jpeg, old.why)
        .await?;
    desk.lap("Open the re-photo").await?;
    photograph(desk, &opened.enrolment_id, "").await?;
    let package = desk.front_end.complete(&opened.enrolment_id).await?;
    desk.front_end
        .release(&opened.enrolment_id, &package)
        .await?;
    desk.lap("Seal, fetch, erase here").await?;
    Ok(package)
}

async fn photograph(desk: &mut Desk, id: &str, anyway: &str) -> anyhow::Result<()> {
    desk.front_end.preview(id, PREVIEW).await?;
    desk.lap("Live preview").await?;
    let take = desk.front_end.take_photo(id).await?;
    let why = if take.acceptable { "" } else { anyway };
    desk.front_end.accept_photo(id, take.take, why).await?;
    desk.lap("Take the photo, applicant accepts it").await
}

async fn fingers(desk: &mut Desk, id: &str, person: &Person) -> anyhow::Result<()> {
    for position in FINGERS {
        if person.missing.contains(&position) {
            let why = person.missing_because;
            desk.front_end.declare_missing(id, position, why).await?;
            continue;
        }
        let captured = desk
            .front_end
            .capture_finger(id, position, &mut desk.hands)
            .await;
        captured.with_context(|| position.as_str_name().to_owned())?;
    }
    desk.lap("Capture the fingers").await
}

async fn verify(desk: &mut Desk, id: &str) -> anyhow::Result<()> {
    let enrolment = desk.front_end.enrolment(id).await?;
    for position in enrolment.chip_fingers() {
        let captured = desk
            .front_end
            .capture_verification(id, position, &mut desk.hands)
            .await?;
        ensure!(captured.finger.verified, "a chip finger does not match");
    }
    desk.lap("Verification capture of the chip fingers").await
}

/// Complete card data out of a record's package, with the photo of `photo`.
///
/// # Errors
/// When the record has not exactly two verified fingers, or a part is missing.
pub fn chip_data(
    record: &v1::EnrolmentContent,
    photo: &v1::EnrolmentContent,
) -> anyhow::Result<v1::CardData> {
    let verified = record
        .fingers
        .iter()
        .filter(|finger| finger.verification_score.is_some());
    let fingers: Vec<_> = verified
        .map(|finger| v1::ChipFinger {
            position: finger.position,
            template: finger.template.clone(),
        })
        .collect();
    ensure!(fingers.len() == 2, "the record has no two chip fingers");
    let photo = photo.photo.as_ref().context("the package has no photo")?;
    Ok(v1::CardData {
        biodata: record.biodata.clone(),
        photo_jpeg: photo.jpeg.clone(),
        signature: record.signature.clone(),
        fingers,
    })
}
