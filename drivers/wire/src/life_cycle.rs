//! The life-cycle status byte of files, applications and cards (ISO/IEC 7816-4, 7.4.10).

/// What a life-cycle status byte says, as far as the standard gives it a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LifeCycle {
    /// `00`: nothing.
    NotReported,
    /// `01`: being created.
    Creation,
    /// `03`: being initialised.
    Initialisation,
    /// `04` or `06`: operational and deactivated.
    Deactivated,
    /// `05` or `07`: operational and activated.
    Activated,
    /// `0C` to `0F`: terminated for good.
    Terminated,
    /// `10` to `FF`: the maker's own states.
    Proprietary(u8),
    /// Any other: kept for later editions.
    Reserved(u8),
}

impl From<u8> for LifeCycle {
    fn from(byte: u8) -> Self {
        match byte {
            0x00 => Self::NotReported,
            0x01 => Self::Creation,
            0x03 => Self::Initialisation,
            0x04 | 0x06 => Self::Deactivated,
            0x05 | 0x07 => Self::Activated,
            0x0C..=0x0F => Self::Terminated,
            0x10..=0xFF => Self::Proprietary(byte),
            _ => Self::Reserved(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_the_meaning_of_the_table() {
        let all: Vec<LifeCycle> = (0..=0xFF).map(LifeCycle::from).collect();
        assert_eq!(all[0x00], LifeCycle::NotReported);
        assert_eq!(all[0x01], LifeCycle::Creation);
        assert_eq!(all[0x03], LifeCycle::Initialisation);
        for byte in [0x04, 0x06] {
            assert_eq!(all[byte], LifeCycle::Deactivated);
            assert_eq!(all[byte + 1], LifeCycle::Activated);
        }
        assert!(
            all[0x0C..0x10]
                .iter()
                .all(|it| *it == LifeCycle::Terminated)
        );
        for byte in [0x02, 0x08, 0x0B] {
            assert!(matches!(all[byte], LifeCycle::Reserved(_)));
        }
        assert_eq!(all[0xFF], LifeCycle::Proprietary(0xFF));
        assert_eq!(all[0x10], LifeCycle::Proprietary(0x10));
    }
}
