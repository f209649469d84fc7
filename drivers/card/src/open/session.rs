//! One series of commands to one chip, and the watch over its being one chip.

use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::identity::{ChipIdentity, ChipSerial};
use crate::keys::{Decision, KeyStore, KeyVersion};
use crate::life_cycle::LifeCycle;
use crate::open::commands::Commands;
use crate::open::control::{Control, Unusable};
use crate::open::layout::File;
use crate::record::Content;
use loket_wire::limits::{Chunk, Overhead, chunk};

type Result<T, X> = std::result::Result<T, ChipError<<X as Exchange>::Error>>;

/// One series of commands to one chip.
pub(crate) struct Session<'a, X> {
    commands: Commands<'a, X>,
    /// How much of a file goes into one command.
    chunk: Chunk,
}

impl<'a, X: Exchange> Session<'a, X> {
    pub(crate) fn new(exchange: &'a mut X) -> Self {
        Self {
            commands: Commands::new(exchange),
            chunk: chunk(None, None, Overhead::SCP03),
        }
    }

    /// Serial number, model, life cycle and control file.
    pub(crate) fn identify(&mut self) -> Result<ChipIdentity, X> {
        let life_cycle = self.commands.select_application()?;
        let serial = self.commands.serial()?;
        let model = self.commands.model()?;
        let control = match life_cycle {
            LifeCycle::Terminated => self.confirm_terminated()?,
            _ => self.control(serial, life_cycle)?,
        };
        Ok(ChipIdentity {
            serial,
            model,
            life_cycle,
            profile_version: control.map(|control| control.version),
            journal: control.map(|control| control.journal).unwrap_or_default(),
        })
    }

    /// The same, and refuses every chip but `expected`.
    pub(crate) fn identify_as(&mut self, expected: ChipSerial) -> Result<ChipIdentity, X> {
        let identity = self.identify();
        let identity = identity.map_err(|error| self.blame_swap(expected, error))?;
        self.expect_serial(expected, identity.serial)?;
        Ok(identity)
    }

    /// Begins a secure session with the chip that was identified; everything after it is inside.
    pub(crate) fn open(
        &mut self,
        keys: &dyn KeyStore,
        serial: ChipSerial,
        version: KeyVersion,
    ) -> Result<(), X> {
        let lengths = self.commands.lengths()?;
        self.chunk = chunk(None, lengths, Overhead::SCP03);
        self.commands.open(keys, serial, version)
    }

    /// Goes on in clear.
    pub(crate) fn leave(&mut self) {
        self.commands.leave();
    }

    /// Refuses every chip but `expected`, without a look at its files.
    pub(crate) fn confirm_serial(&mut self, expected: ChipSerial) -> Result<(), X> {
        let found = self.commands.serial()?;
        self.expect_serial(expected, found)
    }

    /// What really went wrong: a chip that was swapped under the host answers with some status word, or
    /// with what is on it.
    pub(crate) fn blame_swap(
        &mut self,
        expected: ChipSerial,
        error: ChipError<X::Error>,
    ) -> ChipError<X::Error> {
        match error {
            ChipError::UnexpectedStatus { .. }
            | ChipError::Malformed(_)
            | ChipError::ReadBackDiffers(_)
            | ChipError::Intruded(_)
            | ChipError::LifeCycleUnchanged { .. } => {
                // Whichever chip is there now answers in clear.
                self.leave();
                match self.confirm_serial(expected) {
                    Err(swapped @ ChipError::WrongCard { .. }) => swapped,
                    _ => error,
                }
            }
            _ => error,
        }
    }

    /// The whole file.
    pub(crate) fn read(&mut self, file: File, each_chunk: impl FnMut(usize)) -> Result<Content, X> {
        self.commands.select(file)?;
        self.read_selected(file, each_chunk)
    }

