//! How an answer of the printer goes wrong, and which one.

use std::fmt;
use std::str::FromStr;

/// What is wrong with an answer. What was told is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amiss {
    /// The line drops before it.
    Lost,
    /// It comes after an hour of world time.
    Late,
    /// A bit of its first byte flips on the line; the language has no checksum.
    Garbled,
    /// `OK` comes at once, and the answer itself after it.
    OkFirst,
}

impl Amiss {
    const ALL: [(Self, &str); 4] = [
        (Self::Lost, "lost"),
        (Self::Late, "late"),
        (Self::Garbled, "garbled"),
        (Self::OkFirst, "ok-first"),
    ];
}

/// To which command the answer belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Told {
    /// `Sis`: a card to the chip station.
    Feed,
    /// `Db`: a panel of artwork.
    Panel,
    /// `Se`: print and put out.
    Print,
    /// `Sce`: put out.
    Eject,
    /// `Ser`: to the rejects.
    Reject,
    /// `Rlr;p`: where the card is.
    Position,
    /// `Rco;p`: panels counted.
    Panels,
}

impl Told {
    const ALL: [(Self, &str); 7] = [
        (Self::Feed, "Sis"),
        (Self::Panel, "Db"),
        (Self::Print, "Se"),
        (Self::Eject, "Sce"),
        (Self::Reject, "Ser"),
        (Self::Position, "Rlr;p"),
        (Self::Panels, "Rco;p"),
    ];
}

fn find<T: Copy>(all: &[(T, &str)], name: &str) -> Result<T, ()> {
    let found = all.iter().find(|(_, known)| *known == name);
    found.map(|(value, _)| *value).ok_or(())
}

fn name<T: Copy + PartialEq>(all: &[(T, &'static str)], value: T) -> &'static str {
    let found = all.iter().find(|(known, _)| *known == value);
    found.map_or("", |(_, name)| name)
}

impl FromStr for Amiss {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        find(&Self::ALL, text)
    }
}

impl FromStr for Told {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        find(&Self::ALL, text)
    }
}

impl fmt::Display for Amiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name(&Self::ALL, *self))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name(&Self::ALL, *self))
    }
}
