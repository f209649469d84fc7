//! What can go wrong, and at which kind of moment.

use loket_simulator::device::Device;
use std::fmt;
use std::str::FromStr;

/// A moment of a run at which something can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A journal record is written and about to become durable.
    Record,
    /// Something is sent to a device.
    Sent(Device),
    /// The card in a reader is reset.
    Reset(Device),
    /// A part of the artwork, which takes many, is sent to the printer.
    Piece,
    /// A step of the printer's mechanism ended while the daemon waits for it.
    Moved,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record => f.write_str("record"),
            Self::Sent(device) => f.write_str(device.name()),
            Self::Reset(device) => write!(f, "reset-{device}"),
            Self::Piece => f.write_str("artwork"),
            Self::Moved => f.write_str("moved"),
        }
    }
}

/// What goes wrong. *Before* and *after* are: of the sync, or of the arrival at the device, in whose mechanism nothing has
/// moved yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blow {
    /// The daemon is killed; the machine and all devices go on.
    StopBefore,
    /// The same, after.
    StopAfter,
    /// The line drops before the answer.
    ReplyDropped,
    /// No answer ever comes.
    ReplySilent,
    /// The device is unplugged, and an operator puts it back later.
    UnplugBefore,
    /// The same, after.
    UnplugAfter,
    /// The power of everything fails: what was not synced is lost, the mechanism stops where it is.
    PowerBefore,
    /// The same, after.
    PowerAfter,
    /// From here on the disk has no room, until an operator makes some.
    DiskFull,
    /// From here on the disk takes nothing, until an operator sees to it.
    DiskBroken,
    /// Somebody takes the card out that is inside the printer.
    CardTaken,
    /// Somebody puts a blank of the store in the place of the card at the encoder.
    CardSwapped,
}

const BLOWS: [(Blow, &str); 12] = [
    (Blow::StopBefore, "stop-before"),
    (Blow::StopAfter, "stop-after"),
    (Blow::ReplyDropped, "reply-dropped"),
    (Blow::ReplySilent, "reply-silent"),
    (Blow::UnplugBefore, "unplug-before"),
    (Blow::UnplugAfter, "unplug-after"),
    (Blow::PowerBefore, "power-before"),
    (Blow::PowerAfter, "power-after"),
    (Blow::DiskFull, "disk-full"),
    (Blow::DiskBroken, "disk-broken"),
    (Blow::CardTaken, "card-taken"),
    (Blow::CardSwapped, "card-swapped"),
];

/// Moments at which a card may be at the printer's chip station.
const AT_ENCODER: [Moment; 2] = [
    Moment::Sent(Device::Encoder),
    Moment::Reset(Device::Encoder),
];

impl Blow {
    /// All that can go wrong at such a moment.
    pub(crate) fn all_at(moment: Moment) -> impl Iterator<Item = Self> {
        let blows = BLOWS.into_iter().map(|(blow, _)| blow);
        blows.filter(move |blow| blow.fits(moment))
    }

    fn fits(self, moment: Moment) -> bool {
        match self {
            Self::StopAfter | Self::PowerAfter => true,
            Self::StopBefore | Self::PowerBefore | Self::DiskFull | Self::DiskBroken => {
                moment != Moment::Moved
            }
            Self::UnplugAfter => moment != Moment::Record,
            Self::ReplyDropped | Self::ReplySilent | Self::UnplugBefore => {
                matches!(moment, Moment::Sent(_) | Moment::Reset(_) | Moment::Piece)
            }
            Self::CardTaken => moment == Moment::Moved || AT_ENCODER.contains(&moment),
            Self::CardSwapped => AT_ENCODER.contains(&moment),
        }
    }

    /// Whether it strikes only once the moment is over.
    pub(crate) fn is_after(self) -> bool {
        matches!(self, Self::StopAfter | Self::UnplugAfter | Self::PowerAfter)
    }
}

impl fmt::Display for Blow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = BLOWS.into_iter().find(|(blow, _)| blow == self);
        f.write_str(named.map_or("", |(_, name)| name))
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("reset-") {
            Some(device) => device.parse().map(Self::Reset),
            None if text == "record" => Ok(Self::Record),
            None if text == "artwork" => Ok(Self::Piece),
            None if text == "moved" => Ok(Self::Moved),
            None => text.parse().map(Self::Sent),
        }
        .map_err(|error| error.to_string())
    }
}

impl FromStr for Blow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = BLOWS.into_iter().find(|(_, name)| *name == text);
        named
            .map(|(blow, _)| blow)
            .ok_or_else(|| format!("nothing called `{text}` can go wrong"))
    }
}

/// What is planned for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// This, if it can go wrong then.
    This(Blow),
    /// One of those that can go wrong then, by number.
    Any(u32),
}

impl Choice {
    /// What goes wrong at such a moment.
    pub(crate) fn at(self, moment: Moment) -> Option<Blow> {
        match self {
            Self::This(blow) => Some(blow).filter(|blow| blow.fits(moment)),
            Self::Any(number) => {
                let number = usize::try_from(number).unwrap_or(usize::MAX);
                let count = Blow::all_at(moment).count();
                Blow::all_at(moment).nth(number % count)
            }
        }
    }
}
