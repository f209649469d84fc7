use super::*;
use crate::layout::{MAX_PHOTO, MAX_TEMPLATE};
use crate::samples::{photo, record};

fn key() -> IssuerKey {
    IssuerKey::from_bytes(&[7; 32]).unwrap()
}

#[test]
fn becomes_six_full_images_and_back() {
    let record = record();
    let images = record.images(ChipSerial([1; 8]), &key()).unwrap();
    let files: Vec<_> = images.iter().map(|(file, _)| *file).collect();
    assert_eq!(files, File::ALL[1..]);
    for (file, image) in &images {
        assert_eq!(image.len(), file.capacity());
    }
    let content = |at: usize| Content::new(image::content(&images[at].1).unwrap().to_vec());
    let back = CardRecord::from_contents(&std::array::from_fn(content));
    assert_eq!(back, Ok(record));
}

#[test]
fn the_issuer_signature_depends_on_the_chip() {
    let signature = |serial| record().images(ChipSerial([serial; 8]), &key()).unwrap()[5].clone();
    assert_eq!(signature(1), signature(1));
    assert_ne!(signature(1), signature(2));
}

#[test]
fn the_largest_photo_and_template_fit_and_one_byte_more_does_not() {
    let mut record = record();
    record.photo = photo(MAX_PHOTO);
    record.templates[1].record = vec![9; MAX_TEMPLATE];
    assert!(record.images(ChipSerial([1; 8]), &key()).is_ok());
    record.templates[1].record.push(9);
    let over = |file, limit| RecordError::OverBudget {
        file,
        limit,
        found: limit + 1,
    };
    assert_eq!(
        record.check(&Limits::CHIP),
        Err(over(File::SecondFinger, 1021))
    );
    record.photo = photo(MAX_PHOTO + 1);
    assert_eq!(record.check(&Limits::CHIP), Err(over(File::Photo, 4094)));
}

#[test]
fn refuses_what_is_no_record() {
    let broken = |change: fn(&mut CardRecord)| {
        let mut record = record();
        change(&mut record);
        record.check(&Limits::CHIP).unwrap_err()
    };
    assert_eq!(broken(|r| r.photo.clear()), RecordError::NotJpeg);
    assert_eq!(broken(|r| r.photo.truncate(299)), RecordError::NotJpeg);
    assert_eq!(
        broken(|r| r.templates[0].record.clear()),
        RecordError::EmptyTemplate(File::FirstFinger)
    );
    assert_eq!(
        broken(|r| r.templates[1] = r.templates[0].clone()),
        RecordError::SameFinger
    );
    assert!(matches!(
        broken(|r| r.biodata.nik.clear()),
        RecordError::Biodata(violations) if violations.len() == 1
    ));
}

#[test]
fn debug_output_holds_no_applicant_data() {
    let text = format!("{:?} {:?}", record(), record().biodata);
    assert!(!text.contains("BUDI") && !text.contains("3174"), "{text}");
}
