//! The card reader's own troubles at a whole counter: each is named, the rest goes on, and there is a way back.

use super::{AT_ONCE, Bench, PATIENCE, pairing};
use crate::reader::clients::Holder;
use loket_drivers::clock::{Clock, SystemClock};
use loket_proto::v1;
use loket_proto::v1::DeviceState;
use loket_tests::front_end::reason;
use rustix::process::{Pid, Signal, kill_process};
use std::time::{Duration, Instant};
use tokio::time::{interval, timeout};

/// A self-test waits so long for its reader before the watchdog is let loose on it, and a bit.
const CALLED_STUCK: Duration = Duration::from_secs(12);

/// What the desk reader's self-test says of the chip, or why it cannot be run.
async fn chip_at_the_desk(bench: &mut Bench) -> Result<String, String> {
    let test = bench
        .try_out("desk")
        .await
        .map_err(|error| reason(&error))?;
    let mut readings = test.readings.into_iter();
    let chip = readings.find(|reading| reading.name == "chip");
    Ok(chip.map(|chip| chip.value).unwrap_or_default())
}

/// Tries the desk reader until a chip answers there; how long that took.
pub(super) async fn until_a_chip_answers(bench: &mut Bench) -> Duration {
    let begun = Instant::now();
    let answers = async {
        let mut looks = interval(Duration::from_millis(20));
        while !chip_at_the_desk(bench)
            .await
            .is_ok_and(|said| said.starts_with("answers"))
        {
            looks.tick().await;
        }
    };
    timeout(PATIENCE, answers).await.expect("a chip in time");
    begun.elapsed()
}

#[tokio::test]
async fn a_card_that_pyscard_holds_is_in_use_by_another_program_until_it_lets_go() {
    let mut bench = Bench::open().await;
    pairing::blank_on_the_desk(&mut bench).await;
    until_a_chip_answers(&mut bench).await;
    let socket = bench.counter.folder().join("pcscd.sock");
    let held = tokio::task::spawn_blocking(move || Holder::of("Desk", Some(&socket)));
    let (holder, said) = held.await.unwrap();
    assert!(
        !said.is_empty(),
        "is the package python3-pyscard installed?"
    );
    let begun = Instant::now();
    let refused = chip_at_the_desk(&mut bench).await;
    let named = begun.elapsed();
    assert_eq!(refused.unwrap_err(), "DEVICE_IN_USE");
    assert!(named < AT_ONCE, "{named:?}");
    bench.others_are_ready(&[]).await;
    tokio::task::spawn_blocking(|| holder.let_go())
        .await
        .unwrap();
    let back = until_a_chip_answers(&mut bench).await;
    assert!(back < AT_ONCE, "{back:?}");
    println!("card held by pyscard: named after {named:?}, back after {back:?}");
}

#[tokio::test]
async fn a_card_yanked_at_work_is_named_and_whatever_card_comes_next_is_used() {
    let clock = SystemClock::new();
    let mut bench = Bench::open().await;
    for pause in [0, 100].map(Duration::from_millis) {
        let yanked = pairing::blank_on_the_desk(&mut bench).await;
        until_a_chip_answers(&mut bench).await;
        bench.hands.arm("card-pulled-mid-write:0", 0).await.unwrap();
        let begun = Instant::now();
        let named = chip_at_the_desk(&mut bench).await.unwrap_err();
        let noticed = begun.elapsed();
        assert_eq!(named, "CARD_REMOVED");
        // The pause is what is tried.
        clock.sleep_until(clock.now() + pause);
        let other = pairing::blank_on_the_desk(&mut bench).await;
        let back = until_a_chip_answers(&mut bench).await;
        assert!(noticed < AT_ONCE && back < AT_ONCE, "{noticed:?} {back:?}");
        println!(
            "card yanked, another after {pause:?}: named after {noticed:?}, back after {back:?}"
        );
        bench.others_are_ready(&[]).await;
        for card in [yanked, other] {
            bench.hands.move_card(&card, "store").await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_plug_that_nobody_is_told_of_is_noticed_all_the_same() {
    let mut bench = Bench::with_own_pcscd().await;
    // While the service is down nobody tells of anything: neither of a reader that was replugged, nor of a card.
    bench.counter.stop_pcscd();
    bench.until("desk", DeviceState::Absent).await;
    bench.hands.unplug("desk").await.unwrap();
    bench.hands.plug("desk").await.unwrap();
    pairing::blank_on_the_desk(&mut bench).await;
    bench.counter.start_pcscd().unwrap();
    let (_, took) = bench.until("desk", DeviceState::Ready).await;
    assert!(took < 2 * AT_ONCE, "{took:?}");
    println!("plug and card while the service was down: used after {took:?}");
    until_a_chip_answers(&mut bench).await;
    // Out and in before anybody can be told.
    for _ in 0..10 {
        bench.hands.unplug("desk").await.unwrap();
        bench.hands.plug("desk").await.unwrap();
    }
    let back = until_a_chip_answers(&mut bench).await;
    println!("ten plugs pulled and put back at once: used after {back:?}");
    bench.all_are_ready().await;
}

/// Stops or continues a process.
fn signal(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    kill_process(process.unwrap(), signal).unwrap();
}

#[tokio::test]
async fn a_service_that_stands_still_leaves_its_readers_stuck_and_everything_else_alive() {
    let mut bench = Bench::with_own_pcscd().await;
    let service = bench.counter.pcscd_id().unwrap();
    signal(service, Signal::STOP);
    let begun = Instant::now();
    let mut front_end = bench.front_end.clone();
    let request = v1::TestDeviceRequest {
        name: "desk".to_owned(),
        actor: front_end.actor(),
    };
    let asked = tokio::spawn(async move { front_end.hardware.test_device(request).await });
    let (stuck, _) = bench.until("desk", DeviceState::Stuck).await;
    let noticed = begun.elapsed();
    assert_eq!(stuck.condition.unwrap().reason, "DEVICE_STUCK");
    assert!(noticed < CALLED_STUCK, "{noticed:?}");
    let told = timeout(PATIENCE, asked).await.expect("told in time");
    assert_eq!(reason(&told.unwrap().unwrap_err()), "DEVICE_STUCK");
    // The encoder is at rest and will be found out by its next use or probe.
    bench.others_are_ready(&["desk", "encoder"]).await;
    signal(service, Signal::CONT);
    let (_, back) = bench.until("desk", DeviceState::Ready).await;
    assert!(back < AT_ONCE, "{back:?}");
    println!("service stands still: stuck after {noticed:?}, back after {back:?}");
    bench.all_are_ready().await;
    bench.try_out("desk").await.unwrap();
}
