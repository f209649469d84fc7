//! What may go wrong inside a chip while it executes a command.

/// One thing that goes wrong, with one whole command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The command is not executed and answered with this status word.
    Status(u16),
    /// READ BINARY brings half of what it should.
    ShortRead {
        /// Whether the chip says so (6282).
        warned: bool,
    },
}
