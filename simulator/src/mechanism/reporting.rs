//! What a printer tells of itself. Models differ, and for real ones it is not known when the card counter moves.

/// When the counter of cards moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardCount {
    /// When a blank leaves the hopper.
    #[default]
    AtFeed,
    /// When the first panel is about to be laid on a card.
    AtPrint,
    /// When a card leaves into a tray.
    AtEject,
    /// There are no counters: the questions for cards and panels are unknown commands.
    Never,
}

/// What a printer tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reporting {
    /// When the counter of cards moves.
    pub card_count: CardCount,
    /// Whether it knows the question where its card is.
    pub position: bool,
}

impl Default for Reporting {
    /// Counts at the feed and knows where its card is.
    fn default() -> Self {
        Self {
            card_count: CardCount::AtFeed,
            position: true,
        }
    }
}
