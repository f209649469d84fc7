//! Errors that the printer names in an answer.

/// An answer that says what went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorWord {
    /// No blanks in the feeder.
    FeederEmpty,
    /// The output hopper is full.
    HopperFull,
    /// The reject box is full.
    RejectFull,
    /// The cover or a door is open.
    CoverOpen,
    /// A card is stuck.
    CardJam,
    /// The ribbon ended, broke or does not fit.
    Ribbon,
    /// The ribbon could not be recognised.
    RibbonDetection,
    /// Print head.
    Head,
    /// Cleaning is due.
    NeedCleaning,
    /// This printer has no such option.
    NotAvailable,
    /// Unknown command, or not allowed now.
    Command,
    /// Wrong parameter.
    Parameters,
    /// The printer waited too long for something.
    TimeOut,
    /// Another text that begins like an error.
    Other,
}

impl ErrorWord {
    pub(super) fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "FEEDER EMPTY" => Self::FeederEmpty,
            "HOPPER FULL" => Self::HopperFull,
            "REJECT BOX FULL" => Self::RejectFull,
            "COVER OPEN" | "HOPPER DOOR" => Self::CoverOpen,
            "CARD JAM" | "ERROR HOPPER" => Self::CardJam,
            "ERROR RIBBON" => Self::Ribbon,
            "ERR RIB DETECTION" => Self::RibbonDetection,
            "ERROR HEAD" => Self::Head,
            "NEED CLEANING" => Self::NeedCleaning,
            "OPT NOT AVAILABLE" => Self::NotAvailable,
            "ERROR CDE" => Self::Command,
            "ERROR PARAMETRES" => Self::Parameters,
            "ERROR TIME OUT" => Self::TimeOut,
            _ if text.starts_with("ERR") => Self::Other,
            _ => return None,
        })
    }
}
