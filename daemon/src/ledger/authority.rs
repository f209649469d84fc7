//! Who may enter what: the role, how many others must stand by, and whether a reason is asked for.

use crate::condition::Reason;
use crate::person::{Person, Role};
use crate::refusal::{FieldViolation, Refusal};
use std::collections::BTreeSet;

/// Who signs an entry, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who enters it.
    pub by: Person,
    /// Accounts of the others who were there.
    pub witnesses: Vec<String>,
    /// In their words; may be empty. Never names an applicant.
    pub reason: String,
}

/// What an entry asks of those who sign it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    supervisor: bool,
    witnesses: usize,
    explained: bool,
}

impl Authority {
    /// Whoever works at the counter.
    pub const COUNTER: Self = Self {
        supervisor: false,
        witnesses: 0,
        explained: false,
    };
    /// Who answers for the shift.
    pub const SUPERVISOR: Self = Self {
        supervisor: true,
        ..Self::COUNTER
    };

    /// With so many others.
    #[must_use]
    pub const fn witnessed(self, witnesses: usize) -> Self {
        Self { witnesses, ..self }
    }

    /// With a reason.
    #[must_use]
    pub const fn explained(self) -> Self {
        Self {
            explained: true,
            ..self
        }
    }

    /// Checks that it is signed as it must be: everybody once, and nobody for himself.
    ///
    /// # Errors
    /// `RoleNotAllowed`; violations of `witnesses` and `reason`.
    pub fn admit(self, signed: &Signed) -> Result<(), Refusal> {
        let may = match signed.by.role {
            Role::Supervisor => true,
            Role::Operator => !self.supervisor,
            Role::Integrator => false,
        };
        if !may {
            return Err(Reason::RoleNotAllowed.into());
        }
        let violations = self.violations(signed);
        if violations.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Violations(violations))
        }
    }

    fn violations(self, signed: &Signed) -> Vec<FieldViolation> {
        let mut violations = Vec::new();
        let others: BTreeSet<_> = signed.witnesses.iter().collect();
        if others.contains(&signed.by.id) || others.len() < signed.witnesses.len() {
            let rule = "must be other people than the actor, each once";
            violations.push(FieldViolation::new("witnesses", rule));
        }
        if signed.witnesses.len() < self.witnesses {
            let rule = format!("must be at least {}", self.witnesses);
            violations.push(FieldViolation::new("witnesses", rule));
        }
        if self.explained && signed.reason.is_empty() {
            violations.push(FieldViolation::new("reason", "must not be empty"));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Condition;

    fn signed(role: Role, witnesses: &[&str], reason: &str) -> Signed {
        Signed {
            by: Person {
                id: "ani".into(),
                role,
            },
            witnesses: witnesses.iter().map(|id| (*id).to_owned()).collect(),
            reason: reason.into(),
        }
    }

    #[test]
    fn a_role_that_may_not_is_refused() {
        let refused = Err(Refusal::Condition(Condition::from(Reason::RoleNotAllowed)));
        let asks = Authority::SUPERVISOR;
        assert_eq!(asks.admit(&signed(Role::Operator, &[], "")), refused);
        assert_eq!(asks.admit(&signed(Role::Supervisor, &[], "")), Ok(()));
        let asks = Authority::COUNTER;
        assert_eq!(asks.admit(&signed(Role::Integrator, &[], "")), refused);
        assert_eq!(asks.admit(&signed(Role::Operator, &[], "")), Ok(()));
    }

    #[test]
    fn witnesses_are_others_and_each_counts_once() {
        let asks = Authority::COUNTER.witnessed(2);
        let count = |witnesses: &[&str]| match asks.admit(&signed(Role::Operator, witnesses, "")) {
            Ok(()) => 0,
            Err(Refusal::Violations(all)) => all.len(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(count(&["budi", "citra"]), 0);
        assert_eq!(count(&["budi"]), 1);
        assert_eq!(count(&["budi", "budi"]), 1);
        assert_eq!(count(&["budi", "ani"]), 1);
        assert_eq!(count(&["ani"]), 2);
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let asks = Authority::SUPERVISOR.witnessed(1).explained();
        let refused = asks.admit(&signed(Role::Supervisor, &[], "")).unwrap_err();
        assert!(matches!(refused, Refusal::Violations(all) if all.len() == 2));
    }
}
