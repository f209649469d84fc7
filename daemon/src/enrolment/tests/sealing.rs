use super::super::content::{Content, FingerData};
use super::fixtures::{add_finger, biodata, budi, complete_record, counter, opening, record};
use super::*;
use crate::store::database::{Database, StoreError};
use loket_card::IssuerPublicKey;

/// The front ends' encoding does not matter here.
fn encode(content: &Content) -> Vec<u8> {
    content.enrolment_id.clone().into_bytes()
}

#[test]
fn a_package_is_signed_and_chained() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let ids = [complete_record(&all), complete_record(&all)];
    let mut previous = [0; 32];
    for id in ids {
        let sealed = all.complete(&id, &budi(), &encode).unwrap();
        assert_eq!(sealed.state, State::Sealed);
        let package = all.package(&id).unwrap();
        assert_eq!(package.seal.previous_sha256, previous);
        assert_eq!(package.seal.content_sha256, sha256(&package.content));
        let statement = [
            &b"loket-package-1"[..],
            &previous,
            &sha256(&package.content),
        ]
        .concat();
        let key = IssuerPublicKey::from_sec1(&package.station_key).unwrap();
        assert!(key.accepts(&statement, &package.seal.signature.try_into().unwrap()));
        previous = package.seal.content_sha256;
    }
}

#[test]
fn the_chain_does_not_fork_when_a_stop_came_between_sealing_and_noting() {
    let folder = tempfile::tempdir().unwrap();
    let first = {
        let counter = counter(folder.path());
        let id = complete_record(&counter.enrolments);
        let sealed = counter.enrolments.complete(&id, &budi(), &encode).unwrap();
        counter
            .base
            .store
            .call(|database| database.set_note("last-package", &[0; 32]))
            .unwrap();
        sealed.seal.unwrap()
    };
    let all = counter(folder.path()).enrolments;
    let id = complete_record(&all);
    let second = all.complete(&id, &budi(), &encode).unwrap().seal.unwrap();
    assert_eq!(second.previous_sha256, first.content_sha256);
}

#[test]
fn the_content_holds_what_was_captured() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = complete_record(&all);
    let check = |content: &Content| {
        assert_eq!(content.biodata.as_ref(), Some(&biodata()));
        assert_eq!(
            (content.photo.jpeg.as_slice(), content.photo.take),
            (&b"second photo"[..], 2)
        );
        assert_eq!((content.fingers.len(), content.signature.len()), (10, 924));
        let captured = |data: &FingerData| matches!(data, FingerData::Captured { pixels, .. } if pixels.len() == 73_728);
        assert_eq!(
            content
                .fingers
                .iter()
                .filter(|finger| captured(&finger.data))
                .count(),
            2
        );
        Vec::new()
    };
    all.complete(&id, &budi(), &check).unwrap();
}

#[test]
fn photos_that_were_not_accepted_are_dropped_at_sealing() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = complete_record(&all);
    all.complete(&id, &budi(), &encode).unwrap();
    assert!(all.item(&id, items::photo(1)).unwrap().is_empty());
    assert_eq!(*all.item(&id, items::photo(2)).unwrap(), b"second photo");
}

#[test]
fn what_is_missing_keeps_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = record(&all);
    let refused = all
        .complete(&id, &budi(), &encode)
        .unwrap_err()
        .into_condition();
    assert_eq!(refused.reason, Reason::EnrolmentIncomplete);
    assert!(
        refused.detail.starts_with("biodata, photo, finger:1, "),
        "{}",
        refused.detail
    );
    assert_eq!(all.get(&id).unwrap().state, State::Capturing);
}

#[test]
fn a_sealed_record_is_the_source_of_a_card() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = complete_record(&all);
    assert!(all.card_data(&id).is_err(), "not sealed yet");
    let left = add_finger(&all, &id, F::LeftIndex);
    all.complete(&id, &budi(), &encode).unwrap();
    let card = all.card_data(&id).unwrap();
    assert_eq!(card.biodata, biodata());
    assert_eq!(card.photo_jpeg, b"second photo");
    assert_eq!(
        card.fingers.each_ref().map(|finger| finger.position),
        [F::RightIndex, F::LeftIndex]
    );
    assert_eq!(all.card_data(&id).unwrap().fingers[1].record, left);
}

#[test]
fn a_rephoto_keeps_its_lineage_and_makes_no_card() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let kind = Kind::Rephoto {
        previous_photo: [5; 32],
    };
    let rephoto = Opening {
        kind,
        rephoto_reason: "beard".into(),
        ..opening("p1")
    };
    let id = all.begin(rephoto).unwrap().id;
    super::fixtures::add_photo(&all, &id, b"new photo");
    all.accept_photo(&id, &budi(), 1, String::new()).unwrap();
    let check = |content: &Content| {
        assert_eq!(
            (content.kind, content.rephoto_reason.as_str()),
            (kind, "beard")
        );
        assert!(
            content.biodata.is_none() && content.fingers.is_empty() && content.signature.is_empty()
        );
        vec![1]
    };
    all.complete(&id, &budi(), &check).unwrap();
    assert_eq!(
        all.card_data(&id)
            .map(drop)
            .unwrap_err()
            .into_condition()
            .reason,
        Reason::WrongState
    );
}

#[test]
fn a_failing_store_leaves_the_record_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path());
    let all = &counter.enrolments;
    let id = complete_record(all);
    let owner = id.clone();
    let erase = move |database: &mut Database| -> Result<_, StoreError> { database.erase(&owner) };
    counter.base.store.call(erase).unwrap();
    let refused = all
        .complete(&id, &budi(), &encode)
        .unwrap_err()
        .into_condition();
    assert_eq!(refused.reason, Reason::NotFound);
    assert_eq!(all.get(&id).unwrap().state, State::Capturing);
}
