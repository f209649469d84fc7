//! Card capabilities (ISO/IEC 7816-4, 12.1.1.9): up to three tables of what a card's software can do.

/// What writing does to the bits that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteBehaviour {
    /// Written once.
    OneTime,
    /// As the maker says.
    Proprietary,
    /// Bits are only ever set.
    Or,
    /// Bits are only ever cleared.
    And,
}

/// What a card can do. Tables that the card does not state are zeros here: nothing is promised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// How files are found.
    selection: u8,
    /// How data are written, and in which units.
    coding: u8,
    /// Chaining, extended lengths, logical channels.
    commands: u8,
}

impl Capabilities {
    /// From the value of compact object 7 or of data object `47`: one to three bytes.
    pub fn parse(value: &[u8]) -> Option<Self> {
        let (selection, coding, commands) = match value {
            [selection] => (*selection, None, None),
            [selection, coding] => (*selection, Some(*coding), None),
            [selection, coding, commands] => (*selection, Some(*coding), Some(*commands)),
            _ => return None,
        };
        Some(Self {
            selection,
            coding: coding.unwrap_or_default(),
            commands: commands.unwrap_or_default(),
        })
    }

    /// Whether applications are selected by their whole name.
    pub fn selects_by_name(self) -> bool {
        self.selection & 0x80 != 0
    }

    /// Whether applications are selected by the beginning of their name.
    pub fn selects_by_partial_name(self) -> bool {
        self.selection & 0x40 != 0
    }

    /// Whether files are selected by their path.
    pub fn selects_by_path(self) -> bool {
        self.selection & 0x20 != 0
    }

    /// Whether files are selected by their identifier.
    pub fn selects_by_identifier(self) -> bool {
        self.selection & 0x10 != 0
    }

    /// Whether an application is selected after a reset without a command.
    pub fn selects_implicitly(self) -> bool {
        self.selection & 0x08 != 0
    }

    /// Whether commands can name files by a short identifier.
    pub fn has_short_identifiers(self) -> bool {
        self.selection & 0x04 != 0
    }

    /// What WRITE commands do.
    pub fn write_behaviour(self) -> WriteBehaviour {
        match self.coding & 0x60 {
            0x00 => WriteBehaviour::OneTime,
            0x20 => WriteBehaviour::Proprietary,
            0x40 => WriteBehaviour::Or,
            _ => WriteBehaviour::And,
        }
    }

    /// Size of the unit that offsets count, in half bytes: 1 to 32,768, and 2 on nearly every card. The standard's default
    /// is a byte, so a card without this table has 2.
    pub fn data_unit_half_bytes(self) -> u16 {
        if self.coding == 0 {
            return 2;
        }
        1 << (self.coding & 0x0F)
    }

    /// Whether commands may be chained.
    pub fn has_chaining(self) -> bool {
        self.commands & 0x80 != 0
    }

    /// Whether length fields may be extended. How many bytes the card takes then is another question:
    /// [`crate::limits::ExtendedLengths`].
    pub fn has_extended_lengths(self) -> bool {
        self.commands & 0x40 != 0
    }

    /// Whether the card tells its longest APDUs, in EF.ATR/INFO or by GET DATA `7F66`.
    pub fn tells_longest_apdus(self) -> bool {
        self.commands & 0x20 != 0
    }

    /// Number of logical channels, 1 to 8, where 8 is "8 or more".
    pub fn channels(self) -> u8 {
        (self.commands & 0x07) + 1
    }
}
