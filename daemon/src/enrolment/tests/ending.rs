use super::super::content::Content;
use super::fixtures::{budi, complete_record, counter, record};
use super::*;
use crate::store::database::StoreError;
use crate::store::records::Page;

fn encode(content: &Content) -> Vec<u8> {
    content.enrolment_id.clone().into_bytes()
}

#[test]
fn releasing_erases_with_one_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = complete_record(&all);
    let hash = all
        .complete(&id, &budi(), &encode)
        .unwrap()
        .seal
        .unwrap()
        .content_sha256;
    let wrong = all.release(&id, &budi(), &[9; 32]);
    assert!(matches!(wrong, Err(Refusal::Violations(all)) if all[0].field == "content_sha256"));
    let receipt = all.release(&id, &budi(), &hash).unwrap();
    assert!(receipt.items > 10 && receipt.bytes > 100_000);
    assert!(matches!(
        all.item(&id, items::BIODATA.into()),
        Err(StoreError::Missing)
    ));
    assert_eq!(all.release(&id, &budi(), &hash).unwrap(), receipt);
    assert!(all.package(&id).is_err() && all.card_data(&id).is_err());
    let open_ones = Page {
        open_only: true,
        ..Page::EVERYTHING
    };
    assert!(all.list(open_ones).unwrap().is_empty());
}

#[test]
fn an_open_enrolment_is_not_released_and_a_sealed_one_not_abandoned() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let open = record(&all);
    assert_eq!(
        all.release(&open, &budi(), &[0; 32])
            .unwrap_err()
            .into_condition()
            .reason,
        Reason::WrongState
    );
    let sealed = complete_record(&all);
    all.complete(&sealed, &budi(), &encode).unwrap();
    let refused = all
        .abandon(&sealed, &budi(), "late".into())
        .unwrap_err()
        .into_condition();
    assert_eq!(refused.reason, Reason::WrongState);
}

#[test]
fn erasing_is_made_up_for_after_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let id = {
        let all = counter(folder.path()).enrolments;
        let id = complete_record(&all);
        all.change(&id, By::Call(&budi()), "abandoned", |enrolment| {
            enrolment.abandon()?;
            Ok(Vec::new())
        })
        .unwrap();
        assert!(all.item(&id, items::BIODATA.into()).is_ok());
        id
    };
    let all = counter(folder.path()).enrolments;
    assert!(matches!(
        all.item(&id, items::BIODATA.into()),
        Err(StoreError::Missing)
    ));
    let receipt = all.get(&id).unwrap().receipt.unwrap();
    assert!(receipt.items > 10);
    assert_eq!(all.abandon(&id, &budi(), "left".into()).unwrap(), receipt);
}
