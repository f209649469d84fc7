//! Defects that can be planted, one by one, so that `make explore BREAK=…` shows that it finds them: a check that cannot fail
//! is no check. Each is a feature of this crate that nothing else turns on, and a release cannot be built with any.

/// A blank is fed before it is recorded that it will be.
pub(crate) const INTENT_AFTER_EFFECT: bool = cfg!(feature = "break-intent-after-effect");
/// A commit returns before it is on the disk.
pub(crate) const NO_SYNC_AT_COMMIT: bool = cfg!(feature = "break-no-sync-at-commit");
/// A print whose answer never came is sent again.
pub(crate) const RESUBMIT_ON_TIMEOUT: bool = cfg!(feature = "break-resubmit-on-timeout");
/// A counter that moved is taken to show that no blank was fed, and one that stood still that one was.
pub(crate) const EVIDENCE_INVERTED: bool = cfg!(feature = "break-evidence-inverted");
/// A blank that is spoiled stays in the machine by the books.
pub(crate) const LEDGER_SKIPS_SPOIL: bool = cfg!(feature = "break-ledger-skips-spoil");
/// Whoever had a lease may go on using the device when somebody else has it.
pub(crate) const LEASE_NOT_FENCED: bool = cfg!(feature = "break-lease-not-fenced");
/// After an error of the reader, whatever chip is there then is taken for the one from before.
pub(crate) const CHIP_NOT_RECHECKED: bool = cfg!(feature = "break-chip-not-rechecked");

/// Whether any is planted.
const ANY: bool = INTENT_AFTER_EFFECT
    || NO_SYNC_AT_COMMIT
    || RESUBMIT_ON_TIMEOUT
    || EVIDENCE_INVERTED
    || LEDGER_SKIPS_SPOIL
    || LEASE_NOT_FENCED
    || CHIP_NOT_RECHECKED;

const _: () = assert!(
    cfg!(debug_assertions) || !ANY,
    "a release has no planted defects"
);
