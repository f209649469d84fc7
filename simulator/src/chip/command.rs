//! Command APDUs, short and extended, as they come from the reader.

use super::class::Class;
use super::limits::{MAX_COMMAND, MAX_DATA};
use super::status::Status;

/// How many bytes the reader wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// Fewer are worth a warning; 0 where the length field was zeros and asks for whatever there is.
    pub(super) at_least: usize,
    /// More are not sent.
    pub(super) at_most: usize,
    /// Whether an answer of fixed length is to come whole, because the chip takes care of what is too much.
    pub(super) whole: bool,
}

impl Expected {
    /// Whatever there is, as far as the chip can send it.
    pub(super) fn everything() -> Self {
        Self::of(0, MAX_DATA)
    }

    /// The same, and answers of fixed length whole.
    pub(super) fn uncut(self) -> Self {
        Self {
            whole: true,
            ..self
        }
    }

    fn short(field: u8) -> Self {
        Self::of(field.into(), 256)
    }

    fn extended(field: [u8; 2]) -> Self {
        Self::of(u16::from_be_bytes(field).into(), MAX_DATA)
    }

    fn of(field: usize, zero_means: usize) -> Self {
        Self {
            at_least: field,
            at_most: if field == 0 { zero_means } else { field },
            whole: false,
        }
    }
}

/// A command taken apart; of a chain, the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) class: Class,
    pub(super) instruction: u8,
    pub(super) p1: u8,
    pub(super) p2: u8,
    pub(super) data: Vec<u8>,
    pub(super) expected: Option<Expected>,
    /// Whether the length of the data was given in three bytes.
    pub(super) extended: bool,
}

/// What follows the header.
struct Body<'a> {
    data: &'a [u8],
    expected: Option<Expected>,
    extended: bool,
}

impl Command {
    /// # Errors
    /// 6700 when the length fields do not fit the bytes or the command is beyond the chip's limits; those of
    /// [`Class::parse`].
    pub(super) fn parse(apdu: &[u8]) -> Result<Self, Status> {
        let (&[class, instruction, p1, p2], body) =
            apdu.split_first_chunk().ok_or(Status::WRONG_LENGTH)?;
        let class = Class::parse(class)?;
        let body = Body::parse(body)
            .filter(|_| apdu.len() <= MAX_COMMAND)
            .filter(Body::is_within_limits)
            .ok_or(Status::WRONG_LENGTH)?;
        Ok(Self {
            class,
            instruction,
            p1,
            p2,
            data: body.data.to_vec(),
            expected: body.expected,
            extended: body.extended,
        })
    }

    /// P1 P2.
    pub(super) fn parameters(&self) -> [u8; 2] {
        [self.p1, self.p2]
    }

    /// P1 P2 as an offset into the current file; short file identifiers are not supported.
    pub(super) fn offset(&self) -> Result<usize, Status> {
        if self.p1 & 0x80 != 0 {
            return Err(Status::WRONG_PARAMETERS);
        }
        Ok(u16::from_be_bytes(self.parameters()).into())
    }
}

impl<'a> Body<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (data, expected, extended) = match bytes {
            [] => (bytes, None, false),
            [le] => (&bytes[1..], Some(Expected::short(*le)), false),
            [0, high, low] => (&bytes[3..], Some(Expected::extended([*high, *low])), true),
            [0, high, low, rest @ ..] => extended_data([*high, *low], rest)?,
            [lc, rest @ ..] => short_data(*lc, rest)?,
        };
        Some(Self {
            data,
            expected,
            extended,
        })
    }

    fn is_within_limits(&self) -> bool {
        self.data.len() <= MAX_DATA
            && (self.expected).is_none_or(|expected| expected.at_most <= MAX_DATA)
    }
}

type Parts<'a> = (&'a [u8], Option<Expected>, bool);

fn short_data(lc: u8, rest: &[u8]) -> Option<Parts<'_>> {
    let (data, tail) = rest.split_at_checked(lc.into())?;
    match tail {
        [] if lc != 0 => Some((data, None, false)),
        [le] if lc != 0 => Some((data, Some(Expected::short(*le)), false)),
        _ => None,
    }
}

fn extended_data(lc: [u8; 2], rest: &[u8]) -> Option<Parts<'_>> {
    let (data, tail) = rest.split_at_checked(u16::from_be_bytes(lc).into())?;
    match tail {
        _ if data.is_empty() => None,
        [] => Some((data, None, true)),
        [high, low] => Some((data, Some(Expected::extended([*high, *low])), true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: &[u8]) -> Option<(Vec<u8>, Option<Expected>)> {
        let apdu = [&[0, 0xB0, 0, 0], bytes].concat();
        let command = Command::parse(&apdu).ok()?;
        Some((command.data, command.expected))
    }

    #[test]
    fn takes_all_cases_short_and_extended() {
        let exactly = |count| Some(Expected::of(count, 0));
        let up_to = |count| Some(Expected::of(0, count));
        for (bytes, data, expected) in [
            (&[][..], &[][..], None),
            (&[8], &[], exactly(8)),
            (&[0], &[], up_to(256)),
            (&[2, 7, 9], &[7, 9], None),
            (&[2, 7, 9, 0], &[7, 9], up_to(256)),
            (&[0, 1, 0], &[], exactly(256)),
            (&[0, 4, 0], &[], exactly(1024)),
            (&[0, 0, 0], &[], up_to(1048)),
            (&[0, 0, 2, 7, 9], &[7, 9], None),
            (&[0, 0, 2, 7, 9, 0, 5], &[7, 9], exactly(5)),
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
            &[0, 4, 0x19],
        ] {
            assert_eq!(body(bytes), None, "{bytes:?}");
        }
        assert_eq!(Command::parse(&[0, 0xB0, 0]), Err(Status::WRONG_LENGTH));
    }

    #[test]
    fn takes_no_more_than_its_limits() {
        let with = |count: u16| {
            let data = vec![7; count.into()];
            body(&[&[0][..], &count.to_be_bytes(), &data, &[0, 0]].concat())
        };
        assert_eq!(with(1048).map(|(data, _)| data.len()), Some(1048));
        assert_eq!(with(1049), None);
        assert_eq!(with(65_535), None);
    }
}
