//! The way to the chip, supplied by the caller.

/// Carries APDUs to one chip, one at a time. Any closure of the same shape is one.
pub trait Exchange {
    /// Why a command or its answer was lost.
    type Error;

    /// Sends a command APDU (4 to 261 bytes) and returns the whole response APDU, status word included. `61xx` and
    /// `6Cxx` are dealt with below this call.
    ///
    /// # Errors
    /// The caller's own; the command may or may not have been executed.
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Self::Error>;
}

impl<F, E> Exchange for F
where
    F: FnMut(&[u8]) -> Result<Vec<u8>, E>,
{
    type Error = E;

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, E> {
        self(command)
    }
}
