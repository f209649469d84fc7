use super::*;
use crate::fault::JamPoint;
use crate::mechanism::{Movement, Ticket, Trouble};
use crate::person::finger::Condition;
use crate::testing;

const SELECT: [u8; 12] = [
    0x00, 0xA4, 0x04, 0x00, 0x07, 0xF0, b'L', b'O', b'K', b'E', b'T', b'1',
];

fn finish(world: &mut World, ticket: Ticket) -> Result<(), Trouble> {
    while let Some(next) = world.next_change() {
        world.advance_to(next);
    }
    world.printer().outcome(ticket).unwrap()
}

fn carry_out(world: &mut World, movement: Movement) -> Result<(), Trouble> {
    let ticket = world.start(movement)?;
    finish(world, ticket)
}

fn present(world: &mut World) -> CardId {
    carry_out(world, Movement::Present).unwrap();
    world.slot(Slot::Encoder).unwrap()
}

#[test]
fn a_presented_card_is_in_the_encoders_slot_and_in_no_other() {
    let mut world = testing::world();
    let card = present(&mut world);
    assert_eq!(world.slot(Slot::Desk), None);
    assert_eq!(world.slot_changes(Slot::Encoder), 1);
    assert_eq!(world.transmit(Slot::Encoder, &SELECT), SlotReply::Unpowered);
    assert!(world.power_on(Slot::Encoder).is_some());
    let reply = world.transmit(Slot::Encoder, &SELECT);
    assert!(matches!(reply, SlotReply::Response(_)));
    carry_out(&mut world, Movement::Eject).unwrap();
    assert_eq!(world.transmit(Slot::Encoder, &SELECT), SlotReply::Gone);
    world.move_card(card, Place::DeskReader).unwrap();
    assert_eq!(world.slot(Slot::Desk), Some(card));
    assert_eq!(world.transmit(Slot::Desk, &SELECT), SlotReply::Unpowered);
}

#[test]
fn a_card_pulled_mid_write_is_in_the_hand_after_so_many_commands() {
    let mut world = testing::world();
    let card = present(&mut world);
    world.arm(Arming::once(FaultKind::CardPulledMidWrite { after: 2 }));
    world.power_on(Slot::Encoder);
    let replies: Vec<bool> = (0..3)
        .map(|_| world.transmit(Slot::Encoder, &SELECT) == SlotReply::Gone)
        .collect();
    assert_eq!(replies, [false, false, true]);
    assert_eq!(world.cards().get(card).unwrap().place(), Place::Hand);
}

#[test]
fn whatever_happens_every_card_has_one_place_and_the_feeder_counts() {
    let mut world = testing::world();
    for at in [JamPoint::Feed, JamPoint::Head, JamPoint::Exit] {
        world.arm(Arming::once(FaultKind::Jam { at }));
    }
    for movement in [
        Movement::Present,
        Movement::Position,
        Movement::Eject,
        Movement::Reject,
    ] {
        // Some of these end in a jam, some find no card: whatever comes of them, the cards stay countable.
        let _ = carry_out(&mut world, movement);
        world.clear_jam();
        let counted: usize = Place::ALL
            .iter()
            .map(|place| world.cards().at(*place).len())
            .sum();
        assert_eq!(counted, 20);
        assert!(
            world
                .cards()
                .iter()
                .filter(|card| card.place().is_in_printer_path())
                .count()
                <= 1
        );
    }
    let left = world.cards().at(Place::Hopper).len();
    assert_eq!(
        usize::try_from(world.printer().counters.cards),
        Ok(5 - left)
    );
}

#[test]
fn a_movement_takes_the_time_of_its_steps() {
    let mut world = testing::world();
    let ticket = world.start(Movement::Present).unwrap();
    world.advance_to(WorldTime::from_origin(std::time::Duration::from_millis(
        3199,
    )));
    assert_eq!(world.printer().outcome(ticket), None);
    world.advance_to(WorldTime::from_origin(std::time::Duration::from_millis(
        3200,
    )));
    assert_eq!(world.printer().outcome(ticket), Some(Ok(())));
}

#[test]
fn hands_are_refused_what_hands_cannot_do() {
    let mut world = testing::world();
    let good = Condition::Good;
    assert_eq!(world.place_finger(2, good), Err(HandError::NobodySeated));
    world.seat("b", None).unwrap();
    assert_eq!(world.place_finger(11, good), Err(HandError::NoFinger(11)));
    assert!(matches!(
        world.place_finger(10, good),
        Err(HandError::FingerMissing { finger: 10, .. })
    ));
    assert_eq!(world.load_hopper(16), Err(HandError::StoreShort(15)));
    carry_out(&mut world, Movement::Position).unwrap();
    assert!(matches!(
        world.move_card(CardId(1), Place::Hand),
        Err(HandError::OutOfReach { .. })
    ));
    world.move_card(CardId(6), Place::DeskReader).unwrap();
    assert_eq!(
        world.move_card(CardId(7), Place::DeskReader),
        Err(HandError::Occupied(Place::DeskReader))
    );
    assert!(matches!(
        world.move_card(CardId(6), Place::Encoder),
        Err(HandError::NoWayTo { .. })
    ));
}

#[test]
fn every_placement_is_another_touch() {
    let mut world = testing::world();
    world.seat("a", None).unwrap();
    let touch = |world: &mut World| {
        world.place_finger(2, Condition::Good).unwrap();
        world.expose(256, 288).unwrap()
    };
    let first = touch(&mut world);
    assert_eq!(first, world.expose(256, 288).unwrap());
    assert_ne!(first, touch(&mut world));
}

#[test]
fn a_card_whose_answer_goes_astray_has_done_what_it_was_told() {
    let device = Device::Desk;
    let on_desk = |kind| {
        let mut world = testing::world();
        world.move_card(CardId(6), Place::DeskReader).unwrap();
        world.power_on(Slot::Desk).unwrap();
        world.arm(Arming::once(kind));
        world
    };
    let mut world = on_desk(FaultKind::AnswerLost { device });
    let lost = world.transmit(Slot::Desk, &SELECT);
    assert_eq!(lost, SlotReply::Response(Vec::new()));
    let next = world.transmit(Slot::Desk, &SELECT);
    assert!(matches!(next, SlotReply::Response(answer) if answer.len() >= 2));
    let mut world = on_desk(FaultKind::AnswerWithheld { device });
    assert_eq!(world.transmit(Slot::Desk, &SELECT), SlotReply::Silent);
    assert!(world.is_hung(device));
    world.cut_power();
    assert!(!world.is_hung(device));
}
