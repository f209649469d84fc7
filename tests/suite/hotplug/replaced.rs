//! Another unit at a device's address.

use super::{AT_ONCE, Bench};
use loket_proto::v1;
use loket_proto::v1::DeviceState;
use loket_tests::front_end::reason;

async fn accept(bench: &mut Bench, name: &str) -> Result<v1::DeviceDetail, tonic::Status> {
    let request = v1::AcceptDeviceRequest {
        name: name.to_owned(),
        actor: bench.front_end.actor(),
    };
    let accepted = bench.front_end.hardware.accept_device(request).await?;
    Ok(accepted.into_inner())
}

async fn swap(bench: &mut Bench, device: &str, name: &str, unit: u32) -> v1::Device {
    bench.hands.unplug(device).await.unwrap();
    bench.until(name, DeviceState::Absent).await;
    bench.hands.plug_unit(device, unit).await.unwrap();
    bench
        .device(name, |device| {
            let condition = device.condition.as_ref();
            condition.is_none_or(|condition| condition.reason == "DEVICE_REPLACED")
        })
        .await
}

#[tokio::test]
async fn another_unit_is_shown_and_used_only_once_it_is_accepted() {
    let mut bench = Bench::open().await;
    assert!(
        accept(&mut bench, "scanner").await.is_err(),
        "nothing to accept"
    );
    let replaced = swap(&mut bench, "sensor", "scanner", 2).await;
    let condition = replaced.condition.unwrap();
    assert_eq!(condition.reason, "DEVICE_REPLACED");
    assert!(condition.detail.contains("SIM00001") && condition.detail.contains("SIM00002"));
    let refused = bench.try_out("scanner").await.unwrap_err();
    assert_eq!(reason(&refused), "DEVICE_REPLACED");
    let detail = accept(&mut bench, "scanner").await.unwrap();
    let device = detail.device.unwrap();
    assert_eq!(device.state(), DeviceState::Ready);
    assert_eq!(device.serial, "SIM00002");
    assert_eq!(
        detail.faults[0].condition.as_ref().unwrap().reason,
        "DEVICE_REPLACED"
    );
    bench.try_out("scanner").await.unwrap();
}

#[tokio::test]
async fn the_old_unit_is_used_again_without_a_word() {
    let mut bench = Bench::open().await;
    swap(&mut bench, "printer", "printer", 2).await;
    bench.hands.unplug("printer").await.unwrap();
    bench.hands.plug_unit("printer", 1).await.unwrap();
    let (_, took) = bench.until("printer", DeviceState::Ready).await;
    assert!(took < 2 * AT_ONCE, "{took:?}");
    bench.try_out("printer").await.unwrap();
}
