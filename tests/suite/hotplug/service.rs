//! The smart-card service stopped and started.

use super::{AT_ONCE, Bench};
use loket_proto::v1::{DeviceState, OrderState};
use std::time::Instant;

#[tokio::test]
async fn both_readers_go_with_their_service_and_come_back_with_it() {
    let mut bench = Bench::with_own_pcscd().await;
    bench.counter.stop_pcscd();
    for reader in ["encoder", "desk"] {
        let (_, took) = bench.until(reader, DeviceState::Absent).await;
        assert!(took < AT_ONCE, "{reader}: {took:?}");
        println!("pcscd killed: {reader} absent after {took:?}");
    }
    bench.others_are_ready(&["encoder", "desk"]).await;
    bench.counter.start_pcscd().unwrap();
    let begun = Instant::now();
    bench.all_are_ready().await;
    println!("pcscd restarted: all ready after {:?}", begun.elapsed());
    let id = bench.order("after").await;
    let order = bench.finished(&id).await;
    assert_eq!(
        (order.state(), order.attempts.len()),
        (OrderState::Inspecting, 1)
    );
}

#[tokio::test]
async fn a_service_that_dies_while_a_chip_is_written_costs_no_second_blank() {
    let mut bench = Bench::with_own_pcscd().await;
    let id = bench.order("during").await;
    let writing = |order: &loket_proto::v1::Order| {
        let attempt = order.attempts.last();
        attempt.is_some_and(|attempt| attempt.state() == loket_proto::v1::AttemptState::Encoding)
    };
    bench.watch(&id, writing).await;
    bench.counter.stop_pcscd();
    bench.held(&id).await;
    bench.counter.start_pcscd().unwrap();
    bench.all_are_ready().await;
    let order = bench.finished(&id).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
    assert_eq!(bench.cards_at("output").await, 1);
}
