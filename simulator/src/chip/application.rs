//! The application: its files and its life cycle, all of it non-volatile.

use super::files;
use super::life_cycle::LifeCycle;
use super::status::Status;

#[derive(Clone, Debug)]
pub(super) struct Application {
    life_cycle: LifeCycle,
    files: [Vec<u8>; files::FILES.len()],
}

impl Application {
    pub(super) fn blank() -> Self {
        Self {
            life_cycle: LifeCycle::Blank,
            files: files::FILES.map(|(_, size)| vec![0; size.into()]),
        }
    }

    pub(super) fn life_cycle(&self) -> LifeCycle {
        self.life_cycle
    }

    /// Identifier and bytes of every file.
    pub(super) fn files(&self) -> impl Iterator<Item = (u16, &[u8])> {
        let identifiers = files::FILES.iter().map(|(identifier, _)| *identifier);
        identifiers.zip(self.files.iter().map(Vec::as_slice))
    }

    pub(super) fn parameters(&self) -> Vec<u8> {
        files::application_parameters(self.life_cycle.byte())
    }

    pub(super) fn file_parameters(&self, index: usize) -> Vec<u8> {
        files::file_parameters(index, self.life_cycle.byte())
    }

    /// The file's bytes from `offset` to its end.
    pub(super) fn read(&self, index: usize, offset: usize) -> Result<&[u8], Status> {
        if self.life_cycle == LifeCycle::Terminated {
            return Err(Status::Conditions);
        }
        match self.files[index].get(offset..) {
            None | Some([]) => Err(Status::WrongOffset),
            Some(rest) => Ok(rest),
        }
    }

    /// Overwrites bytes of the file. The first update ends the chip's life as a blank.
    pub(super) fn update(
        &mut self,
        index: usize,
        offset: usize,
        data: &[u8],
    ) -> Result<(), Status> {
        match self.life_cycle {
            LifeCycle::Blank | LifeCycle::Initialised => {}
            _ => return Err(Status::Conditions),
        }
        let file = &mut self.files[index];
        if offset >= file.len() {
            return Err(Status::WrongOffset);
        }
        let place = file.get_mut(offset..offset + data.len());
        place.ok_or(Status::WrongLength)?.copy_from_slice(data);
        self.life_cycle = LifeCycle::Initialised;
        Ok(())
    }

    /// Ends writing.
    pub(super) fn deactivate(&mut self) -> Result<(), Status> {
        self.step(&[LifeCycle::Initialised], LifeCycle::Personalised)
    }

    /// Puts the application in force.
    pub(super) fn activate(&mut self) -> Result<(), Status> {
        self.step(&[LifeCycle::Personalised], LifeCycle::Activated)
    }

    /// Puts the application out of force for good.
    pub(super) fn terminate(&mut self) -> Result<(), Status> {
        let alive = [
            LifeCycle::Blank,
            LifeCycle::Initialised,
            LifeCycle::Personalised,
            LifeCycle::Activated,
        ];
        self.step(&alive, LifeCycle::Terminated)
    }

    fn step(&mut self, from: &[LifeCycle], to: LifeCycle) -> Result<(), Status> {
        if !from.contains(&self.life_cycle) {
            return Err(Status::Conditions);
        }
        self.life_cycle = to;
        Ok(())
    }
}
