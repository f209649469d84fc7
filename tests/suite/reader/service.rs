//! The driver without its service, with one that dies, and with one that refuses it.

use super::{ENCODER, HANG, PATIENCE, Rig, WHO, wait_for_commands};
use loket_drivers::card_reader::CardPresence;
use loket_drivers::error::ErrorKind;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_drivers::registry::find;
use loket_tests::pcscd::alone;
use pcsc::{Context, Scope};
use std::sync::Arc;

#[test]
fn a_service_that_dies_comes_back() {
    alone(|mut bench| {
        let mut rig = Rig::with_card(&bench, 1);
        let limit = rig.limit();
        let CardPresence::Present {
            insertion: before, ..
        } = rig.reader.presence(&limit).unwrap()
        else {
            panic!("no card");
        };
        bench.kill_pcscd();
        assert_eq!(rig.transmit_kind(&WHO), ErrorKind::OutcomeUnknown);
        let limit = rig.limit();
        let error = rig.reader.presence(&limit).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Disconnected);
        bench.start_pcscd();
        rig.open_once_back();
        assert_eq!(rig.transmit(&WHO).unwrap(), [1, 0x90, 0]);
        let CardPresence::Present {
            insertion: after, ..
        } = rig.reader.presence(&limit).unwrap()
        else {
            panic!("no card");
        };
        assert!(after > before);
    });
}

#[test]
fn a_service_that_dies_during_a_command_leaves_the_outcome_unknown() {
    alone(|mut bench| {
        let (mut rig, commands) = Rig::with_counted_card(&bench, 1);
        std::thread::scope(|threads| {
            let hung = threads.spawn(|| rig.transmit_kind(&HANG));
            wait_for_commands(&commands, 2);
            bench.kill_pcscd();
            assert_eq!(hung.join().unwrap(), ErrorKind::OutcomeUnknown);
        });
    });
}

/// The client library's words differ by how far the request had got.
#[test]
fn a_service_that_dies_before_it_reads_a_command_leaves_the_outcome_unknown() {
    alone(|mut bench| {
        for _ in 0..5 {
            let mut rig = Rig::with_card(&bench, 1);
            std::thread::scope(|threads| {
                let sent = threads.spawn(|| rig.transmit_kind(&HANG));
                bench.kill_pcscd();
                assert_eq!(sent.join().unwrap(), ErrorKind::OutcomeUnknown);
            });
            bench.start_pcscd();
        }
    });
}

#[test]
fn without_a_service_or_a_reader_nothing_can_be_opened() {
    alone(|mut bench| {
        let kind = |address: &str| {
            let ports = SystemPorts::new();
            let limit = Limit::after(&*ports.clock(), PATIENCE);
            let open = find("pcsc").unwrap().open;
            match open(Arc::new(ports), &address.parse().unwrap(), &limit) {
                Ok(_) => panic!("opened"),
                Err(error) => error.kind(),
            }
        };
        assert_eq!(kind("pcsc:Nobody's 00 00"), ErrorKind::Unreachable);
        assert_eq!(kind("tcp:127.0.0.1:9"), ErrorKind::Unsupported);
        bench.kill_pcscd();
        assert_eq!(kind(ENCODER), ErrorKind::Unreachable);
    });
}

/// `pcscd` has the same word for one client too many as for one that polkit does not let in.
#[test]
fn an_account_that_the_service_refuses_is_told_so() {
    const MOST: usize = 200;
    alone(|_bench| {
        let crowd: Vec<_> = (0..MOST)
            .map_while(|_| Context::establish(Scope::User).ok())
            .collect();
        assert!(crowd.len() < MOST, "other clients have some");
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(&*ports.clock(), PATIENCE);
        let open = find("pcsc").unwrap().open;
        let refused = || {
            let refused = open(Arc::clone(&ports), &ENCODER.parse().unwrap(), &limit);
            refused.map(drop).expect_err("let in beside 200 others")
        };
        // A service that is short of threads closes some connections without a word.
        let mut error = refused();
        while error.kind() == ErrorKind::Unreachable && !limit.left(&*ports.clock()).is_zero() {
            error = refused();
        }
        assert_eq!(error.kind(), ErrorKind::NotPermitted, "{error:?}");
        drop(crowd);
        open(ports, &ENCODER.parse().unwrap(), &limit)
            .map(drop)
            .unwrap();
    });
}
