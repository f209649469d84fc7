//! The three commands that published readers use without a security module.

use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use loket_wire::apdu::{Command, Response, StatusWord};

const APPLICATION: u16 = 0x7F0A;
/// Bytes of the length in front of each file's content.
const PREFIX: usize = 2;
/// Bytes that one command reads; published readers ask for 112 to 250.
const PIECE: usize = 240;

type Result<T, X> = std::result::Result<T, ChipError<<X as Exchange>::Error>>;

pub(super) struct Commands<'a, X>(&'a mut X);

impl<'a, X: Exchange> Commands<'a, X> {
    pub(super) fn new(exchange: &'a mut X) -> Self {
        Self(exchange)
    }

    /// Whether there is the application.
    pub(super) fn select_application(&mut self) -> Result<bool, X> {
        self.select_in(Step::SelectApplication, APPLICATION)
    }

    /// Whether there is such a file.
    pub(super) fn select(&mut self, file: u16) -> Result<bool, X> {
        self.select_in(Step::SelectForeign(file), file)
    }

    fn select_in(&mut self, step: Step, file: u16) -> Result<bool, X> {
        let select = Command::new(0x00, 0xA4, 0x00, 0x00).with_data(file.to_be_bytes());
        let response = self.send(step, &select.expecting(256))?;
        Ok(response.status.is_ok())
    }

    /// Length of the selected file's content; `None` when it may not be read.
    pub(super) fn content_length(&mut self, file: u16) -> Result<Option<usize>, X> {
        let response = self.read(file, 0, PREFIX)?;
        let length = <[u8; PREFIX]>::try_from(response.data.as_slice());
        match (response.status.is_ok(), length) {
            (true, Ok(length)) => Ok(Some(u16::from_be_bytes(length).into())),
            (true, Err(_)) => Err(malformed(file)),
            (false, _) => Ok(None),
        }
    }

    /// The selected file's content.
    pub(super) fn content(&mut self, file: u16, length: usize) -> Result<Vec<u8>, X> {
        let mut content = Vec::with_capacity(length);
        while content.len() < length {
            let wanted = PIECE.min(length - content.len());
            let Response { data, status } = self.read(file, PREFIX + content.len(), wanted)?;
            match status {
                StatusWord::OK if data.is_empty() || data.len() > wanted => {
                    return Err(malformed(file));
                }
                StatusWord::OK => content.extend(data),
                status => {
                    let step = Step::ReadForeign(file);
                    return Err(ChipError::UnexpectedStatus { step, status });
                }
            }
        }
        Ok(content)
    }

    fn read(&mut self, file: u16, offset: usize, wanted: usize) -> Result<Response, X> {
        let step = Step::ReadForeign(file);
        let [.., p1, p2] = offset.to_be_bytes();
        let expected = u32::try_from(wanted).unwrap_or(u32::MAX);
        self.send(
            step,
            &Command::new(0x00, 0xB0, p1 & 0x7F, p2).expecting(expected),
        )
    }

    fn send(&mut self, step: Step, command: &Command) -> Result<Response, X> {
        let bytes = command.encode();
        let bytes = bytes.map_err(|source| ChipError::Apdu { step, source })?;
        let answer = self.0.exchange(&bytes);
        let answer = answer.map_err(|source| ChipError::Exchange { step, source })?;
        Response::parse(&answer).map_err(|source| ChipError::Apdu { step, source })
    }
}

pub(super) fn malformed<E>(file: u16) -> ChipError<E> {
    ChipError::Malformed(Step::ReadForeign(file))
}
