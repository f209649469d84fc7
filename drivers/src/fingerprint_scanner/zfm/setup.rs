//! Opening: line speed, password, identity, geometry, and the fastest transfer that the sensor offers.

use super::ZfmError;
use super::session::Session;
use crate::device::Identity;
use crate::limit::Limit;
use crate::link::LinkError;
use loket_wire::zfm::{Baud, Command, Confirmation, PacketSize, ProductInfo, SystemParameters};
use std::time::Duration;

/// The password that sensors leave the factory with.
const PASSWORD: u32 = 0;
/// Image size of the members of the family that do not say theirs.
const USUAL_SIZE: (u16, u16) = (256, 288);
/// A side longer than this is no fingerprint sensor's.
const LONGEST_SIDE: u16 = 1024;
const PATIENCE: Duration = Duration::from_millis(500);

/// Identity and image size of the sensor behind a fresh link.
pub(super) fn run(
    session: &mut Session,
    limit: &Limit,
) -> Result<(Identity, (u16, u16)), ZfmError> {
    let speed = find(session, [Baud::B57600, Baud::B115200, Baud::B57600], limit)?;
    let parameters = read_parameters(session, limit)?;
    let answer = session.command(Command::ReadProductInfo, limit)?;
    let described = match answer.code {
        Confirmation::Ok => {
            describe(&ProductInfo::parse(&answer.data).ok_or(ZfmError::Malformed)?)?
        }
        _ => unnamed(&parameters),
    };
    hasten(session, &parameters, speed, limit)?;
    Ok(described)
}

pub(super) fn read_parameters(
    session: &mut Session,
    limit: &Limit,
) -> Result<SystemParameters, ZfmError> {
    let answer = session.command(Command::ReadParameters, limit)?;
    match answer.code {
        Confirmation::Ok => SystemParameters::parse(&answer.data).ok_or(ZfmError::Malformed),
        code => Err(ZfmError::Refused(code)),
    }
}

/// Presents the password at each speed until the sensor answers, and returns that speed. A sensor keeps the speed that
/// an earlier session raised.
fn find(
    session: &mut Session,
    speeds: impl IntoIterator<Item = Baud>,
    limit: &Limit,
) -> Result<Baud, ZfmError> {
    for speed in speeds {
        session.set_speed(speed.bits_per_second())?;
        match session.command_once(Command::VerifyPassword(PASSWORD), PATIENCE, limit) {
            Ok(answer) if answer.code == Confirmation::Ok => return Ok(speed),
            // A packet at the wrong speed, or one that a half-sent earlier command swallowed.
            Ok(answer) if answer.code == Confirmation::PacketError => {}
            Ok(answer) => return Err(ZfmError::Refused(answer.code)),
            Err(ZfmError::Link(LinkError::TimedOut) | ZfmError::Corrupt(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(ZfmError::NoSensor)
}

/// Sets the largest packets and the highest speed. The sensor remembers both, so they are only set where they differ.
fn hasten(
    session: &mut Session,
    parameters: &SystemParameters,
    speed: Baud,
    limit: &Limit,
) -> Result<(), ZfmError> {
    if parameters.packet_bytes < 256 {
        // A sensor that refuses just stays slower.
        session.command(Command::SetPacketSize(PacketSize::P256), limit)?;
    }
    if speed == Baud::B57600 && session.has_speed(speed.bits_per_second()) {
        match session.command_once(Command::SetBaud(Baud::B115200), PATIENCE, limit) {
            Ok(answer) if answer.code != Confirmation::Ok => return Ok(()),
            Ok(_) | Err(ZfmError::Link(LinkError::TimedOut) | ZfmError::Corrupt(_)) => {}
            Err(error) => return Err(error),
        }
        // Whether or not the answer got through, the sensor is found where it is now.
        find(session, [Baud::B115200, Baud::B57600, Baud::B115200], limit)?;
    }
    Ok(())
}

fn describe(info: &ProductInfo) -> Result<(Identity, (u16, u16)), ZfmError> {
    let possible = |side: u16| (1..=LONGEST_SIDE).contains(&side);
    // Two pixels share a byte.
    if !possible(info.width) || !possible(info.height) || !info.width.is_multiple_of(2) {
        return Err(ZfmError::Malformed);
    }
    let (major, minor) = info.hardware;
    let identity = Identity::new(
        info.model.clone(),
        info.serial.clone(),
        format!("{major}.{minor}"),
    );
    Ok((identity, (info.width, info.height)))
}

fn unnamed(parameters: &SystemParameters) -> (Identity, (u16, u16)) {
    let model = format!("ZFM-20 family, system {:04X}", parameters.system_id);
    (Identity::new(model, "", ""), USUAL_SIZE)
}
