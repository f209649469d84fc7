//! What people and poor devices do wrong besides: once in a run, whatever else goes wrong.

use loket_simulator::card::Place;
use loket_simulator::fault::Arming;
use loket_simulator::print::Panel;
use loket_simulator::world::World;
use std::fmt;
use std::str::FromStr;

/// One mishap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// Two blanks leave the hopper at once.
    DoubleFeed,
    /// A card that was spoiled is put back into the hopper, where it comes next.
    PutBack,
    /// Fewer blanks are entered in the books than were put into the hopper.
    WrongLoad,
    /// The operator is asked what became of a card, and is mistaken.
    WrongAnswer,
    /// Another card than the order's is put on the desk reader.
    WrongCard,
    /// A front end whose lease is over goes on, while another one has the devices.
    StaleLease,
}

const MISHAPS: [(Mishap, &str); 6] = [
    (Mishap::DoubleFeed, "double-feed"),
    (Mishap::PutBack, "put-back"),
    (Mishap::WrongLoad, "wrong-load"),
    (Mishap::WrongAnswer, "wrong-answer"),
    (Mishap::WrongCard, "wrong-card"),
    (Mishap::StaleLease, "stale-lease"),
];

impl Mishap {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> + Clone {
        MISHAPS.into_iter().map(|(mishap, _)| mishap)
    }

    /// Lets happen what devices do.
    pub(crate) fn arm(self, world: &mut World) {
        let fault = match self {
            Self::DoubleFeed => loket_simulator::fault::FaultKind::DoubleFeed,
            // Something must spoil the card.
            Self::PutBack => loket_simulator::fault::FaultKind::RibbonEndMidPanel {
                panel: Panel::Magenta,
            },
            _ => return,
        };
        world.arm(Arming::once(fault));
    }
}

/// The rejected card goes into the hopper, before all others.
pub(crate) fn put_back(world: &mut World) {
    let Some(spoiled) = world.cards().last_at(Place::Reject) else {
        return;
    };
    let blanks = world.cards().at(Place::Hopper);
    // The hopper has room, and hands reach all of them.
    let _ = world.move_card(spoiled, Place::Hopper);
    for blank in blanks {
        let _ = world.move_card(blank, Place::Hand);
        let _ = world.move_card(blank, Place::Hopper);
    }
}

impl fmt::Display for Mishap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = MISHAPS.into_iter().find(|(mishap, _)| mishap == self);
        f.write_str(named.map_or("", |(_, name)| name))
    }
}

impl FromStr for Mishap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = MISHAPS.into_iter().find(|(_, name)| *name == text);
        named
            .map(|(mishap, _)| mishap)
            .ok_or_else(|| format!("there is no mishap `{text}`"))
    }
}
