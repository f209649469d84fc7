//! What a record's change means for the books; entered in the transaction that stores the record.

use crate::ledger::account::Cause;
use crate::ledger::card::{Blank, CardKey, Surrender};
use crate::ledger::movement::Movement;

/// Everything that a record moves or tells. Of blanks the whole present state is given; what changed is found by the
/// books themselves. All else counts once, when the record is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posting {
    /// The blanks that it took out of the hopper, as they are now.
    pub blanks: Vec<Blank>,
    /// Blanks that nobody tells apart.
    pub movements: Vec<Movement>,
    /// Known blanks that a person found somewhere.
    pub found: Vec<(CardKey, Found)>,
    /// An old card that was handed in, with its serial number if that could be read.
    pub surrendered: Option<(Surrender, String)>,
    /// Cards that were destroyed.
    pub destroyed: Vec<CardKey>,
    /// Identifier of the record of the same kind that it ends.
    pub ends: Option<String>,
}

/// Where a person found a known blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Where it came from: it was not used.
    Back,
    /// Unfit.
    Spoiled(Cause),
    /// Nowhere.
    Missing,
}
