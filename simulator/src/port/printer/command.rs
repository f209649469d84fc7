//! The commands of the language, as far as this printer knows them.

use crate::mechanism::Movement;
use crate::print::Side;

/// A command without artwork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Asks for something and moves nothing.
    Query(Query),
    /// A setting that this printer takes note of and that changes nothing here.
    Accepted,
    /// `Pem;2` (true) and `Pem;0`: whether the host manages errors.
    HostManagesErrors(bool),
    /// `Scs`.
    ForgetTrouble,
    /// `Ss`.
    BeginJob,
    /// `Sr` and `Sv`.
    Face(Side),
    /// `Se`.
    Print,
    /// The card moves.
    Move(CardMove),
    /// Anything else.
    Unknown,
}

/// A movement without artwork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardMove {
    /// `Sis`, `Sic`: to the chip station.
    Present,
    /// `Si`: under the head.
    Position,
    /// `Sce`.
    Eject,
    /// `Ser`.
    Reject,
    /// `Scp`.
    Clean,
}

impl From<CardMove> for Movement {
    fn from(card_move: CardMove) -> Self {
        match card_move {
            CardMove::Present => Movement::Present,
            CardMove::Position => Movement::Position,
            CardMove::Eject => Movement::Eject,
            CardMove::Reject => Movement::Reject,
            CardMove::Clean => Movement::Clean,
        }
    }
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Query {
    Model,
    Serial,
    Firmware,
    Feeder,
    Cover,
    Position,
    RejectBox,
    Cleaning,
    CardCount,
    PanelCount,
    RibbonLeft,
    Ribbon,
    Trouble,
}

impl Command {
    pub(super) fn read(text: &str) -> Self {
        match text {
            "Rtp" => Self::Query(Query::Model),
            "Rsn" => Self::Query(Query::Serial),
            "Rfv" => Self::Query(Query::Firmware),
            "Rse;f" => Self::Query(Query::Feeder),
            "Rse;o" => Self::Query(Query::Cover),
            "Rlr;p" => Self::Query(Query::Position),
            "Rlr;h" => Self::Query(Query::RejectBox),
            "Rlr;c" => Self::Query(Query::Cleaning),
            "Rco;c" => Self::Query(Query::CardCount),
            "Rco;p" => Self::Query(Query::PanelCount),
            "Rrt;count" => Self::Query(Query::RibbonLeft),
            "Rr" => Self::Query(Query::Ribbon),
            "Rem" => Self::Query(Query::Trouble),
            "Pem;0" => Self::HostManagesErrors(false),
            "Pem;2" => Self::HostManagesErrors(true),
            "Pr;ymcko" | "Pr;ko" => Self::Accepted,
            "Scs" => Self::ForgetTrouble,
            "Ss" => Self::BeginJob,
            "Sr" => Self::Face(Side::Front),
            "Sv" => Self::Face(Side::Back),
            "Se" => Self::Print,
            "Sis" | "Sic" => Self::Move(CardMove::Present),
            "Si" => Self::Move(CardMove::Position),
            "Sce" => Self::Move(CardMove::Eject),
            "Ser" => Self::Move(CardMove::Reject),
            "Scp" => Self::Move(CardMove::Clean),
            _ => Self::Unknown,
        }
    }
}
