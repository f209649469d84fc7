//! The people at the counter: they read what a program's screen says and do it.

use loket_proto::v1::{FingerPosition, HintKind, PlacementHint, PromptKind};
use loket_tests::counter::Counter;
use loket_tests::hands::Hands;

/// An applicant, and the operator's hands. They understand the API's names of prompts, hints and fingers.
pub(super) struct Onlookers {
    hands: Hands,
    applicant: &'static str,
    card: Option<String>,
}

impl Onlookers {
    /// The applicant sits down.
    pub(super) async fn sit_down(counter: &Counter, applicant: &'static str) -> Self {
        let mut hands = counter.hands().await.unwrap();
        hands.seat(applicant).await.unwrap();
        Self {
            hands,
            applicant,
            card: None,
        }
    }

    /// Reads a line and does what it says.
    pub(super) async fn read(&mut self, line: &str) {
        let words: Vec<_> = line
            .split(|c: char| !c.is_ascii_uppercase() && c != '_')
            .collect();
        if let Some(kind) = words
            .iter()
            .find_map(|word| PromptKind::from_str_name(word))
        {
            self.prepare(kind).await;
        }
        let position = words
            .iter()
            .find_map(|word| FingerPosition::from_str_name(word));
        let kind = words.iter().find_map(|word| HintKind::from_str_name(word));
        if let (Some(position), Some(kind)) = (position, kind) {
            let mut hint = PlacementHint::default();
            hint.set_position(position);
            hint.set_kind(kind);
            self.hands.follow(&hint).await.unwrap();
        }
    }

    /// Brings the card to where a prompt wants it.
    async fn prepare(&mut self, kind: PromptKind) {
        self.hands.lift().await.unwrap();
        match (kind, &self.card) {
            (PromptKind::InspectCard, None) => {
                self.card = Some(self.hands.take_printed_card().await.unwrap());
            }
            (PromptKind::ActivateCard, Some(card)) => {
                self.hands.seat(self.applicant).await.unwrap();
                self.hands.move_card(card, "desk-reader").await.unwrap();
            }
            (PromptKind::HandOverCard, Some(card)) => {
                self.hands.move_card(card, "handed-over").await.unwrap();
            }
            _ => {}
        }
    }
}
