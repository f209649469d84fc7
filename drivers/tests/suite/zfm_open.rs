//! The ZFM driver: finding the sensor and making it fast.

use crate::script::{Script, ScriptedPorts};
use crate::zfm::{answer, command, parameters};
use loket_drivers::device::Identity;
use loket_drivers::error::ErrorKind;
use loket_drivers::fingerprint_scanner::zfm::ZfmScanner;

const SLOW: u32 = 57_600;
const FAST: u32 = 115_200;
const PASSWORD: [u8; 5] = [0x13, 0, 0, 0, 0];

fn open(script: Script) -> Result<Identity, ErrorKind> {
    let ports = ScriptedPorts::new([script]);
    let address = "serial:/dev/ttyUSB0".parse().unwrap();
    let limit = ports.seconds(10);
    let opened = ZfmScanner::open(ports.clone(), &address, &limit)
        .map(|device| device.identity().clone())
        .map_err(|error| error.kind());
    assert!(ports.now() <= limit.end(), "the limit was overrun");
    ports.assert_played();
    opened
}

fn found_at(script: Script, speed: u32) -> Script {
    script
        .expect_at(speed, command(&PASSWORD))
        .say(answer(&[0]))
}

/// Asked for its parameters and product information; it knows of no product information.
fn described(script: Script, packet_code: u8, speed_code: u8) -> Script {
    script
        .expect(command(&[0x0F]))
        .say(parameters(packet_code, speed_code))
        .expect(command(&[0x3C]))
        .say(answer(&[0xFC]))
}

#[test]
fn a_factory_fresh_sensor_is_made_fast() {
    let script = described(found_at(Script::serial(), SLOW), 2, 6)
        .expect(command(&[0x0E, 6, 3]))
        .say(answer(&[0]))
        .expect_at(SLOW, command(&[0x0E, 4, 12]))
        .say(answer(&[0]));
    let identity = open(found_at(script, FAST)).unwrap();
    assert_eq!(identity.model, "ZFM-20 family, system 0009");
    assert!(!identity.simulated);
}

#[test]
fn a_sensor_that_was_left_fast_is_found() {
    let script = described(found_at(Script::serial(), FAST), 3, 12);
    assert!(open(script).is_ok());
}

#[test]
fn a_sensor_that_refuses_stays_slow() {
    let script = described(found_at(Script::serial(), SLOW), 2, 6)
        .expect(command(&[0x0E, 6, 3]))
        .say(answer(&[0x1A]))
        .expect(command(&[0x0E, 4, 12]))
        .say(answer(&[0x1A]));
    assert!(open(script).is_ok());
}

#[test]
fn a_lost_change_of_speed_is_found_out() {
    let changed = || {
        described(found_at(Script::serial(), SLOW), 3, 6).expect_at(SLOW, command(&[0x0E, 4, 12]))
    };
    // The sensor changed and its answer was lost; or it never understood.
    assert!(open(found_at(changed(), FAST)).is_ok());
    assert!(open(found_at(changed(), SLOW)).is_ok());
}

#[test]
fn a_line_without_a_speed_is_left_alone() {
    let script = described(found_at(Script::new(), SLOW), 3, 6);
    assert!(open(script).is_ok());
}

#[test]
fn what_does_not_answer_is_no_sensor() {
    let silent = Script::serial();
    assert_eq!(open(silent).unwrap_err(), ErrorKind::Unreachable);
    assert_eq!(open(Script::refused()).unwrap_err(), ErrorKind::Unreachable);
    let unplugged = Script::serial().close();
    assert_eq!(open(unplugged).unwrap_err(), ErrorKind::Disconnected);
}

#[test]
fn another_password_is_refused() {
    let script = Script::serial()
        .expect(command(&PASSWORD))
        .say(answer(&[0x13]));
    assert_eq!(open(script).unwrap_err(), ErrorKind::Refused);
}

#[test]
fn impossible_geometry_is_refused() {
    for (width, height) in [(0, 288), (255, 288), (256, 1025)] {
        let (width, height): (u16, u16) = (width, height);
        let mut info = [0; 47];
        info[39..41].copy_from_slice(&width.to_be_bytes());
        info[41..43].copy_from_slice(&height.to_be_bytes());
        let script = found_at(Script::serial(), SLOW)
            .expect(command(&[0x0F]))
            .say(parameters(3, 6))
            .expect(command(&[0x3C]))
            .say(answer(&info));
        assert_eq!(open(script).unwrap_err(), ErrorKind::Protocol);
    }
}
