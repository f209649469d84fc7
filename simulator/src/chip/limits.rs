//! How large commands and responses may be.

/// Most data bytes of a command, chained or not, and of a response: a kibibyte, with what a secure session adds to it.
pub(super) const MAX_DATA: usize = 1024 + 16 + 8;
/// Most bytes of a command APDU: header, both length fields and data.
pub(super) const MAX_COMMAND: usize = 4 + 3 + MAX_DATA + 2;
/// Most bytes of a response APDU: data and status word.
pub(super) const MAX_RESPONSE: usize = MAX_DATA + 2;
