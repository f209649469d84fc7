use super::*;
use crate::fault::Arming;
use crate::testing;

fn request(world: &mut World, path: &str) -> CameraPort {
    let mut port = CameraPort::new();
    port.opened(world);
    port.receive(
        world,
        format!("GET {path} HTTP/1.1\r\nHost: camera\r\n\r\n").as_bytes(),
    );
    port
}

fn jpegs_in(bytes: &[u8]) -> usize {
    bytes
        .windows(3)
        .filter(|at| *at == [0xFF, 0xD8, 0xFF])
        .count()
}

#[test]
fn a_snapshot_is_a_jpeg_of_the_stated_length() {
    let mut world = testing::world();
    let mut port = request(&mut world, "/snapshot");
    let output = port.transmit(&mut world);
    assert!(output.closes);
    let text = String::from_utf8_lossy(&output.bytes);
    assert!(text.contains("Server: Loket-SIM-camera/"));
    let body = output
        .bytes
        .windows(4)
        .position(|at| at == b"\r\n\r\n")
        .unwrap()
        + 4;
    assert!(text.contains(&format!("Content-Length: {}", output.bytes.len() - body)));
    assert_eq!(jpegs_in(&output.bytes[body..]), 1);
}

#[test]
fn a_stream_sends_a_frame_at_each_frame_time_and_no_more() {
    let mut world = testing::world();
    let mut port = request(&mut world, "/stream");
    assert_eq!(jpegs_in(&port.transmit(&mut world).bytes), 1);
    assert_eq!(port.transmit(&mut world), Output::default());
    for _ in 0..3 {
        let wake = port.wake(&world).unwrap();
        world.advance_to(wake);
        assert_eq!(jpegs_in(&port.transmit(&mut world).bytes), 1);
    }
    assert_eq!(world.now(), WorldTime::ORIGIN + FRAME_TIME * 3);
}

#[test]
fn a_stalled_camera_keeps_the_line_open_and_the_next_one_works() {
    let mut world = testing::world();
    world.arm(Arming::once(FaultKind::CameraStall));
    let mut stalled = request(&mut world, "/stream");
    let output = stalled.transmit(&mut world);
    assert_eq!((jpegs_in(&output.bytes), output.closes), (0, false));
    assert_eq!(stalled.wake(&world), None);
    let mut port = request(&mut world, "/snapshot");
    assert_eq!(jpegs_in(&port.transmit(&mut world).bytes), 1);
}

#[test]
fn an_unplugged_camera_closes_the_line() {
    let mut world = testing::world();
    let mut port = request(&mut world, "/stream");
    world.unplug(Device::Camera);
    assert!(port.transmit(&mut world).closes);
}

#[test]
fn other_paths_are_not_found() {
    let mut world = testing::world();
    let mut port = request(&mut world, "/admin");
    let output = port.transmit(&mut world);
    assert!(output.bytes.starts_with(b"HTTP/1.1 404 "));
    assert!(output.closes);
}

#[test]
fn an_answer_that_is_lost_ends_the_line_and_one_that_is_withheld_does_not() {
    let device = Device::Camera;
    for (kind, closes) in [
        (FaultKind::AnswerLost { device }, true),
        (FaultKind::AnswerWithheld { device }, false),
    ] {
        let mut world = testing::world();
        world.arm(Arming::once(kind));
        let mut port = request(&mut world, "/snapshot");
        let output = port.transmit(&mut world);
        assert_eq!((output.bytes.len(), output.closes), (0, closes), "{kind}");
        assert_eq!(
            jpegs_in(&request(&mut world, "/snapshot").transmit(&mut world).bytes),
            1
        );
    }
}
