//! Putting a chip in force and out of force.

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::finger::FingerPosition;
use crate::identity::ChipSerial;
use crate::keys::{Decision, KeyStore, KeyVersion};
use crate::life_cycle::LifeCycle;
use crate::open::session::Session;
use crate::open::verification::VerifiedChip;

/// How a chip came to be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// By this call.
    Activated,
    /// It already was.
    WasActivated,
}

/// What proved that the holder is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// One of the chip's fingers, with the score of the comparison.
    Finger(FingerPosition, u16),
    /// No finger: people vouch for the holder, by the office's procedure.
    Vouched,
}

/// Whether a supervisor has allowed the holder more tries, so that those that the chip counted may be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoreTries {
    /// Somebody did, by name.
    Allowed,
    /// Nobody did.
    NotAllowed,
}

/// Puts a verified chip in force, once the holder's presence is proven to it. May be run again: a chip that is in force
/// stays so.
///
/// # Errors
/// `WrongCard`, `NotPersonalised`, `Terminated`, `LifeCycleUnchanged`; `NoSuchFinger`; `TriesSpent` unless more are allowed; `Keys`,
/// `OtherKeys`, `KeysBlocked`; and whatever the exchange brings.
pub fn activate<X: Exchange>(
    exchange: &mut X,
    keys: &dyn KeyStore,
    chip: &VerifiedChip,
    presence: Presence,
    more_tries: MoreTries,
) -> Result<Activation, ChipError<X::Error>> {
    let mut session = Session::new(exchange);
    let activated = match session.identify_as(chip.serial())?.life_cycle {
        LifeCycle::Activated => confirm_in_force(&mut session, keys, chip),
        LifeCycle::Personalised => put_in_force(&mut session, keys, chip, presence, more_tries),
        LifeCycle::Terminated => return Err(ChipError::Terminated),
        other => return Err(ChipError::NotPersonalised(other)),
    };
    activated.map_err(|error| session.blame_swap(chip.serial(), error))
}

/// What a chip says of itself in clear, somebody on its wire can say as well.
fn confirm_in_force<X: Exchange>(
    session: &mut Session<'_, X>,
    keys: &dyn KeyStore,
    chip: &VerifiedChip,
) -> Result<Activation, ChipError<X::Error>> {
    session.open(keys, chip.serial(), KeyVersion::Activation)?;
    session.confirm_in_force()?;
    Ok(Activation::WasActivated)
}

fn put_in_force<X: Exchange>(
    session: &mut Session<'_, X>,
    keys: &dyn KeyStore,
    chip: &VerifiedChip,
    presence: Presence,
    more_tries: MoreTries,
) -> Result<Activation, ChipError<X::Error>> {
    let serial = chip.serial();
    let (reference, decision) = match presence {
        Presence::Finger(finger, score) => {
            (reference(chip, finger)?, Decision::Match { finger, score })
        }
        Presence::Vouched => (0, Decision::Fallback),
    };
    session.open(keys, serial, KeyVersion::Activation)?;
    match session.decide(keys, serial, reference, decision) {
        Err(ChipError::TriesSpent) if more_tries == MoreTries::Allowed => {
            session.decide(keys, serial, 0, Decision::TriesReset)?;
            session.decide(keys, serial, reference, decision)?;
        }
        decided => decided?,
    }
    session.activate()?;
    Ok(Activation::Activated)
}

/// Tells a verified chip that the finger presented to it was not its holder's; it counts one try.
///
/// # Errors
/// `WrongCard`, `NoSuchFinger`, `TriesSpent` when there was none left; `Keys`, `OtherKeys`, `KeysBlocked`; and whatever
/// the exchange brings.
pub fn count_mismatch<X: Exchange>(
    exchange: &mut X,
    keys: &dyn KeyStore,
    chip: &VerifiedChip,
    finger: FingerPosition,
    score: u16,
) -> Result<(), ChipError<X::Error>> {
    let reference = reference(chip, finger)?;
    let mut session = Session::new(exchange);
    session.identify_as(chip.serial())?;
    session.open(keys, chip.serial(), KeyVersion::Activation)?;
    let decision = Decision::NoMatch { finger, score };
    session.decide(keys, chip.serial(), reference, decision)
}

/// The finger's place on the chip, 1 or 2.
fn reference<E>(chip: &VerifiedChip, finger: FingerPosition) -> Result<u8, ChipError<E>> {
    let [first, second] = chip.fingers();
    match finger {
        finger if finger == first => Ok(1),
        finger if finger == second => Ok(2),
        _ => Err(ChipError::NoSuchFinger),
    }
}

/// Puts the chip `serial` out of force for good, whatever it holds. May be run again; that it was so before, a chip can only
/// say in clear, since it opens no more sessions.
///
/// # Errors
/// `WrongCard`, `LifeCycleUnchanged`; `Keys`, `OtherKeys`, `KeysBlocked`; and whatever the exchange brings.
pub fn terminate<X: Exchange>(
    exchange: &mut X,
    keys: &dyn KeyStore,
    serial: ChipSerial,
) -> Result<(), ChipError<X::Error>> {
    let mut session = Session::new(exchange);
    if session.identify_as(serial)?.life_cycle == LifeCycle::Terminated {
        return Ok(());
    }
    session
        .open(keys, serial, KeyVersion::Activation)
        .and_then(|()| session.terminate())
        .map_err(|error| session.blame_swap(serial, error))
}
