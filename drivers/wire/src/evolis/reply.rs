//! Answers: text that ends with NUL.

use super::panel::Panel;
use super::word::ErrorWord;
use thiserror::Error;

/// Why received bytes are no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReplyError {
    /// More than [`ReplyReader::MAX_TEXT`] bytes without an end.
    #[error("a reply without an end")]
    TooLong,
    /// Bytes that are no printable ASCII.
    #[error("a reply that is not text")]
    NotText,
}

/// Where the printer says its card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// No card inside.
    None,
    /// Inside, at no station.
    Inside,
    /// At the contact station.
    Contact,
    /// At the contactless station.
    Contactless,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(String);

impl Reply {
    /// The answer as text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether the command was carried out.
    pub fn is_ok(&self) -> bool {
        self.0 == "OK"
    }

    /// The error that the answer names, if it names one.
    pub fn error(&self) -> Option<ErrorWord> {
        ErrorWord::from_text(&self.0)
    }

    /// A counter.
    pub fn number(&self) -> Option<u32> {
        self.0.parse().ok()
    }

    /// A sensor's voltage in millivolts; written like `5,00 Volts`, with a decimal comma.
    pub fn millivolts(&self) -> Option<u32> {
        let number = self.0.strip_suffix(" Volts")?;
        let (whole, fraction) = number.split_once([',', '.'])?;
        let hundredths = fraction
            .parse::<u32>()
            .ok()
            .filter(|_| fraction.len() == 2)?;
        let whole = whole.parse::<u32>().ok().filter(|volts| *volts < 100)?;
        Some(whole * 1000 + hundredths * 10)
    }

    /// The panels of a ribbon, by their letters in either case: `ymcko`. `None` for any other text, and for a panel that
    /// comes twice.
    pub fn panels(&self) -> Option<Vec<Panel>> {
        let mut panels = Vec::new();
        for letter in self.0.bytes() {
            let panel = Panel::from_letter(letter.to_ascii_lowercase())?;
            if panels.contains(&panel) {
                return None;
            }
            panels.push(panel);
        }
        (!self.is_ok() && !panels.is_empty()).then_some(panels)
    }

    /// The answer to the question for the card's position.
    pub fn position(&self) -> Option<Position> {
        match self.0.as_str() {
            "OK" => Some(Position::None),
            "CARD" => Some(Position::Inside),
            "SMART CARD" => Some(Position::Contact),
            "CONTACTLESS CARD" => Some(Position::Contactless),
            _ => None,
        }
    }
}

/// Collects an answer that arrives in pieces of any size.
#[derive(Debug, Default)]
pub struct ReplyReader {
    buffer: Vec<u8>,
}

impl ReplyReader {
    /// Longest text that is believed.
    pub const MAX_TEXT: usize = 64;

    /// Adds received bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether another whole text has come. Status bytes, which some models send after the text, are none.
    pub fn has_text(&self) -> bool {
        let end = self.buffer.iter().position(|byte| *byte == 0);
        let text = end.and_then(|end| self.buffer.get(..end));
        text.is_some_and(|text| !text.is_empty() && is_printable(text))
    }

    /// The next answer; `None` when more bytes are needed.
    pub fn next_reply(&mut self) -> Option<Result<Reply, ReplyError>> {
        let Some(end) = self.buffer.iter().position(|byte| *byte == 0) else {
            return (self.buffer.len() > Self::MAX_TEXT).then_some(Err(ReplyError::TooLong));
        };
        let text: Vec<u8> = self.buffer.drain(..=end).take(end).collect();
        Some(check(text))
    }
}

fn is_printable(text: &[u8]) -> bool {
    text.iter().all(|byte| (b' '..=b'~').contains(byte))
}

fn check(text: Vec<u8>) -> Result<Reply, ReplyError> {
    if text.len() > ReplyReader::MAX_TEXT {
        return Err(ReplyError::TooLong);
    }
    if !is_printable(&text) {
        return Err(ReplyError::NotText);
    }
    String::from_utf8(text)
        .map(Reply)
        .map_err(|_| ReplyError::NotText)
}
