//! What a fault came to.

use loket_proto::v1;
use std::fmt;

/// What becomes of the blank that meets a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// None left the hopper.
    NotTaken,
    /// The same card is finished.
    UsedOn,
    /// It is spoiled, and another takes its place.
    Spoiled,
    /// Evidence does not tell: a person looks, and the chip decides whether it is good.
    PersonSays,
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTaken => "untouched",
            Self::UsedOn => "used on",
            Self::Spoiled => "wasted",
            Self::PersonSays => "a person says",
        })
    }
}

/// A question that a person was asked, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) kind: v1::PromptKind,
    /// What was in the way; empty for a card that came out.
    pub(crate) reason: String,
    /// What the prompt said to do about it, in English.
    pub(crate) remedy: String,
    pub(crate) answer: String,
    /// Where the books had the order's first blank then.
    pub(crate) booked: String,
}

/// What one order with one fault came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) fate: Fate,
    /// Everything that was asked before the card was found good.
    pub(crate) asked: Vec<Asked>,
    /// Where the books have the blank that met the fault.
    pub(crate) booked: String,
    /// Blanks that left the hopper for the order.
    pub(crate) blanks: usize,
}

impl Outcome {
    /// Of a finished order.
    pub(crate) fn of(order: &v1::Order, asked: Vec<Asked>, booked: String) -> Self {
        let fed = |attempt: &&v1::Attempt| attempt.state() != v1::AttemptState::NotFed;
        let fate = fate(order, &asked);
        Self {
            fate,
            booked: match fate {
                // What its order's next blank became is not told.
                Fate::NotTaken => "hopper".to_owned(),
                _ => booked,
            },
            blanks: order.attempts.iter().filter(fed).count(),
            asked,
        }
    }
}

fn fate(order: &v1::Order, asked: &[Asked]) -> Fate {
    let is_settled = |one: &Asked| one.kind == v1::PromptKind::SettleUnknown;
    match order.attempts.first().map(v1::Attempt::state) {
        _ if asked.iter().any(is_settled) => Fate::PersonSays,
        Some(v1::AttemptState::Spoiled) => Fate::Spoiled,
        Some(v1::AttemptState::NotFed) => Fate::NotTaken,
        // The fault struck before there was an attempt, or the blank was finished after all.
        _ if asked.iter().any(|one| one.booked == "hopper") => Fate::NotTaken,
        _ => Fate::UsedOn,
    }
}
