//! Putting a chip in force and out of force.

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::identity::ChipSerial;
use crate::life_cycle::LifeCycle;
use crate::session::Session;
use crate::verification::VerifiedChip;

/// How a chip came to be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// By this call.
    Activated,
    /// It already was.
    WasActivated,
}

/// Puts a verified chip in force. May be run again: a chip that is in force stays so.
///
/// # Errors
/// `WrongCard`, `NotPersonalised`, `Terminated`, `LifeCycleUnchanged`; and whatever the exchange brings.
pub fn activate<X: Exchange>(
    exchange: &mut X,
    chip: &VerifiedChip,
) -> Result<Activation, ChipError<X::Error>> {
    let mut session = Session::new(exchange);
    match session.identify_as(chip.serial())?.life_cycle {
        LifeCycle::Activated => Ok(Activation::WasActivated),
        LifeCycle::Personalised => session
            .activate()
            .map(|()| Activation::Activated)
            .map_err(|error| session.blame_swap(chip.serial(), error)),
        LifeCycle::Terminated => Err(ChipError::Terminated),
        other => Err(ChipError::NotPersonalised(other)),
    }
}

/// Puts the chip `serial` out of force for good, whatever it holds. May be run again.
///
/// # Errors
/// `WrongCard`, `LifeCycleUnchanged`; and whatever the exchange brings.
pub fn terminate<X: Exchange>(
    exchange: &mut X,
    serial: ChipSerial,
) -> Result<(), ChipError<X::Error>> {
    let mut session = Session::new(exchange);
    if session.identify_as(serial)?.life_cycle == LifeCycle::Terminated {
        return Ok(());
    }
    session
        .terminate()
        .map_err(|error| session.blame_swap(serial, error))
}
