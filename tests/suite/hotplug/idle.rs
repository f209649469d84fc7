//! Devices unplugged while nobody uses them.

use super::{AT_ONCE, Bench};
use loket_proto::v1::DeviceState;
use std::time::Duration;

/// A printer on TCP and a camera on HTTP have no connection at rest: they are probed this often.
const PROBED: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_loss_at_rest_is_noticed_and_the_device_is_used_again() {
    let mut bench = Bench::open().await;
    for (plug, name) in [
        ("sensor", "scanner"),
        ("encoder", "encoder"),
        ("desk", "desk"),
    ] {
        bench.hands.unplug(plug).await.unwrap();
        let (lost, took) = bench.until(name, DeviceState::Absent).await;
        assert!(took < AT_ONCE, "{name}: {took:?}");
        println!("{name} unplugged: absent after {took:?}");
        let condition = lost.condition.unwrap();
        assert_eq!(condition.reason, "DEVICE_DISCONNECTED");
        assert!(!condition.remedy_en.is_empty() && !condition.detail.is_empty());
        bench.others_are_ready(&[name]).await;
        bench.hands.plug(plug).await.unwrap();
        bench.all_are_ready().await;
    }
    for name in ["camera", "printer"] {
        bench.hands.unplug(name).await.unwrap();
    }
    for name in ["camera", "printer"] {
        let (_, took) = bench.until(name, DeviceState::Absent).await;
        assert!(took < PROBED + AT_ONCE, "{name}: {took:?}");
    }
    bench.others_are_ready(&["camera", "printer"]).await;
    for name in ["camera", "printer"] {
        bench.hands.plug(name).await.unwrap();
    }
    bench.all_are_ready().await;
}
