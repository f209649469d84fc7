use super::*;
use crate::fault::Arming;
use crate::person::finger::Condition;
use crate::testing;

fn packet(payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len() + 2).unwrap();
    let mut packet = vec![0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, length];
    packet.extend(payload);
    let sum = reply::sum(&packet[6..]);
    packet.extend(sum.to_be_bytes());
    packet
}

/// Sends a command and returns all that comes back, stepping the world's clock.
fn ask(sensor: &mut SensorPort, world: &mut World, payload: &[u8]) -> Vec<u8> {
    sensor.receive(world, &packet(payload));
    testing::drain(sensor, world)
}

fn open() -> (SensorPort, World) {
    let mut world = testing::world();
    let mut sensor = SensorPort::new(Settings::default());
    sensor.opened(&mut world);
    assert_eq!(testing::drain(&mut sensor, &mut world), [reply::READY]);
    (sensor, world)
}

#[test]
fn without_a_finger_the_answer_is_no_finger() {
    let (mut sensor, mut world) = open();
    assert_eq!(ask(&mut sensor, &mut world, &[0x0A])[9], 0x15);
    assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], 0x02);
    let glass = ask(&mut sensor, &mut world, &[0x0A]);
    assert_eq!(glass[9], 0x00, "the buffer holds the empty glass");
}

#[test]
fn an_image_comes_at_the_pace_of_the_line() {
    let (mut sensor, mut world) = open();
    world.seat("a", None).unwrap();
    world.place_finger(2, Condition::Good).unwrap();
    assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], 0x00);
    let start = world.now();
    let upload = ask(&mut sensor, &mut world, &[0x0A]);
    assert_eq!(upload.len(), 12 + 288 * 139);
    let took = world.now().since(start).as_millis();
    assert!((6_950..7_000).contains(&took), "{took} ms");
}

#[test]
fn a_raised_speed_holds_after_its_answer_and_a_deaf_host_reads_noise() {
    let (mut sensor, mut world) = open();
    assert_eq!(ask(&mut sensor, &mut world, &[0x0E, 4, 12])[9], 0x00);
    assert!(ask(&mut sensor, &mut world, &[0x0F]).is_empty());
    sensor.set_line_speed(115_200);
    let answer = ask(&mut sensor, &mut world, &[0x0F]);
    assert_eq!((answer.len(), answer[9], answer[25]), (28, 0x00, 12));
}

#[test]
fn a_locked_sensor_wants_its_password() {
    let mut world = testing::world();
    let mut sensor = SensorPort::new(Settings {
        password: 7,
        ..Settings::default()
    });
    assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], 0x21);
    assert_eq!(ask(&mut sensor, &mut world, &[0x13, 0, 0, 0, 1])[9], 0x13);
    assert_eq!(ask(&mut sensor, &mut world, &[0x13, 0, 0, 0, 7])[9], 0x00);
    assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], 0x02);
}

#[test]
fn a_lifted_finger_fails_the_capture_and_an_absent_one_is_not_seen() {
    let (mut sensor, mut world) = open();
    world.seat("a", None).unwrap();
    for (fault, confirmation) in [
        (FaultKind::FingerLifted, 0x03),
        (FaultKind::FingerAbsent, 0x02),
    ] {
        world.place_finger(2, Condition::Good).unwrap();
        world.arm(Arming::once(fault));
        assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], confirmation);
        assert_eq!(world.finger_on_glass(), None);
    }
    world.place_finger(2, Condition::Good).unwrap();
    assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], 0x00);
}

#[test]
fn a_damaged_packet_has_a_wrong_sum_once() {
    let (mut sensor, mut world) = open();
    world.seat("a", None).unwrap();
    world.place_finger(2, Condition::Good).unwrap();
    ask(&mut sensor, &mut world, &[0x01]);
    world.arm(Arming::once(FaultKind::CorruptedPacket));
    let damaged = ask(&mut sensor, &mut world, &[0x0A]);
    let clean = ask(&mut sensor, &mut world, &[0x0A]);
    let different = damaged.iter().zip(&clean).filter(|(a, b)| a != b).count();
    assert_eq!((damaged.len(), different), (clean.len(), 1));
}

#[test]
fn an_unplugged_sensor_closes_the_line_and_says_ready_again_when_plugged() {
    let (mut sensor, mut world) = open();
    world.arm(Arming::once(FaultKind::DeviceUnplugged {
        device: Device::Sensor,
    }));
    sensor.receive(&mut world, &packet(&[0x01]));
    assert!(sensor.transmit(&mut world).closes);
    sensor.closed(&mut world);
    world.plug(Device::Sensor);
    sensor.opened(&mut world);
    assert_eq!(testing::drain(&mut sensor, &mut world), [reply::READY]);
}

#[test]
fn an_answer_that_goes_astray_leaves_the_line_silent_once() {
    for kind in [
        FaultKind::AnswerLost {
            device: Device::Sensor,
        },
        FaultKind::AnswerWithheld {
            device: Device::Sensor,
        },
    ] {
        let (mut sensor, mut world) = open();
        world.arm(Arming::once(kind));
        assert!(ask(&mut sensor, &mut world, &[0x01]).is_empty(), "{kind}");
        assert_eq!(ask(&mut sensor, &mut world, &[0x01])[9], 0x02, "{kind}");
    }
}