    /// As [`Self::read`], of the file that was the last to be selected.
    pub(crate) fn read_selected(
        &mut self,
        file: File,
        mut each_chunk: impl FnMut(usize),
    ) -> Result<Content, X> {
        let mut image = Content::new(Vec::with_capacity(file.capacity()));
        while image.len() < file.capacity() {
            let wanted = self.chunk.response.min(file.capacity() - image.len());
            let chunk = self.commands.read(file, image.len(), wanted)?;
            each_chunk(chunk.len());
            image.extend_from_slice(&chunk);
        }
        Ok(image)
    }

    /// Writes the file from its beginning; it stays selected.
    pub(crate) fn write(
        &mut self,
        file: File,
        image: &[u8],
        mut each_chunk: impl FnMut(usize),
    ) -> Result<(), X> {
        self.commands.select(file)?;
        for (number, chunk) in image.chunks(self.chunk.command).enumerate() {
            let offset = number * self.chunk.command;
            self.commands.update(file, offset, chunk)?;
            each_chunk(chunk.len());
        }
        Ok(())
    }

    /// Makes the application read-only, waiting for activation.
    pub(crate) fn seal(&mut self) -> Result<(), X> {
        self.commands.seal()?;
        self.expect_life_cycle(Step::Seal, LifeCycle::Personalised)
    }

    /// Tells the chip what was found about its holder, signed; `reference` is the finger's place on the chip, 1 or 2, or 0.
    pub(crate) fn decide(
        &mut self,
        keys: &dyn KeyStore,
        serial: ChipSerial,
        reference: u8,
        decision: Decision,
    ) -> Result<(), X> {
        let challenge = self.commands.challenge()?;
        let signature = keys.sign_decision(serial, &challenge, decision);
        let step = Step::Decide;
        let signature = signature.map_err(|source| ChipError::Keys { step, source })?;
        self.commands.present(reference, decision, &signature)
    }

    /// Puts the application in force.
    pub(crate) fn activate(&mut self) -> Result<(), X> {
        self.commands.activate()?;
        self.expect_life_cycle(Step::Activate, LifeCycle::Activated)
    }

    /// Refuses a chip that is not in force.
    pub(crate) fn confirm_in_force(&mut self) -> Result<(), X> {
        self.expect_life_cycle(Step::Activate, LifeCycle::Activated)
    }

    /// Puts the application out of force for good.
    pub(crate) fn terminate(&mut self) -> Result<(), X> {
        self.commands.terminate()?;
        self.expect_life_cycle(Step::Terminate, LifeCycle::Terminated)
    }

    fn expect_life_cycle(&mut self, step: Step, wanted: LifeCycle) -> Result<(), X> {
        let found = self.commands.select_application()?;
        if found != wanted {
            return Err(ChipError::LifeCycleUnchanged { step, found });
        }
        Ok(())
    }

    /// A terminated chip has no file left to read that would show that the serial number and the life cycle come from
    /// one chip; asking for the life cycle once more does.
    fn confirm_terminated(&mut self) -> Result<Option<Control>, X> {
        match self.commands.select_application()? {
            LifeCycle::Terminated => Ok(None),
            _ => Err(ChipError::Malformed(Step::SelectApplication)),
        }
    }

    fn control(&mut self, serial: ChipSerial, life_cycle: LifeCycle) -> Result<Option<Control>, X> {
        let image = self.read(File::Control, |_| {})?;
        match Control::in_image(&image, serial) {
            Ok(control) => Ok(control),
            // Left by a write that failed half-way; the next run writes it anew.
            Err(_) if life_cycle < LifeCycle::Personalised => Ok(None),
            Err(Unusable::OtherVersion(version)) => Err(ChipError::OtherVersion(version)),
            Err(Unusable::Malformed) => Err(ChipError::Malformed(Step::Read(File::Control))),
        }
    }

    fn expect_serial(&self, expected: ChipSerial, found: ChipSerial) -> Result<(), X> {
        if found != expected {
            return Err(ChipError::WrongCard { expected, found });
        }
        Ok(())
    }
}
