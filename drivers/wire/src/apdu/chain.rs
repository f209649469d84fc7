//! Command chaining (ISO/IEC 7816-4, 5.3): a command with more data than one APDU may carry is sent in parts.

use super::Command;
use std::num::NonZeroUsize;

/// Class bit of every part but the last, in interindustry classes (`0x`, `4x` to `7x`) and in those of GlobalPlatform.
pub const CHAINING: u8 = 0x10;

impl Command {
    /// The command in parts of at most `most` data bytes, to be sent in order; one that fits is its own only part.
    ///
    /// All parts but the last have [`CHAINING`] in their class and expect nothing; a card answers each with 9000, or
    /// with the error that ends the chain. Secure messaging protects the whole command before it is cut.
    pub fn parts(&self, most: NonZeroUsize) -> Parts<'_> {
        Parts {
            command: self,
            rest: Some(&self.data),
            most: most.get(),
        }
    }
}

/// Iterator of [`Command::parts`].
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    command: &'a Command,
    /// Data that is not in a part yet; `None` after the last part.
    rest: Option<&'a [u8]>,
    most: usize,
}

impl Iterator for Parts<'_> {
    type Item = Command;

    fn next(&mut self) -> Option<Command> {
        let rest = self.rest?;
        let (data, after) = rest.split_at(rest.len().min(self.most));
        let is_last = after.is_empty();
        self.rest = (!is_last).then_some(after);
        let class = self.command.class;
        Some(Command {
            class: if is_last { class } else { class | CHAINING },
            data: data.to_vec(),
            expected: self.command.expected.filter(|_| is_last),
            ..*self.command
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(command: &Command, most: usize) -> Vec<Vec<u8>> {
        let parts = command.parts(NonZeroUsize::new(most).unwrap());
        parts.map(|part| part.encode().unwrap()).collect()
    }

    #[test]
    fn all_parts_but_the_last_say_that_more_follows() {
        let command = Command::new(0x04, 0xE2, 1, 2).with_data([1, 2, 3, 4, 5]);
        assert_eq!(
            parts(&command.expecting(256), 2),
            [
                &[0x14, 0xE2, 1, 2, 2, 1, 2][..],
                &[0x14, 0xE2, 1, 2, 2, 3, 4],
                &[0x04, 0xE2, 1, 2, 1, 5, 0],
            ]
        );
    }

    #[test]
    fn what_fits_is_sent_as_it_is() {
        let command = Command::new(0, 0xE2, 1, 2).with_data([1, 2]).expecting(7);
        assert_eq!(parts(&command, 2), [command.encode().unwrap()]);
        let empty = Command::new(0, 0x44, 0, 0);
        assert_eq!(parts(&empty, 2), [[0, 0x44, 0, 0]]);
    }

    #[test]
    fn a_part_may_be_extended() {
        let command = Command::new(0, 0xE2, 0, 0).with_data(vec![7; 600]);
        let parts = parts(&command, 500);
        assert_eq!(parts[0][..7], [0x10, 0xE2, 0, 0, 0, 0x01, 0xF4]);
        assert_eq!(parts[1][..5], [0x00, 0xE2, 0, 0, 100]);
    }
}
