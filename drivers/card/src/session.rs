//! The commands of the profile, over the caller's exchange.

use crate::control::{Control, Unusable};
use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::identity::{ChipIdentity, ChipSerial};
use crate::layout::{APPLICATION, File};
use crate::life_cycle::LifeCycle;
use loket_wire::apdu::{Command, Response, StatusWord};
use loket_wire::tlv::{self, Tag};

/// Most bytes that one command writes or reads: what short APDUs carry, with room for secure messaging.
pub(crate) const CHUNK: usize = 240;

const CLASS: u8 = 0x00;
const DEACTIVATE_FILE: u8 = 0x04;
const ACTIVATE_FILE: u8 = 0x44;
const SELECT: u8 = 0xA4;
const READ_BINARY: u8 = 0xB0;
const GET_DATA: u8 = 0xCA;
const UPDATE_BINARY: u8 = 0xD6;
const TERMINATE_DF: u8 = 0xE6;

const FCP_TEMPLATE: Tag = Tag(0x62);
const FCP_LIFE_CYCLE: Tag = Tag(0x8A);
const SERIAL: Tag = Tag(0xDF20);
const MODEL: Tag = Tag(0xDF21);
const MAX_MODEL: usize = 64;

/// The selected application is terminated (6285); its control parameters come all the same.
const SELECTED_TERMINATED: StatusWord = StatusWord(0x6285);

type Result<T, X> = std::result::Result<T, ChipError<<X as Exchange>::Error>>;

/// One series of commands to one chip.
pub(crate) struct Session<'a, X> {
    exchange: &'a mut X,
}

impl<'a, X: Exchange> Session<'a, X> {
    pub(crate) fn new(exchange: &'a mut X) -> Self {
        Self { exchange }
    }

