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

    /// Enters another state of life; whether it may is the access rules' business.
    pub(super) fn enter(&mut self, life_cycle: LifeCycle) {
        self.life_cycle = life_cycle;
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

    /// Flips a bit, if there is such a place.
    pub(super) fn wear(&mut self, file: u16, at: usize) {
        let file = files::index(file).map(|index| &mut self.files[index]);
        if let Some(byte) = file.and_then(|file| file.get_mut(at)) {
            *byte ^= 1;
        }
    }

    /// The file's bytes.
    pub(super) fn file(&self, index: usize) -> &[u8] {
        &self.files[index]
    }

    /// Overwrites bytes of the file. The first update ends the chip's life as a blank.
    ///
    /// # Errors
    /// 6B00 for a place behind the file's end, 6700 for more than fits.
    pub(super) fn update(
        &mut self,
        index: usize,
        offset: usize,
        data: &[u8],
    ) -> Result<(), Status> {
        let rest = self.files[index].get_mut(offset..);
        let rest = rest.filter(|rest| !rest.is_empty());
        let place = rest.ok_or(Status::WRONG_OFFSET)?.get_mut(..data.len());
        place.ok_or(Status::WRONG_LENGTH)?.copy_from_slice(data);
        self.life_cycle = LifeCycle::Initialised;
        Ok(())
    }
}
