//! Thirty cards on one reader, then on two side by side, every tenth with a flaw.

use loket_tests::pcscd::alone;
use loket_tests::stack::{Line, judge, make};

const CARDS: u32 = 30;
const SEED: u64 = 5;

#[test]
fn thirty_cards_each_end_activated_or_spoiled_and_none_is_mixed_up() {
    alone(|bench| {
        let mut desk = Line::open(&bench.desk, "Loket SIM Desk 00 00").unwrap();
        let alone = make(&mut desk, 0..CARDS, SEED).unwrap();
        let tally = judge(&alone).unwrap();
        assert_eq!(tally.activated + tally.spoiled, CARDS);
        assert!(tally.spoiled <= 3 && tally.activated >= 27, "{tally:?}");

        let mut encoder = Line::open(&bench.encoder, "Loket SIM Encoder 00 00").unwrap();
        let together = std::thread::scope(|scope| {
            let one = scope.spawn(|| make(&mut encoder, (100..100 + CARDS).step_by(2), SEED));
            let other = make(&mut desk, (101..100 + CARDS).step_by(2), SEED).unwrap();
            let one = one.join().unwrap().unwrap();
            one.into_iter().chain(other).collect::<Vec<_>>()
        });
        let tally = judge(&together).unwrap();
        assert_eq!(tally.activated + tally.spoiled, CARDS);
    });
}