    /// Serial number, model, life cycle and control file.
    pub(crate) fn identify(&mut self) -> Result<ChipIdentity, X> {
        let life_cycle = self.select_application()?;
        let serial = self.serial()?;
        let model = self.model()?;
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

    /// Refuses every chip but `expected`, without a look at its files.
    pub(crate) fn confirm_serial(&mut self, expected: ChipSerial) -> Result<(), X> {
        let found = self.serial()?;
        self.expect_serial(expected, found)
    }

    /// What really went wrong: a chip that was swapped under the host answers with some status word or other.
    pub(crate) fn blame_swap(
        &mut self,
        expected: ChipSerial,
        error: ChipError<X::Error>,
    ) -> ChipError<X::Error> {
        match error {
            ChipError::UnexpectedStatus { .. }
            | ChipError::Malformed(_)
            | ChipError::LifeCycleUnchanged { .. } => match self.confirm_serial(expected) {
                Err(swapped @ ChipError::WrongCard { .. }) => swapped,
                _ => error,
            },
            _ => error,
        }
    }

    /// The whole file.
    pub(crate) fn read(
        &mut self,
        file: File,
        mut each_chunk: impl FnMut(usize),
    ) -> Result<Vec<u8>, X> {
        self.select(file)?;
        let mut image = Vec::with_capacity(file.capacity());
        while image.len() < file.capacity() {
            let wanted = CHUNK.min(file.capacity() - image.len());
            let chunk = self.read_chunk(file, image.len(), wanted)?;
            each_chunk(chunk.len());
            image.extend(chunk);
        }
        Ok(image)
    }

    /// Writes the file from its beginning.
    pub(crate) fn write(
        &mut self,
        file: File,
        image: &[u8],
        mut each_chunk: impl FnMut(usize),
    ) -> Result<(), X> {
        self.select(file)?;
        for (number, chunk) in image.chunks(CHUNK).enumerate() {
            let [p1, p2] = offset_bytes(number * CHUNK);
            let update = Command::new(CLASS, UPDATE_BINARY, p1, p2).with_data(chunk);
            self.run(Step::Write(file), &update)?;
            each_chunk(chunk.len());
        }
        Ok(())
    }

    /// Makes the application read-only, waiting for activation.
    pub(crate) fn seal(&mut self) -> Result<(), X> {
        self.change_life_cycle(Step::Seal, DEACTIVATE_FILE, LifeCycle::Personalised)
    }

    /// Puts the application in force.
    pub(crate) fn activate(&mut self) -> Result<(), X> {
        self.change_life_cycle(Step::Activate, ACTIVATE_FILE, LifeCycle::Activated)
    }

    /// Puts the application out of force for good.
    pub(crate) fn terminate(&mut self) -> Result<(), X> {
        self.change_life_cycle(Step::Terminate, TERMINATE_DF, LifeCycle::Terminated)
    }

    /// The command acts on the current application, which after [`Session::identify`] is the one that was identified:
    /// a chip swapped in since then has none and refuses.
    fn change_life_cycle(
        &mut self,
        step: Step,
        instruction: u8,
        wanted: LifeCycle,
    ) -> Result<(), X> {
        self.run(step, &Command::new(CLASS, instruction, 0, 0))?;
        let found = self.select_application()?;
        if found != wanted {
            return Err(ChipError::LifeCycleUnchanged { step, found });
        }
        Ok(())
    }

    fn select_application(&mut self) -> Result<LifeCycle, X> {
        let step = Step::SelectApplication;
        let select = Command::new(CLASS, SELECT, 0x04, 0x04).with_data(APPLICATION);
        let response = self.send(step, &select.expecting(256))?;
        match response.status {
            StatusWord::OK | StatusWord::DEACTIVATED | SELECTED_TERMINATED => {
                life_cycle_in(&response.data).ok_or(ChipError::Malformed(step))
            }
            StatusWord::NOT_FOUND => Err(ChipError::Foreign),
            status => Err(ChipError::UnexpectedStatus { step, status }),
        }
    }

    fn select(&mut self, file: File) -> Result<(), X> {
        let select = Command::new(CLASS, SELECT, 0x02, 0x0C);
        let select = select.with_data(file.identifier().to_be_bytes());
        self.run(Step::Select(file), &select).map(drop)
    }

    fn read_chunk(&mut self, file: File, offset: usize, wanted: usize) -> Result<Vec<u8>, X> {
        let [p1, p2] = offset_bytes(offset);
        let expected = u32::try_from(wanted).unwrap_or(u32::MAX);
        let read = Command::new(CLASS, READ_BINARY, p1, p2).expecting(expected);
        let chunk = self.run(Step::Read(file), &read)?;
        if chunk.is_empty() || chunk.len() > wanted {
            return Err(ChipError::Malformed(Step::Read(file)));
        }
        Ok(chunk)
    }

    /// A terminated chip has no file left to read that would show that the serial number and the life cycle come from
    /// one chip; asking for the life cycle once more does.
    fn confirm_terminated(&mut self) -> Result<Option<Control>, X> {
        match self.select_application()? {
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

    fn serial(&mut self) -> Result<ChipSerial, X> {
        let value = self.get_data(Step::ReadSerial, SERIAL)?;
        let serial = value.try_into();
        serial
            .map(ChipSerial)
            .map_err(|_| ChipError::Malformed(Step::ReadSerial))
    }

    fn model(&mut self) -> Result<String, X> {
        let value = self.get_data(Step::ReadModel, MODEL)?;
        let printable = value.iter().all(|byte| (b' '..=b'~').contains(byte));
        match String::from_utf8(value) {
            Ok(model) if printable && model.len() <= MAX_MODEL => Ok(model),
            _ => Err(ChipError::Malformed(Step::ReadModel)),
        }
    }

    fn get_data(&mut self, step: Step, tag: Tag) -> Result<Vec<u8>, X> {
        let [.., p1, p2] = tag.0.to_be_bytes();
        let get = Command::new(CLASS, GET_DATA, p1, p2).expecting(256);
        let data = self.run(step, &get)?;
        let value = tlv::find(&data, tag).ok().flatten();
        value.map(<[u8]>::to_vec).ok_or(ChipError::Malformed(step))
    }

    fn expect_serial(&self, expected: ChipSerial, found: ChipSerial) -> Result<(), X> {
        if found != expected {
            return Err(ChipError::WrongCard { expected, found });
        }
        Ok(())
    }

    /// Sends a command that must end in 9000 and returns its data.
    fn run(&mut self, step: Step, command: &Command) -> Result<Vec<u8>, X> {
        let response = self.send(step, command)?;
        if !response.status.is_ok() {
            let status = response.status;
            return Err(ChipError::UnexpectedStatus { step, status });
        }
        Ok(response.data)
    }

    fn send(&mut self, step: Step, command: &Command) -> Result<Response, X> {
        let bytes = command
            .encode()
            .map_err(|source| ChipError::Apdu { step, source })?;
        let answer = self.exchange.exchange(&bytes);
        let answer = answer.map_err(|source| ChipError::Exchange { step, source })?;
        Response::parse(&answer).map_err(|source| ChipError::Apdu { step, source })
    }
}

/// Offset as P1 P2 of READ and UPDATE BINARY: 15 bits, the highest bit zero.
fn offset_bytes(offset: usize) -> [u8; 2] {
    let [.., p1, p2] = offset.to_be_bytes();
    [p1 & 0x7F, p2]
}

fn life_cycle_in(fcp: &[u8]) -> Option<LifeCycle> {
    let template = tlv::find(fcp, FCP_TEMPLATE).ok().flatten()?;
    match tlv::find(template, FCP_LIFE_CYCLE).ok().flatten()? {
        [byte] => LifeCycle::from_byte(*byte),
        _ => None,
    }
}
