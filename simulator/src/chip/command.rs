//! Command APDUs, short and extended, as they come from the reader.

use super::status::Status;

/// How many bytes the reader wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// As many as stand in the length field.
    Exactly(usize),
    /// A length field of zeros: whatever there is, up to this many.
    UpTo(usize),
}

impl Expected {
    pub(super) fn at_most(self) -> usize {
        match self {
            Self::Exactly(count) | Self::UpTo(count) => count,
        }
    }

    pub(super) fn exactly(self) -> Option<usize> {
        match self {
            Self::Exactly(count) => Some(count),
            Self::UpTo(_) => None,
        }
    }

    fn short(field: u8) -> Self {
        match field {
            0 => Self::UpTo(256),
            count => Self::Exactly(count.into()),
        }
    }

    fn extended(field: [u8; 2]) -> Self {
        match u16::from_be_bytes(field) {
            0 => Self::UpTo(65_536),
            count => Self::Exactly(count.into()),
        }
    }
}

/// A command taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command<'a> {
    pub(super) class: u8,
    pub(super) instruction: u8,
    pub(super) p1: u8,
    pub(super) p2: u8,
    pub(super) data: &'a [u8],
    pub(super) expected: Option<Expected>,
}

impl<'a> Command<'a> {
    /// `None` when the length fields do not fit the bytes.
    pub(super) fn parse(apdu: &'a [u8]) -> Option<Self> {
        let ([class, instruction, p1, p2], body) = apdu.split_first_chunk()?;
        let (data, expected) = match body {
            [] => (body, None),
            [le] => (&body[1..], Some(Expected::short(*le))),
            [0, high, low] => (&body[3..], Some(Expected::extended([*high, *low]))),
            [0, high, low, rest @ ..] => extended_data([*high, *low], rest)?,
            [lc, rest @ ..] => short_data(*lc, rest)?,
        };
        Some(Self {
            class: *class,
            instruction: *instruction,
            p1: *p1,
            p2: *p2,
            data,
            expected,
        })
    }

    /// P1 P2 as an offset into the current file; short file identifiers are not supported.
    pub(super) fn offset(&self) -> Result<usize, Status> {
        if self.p1 & 0x80 != 0 {
            return Err(Status::WrongParameters);
        }
        Ok(u16::from_be_bytes([self.p1, self.p2]).into())
    }
}

fn short_data(lc: u8, rest: &[u8]) -> Option<(&[u8], Option<Expected>)> {
    let (data, tail) = rest.split_at_checked(lc.into())?;
    match tail {
        [] if lc != 0 => Some((data, None)),
        [le] if lc != 0 => Some((data, Some(Expected::short(*le)))),
        _ => None,
    }
}

fn extended_data(lc: [u8; 2], rest: &[u8]) -> Option<(&[u8], Option<Expected>)> {
    let (data, tail) = rest.split_at_checked(u16::from_be_bytes(lc).into())?;
    match tail {
        _ if data.is_empty() => None,
        [] => Some((data, None)),
        [high, low] => Some((data, Some(Expected::extended([*high, *low])))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: &[u8]) -> Option<(Vec<u8>, Option<Expected>)> {
        let apdu = [&[0, 0xB0, 0, 0], bytes].concat();
        Command::parse(&apdu).map(|command| (command.data.to_vec(), command.expected))
    }

    #[test]
    fn takes_all_cases_short_and_extended() {
        use Expected::{Exactly, UpTo};
        for (bytes, data, expected) in [
            (&[][..], &[][..], None),
            (&[8], &[], Some(Exactly(8))),
            (&[0], &[], Some(UpTo(256))),
            (&[2, 7, 9], &[7, 9], None),
            (&[2, 7, 9, 0], &[7, 9], Some(UpTo(256))),
            (&[0, 1, 0], &[], Some(Exactly(256))),
            (&[0, 0, 0], &[], Some(UpTo(65_536))),
            (&[0, 0, 2, 7, 9], &[7, 9], None),
            (&[0, 0, 2, 7, 9, 0, 5], &[7, 9], Some(Exactly(5))),
        ] {
            assert_eq!(body(bytes), Some((data.to_vec(), expected)), "{bytes:?}");
        }
    }

    #[test]
    fn refuses_lengths_that_do_not_fit() {
        for bytes in [
            &[2, 7][..],
            &[2, 7, 9, 0, 0],
            &[0, 1],
            &[0, 0, 0, 1],
            &[0, 0, 2, 7],
            &[0, 0, 2, 7, 9, 1],
        ] {
            assert_eq!(body(bytes), None, "{bytes:?}");
        }
        assert_eq!(Command::parse(&[0, 0xB0, 0]), None);
    }
}
