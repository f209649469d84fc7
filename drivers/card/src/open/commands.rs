//! The commands of ISO/IEC 7816-4, -9 and -13 that the profile uses, one method each; inside a session once there is one.

mod secure;

use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::identity::ChipSerial;
use crate::life_cycle::LifeCycle;
use crate::open::layout::{APPLICATION, File};
use crate::record::Content;
use crate::scp03::SecureChannel;
use loket_wire::apdu::{Command, Response, StatusWord};
use loket_wire::fcp::Fcp;
use loket_wire::life_cycle as wire;
use loket_wire::limits::ExtendedLengths;
use loket_wire::tlv::{self, Tag};
use zeroize::Zeroize;

const CLASS: u8 = 0x00;
const DEACTIVATE_FILE: u8 = 0x04;
const ACTIVATE_FILE: u8 = 0x44;
const SELECT: u8 = 0xA4;
const READ_BINARY: u8 = 0xB0;
const GET_DATA: u8 = 0xCA;
const UPDATE_BINARY: u8 = 0xD6;
const TERMINATE_DF: u8 = 0xE6;

const SERIAL: Tag = Tag(0xDF20);
const MODEL: Tag = Tag(0xDF21);
const MAX_MODEL: usize = 64;

/// The selected application is terminated (6285); its control parameters come all the same.
const SELECTED_TERMINATED: StatusWord = StatusWord(0x6285);

type Result<T, X> = std::result::Result<T, ChipError<<X as Exchange>::Error>>;

/// The caller's exchange, spoken to in commands.
pub(crate) struct Commands<'a, X> {
    exchange: &'a mut X,
    channel: Option<SecureChannel>,
}

impl<'a, X: Exchange> Commands<'a, X> {
    pub(crate) fn new(exchange: &'a mut X) -> Self {
        Self {
            exchange,
            channel: None,
        }
    }

    /// Selects the application and returns its life cycle.
    pub(crate) fn select_application(&mut self) -> Result<LifeCycle, X> {
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

    /// Selects a file of the current application.
    pub(crate) fn select(&mut self, file: File) -> Result<(), X> {
        let select = Command::new(CLASS, SELECT, 0x02, 0x0C);
        let select = select.with_data(file.identifier().to_be_bytes());
        self.run(Step::Select(file), &select).map(drop)
    }

    /// At least one and at most `wanted` bytes of the selected `file`.
    pub(crate) fn read(&mut self, file: File, offset: usize, wanted: usize) -> Result<Content, X> {
        let [p1, p2] = offset_bytes(offset);
        let expected = u32::try_from(wanted).unwrap_or(u32::MAX);
        let read = Command::new(CLASS, READ_BINARY, p1, p2).expecting(expected);
        let chunk = Content::new(self.run(Step::Read(file), &read)?);
        if chunk.is_empty() || chunk.len() > wanted {
            return Err(ChipError::Malformed(Step::Read(file)));
        }
        Ok(chunk)
    }

    /// Overwrites bytes of the selected `file`.
    pub(crate) fn update(&mut self, file: File, offset: usize, chunk: &[u8]) -> Result<(), X> {
        let [p1, p2] = offset_bytes(offset);
        let mut update = Command::new(CLASS, UPDATE_BINARY, p1, p2).with_data(chunk);
        let written = self.run(Step::Write(file), &update).map(drop);
        update.data.zeroize();
        written
    }

    /// DEACTIVATE FILE on the current application.
    pub(crate) fn seal(&mut self) -> Result<(), X> {
        self.run(Step::Seal, &Command::new(CLASS, DEACTIVATE_FILE, 0, 0))
            .map(drop)
    }

    /// ACTIVATE FILE on the current application.
    pub(crate) fn activate(&mut self) -> Result<(), X> {
        self.run(Step::Activate, &Command::new(CLASS, ACTIVATE_FILE, 0, 0))
            .map(drop)
    }

    /// TERMINATE DF on the current application.
    pub(crate) fn terminate(&mut self) -> Result<(), X> {
        self.run(Step::Terminate, &Command::new(CLASS, TERMINATE_DF, 0, 0))
            .map(drop)
    }

    /// The chip's serial number.
    pub(crate) fn serial(&mut self) -> Result<ChipSerial, X> {
        let value = self.get_data(Step::ReadSerial, SERIAL)?;
        let serial = value.try_into();
        serial
            .map(ChipSerial)
            .map_err(|_| ChipError::Malformed(Step::ReadSerial))
    }

    /// The maker's name for the chip.
    pub(crate) fn model(&mut self) -> Result<String, X> {
        let value = self.get_data(Step::ReadModel, MODEL)?;
        let printable = value.iter().all(|byte| (b' '..=b'~').contains(byte));
        match String::from_utf8(value) {
            Ok(model) if printable && model.len() <= MAX_MODEL => Ok(model),
            _ => Err(ChipError::Malformed(Step::ReadModel)),
        }
    }

    /// Longest commands and answers, as the chip states them; `None` when it does not.
    pub(crate) fn lengths(&mut self) -> Result<Option<ExtendedLengths>, X> {
        let step = Step::ReadLimits;
        let get = Command::new(CLASS, GET_DATA, 0x7F, 0x66).expecting(256);
        let response = self.send(step, &get)?;
        if !response.status.is_ok() {
            return Ok(None);
        }
        match ExtendedLengths::find(&response.data) {
            Ok(Some(lengths)) => Ok(Some(lengths)),
            _ => Err(ChipError::Malformed(step)),
        }
    }

    fn get_data(&mut self, step: Step, tag: Tag) -> Result<Vec<u8>, X> {
        let [.., p1, p2] = tag.0.to_be_bytes();
        let get = Command::new(CLASS, GET_DATA, p1, p2).expecting(256);
        let data = self.run(step, &get)?;
        let value = tlv::find(&data, tag).ok().flatten();
        value.map(<[u8]>::to_vec).ok_or(ChipError::Malformed(step))
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
        let Some(mut channel) = self.channel.take() else {
            return self.send_plain(step, command);
        };
        let response = self.send_plain(step, &channel.wrap(command))?;
        let response = channel.unwrap(response);
        let response = response.map_err(|_| ChipError::Intruded(step))?;
        // What the chip refuses may have ended the session, which the next command finds out.
        self.channel = Some(channel);
        Ok(response)
    }

    fn send_plain(&mut self, step: Step, command: &Command) -> Result<Response, X> {
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

fn life_cycle_in(answer: &[u8]) -> Option<LifeCycle> {
    match Fcp::parse(answer).ok()?.life_cycle? {
        wire::LifeCycle::Creation => Some(LifeCycle::Blank),
        wire::LifeCycle::Initialisation => Some(LifeCycle::Initialised),
        wire::LifeCycle::Deactivated => Some(LifeCycle::Personalised),
        wire::LifeCycle::Activated => Some(LifeCycle::Activated),
        wire::LifeCycle::Terminated => Some(LifeCycle::Terminated),
        _ => None,
    }
}
