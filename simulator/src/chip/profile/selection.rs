//! What is selected, and how.

use super::super::command::Command;
use super::super::data_object;
use super::super::files;
use super::super::life_cycle::LifeCycle;
use super::super::status::{Reply, Status};
use super::Profile;

/// What is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Selection {
    /// The master file, as after every reset.
    #[default]
    Root,
    /// EF.ATR/INFO under the master file.
    Info,
    /// The application.
    Application,
    /// The file with this index in the application.
    File(usize),
}

impl Selection {
    /// Whether the master file is the current folder.
    pub(super) fn is_outside_application(self) -> bool {
        matches!(self, Self::Root | Self::Info)
    }

    /// What a SELECT command names, seen from here.
    fn find(self, command: &Command) -> Result<Self, Status> {
        match (command.p1, &command.data[..]) {
            (0x00, [0x3F, 0x00] | []) => Ok(Self::Root),
            (0x00, [0x7F, 0x0A]) => Ok(Self::Application),
            (0x00 | 0x02, [high, low]) => self.child(u16::from_be_bytes([*high, *low])),
            (0x04, name) if name == files::APPLICATION_NAME => Ok(Self::Application),
            (0x04, _) => Err(Status::NOT_FOUND),
            (0x00 | 0x02, _) => Err(Status::WRONG_LENGTH),
            _ => Err(Status::WRONG_PARAMETERS),
        }
    }

    fn child(self, identifier: u16) -> Result<Self, Status> {
        let found = if self.is_outside_application() {
            (identifier == files::INFO).then_some(Self::Info)
        } else {
            files::index(identifier).map(Self::File)
        };
        found.ok_or(Status::NOT_FOUND)
    }
}

impl Profile {
    pub(super) fn select(&mut self, command: &Command) -> Result<Reply, Status> {
        let target = self.selection.find(command)?;
        let control = self.control_parameters(target);
        let data = match command.p2 {
            0x00 => data_object::encode(0x6F, &control),
            0x04 => data_object::encode(0x62, &control),
            0x0C => Vec::new(),
            _ => return Err(Status::WRONG_PARAMETERS),
        };
        self.selection = target;
        Ok(Reply::cut_to(command.expected, data).warning(self.selection_warning(target)))
    }

    fn control_parameters(&self, target: Selection) -> Vec<u8> {
        match target {
            Selection::Root => files::root_parameters(),
            Selection::Info => files::info_parameters(super::info().len()),
            Selection::Application => self.application.parameters(),
            Selection::File(index) => self.application.file_parameters(index),
        }
    }

    /// ISO/IEC 7816-4 lets a selection succeed with a warning when the file is not in force.
    fn selection_warning(&self, target: Selection) -> Option<Status> {
        match (target, self.life_cycle()) {
            (Selection::Application, LifeCycle::Personalised) => Some(Status::SELECTED_DEACTIVATED),
            (Selection::Application, LifeCycle::Terminated) => Some(Status::SELECTED_TERMINATED),
            _ => None,
        }
    }
}
