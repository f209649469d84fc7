//! The chip in a simulated card: a small card operating system after ISO/IEC 7816-4 and -9 with one application.
//!
//! It is the other side of the open chip profile, with its own parsing and its own view of the files. It says that it is
//! simulated in its answer to reset and in its model name. What a command changes is in non-volatile memory when the
//! answer leaves; a loss of power between two commands loses only what is selected.

mod answer_to_reset;
mod application;
mod command;
mod data_object;
mod dump;
mod files;
mod life_cycle;
mod status;

pub use dump::{ChipDump, FileDump, FileText};
pub use life_cycle::LifeCycle;

use application::Application;
use command::Command;
use status::{Reply, Status};
use std::fmt;

/// Maker's name for the chip, as GET DATA `DF21` gives it.
pub const MODEL: &str = "Loket SIM chip, 8 KB";

/// A chip: memory that stays, and what is selected while it has power.
#[derive(Clone)]
pub struct Chip {
    serial: [u8; 8],
    application: Application,
    selection: Option<Selection>,
}

/// What is selected; a chip without power has no selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selection {
    /// The master file, as after every reset.
    Root,
    /// The application.
    Application,
    /// The file with this index in the application.
    File(usize),
}

impl Chip {
    /// A chip as its maker delivers it: the application with empty files.
    pub fn blank(serial: [u8; 8]) -> Self {
        Self {
            serial,
            application: Application::blank(),
            selection: None,
        }
    }

    /// Serial number, set by the maker.
    pub fn serial(&self) -> [u8; 8] {
        self.serial
    }

    /// Where the chip is in its life.
    pub fn life_cycle(&self) -> LifeCycle {
        self.application.life_cycle()
    }

    /// Gives power, or resets a chip that has it; returns the answer to reset.
    pub fn power_on(&mut self) -> Vec<u8> {
        self.selection = Some(Selection::Root);
        answer_to_reset::encode(self.life_cycle())
    }

    /// Takes the power away.
    pub fn power_off(&mut self) {
        self.selection = None;
    }

    /// Executes a command APDU and returns the response APDU; a chip without power returns nothing at all.
    pub fn transmit(&mut self, apdu: &[u8]) -> Vec<u8> {
        let Some(selection) = self.selection else {
            return Vec::new();
        };
        let reply = match Command::parse(apdu) {
            Some(command) => self.execute(selection, &command),
            None => Err(Status::WrongLength),
        };
        status::response(reply)
    }

    /// Everything in the chip's memory, as the chip's maker would see it, whatever the life cycle allows.
    pub fn dump(&self) -> ChipDump {
        dump::of(self.serial, &self.application)
    }

    fn execute(&mut self, selection: Selection, command: &Command<'_>) -> Result<Reply, Status> {
        if command.class != 0x00 {
            return Err(Status::UnknownClass);
        }
        match command.instruction {
            0x04 => self.change(selection, command, Application::deactivate),
            0x44 => self.change(selection, command, Application::activate),
            0xA4 => self.select(selection, command),
            0xB0 => self.read(selection, command),
            0xCA => self.get_data(command),
            0xD6 => self.update(selection, command),
            0xE6 => self.change(selection, command, Application::terminate),
            _ => Err(Status::UnknownInstruction),
        }
    }

    fn change(
        &mut self,
        selection: Selection,
        command: &Command<'_>,
        change: fn(&mut Application) -> Result<(), Status>,
    ) -> Result<Reply, Status> {
        if (command.p1, command.p2) != (0, 0) {
            return Err(Status::WrongParameters);
        }
        if !command.data.is_empty() {
            return Err(Status::WrongLength);
        }
        if selection == Selection::Root {
            return Err(Status::Conditions);
        }
        change(&mut self.application)?;
        Ok(Reply::done())
    }

    fn select(&mut self, now: Selection, command: &Command<'_>) -> Result<Reply, Status> {
        let target = find(now, command)?;
        let control = self.control_parameters(target);
        let data = match command.p2 {
            0x00 => data_object::encode(0x6F, &control),
            0x04 => data_object::encode(0x62, &control),
            0x0C => Vec::new(),
            _ => return Err(Status::WrongParameters),
        };
        self.selection = Some(target);
        Ok(Reply::cut_to(command.expected, data).warning(self.selection_warning(target)))
    }

    fn control_parameters(&self, target: Selection) -> Vec<u8> {
        match target {
            Selection::Root => files::root_parameters(),
            Selection::Application => self.application.parameters(),
            Selection::File(index) => self.application.file_parameters(index),
        }
    }

    /// ISO/IEC 7816-4 lets a selection succeed with a warning when the file is not in force.
    fn selection_warning(&self, target: Selection) -> Option<Status> {
        match (target, self.life_cycle()) {
            (Selection::Application, LifeCycle::Personalised) => Some(Status::SelectedDeactivated),
            (Selection::Application, LifeCycle::Terminated) => Some(Status::SelectedTerminated),
            _ => None,
        }
    }

    fn read(&self, selection: Selection, command: &Command<'_>) -> Result<Reply, Status> {
        let Selection::File(index) = selection else {
            return Err(Status::NoCurrentFile);
        };
        if !command.data.is_empty() {
            return Err(Status::WrongLength);
        }
        let wanted = command.expected.ok_or(Status::WrongLength)?;
        let rest = self.application.read(index, command.offset()?)?;
        let data = rest[..rest.len().min(wanted.at_most())].to_vec();
        let short = wanted.exactly().is_some_and(|exact| exact > data.len());
        Ok(Reply::with(data).warning(short.then_some(Status::EndOfFile)))
    }

    fn update(&mut self, selection: Selection, command: &Command<'_>) -> Result<Reply, Status> {
        let Selection::File(index) = selection else {
            return Err(Status::NoCurrentFile);
        };
        if command.data.is_empty() {
            return Err(Status::WrongLength);
        }
        self.application
            .update(index, command.offset()?, command.data)?;
        Ok(Reply::done())
    }

    fn get_data(&self, command: &Command<'_>) -> Result<Reply, Status> {
        let tag = u16::from_be_bytes([command.p1, command.p2]);
        let value = match tag {
            0xDF20 => &self.serial[..],
            0xDF21 => MODEL.as_bytes(),
            _ => return Err(Status::NoDataObject),
        };
        if command.expected.is_none() {
            return Err(Status::WrongLength);
        }
        let data = data_object::encode(tag, value);
        Ok(Reply::cut_to(command.expected, data))
    }
}

impl fmt::Debug for Chip {
    /// Leaves the files out: they hold a person's data, if only a simulated one's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let serial = u64::from_be_bytes(self.serial);
        write!(f, "Chip({serial:016X}, {:?})", self.life_cycle())
    }
}

/// What a SELECT command names, seen from what is selected now.
fn find(now: Selection, command: &Command<'_>) -> Result<Selection, Status> {
    match (command.p1, command.data) {
        (0x00, [0x3F, 0x00] | []) => Ok(Selection::Root),
        (0x00, [0x7F, 0x0A]) => Ok(Selection::Application),
        (0x00 | 0x02, [high, low]) if now != Selection::Root => {
            let index = files::index(u16::from_be_bytes([*high, *low]));
            index.map(Selection::File).ok_or(Status::NotFound)
        }
        (0x00 | 0x02, [_, _]) => Err(Status::NotFound),
        (0x04, name) if name == files::APPLICATION_NAME => Ok(Selection::Application),
        (0x04, _) => Err(Status::NotFound),
        (0x00 | 0x02, _) => Err(Status::WrongLength),
        _ => Err(Status::WrongParameters),
    }
}

#[cfg(test)]
mod tests;
