//! Text commands, and what is known of each.
//!
//! | commands | known from |
//! |---|---|
//! | `Rtp` `Rsn` `Rfv` `Rco;c` `Rco;p` `Rr` `Pr;…` `Pem;2` `Sis` `Sic` `Ser` `Scp` `Scs` `Ss` `Sr` `Sv` `Se` | the maker's guide, A5013 Rev E |
//! | `Sce` | what the maker's own library (SDK 9.4.1) sends |
//! | `Rlr;p` `Rlr;h` `Rse;f` `Rse;o` `Rrt;count`, with the words of their answers | the source of a kiosk's driver for a printer of the same maker; not in the guide |
//! | the answer to `Rr` in the letters of `Pr`; `Rem` as the question for the latched error, where the guide has it read the error mode; `Rlr;c` | inferred; no real answer was seen |
//!
//! When a printer answers a movement (at its end), and when its counters move, is documented for no model.

pub(super) const ESCAPE: u8 = 0x1B;
pub(super) const RETURN: u8 = 0x0D;

/// A face of the card, as the printer calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Recto.
    Front,
    /// Verso.
    Back,
}

/// A command without raw data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Model name.
    Model,
    /// Serial number.
    Serial,
    /// Firmware version.
    Firmware,
    /// Voltage of the feeder sensor: high when there are blanks.
    FeederSensor,
    /// Voltage of the cover sensor: high when it is closed.
    CoverSensor,
    /// Where the card is.
    CardPosition,
    /// Whether the reject box is full.
    RejectBox,
    /// Whether cleaning is due.
    Cleaning,
    /// Cards taken in, ever.
    CardCounter,
    /// Panels printed, ever.
    PanelCounter,
    /// Cards left on the ribbon.
    RibbonLeft,
    /// The ribbon inside, by the letters of its panels. The question is in A5013; the form of the answer is inferred from
    /// that of `Pr`.
    Ribbon,
    /// The latched error.
    LatchedError,
    /// Errors are left to the host: the printer repeats nothing by itself. Holds until the printer restarts.
    HostManagesErrors,
    /// Card to the contact station.
    ToContact,
    /// Card to the contactless station.
    ToContactless,
    /// Card to the output tray.
    Eject,
    /// Card to the reject tray.
    Reject,
    /// Runs the cleaning card in the feeder through.
    Clean,
    /// Clears latched errors.
    ClearStatus,
    /// The ribbon for this job has yellow, magenta, cyan, black and overlay panels.
    ColourRibbon,
    /// The ribbon for this job has black and overlay panels.
    BlackRibbon,
    /// Starts a print sequence.
    StartSequence,
    /// The panels that follow belong to this face.
    Face(Side),
    /// Ends the sequence: prints and ejects.
    EndSequence,
}

impl Command {
    /// The command's text, without its frame.
    pub fn text(self) -> &'static str {
        match self {
            Self::Model => "Rtp",
            Self::Serial => "Rsn",
            Self::Firmware => "Rfv",
            Self::FeederSensor => "Rse;f",
            Self::CoverSensor => "Rse;o",
            Self::CardPosition => "Rlr;p",
            Self::RejectBox => "Rlr;h",
            Self::Cleaning => "Rlr;c",
            Self::CardCounter => "Rco;c",
            Self::PanelCounter => "Rco;p",
            Self::RibbonLeft => "Rrt;count",
            Self::Ribbon => "Rr",
            Self::LatchedError => "Rem",
            Self::HostManagesErrors => "Pem;2",
            Self::ToContact => "Sis",
            Self::ToContactless => "Sic",
            Self::Eject => "Sce",
            Self::Reject => "Ser",
            Self::Clean => "Scp",
            Self::ClearStatus => "Scs",
            Self::ColourRibbon => "Pr;ymcko",
            Self::BlackRibbon => "Pr;ko",
            Self::StartSequence => "Ss",
            Self::Face(Side::Front) => "Sr",
            Self::Face(Side::Back) => "Sv",
            Self::EndSequence => "Se",
        }
    }

    /// The command's bytes.
    pub fn encode(self) -> Vec<u8> {
        let mut bytes = vec![ESCAPE];
        bytes.extend(self.text().bytes());
        bytes.push(RETURN);
        bytes
    }
}
