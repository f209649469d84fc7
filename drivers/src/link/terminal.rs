//! Terminal settings: raw bytes, eight data bits, no parity, one stop bit, no flow control.

use rustix::io::Errno;
use rustix::termios::{
    ControlModes, InputModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr,
    tcsetattr,
};
use std::os::fd::AsFd;

/// Makes a terminal pass bytes unchanged at this line speed in bits per second; what had arrived before is dropped.
///
/// # Errors
/// `NOTTY` when `fd` is no terminal; what the driver says otherwise.
pub(super) fn set_up(fd: impl AsFd, bits_per_second: u32) -> Result<(), Errno> {
    let mut settings = tcgetattr(&fd)?;
    make_raw(&mut settings);
    settings.set_speed(bits_per_second)?;
    tcsetattr(&fd, OptionalActions::Now, &settings)?;
    tcflush(&fd, QueueSelector::IOFlush)
}

fn make_raw(settings: &mut Termios) {
    settings.make_raw();
    settings
        .input_modes
        .remove(InputModes::IXON | InputModes::IXOFF | InputModes::IXANY);
    settings
        .control_modes
        .remove(ControlModes::CSIZE | ControlModes::PARENB | ControlModes::CSTOPB);
    settings.control_modes.remove(ControlModes::CRTSCTS);
    settings
        .control_modes
        .insert(ControlModes::CS8 | ControlModes::CREAD | ControlModes::CLOCAL);
}

/// Changes the speed after all written bytes have left.
///
/// # Errors
/// What the driver says.
pub(super) fn change_speed(fd: impl AsFd, bits_per_second: u32) -> Result<(), Errno> {
    let mut settings = tcgetattr(&fd)?;
    settings.set_speed(bits_per_second)?;
    tcsetattr(&fd, OptionalActions::Drain, &settings)
}
