//! Who must be there when a card is put in force: the holder, people who vouch, or the operator until the hand-over.

use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::issuance::presence::Presence;
use loket_daemon::person::{Person, Role};
use loket_daemon::rpc::issuance::Issuance;
use loket_proto::v1;
use loket_proto::v1::holder_presence::ShownBy;
use loket_proto::v1::issuance_service_server::IssuanceService;
use loket_simulator::card::Place;
use loket_simulator::world::World;
use loket_tests::memory::interception::Nobody;
use loket_tests::memory::office::{Office, Premises, operator, recorded};
use prost::Message;
use std::sync::Arc;
use tonic::Request;

const FINGER: FingerPosition = FingerPosition::RightIndex;
/// The state of life of a chip in force.
const IN_FORCE: &str = "Activated";

fn supervisor() -> Person {
    Person {
        id: "supervisor-1".to_owned(),
        role: Role::Supervisor,
    }
}

/// An issued card on the desk reader; somebody who is not its holder sits there.
fn issued(office: &Office) -> Order {
    let order = office.order_for(recorded(), "r").unwrap();
    let order = office.answer(&order.id, "good", "").unwrap();
    office.card_to_desk();
    office.world.with(|world| world.seat("a", None)).unwrap();
    order
}

/// An office whose operators activate without the holder.
fn ruled_by_operators() -> Office {
    let world = Office::with_grown_people().closed().world;
    let premises = Premises::around(world, Arc::new(Nobody)).unwrap();
    let Ok(office) = premises.with_station("activation = \"operator\"").open() else {
        panic!("the counter does not open");
    };
    office
}

fn life_cycle(office: &Office) -> String {
    office.world.with(|world| {
        let card = world.cards().first_at(Place::DeskReader).unwrap();
        format!(
            "{:?}",
            world.cards().get(card).unwrap().chip.dump().life_cycle
        )
    })
}

async fn receipt(office: &Office, order: &str) -> v1::CardReceipt {
    let request = v1::GetCardReceiptRequest {
        order_id: order.to_owned(),
    };
    let service = Issuance(office.counter.clone());
    let answer = service.get_card_receipt(Request::new(request)).await;
    let receipt = answer.unwrap().into_inner();
    let mut unsigned = receipt.clone();
    let signature = std::mem::take(&mut unsigned.signature);
    let station = office.counter.base.keys.station.public_key();
    assert!(station.accepts(
        &unsigned.encode_to_vec(),
        signature.as_ref().try_into().unwrap()
    ));
    receipt
}

fn shown_by(presence: Option<v1::HolderPresence>) -> ShownBy {
    presence.and_then(|presence| presence.shown_by).unwrap()
}

#[tokio::test]
async fn a_supervisor_vouches_for_a_holder_whom_no_finger_shows() {
    let office = Office::with_grown_people();
    let order = issued(&office);
    let note = "both hands burnt";
    let order = office.answer(&order.id, "second_person", note).unwrap();
    let early = office.activate(&order.id, FINGER).unwrap_err();
    assert_eq!(early.into_condition().reason, Reason::InvalidArgument);
    let alone = office
        .answer(&order.id, "vouch", "known to me")
        .unwrap_err();
    assert_eq!(alone.into_condition().reason, Reason::RoleNotAllowed);
    let himself = Person {
        role: Role::Supervisor,
        ..operator()
    };
    let same = office.answer_as(himself, &order.id, "vouch", "known to me");
    assert_eq!(
        same.unwrap_err().into_condition().reason,
        Reason::SamePerson
    );
    assert_ne!(life_cycle(&office), IN_FORCE);
    let note = "face, chip and birth certificate agree";
    let order = office
        .answer_as(supervisor(), &order.id, "vouch", note)
        .unwrap();
    assert_eq!(
        (order.state, order.vouching.as_deref()),
        (OrderState::Activated, None)
    );
    assert_eq!(life_cycle(&office), IN_FORCE);
    let order = office.answer(&order.id, "handed_over", "").unwrap();
    let receipt = receipt(&office, &order.id).await;
    let ShownBy::Vouching(vouching) = shown_by(receipt.activation) else {
        panic!("nobody vouched");
    };
    assert_eq!(
        (vouching.asked_by, vouching.vouched_by),
        (operator().id, supervisor().id)
    );
    let serial = order.attempt().unwrap().serial.unwrap();
    assert_eq!(receipt.chip_serial.as_ref(), serial.0);
    assert_eq!(receipt.handed_over_by, operator().id);
    assert_eq!(receipt.hand_over, None);
}

#[test]
fn whoever_does_not_vouch_leaves_the_card_as_it_is() {
    let office = Office::with_grown_people();
    let order = issued(&office);
    let asked = |office: &Office, order: &Order| {
        let asked = office.answer(&order.id, "second_person", "cut finger");
        asked.unwrap()
    };
    let order = asked(&office, &order);
    let order = office.answer(&order.id, "not_vouched", "").unwrap();
    assert_eq!(
        (order.state, order.vouching.as_deref()),
        (OrderState::Issued, None)
    );
    assert_ne!(life_cycle(&office), IN_FORCE);
    let order = asked(&office, &order);
    let office = office.restarted();
    let taken = office
        .world
        .with(|world| world.move_last_card(Place::DeskReader, Place::Hand));
    taken.unwrap();
    let without = office.answer_as(supervisor(), &order.id, "vouch", "known to me");
    assert_eq!(
        without.unwrap_err().into_condition().reason,
        Reason::CardAbsent
    );
    let order = office.counter.issuance.orders().get(&order.id).unwrap();
    assert_eq!(order.state, OrderState::Issued);
    assert_eq!(order.vouching, Some(operator().id), "it can be tried again");
}

#[tokio::test]
async fn an_operator_activates_alone_and_the_holder_is_matched_at_the_hand_over() {
    let office = ruled_by_operators();
    let order = issued(&office);
    let order = office.answer(&order.id, "activate:operator", "").unwrap();
    assert_eq!(life_cycle(&office), IN_FORCE);
    assert!(order.awaits_holder());
    let hand_over = format!("handed_over:{}", FINGER.code());
    let stranger = office.answer(&order.id, &hand_over, "").unwrap_err();
    office.world.with(World::lift_finger);
    assert_eq!(stranger.into_condition().reason, Reason::FingerNotMatched);
    let spent = office.answer(&order.id, &hand_over, "").unwrap_err();
    assert_eq!(spent.into_condition().reason, Reason::InvalidArgument);
    let more = office.answer_as(supervisor(), &order.id, "allow_tries", "was not the holder");
    more.unwrap();
    assert_eq!(
        shown_by(receipt(&office, &order.id).await.activation),
        ShownBy::Deferred(v1::DeferredPresence {})
    );
    office.world.with(|world| world.seat("b", None)).unwrap();
    let order = office.answer(&order.id, &hand_over, "").unwrap();
    assert_eq!(order.state, OrderState::HandedOver);
    let shown = order
        .hand_over
        .clone()
        .and_then(|hand_over| hand_over.presence);
    assert!(
        matches!(shown, Some(Presence::Finger(FINGER, _))),
        "{shown:?}"
    );
    let receipt = receipt(&office, &order.id).await;
    let ShownBy::Finger(finger) = shown_by(receipt.hand_over) else {
        panic!("no finger matched");
    };
    assert!(finger.score >= finger.threshold, "{finger:?}");
}
