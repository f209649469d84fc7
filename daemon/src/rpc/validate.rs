//! Checks of request fields that collect every violation before anything is done.

use crate::person::{Person, Role};
use crate::refusal::{FieldViolation, Refusal};
use crate::store::records::Page;
use loket_card::finger::FingerPosition;
use loket_card::nik;
use loket_proto::v1;

/// Longest identifier and account, in characters.
const ID: usize = 64;
/// Longest reason that a person writes, in characters.
pub const REASON: usize = 200;

/// Violations that are noted of one request; the rest is named when these are mended. An answer's headers hold no more.
pub const MOST_VIOLATIONS: usize = 100;
const NAMES_NOBODY: &str = "must not hold a population number";

/// The runs of as many digits as a population number has.
fn sixteens(text: &str) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|digits| digits.len() == nik::DIGITS)
}

/// Violations found so far. Each check returns the value only if it is sound; [`Checks::finish`] ends them.
#[derive(Debug, Default)]
pub struct Checks(Vec<FieldViolation>);

impl Checks {
    /// Notes a violation, unless there are [`MOST_VIOLATIONS`] already.
    pub fn violation(&mut self, field: impl Into<String>, description: impl Into<String>) {
        if self.0.len() < MOST_VIOLATIONS {
            self.0.push(FieldViolation::new(field, description));
        }
    }

    /// Notes a violation unless `sound`.
    pub fn ensure(&mut self, sound: bool, field: &str, description: &str) -> Option<()> {
        if !sound {
            self.violation(field, description);
        }
        sound.then_some(())
    }

    /// A list of at most `most` items; a longer one is not worth looking through.
    pub fn few<'a, T>(&mut self, field: &str, items: &'a [T], most: usize) -> Option<&'a [T]> {
        let few = items.len() <= most;
        self.ensure(few, field, &format!("at most {most} are allowed"))?;
        Some(items)
    }

    /// `actor`: present, a sound account, a role that may change something.
    pub fn actor(&mut self, actor: Option<v1::Actor>) -> Option<Person> {
        let Some(actor) = actor else {
            self.violation("actor", "is required");
            return None;
        };
        let id = self.account("actor.id", &actor.id);
        let role = self.role(actor.role);
        Some(Person {
            id: id?,
            role: role?,
        })
    }

    fn role(&mut self, role: i32) -> Option<Role> {
        match v1::Role::try_from(role) {
            Ok(v1::Role::Operator) => return Some(Role::Operator),
            Ok(v1::Role::Supervisor) => return Some(Role::Supervisor),
            Ok(v1::Role::Integrator) => return Some(Role::Integrator),
            Ok(v1::Role::Auditor) => self.violation("actor.role", "an auditor changes nothing"),
            Ok(v1::Role::Unspecified) | Err(_) => self.violation("actor.role", "is not a role"),
        }
        None
    }

    /// An account: 1 to 64 of A-Z a-z 0-9 . _ - @.
    pub fn account(&mut self, field: &str, value: &str) -> Option<String> {
        self.word(
            field,
            value,
            "._-@",
            "must be 1 to 64 of A-Z a-z 0-9 . _ - @",
        )
    }

    /// A request id, reference or record id: 1 to 64 of A-Z a-z 0-9 . _ -. Like an account it is kept in clear and for ever,
    /// so no sixteen digits in it may be a population number; those of no possible birth date may come from a machine.
    pub fn id(&mut self, field: &str, value: &str) -> Option<String> {
        self.word(field, value, "._-", "must be 1 to 64 of A-Z a-z 0-9 . _ -")
    }

    fn word(&mut self, field: &str, value: &str, marks: &str, rule: &str) -> Option<String> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || marks.contains(c);
        let sound = (1..=ID).contains(&value.len()) && value.chars().all(allowed);
        self.ensure(sound, field, rule)?;
        let names_nobody = sixteens(value).all(|digits| !nik::violations(digits).is_empty());
        self.ensure(names_nobody, field, NAMES_NOBODY)?;
        Some(value.to_owned())
    }

    /// A case reference: as [`Self::id`], and with no sixteen digits at all, since people write it.
    pub fn subject(&mut self, field: &str, value: &str) -> Option<String> {
        self.names_nobody(field, value)?;
        self.id(field, value)
    }

    /// Whether a text that a person wrote holds nothing of a population number's length.
    pub fn names_nobody(&mut self, field: &str, value: &str) -> Option<()> {
        self.ensure(sixteens(value).next().is_none(), field, NAMES_NOBODY)
    }

    /// A text that a person wrote: 1 to `max` characters, not only spaces, no control characters.
    pub fn text(&mut self, field: &str, value: &str, max: usize) -> Option<String> {
        let length = value.chars().count();
        let filled = self.ensure(!value.trim().is_empty(), field, "must not be empty");
        let short = self.ensure(
            length <= max,
            field,
            &format!("has {length} characters, at most {max} fit"),
        );
        let printable = !value.chars().any(char::is_control);
        let printable = self.ensure(printable, field, "must not hold control characters");
        filled.and(short).and(printable).map(|()| value.to_owned())
    }

    /// As [`Self::text`], or empty.
    pub fn optional_text(&mut self, field: &str, value: &str, max: usize) -> Option<String> {
        if value.is_empty() {
            Some(String::new())
        } else {
            self.text(field, value, max)
        }
    }

    /// A SHA-256: 32 bytes.
    pub fn sha256(&mut self, field: &str, value: &[u8]) -> Option<[u8; 32]> {
        let hash = value.try_into().ok();
        if hash.is_none() {
            self.violation(field, "must be 32 bytes");
        }
        hash
    }

    /// A finger by its position code.
    pub fn position(&mut self, field: &str, value: i32) -> Option<FingerPosition> {
        let position = u8::try_from(value).ok().and_then(FingerPosition::from_code);
        if position.is_none() {
            self.violation(field, "is not a finger position");
        }
        position
    }

    /// The checked request, built by `value` from checks that all succeeded.
    ///
    /// # Errors
    /// Every violation that was noted.
    pub fn finish<T>(self, value: impl FnOnce() -> Option<T>) -> Result<T, Refusal> {
        match value() {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Refusal::Violations(self.0)),
        }
    }
}

