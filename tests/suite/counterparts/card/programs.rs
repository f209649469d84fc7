//! What PC/SC programs see of a card.

use loket_simulator::pcscd::SOCKET_VARIABLE;
use loket_tests::counterpart::{packaged, script, text};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where a program finds the card.
pub(super) struct Place {
    reader: &'static str,
    socket: Option<PathBuf>,
}

/// What a program saw: the answer to reset and the responses, in hexadecimal digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) atr: String,
    pub(super) responses: Vec<String>,
}

impl Place {
    /// A reader of the `pcscd` that this process uses.
    pub(super) fn of_this_process(reader: &'static str) -> Self {
        Self {
            reader,
            socket: None,
        }
    }

    /// A reader of the `pcscd` on that socket.
    pub(super) fn at(socket: &Path, reader: &'static str) -> Self {
        Self {
            reader,
            socket: Some(socket.to_owned()),
        }
    }

    fn there(&self, mut program: Command) -> Command {
        if let Some(socket) = &self.socket {
            program.env(SOCKET_VARIABLE, socket);
        }
        program
    }

    pub(super) fn opensc(&self, commands: &[String]) -> Seen {
        let tool = || {
            let mut tool = self.there(packaged("opensc-tool", "opensc"));
            tool.args(["--reader", self.reader]);
            tool
        };
        let atr = text(tool().arg("--atr"), "");
        let sends = commands.iter().flat_map(|apdu| ["--send-apdu", apdu]);
        let said = text(tool().args(sends), "");
        let responses = said.split("Received (SW1=0x").skip(1);
        Seen {
            atr: digits(&atr),
            responses: responses.map(opensc_response).collect(),
        }
    }

    pub(super) fn scriptor(&self, commands: &[String]) -> Seen {
        let mut program = self.there(packaged("scriptor", "pcsc-tools"));
        let script = format!("reset\n{}\n", commands.join("\n"));
        let said = text(program.args(["-r", self.reader]), &script);
        let mut answers = said.split("\n< ").skip(1).map(|answer| {
            let answer = answer.trim_start_matches("OK: ");
            digits(answer.split(['>', ':']).next().unwrap_or_default())
        });
        Seen {
            atr: answers.next().unwrap(),
            responses: answers.collect(),
        }
    }

    pub(super) fn pyscard(&self, commands: &[String]) -> Seen {
        let mut program = self.there(script("pyscard_card.py"));
        let said = text(program.arg(self.reader), &commands.join("\n"));
        let mut lines = said.lines().map(str::to_owned);
        Seen {
            atr: lines.next().unwrap(),
            responses: lines.collect(),
        }
    }

    /// A protected file, read by a host that opens a session with this master key of version 31; or what it says instead.
    pub(super) fn session(&self, master: &str, file: &str, size: usize) -> String {
        let mut program = self.there(script("pyscard_session.py"));
        program.args([self.reader, master, file, &size.to_string()]);
        text(&mut program, "").trim_end().to_owned()
    }

    /// opensc-explorer in our application, with a script of its commands, in `folder`.
    pub(super) fn explorer(&self, folder: &Path, commands: &str) -> Output {
        let script = folder.join("explorer.script");
        std::fs::write(&script, commands).unwrap();
        let mut explorer = self.there(packaged("opensc-explorer", "opensc"));
        explorer.args(["--reader", self.reader, "--mf", "aid:F04C4F4B455431"]);
        explorer.arg(script).current_dir(folder).output().unwrap()
    }
}

/// A response after "Received (SW1=0x": `90, SW2=0x00)`, then lines of up to 16 bytes with their characters behind.
fn opensc_response(text: &str) -> String {
    let (sw1, rest) = text.split_once(", SW2=0x").unwrap();
    let (sw2, rest) = rest.split_once(')').unwrap();
    let lines = rest
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("Sending"));
    let data: String = lines
        .map(|line| digits(line.get(..48).unwrap_or(line)))
        .collect();
    format!("{data}{sw1}{sw2}")
}

fn digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_hexdigit)
        .map(|digit| digit.to_ascii_uppercase())
        .collect()
}
