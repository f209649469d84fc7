//! Who asks: the account and role that a front end states for its user.

use crate::device::token::Token;
use serde::{Deserialize, Serialize};

/// Roles that may change something. An auditor reads and never appears here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Works at the counter.
    Operator,
    /// Answers for the shift.
    Supervisor,
    /// Wires up devices.
    Integrator,
}

/// The person at the front end who asked for a change; an office account, never an applicant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Account: 1 to 64 of A-Z a-z 0-9 . _ - @.
    pub id: String,
    /// The role the person acts in.
    pub role: Role,
}

/// Who asks, and the lease that the call shows.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person at the front end.
    pub person: Person,
    /// The lease, if one was shown.
    pub lease: Option<Token>,
}