/// Most records in one answer, and how many come unless fewer are asked for.
const MOST_RECORDS: u32 = 1000;

/// The part of a list that a request asks for.
///
/// # Errors
/// A violation of `limit`.
pub fn page(open_only: bool, before: String, limit: u32) -> Result<Page, Refusal> {
    let mut checks = Checks::default();
    checks.ensure(limit <= MOST_RECORDS, "limit", "must be 1 to 1000, or 0");
    let most = match limit {
        0 => MOST_RECORDS,
        limit => limit,
    };
    checks.finish(|| {
        Some(Page {
            open_only,
            before,
            most,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(check: impl FnOnce(&mut Checks)) -> Vec<String> {
        let mut checks = Checks::default();
        check(&mut checks);
        checks
            .0
            .into_iter()
            .map(|violation| violation.field)
            .collect()
    }

    #[test]
    fn ids_are_words() {
        for good in ["a", "req-1", "A.b_c-9", &"x".repeat(64)] {
            assert!(fields(|c| drop(c.id("id", good))).is_empty(), "{good}");
        }
        for bad in ["", "a b", "é", "a@b", "../etc", &"x".repeat(65)] {
            assert_eq!(fields(|c| drop(c.id("id", bad))), ["id"], "{bad}");
        }
        assert!(fields(|c| drop(c.account("id", "a@b"))).is_empty());
    }

    #[test]
    fn what_is_wrong_a_million_times_is_noted_a_hundred_times() {
        let wrong = fields(|c| (0..1_000_000).for_each(|_| c.violation("id", "is wrong")));
        assert_eq!(wrong.len(), MOST_VIOLATIONS);
    }

    #[test]
    fn a_list_is_looked_through_only_if_it_is_short() {
        assert!(fields(|c| assert!(c.few("list", &[1, 2], 2).is_some())).is_empty());
        assert_eq!(
            fields(|c| assert!(c.few("list", &[1, 2, 3], 2).is_none())),
            ["list"]
        );
    }

    #[test]
    fn an_id_holds_no_population_number() {
        for named in [
            "nik.3201010101010001",
            "3201014101010001",
            "a-3201010101010001-b",
        ] {
            assert_eq!(fields(|c| drop(c.id("id", named))), ["id"], "{named}");
            assert_eq!(fields(|c| drop(c.account("id", named))), ["id"], "{named}");
        }
        for machine_made in [
            "3f2504e0-4f89-41d3-9a0c-030501234567",
            "32010101010100011234567890123456",
            "run-1795000099000000",
        ] {
            assert!(fields(|c| drop(c.id("id", machine_made))).is_empty());
        }
    }

    #[test]
    fn a_case_reference_is_no_population_number() {
        assert_eq!(
            fields(|c| drop(c.subject("subject", "3171234567890001"))),
            ["subject"]
        );
        assert_eq!(
            fields(|c| drop(c.subject("subject", "case-3171234567890001"))),
            ["subject"]
        );
        assert!(fields(|c| drop(c.subject("subject", "case-317"))).is_empty());
    }

    #[test]
    fn texts_are_printable_and_bounded() {
        assert_eq!(fields(|c| drop(c.text("t", " ", 5))), ["t"]);
        assert_eq!(
            fields(|c| drop(c.text("t", "a\u{1b}[31m\n", 5))),
            ["t", "t"]
        );
        assert!(fields(|c| drop(c.text("t", "héllo", 5))).is_empty());
        assert!(fields(|c| drop(c.optional_text("t", "", 5))).is_empty());
    }

    #[test]
    fn an_actor_names_an_account_and_a_role_that_may_act() {
        let actor = |id: &str, role: v1::Role| {
            Some(v1::Actor {
                id: id.into(),
                role: role.into(),
            })
        };
        assert_eq!(fields(|c| drop(c.actor(None))), ["actor"]);
        assert_eq!(
            fields(|c| drop(c.actor(actor("", v1::Role::Auditor)))),
            ["actor.id", "actor.role"]
        );
        assert!(fields(|c| drop(c.actor(actor("budi", v1::Role::Operator)))).is_empty());
    }

    #[test]
    fn nothing_is_built_from_a_bad_request() {
        let mut checks = Checks::default();
        let position = checks.position("position", 11);
        assert!(
            matches!(checks.finish(|| position), Err(Refusal::Violations(all)) if all.len() == 1)
        );
    }
}
