//! A reader on a USB bus: `pcscd` is told by udev that it was pulled out, and knows no such reader until it is back.

use super::readers::until_a_chip_answers;
use super::{AT_ONCE, Bench, PATIENCE, pairing};
use loket_proto::v1::DeviceState;
use loket_simulator::pcscd::SOCKET_VARIABLE;
use loket_tests::counter::ReaderDriver;
use loket_tests::counterpart::{packaged, text};
use loket_tests::usb::Usb;
use tokio::time::timeout;

/// Waits until OpenSC sees these readers and no others.
async fn until_listed(bench: &Bench, readers: &[&str]) {
    let socket = bench.counter.folder().join("pcscd.sock");
    let listed = async {
        loop {
            let mut tool = packaged("opensc-tool", "opensc");
            tool.arg("--list-readers").env(SOCKET_VARIABLE, &socket);
            let said = tokio::task::spawn_blocking(move || text(&mut tool, ""));
            let said = said.await.unwrap();
            let is_there = |reader: &&str| said.contains(*reader);
            let found = Usb::READERS.into_iter().filter(is_there);
            if found.eq(readers.iter().copied()) {
                return;
            }
        }
    };
    timeout(PATIENCE, listed).await.expect("listed in time");
}

#[tokio::test]
async fn a_reader_pulled_out_of_its_usb_bus_is_absent_and_is_used_again_once_it_is_back() {
    let mut bench = Bench::with(ReaderDriver::Usb).await;
    let [encoder, desk] = Usb::READERS;
    let card = pairing::blank_on_the_desk(&mut bench).await;
    for _ in 0..3 {
        until_a_chip_answers(&mut bench).await;
        bench.hands.unplug("desk").await.unwrap();
        let (lost, gone) = bench.until("desk", DeviceState::Absent).await;
        assert_eq!(lost.condition.unwrap().reason, "DEVICE_DISCONNECTED");
        until_listed(&bench, &[encoder]).await;
        bench.others_are_ready(&["desk"]).await;
        bench.hands.plug("desk").await.unwrap();
        let (_, back) = bench.until("desk", DeviceState::Ready).await;
        println!("reader out of its bus: absent after {gone:?}; in again: ready after {back:?}");
        assert!(gone < AT_ONCE && back < AT_ONCE, "{gone:?} {back:?}");
        until_listed(&bench, &[encoder, desk]).await;
    }
    until_a_chip_answers(&mut bench).await;
    bench.hands.move_card(&card, "store").await.unwrap();
}
