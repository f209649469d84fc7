//! Who may do what, and when: the rules of the profile in one table.

use super::channel::Session;
use super::keys::{ACTIVATING, PERSONALISING};
use super::life_cycle::LifeCycle;
use super::status::Status;

/// What a command does that not everybody may do at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Read a file that is free.
    ReadFree,
    /// Read a file of personal data.
    ReadPersonal,
    /// Write a file.
    Update,
    /// End writing.
    Deactivate,
    /// Ask for a challenge.
    Challenge,
    /// Hand in a decision about the holder.
    Verify,
    /// Hand in a decision that gives the tries back.
    ResetTries,
    /// Put the application in force.
    Activate,
    /// Put the application out of force for good.
    Terminate,
}

/// Whether the deed is allowed in this state to whoever has this session.
///
/// # Errors
/// 6982 without the session that it needs; 6985 in a state that does not allow it, which is looked at first where there
/// is a session.
pub(super) fn check(deed: Deed, state: LifeCycle, session: Option<&Session>) -> Result<(), Status> {
    if deed != Deed::ReadFree && session.is_none() {
        return Err(Status::SECURITY);
    }
    if !is_time(deed, state) {
        return Err(Status::CONDITIONS);
    }
    if !session.is_none_or(|session| is_trusted(deed, session)) {
        return Err(Status::SECURITY);
    }
    Ok(())
}

fn is_time(deed: Deed, state: LifeCycle) -> bool {
    use LifeCycle::{Blank, Initialised, Personalised, Terminated};
    match deed {
        Deed::Update => matches!(state, Blank | Initialised),
        Deed::Deactivate => state == Initialised,
        Deed::Verify | Deed::Activate => state == Personalised,
        Deed::ReadFree | Deed::ReadPersonal | Deed::Terminate => state != Terminated,
        Deed::Challenge | Deed::ResetTries => true,
    }
}

fn is_trusted(deed: Deed, session: &Session) -> bool {
    let (version, level) = (session.version(), session.level());
    match deed {
        Deed::ReadFree | Deed::Challenge | Deed::Terminate => true,
        Deed::ReadPersonal => level.is_full(),
        Deed::Update => version == PERSONALISING && level.encrypts_commands(),
        Deed::Deactivate => version == PERSONALISING,
        Deed::Verify | Deed::ResetTries => version == ACTIVATING && level.is_full(),
        Deed::Activate => version == ACTIVATING && level.is_full() && session.is_allowed(),
    }
}
