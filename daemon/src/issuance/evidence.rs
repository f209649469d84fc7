//! What the printer's evidence says about a blank whose fate is not known.
//!
//! Nothing is repeated on a guess: where the evidence does not decide, a person does. A printer that was given a command
//! and has not moved yet looks like one that never heard it, so such evidence counts only once the printer is at rest.

use crate::condition::Reason;
use crate::issuance::attempt::{Attempt, AttemptState, Print};
use crate::issuance::counting::Counting;
use crate::issuance::order::Order;
use crate::planted;
use loket_drivers::card_printer::{CardPosition, PrinterStatus};
use serde::{Deserialize, Serialize};

/// What a printer said of a card when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Where the card is.
    pub position: CardPosition,
    /// Ribbon panels counted since the blank was fed; `None` where the printer counts none.
    pub panels: Option<u32>,
}

impl Attempt {
    fn sighted(&mut self, seen: &PrinterStatus) {
        let counted = seen.counters.panels.zip(self.before.panels);
        self.sighting = Some(Sighting {
            position: seen.position,
            panels: counted.and_then(|(now, before)| now.checked_sub(before)),
        });
    }
}

impl Order {
    /// The printer was looked at for the blank that is worked on.
    pub(super) fn sighted(&mut self, status: &PrinterStatus) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.sighted(status);
        }
    }
}

/// The blank's state that the evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// No blank left the hopper.
    NotFed,
    /// It is at the encoder with nothing printed on it.
    AtEncoder,
    /// It is inside, away from the encoder, and nothing is printed on it.
    Unprinted,
    /// It is inside, and everything is printed on it: what stopped it did so at the exit.
    Finished,
    /// It was printed and ejected.
    Ejected,
    /// It is inside and partly printed.
    HalfPrinted,
    /// It is no longer inside.
    Gone,
    /// Somebody took it out while its chip was written: neither printer nor reader has it.
    Pulled,
    /// It is at the encoder, whose reader does not see it.
    Unseen,
    /// The evidence does not decide.
    Open,
}

impl Conclusion {
    /// Whether a movement that is still under way could make it another.
    pub fn may_change(self) -> bool {
        match self {
            Self::AtEncoder | Self::Ejected | Self::Gone | Self::Pulled | Self::Unseen => false,
            Self::NotFed | Self::Unprinted | Self::Finished | Self::HalfPrinted | Self::Open => {
                true
            }
        }
    }
}

/// Compares the printer as it is with what it counted before the blank was fed.
pub fn conclude(attempt: &Attempt, seen: &PrinterStatus) -> Conclusion {
    let fed = moved(attempt.before.cards, seen.counters.cards);
    let printed = moved(attempt.before.panels, seen.counters.panels);
    let unseen =
        attempt.state == AttemptState::AtEncoder && attempt.is_caused_by(Reason::CardAbsent);
    match (attempt.state, seen.position) {
        (_, CardPosition::None) if unseen => Conclusion::Pulled,
        (_, CardPosition::Encoder) if unseen && is_still(printed) => Conclusion::Unseen,
        (AttemptState::Feeding, CardPosition::None)
            if (fed == Some(0)) != planted::EVIDENCE_INVERTED
                && attempt.counting == Counting::AtFeed =>
        {
            Conclusion::NotFed
        }
        // Of two cards that were fed, the printed one may be the other.
        (AttemptState::Printing, CardPosition::None)
            if printed == Some(attempt.panels) && fed.is_none_or(|cards| cards <= 1) =>
        {
            Conclusion::Ejected
        }
        (AttemptState::Spoiled, CardPosition::None) => Conclusion::Gone,
        (AttemptState::Spoiled, _) => Conclusion::HalfPrinted,
        // A blank face at the encoder proves nothing while the print command may still be carried out.
        (AttemptState::Printing, CardPosition::Encoder) if printed == Some(0) => {
            if attempt.print == Print::Refused {
                Conclusion::AtEncoder
            } else {
                Conclusion::Open
            }
        }
        // It was refused before the first panel: a hot head, a ribbon that is not recognised.
        (AttemptState::Printing, CardPosition::Inside)
            if printed == Some(0) && attempt.print == Print::Refused =>
        {
            Conclusion::Unprinted
        }
        (AttemptState::Feeding, CardPosition::Inside) if is_still(printed) => Conclusion::Unprinted,
        (AttemptState::Printing, CardPosition::Encoder | CardPosition::Inside)
            if printed == Some(attempt.panels)
                && fed.is_none_or(|cards| cards <= 1)
                && may_be_whole(attempt) =>
        {
            Conclusion::Finished
        }
        (AttemptState::Printing, CardPosition::Encoder | CardPosition::Inside)
            if printed.is_some_and(|panels| panels > 0) =>
        {
            Conclusion::HalfPrinted
        }
        // No print was asked for, so the card there is blank whether or not the printer counts.
        (state, CardPosition::Encoder) if state.is_before_print() && is_still(printed) => {
            Conclusion::AtEncoder
        }
        _ => Conclusion::Open,
    }
}

/// A panel that was cut short may be counted too: where the printer named the ribbon or the head, the last one was.
fn may_be_whole(attempt: &Attempt) -> bool {
    let cause = attempt.cause.as_ref().map(|cause| cause.reason);
    matches!(
        cause,
        None | Some(Reason::TrayFull | Reason::CoverOpen | Reason::OutcomeUnknown)
    )
}

