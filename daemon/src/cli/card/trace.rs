//! Every command and answer, for eyes that may not see whose card it is.
//!
//! Shown whole are headers, lengths and status words, and the data of commands that name files, sessions and makers' objects.
//! What is read from or written to a file never is; inside a session there is nothing to see.

use crate::cli::screen::{Look, Show};
use loket_card::Exchange;
use loket_drivers::clock::Clock;
use loket_drivers::clock::SystemClock;
use serde_json::{Value, json};
use std::time::Duration;

/// Instructions whose data tell nothing of the holder: SELECT, GET DATA, INITIALIZE UPDATE, EXTERNAL AUTHENTICATE, GET CHALLENGE.
const IMPERSONAL: [u8; 5] = [0xA4, 0xCA, 0x50, 0x82, 0x84];
/// In the class byte: within a session.
const SECURED: u8 = 0x04;

/// One command and its answer.
pub(super) struct Line {
    number: usize,
    command: String,
    answer: String,
    took: Duration,
}

impl Show for Line {
    fn json(&self) -> Value {
        json!({
            "number": self.number,
            "command": self.command,
            "answer": self.answer,
            "microseconds": u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX),
        })
    }

    fn text(&self, _: Look) -> String {
        let Self {
            number,
            command,
            answer,
            ..
        } = self;
        let milliseconds = self.took.as_secs_f64() * 1e3;
        format!("{number:3}  > {command}\n     < {answer}  ({milliseconds:.1} ms)")
    }
}

/// A way to the chip that tells of each exchange.
pub(super) struct Traced<'a, X, F> {
    chip: &'a mut X,
    tell: F,
    number: usize,
    clock: SystemClock,
}

impl<'a, X, F> Traced<'a, X, F> {
    pub(super) fn new(chip: &'a mut X, tell: F) -> Self {
        Self {
            chip,
            tell,
            number: 0,
            clock: SystemClock::default(),
        }
    }
}

impl<X: Exchange, F: FnMut(Line)> Exchange for Traced<'_, X, F> {
    type Error = X::Error;

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, X::Error> {
        let begun = self.clock.now();
        let answer = self.chip.exchange(command);
        self.number += 1;
        (self.tell)(Line {
            number: self.number,
            command: shown_command(command),
            answer: answer
                .as_ref()
                .map_or("lost".into(), |answer| shown_answer(command, answer)),
            took: self.clock.now().since(begun),
        });
        answer
    }
}

fn is_impersonal(command: &[u8]) -> bool {
    let (class, instruction) = (command.first(), command.get(1));
    let clear = class.is_none_or(|class| class & SECURED == 0);
    instruction.is_some_and(|instruction| {
        IMPERSONAL.contains(instruction) && (clear || *instruction == 0x82)
    })
}

fn shown_command(command: &[u8]) -> String {
    let (header, rest) = command.split_at(command.len().min(4));
    match rest {
        [] => hex(header),
        rest if is_impersonal(command) => format!("{} {}", hex(header), hex(rest)),
        rest => format!("{} [{} bytes]", hex(header), rest.len()),
    }
}

fn shown_answer(command: &[u8], answer: &[u8]) -> String {
    let (data, status) = answer.split_at(answer.len().saturating_sub(2));
    match data {
        [] => hex(status),
        data if is_impersonal(command) => format!("{} {}", hex(data), hex(status)),
        data => format!("[{} bytes] {}", data.len(), hex(status)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_files_is_not_shown() {
        let read = [0x00, 0xB0, 0x00, 0x00, 0x10];
        assert_eq!(shown_command(&read), "00B00000 [1 bytes]");
        assert_eq!(shown_answer(&read, b"SITI\x90\x00"), "[4 bytes] 9000");
        let secured = [&[0x04, 0xA4, 0x02, 0x0C, 24][..], &[7; 24]].concat();
        assert_eq!(shown_command(&secured), "04A4020C [25 bytes]");
        assert_eq!(shown_answer(&secured, &[0x69, 0x82]), "6982");
        let select = [0x00, 0xA4, 0x02, 0x0C, 2, 0x6F, 0xF2];
        assert_eq!(shown_command(&select), "00A4020C 026FF2");
        assert_eq!(shown_command(&[0x00]), "00");
    }
}
