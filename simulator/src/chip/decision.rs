//! Signed decisions: whether the holder's finger was found to be the one on the chip.

use super::cipher;
use super::keys::Keys;
use super::status::Status;
use subtle::ConstantTimeEq;

/// `7F2E` with one object `82`, and their lengths.
const OPENING: [u8; 5] = [0x7F, 0x2E, 0x17, 0x82, 0x15];
const VERSION: u8 = 1;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// The finger with this code is not the one on the chip.
    NoMatch(u8),
    /// It is.
    Match(u8),
    /// A second person vouches for the holder.
    Fallback,
    /// A supervisor gives the tries back.
    TriesReset,
}

/// The decision that `data` hold, if it was signed for this chip and challenge.
///
/// # Errors
/// 6A80 for another form, another signature, and a finger or score where there can be none.
pub(super) fn read(
    data: &[u8],
    keys: &Keys,
    serial: [u8; 8],
    challenge: [u8; 8],
) -> Result<Decision, Status> {
    let body = data.strip_prefix(&OPENING).ok_or(Status::WRONG_DATA)?;
    let &[kind, finger, high, low, ref rest @ ..] = body else {
        return Err(Status::WRONG_DATA);
    };
    let (signature, [VERSION]) = rest.split_at_checked(16).ok_or(Status::WRONG_DATA)? else {
        return Err(Status::WRONG_DATA);
    };
    let signed = [kind, finger, high, low];
    let expected = cipher::cmac(
        keys.decision(),
        &[b"loket match", &serial, &challenge, &signed],
    );
    if !bool::from(signature.ct_eq(&expected)) {
        return Err(Status::WRONG_DATA);
    }
    match signed {
        [0, finger, ..] => Ok(Decision::NoMatch(finger)),
        [1, finger, ..] => Ok(Decision::Match(finger)),
        [2, 0, 0, 0] => Ok(Decision::Fallback),
        [3, 0, 0, 0] => Ok(Decision::TriesReset),
        _ => Err(Status::WRONG_DATA),
    }
}