/// Whether no panel was counted.
fn is_still(printed: Option<u32>) -> bool {
    printed.is_none_or(|panels| panels == 0)
}

/// How far a counter moved; `None` where it is not known or went back.
fn moved(before: Option<u32>, after: Option<u32>) -> Option<u32> {
    after?.checked_sub(before?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loket_drivers::card_printer::{PrinterCounters, Supplies};
    use std::collections::BTreeSet;

    fn counters(cards: Option<u32>, panels: Option<u32>) -> PrinterCounters {
        PrinterCounters {
            cards,
            panels,
            ribbon_left: None,
        }
    }

    fn check(
        state: AttemptState,
        position: CardPosition,
        after: (Option<u32>, Option<u32>),
        expected: Conclusion,
    ) {
        check_after(None, state, position, after, expected);
    }

    fn check_after(
        cause: Option<Reason>,
        state: AttemptState,
        position: CardPosition,
        after: (Option<u32>, Option<u32>),
        expected: Conclusion,
    ) {
        let before = counters(Some(10), Some(70));
        let attempt = Attempt {
            number: 1,
            state,
            serial: None,
            cause: cause.map(Into::into),
            before,
            printer: String::new(),
            panels: 7,
            encodings: 0,
            print: Print::Begun,
            counting: Counting::AtFeed,
            was_fed: false,
            paired: false,
            by_hand: false,
            job: None,
            sighting: None,
        };
        let counters = counters(after.0, after.1);
        let seen = PrinterStatus {
            conditions: BTreeSet::new(),
            position,
            counters,
            supplies: Supplies::default(),
        };
        assert_eq!(
            conclude(&attempt, &seen),
            expected,
            "{state:?} {position:?} {after:?}"
        );
    }

    #[test]
    fn decides_only_what_the_evidence_shows() {
        use AttemptState as A;
        use CardPosition as P;
        use Conclusion as C;
        let idle = (Some(10), Some(70));
        let fed = (Some(11), Some(70));
        let printed = (Some(11), Some(77));
        let half = (Some(11), Some(73));
        check(A::Feeding, P::None, idle, C::NotFed);
        check(A::Feeding, P::None, fed, C::Open);
        check(A::Feeding, P::Encoder, fed, C::AtEncoder);
        check(A::Feeding, P::Unknown, idle, C::Open);
        check(A::Encoding, P::Encoder, fed, C::AtEncoder);
        check(A::Encoding, P::None, fed, C::Open);
        check(A::Printing, P::Encoder, fed, C::Open);
        check(A::Encoded, P::Encoder, fed, C::AtEncoder);
        check(A::Printing, P::None, printed, C::Ejected);
        check(A::Printing, P::None, (Some(12), Some(77)), C::Open);
        check(A::Printing, P::None, half, C::Open);
        check(A::Printing, P::None, fed, C::Open);
        check(A::Printing, P::Inside, half, C::HalfPrinted);
        check(A::Printing, P::Inside, fed, C::Open);
        check(A::Printing, P::Inside, printed, C::Finished);
        check(A::Feeding, P::Inside, fed, C::Unprinted);
        check(A::Feeding, P::Inside, half, C::Open);
        check(A::Spoiled, P::None, half, C::Gone);
        check(A::Spoiled, P::Inside, half, C::HalfPrinted);
    }

    #[test]
    fn a_card_that_stopped_at_the_exit_is_whole_unless_the_printing_itself_failed() {
        let printed = (Some(11), Some(77));
        for (cause, expected) in [
            (Reason::TrayFull, Conclusion::Finished),
            (Reason::CoverOpen, Conclusion::Finished),
            (Reason::RibbonUnfit, Conclusion::HalfPrinted),
            (Reason::HeadTemperature, Conclusion::HalfPrinted),
            (Reason::DeviceHardware, Conclusion::HalfPrinted),
        ] {
            let (state, inside) = (AttemptState::Printing, CardPosition::Inside);
            check_after(Some(cause), state, inside, printed, expected);
        }
        // Of two cards that were fed, the printed one may be the other.
        let two = (Some(12), Some(77));
        let (state, inside) = (AttemptState::Printing, CardPosition::Inside);
        check(state, inside, two, Conclusion::HalfPrinted);
    }

    #[test]
    fn an_empty_reader_is_believed_only_when_the_printer_is_empty_too() {
        use AttemptState::AtEncoder;
        use CardPosition as P;
        use Conclusion as C;
        let fed = (Some(11), Some(70));
        let empty = |position, expected| {
            check_after(Some(Reason::CardAbsent), AtEncoder, position, fed, expected);
        };
        empty(P::None, C::Pulled);
        empty(P::Encoder, C::Unseen);
        empty(P::Inside, C::Open);
        empty(P::Unknown, C::Open);
        check(AtEncoder, P::None, fed, C::Open);
    }

    #[test]
    fn counters_that_are_missing_or_went_back_decide_nothing() {
        use AttemptState as A;
        use CardPosition as P;
        check(A::Printing, P::None, (None, None), Conclusion::Open);
        check(A::Printing, P::None, (Some(0), Some(0)), Conclusion::Open);
        check(A::Feeding, P::None, (None, None), Conclusion::Open);
    }
}
