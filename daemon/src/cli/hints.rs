//! Live hints for the person at the scanner: each is told once, transfers are a bar.

use super::progress::Progress;
use super::screen::Screen;
use loket_proto::v1::{HintKind, PlacementHint};
use std::io;

/// What was told last.
pub(crate) struct Hints {
    last: Option<HintKind>,
    transfer: Progress,
}

impl Hints {
    /// Nothing was told yet.
    pub(crate) fn new() -> Self {
        Self {
            last: None,
            transfer: Progress::new("reading the finger"),
        }
    }

    /// Tells a hint unless it is the one that was told last.
    pub(crate) fn tell(&mut self, screen: &mut Screen, hint: &PlacementHint) -> io::Result<()> {
        if hint.kind() == HintKind::Transferring {
            self.transfer
                .advance(hint.received.into(), hint.total.into());
            return Ok(());
        }
        self.transfer.clear();
        if self.last.replace(hint.kind()) == Some(hint.kind()) {
            return Ok(());
        }
        screen.note(screen.lang().pick(&hint.text_en, &hint.text_id))
    }

    /// Takes the bar away, so that a result can be written; the next hint is told even if it was the last.
    pub(crate) fn pause(&mut self) {
        self.last = None;
        self.transfer.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::screen;

    fn hint(kind: HintKind) -> PlacementHint {
        PlacementHint {
            kind: kind.into(),
            text_en: format!("{kind:?}"),
            total: 9,
            ..Default::default()
        }
    }

    #[test]
    fn a_hint_is_told_once_until_another_comes() {
        use HintKind::{Hold, Lift, Place, Transferring};
        let (mut screen, _, notes) = screen(false);
        let mut hints = Hints::new();
        let all = [
            Place,
            Place,
            Hold,
            Transferring,
            Transferring,
            Lift,
            Lift,
            Place,
        ];
        for kind in all {
            hints.tell(&mut screen, &hint(kind)).unwrap();
        }
        assert_eq!(notes.text(), "Place\nHold\nLift\nPlace\n");
    }

    #[test]
    fn after_a_result_a_hint_is_told_again() {
        let (mut screen, _, notes) = screen(false);
        let mut hints = Hints::new();
        hints.tell(&mut screen, &hint(HintKind::Place)).unwrap();
        hints.pause();
        hints.tell(&mut screen, &hint(HintKind::Place)).unwrap();
        assert_eq!(notes.text(), "Place\nPlace\n");
    }
}
