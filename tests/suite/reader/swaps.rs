//! Another card in the place of the one that was open, and cards that come while nobody looks.

use super::{ErrorKind, Rig, TestCard, WHO};
use loket_drivers::card_reader::CardPresence;
use loket_tests::pcscd::{Bench, alone};
use std::time::{Duration, Instant};

/// Swaps the open card for another, with the slot empty for so long between; then goes on with the other one.
fn swap(bench: &Bench, pause: Duration) -> Duration {
    let mut rig = Rig::with_card(bench, 1);
    let (second, commands) = TestCard::counted(2);
    let (clock, begun) = (rig.ports.clock(), Instant::now());
    bench.encoder.remove();
    clock.sleep_until(clock.now() + pause);
    bench.encoder.insert(second);
    assert_eq!(rig.transmit_kind(&WHO), ErrorKind::CardRemoved);
    let noticed = begun.elapsed() - pause;
    assert_eq!(*commands.lock().unwrap(), 0, "the old session reached it");
    rig.open_card().unwrap();
    assert_eq!(rig.transmit(&WHO).unwrap(), [2, 0x90, 0]);
    noticed
}

#[test]
fn a_card_swapped_however_fast_is_never_reached_by_the_old_session() {
    alone(|bench| {
        for pause in [0, 100].map(Duration::from_millis) {
            let slowest = (0..10).map(|_| swap(&bench, pause)).max();
            println!("card swapped in {pause:?}: noticed after {slowest:?} at most");
        }
    });
}

#[test]
fn a_card_that_comes_and_leaves_unseen_has_arrived() {
    alone(|bench| {
        let mut rig = Rig::open();
        let limit = rig.limit();
        let before = rig.reader.arrivals(&limit).unwrap();
        assert_eq!(rig.reader.arrivals(&limit).unwrap(), before);
        let mut beside = Rig::open();
        bench.encoder.insert(TestCard::named(1));
        beside.wait_card().unwrap();
        bench.encoder.remove();
        beside.wait_removal().unwrap();
        assert_eq!(rig.reader.presence(&limit).unwrap(), CardPresence::Absent);
        let after = rig.reader.arrivals(&limit).unwrap();
        assert_ne!(after, before);
        // What lies there all the time does not arrive.
        bench.encoder.insert(TestCard::named(2));
        rig.wait_card().unwrap();
        let lying = rig.reader.arrivals(&limit).unwrap();
        rig.open_card().unwrap();
        rig.reader.close_card();
        assert_eq!(rig.reader.arrivals(&limit).unwrap(), lying);
        bench.encoder.remove();
        rig.wait_removal().unwrap();
        assert_eq!(rig.reader.arrivals(&limit).unwrap(), lying);
    });
}
