//! Which of the listed readers a name means.
//!
//! `pcscd` puts two numbers behind a reader's own name, "… 00 00": which of several of that name it is, in the order of
//! plugging, and its slot. A config that names the reader without them means the only one of that name, wherever it is plugged
//! in and whatever number it gets.

use crate::card_channel::ChannelError;
use std::ffi::{CStr, CString};

/// The reader that is meant; one whose whole name it is goes before all others.
///
/// # Errors
/// `NoReader`; `ManyReaders` when it could be several.
pub(super) fn resolve<'a>(
    wanted: &str,
    listed: impl Iterator<Item = &'a CStr> + Clone,
) -> Result<CString, ChannelError> {
    let named = |name: &&CStr| name.to_bytes() == wanted.as_bytes();
    if let Some(exact) = listed.clone().find(named) {
        return Ok(exact.to_owned());
    }
    let mut alike = listed.filter(|name| own_name(name.to_bytes()) == Some(wanted.as_bytes()));
    match (alike.next(), alike.next()) {
        (Some(only), None) => Ok(only.to_owned()),
        (None, _) => Err(ChannelError::NoReader),
        (Some(_), Some(_)) => Err(ChannelError::ManyReaders),
    }
}

/// The name without its numbers; `None` for one that has none.
fn own_name(name: &[u8]) -> Option<&[u8]> {
    let (own, numbers) = name.split_last_chunk::<6>()?;
    let [b' ', index @ .., b' ', high, low] = numbers else {
        return None;
    };
    let mut digits = index.iter().chain([high, low]);
    digits.all(u8::is_ascii_hexdigit).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: [&CStr; 4] = [
        c"ACS ACR1252 01 00",
        c"Desk Reader (A7) 0A 00",
        c"ACS ACR1252 00 00",
        c"Twin",
    ];

    fn found(wanted: &str) -> Result<CString, ChannelError> {
        resolve(wanted, LISTED.into_iter())
    }

    #[test]
    fn a_whole_name_is_that_reader() {
        assert_eq!(
            found("ACS ACR1252 00 00").unwrap().as_c_str(),
            c"ACS ACR1252 00 00"
        );
        assert_eq!(found("Twin").unwrap().as_c_str(), c"Twin");
    }

    #[test]
    fn a_name_without_numbers_is_the_only_one_of_that_name() {
        let desk = found("Desk Reader (A7)").unwrap();
        assert_eq!(desk.as_c_str(), c"Desk Reader (A7) 0A 00");
        assert!(matches!(
            found("ACS ACR1252"),
            Err(ChannelError::ManyReaders)
        ));
    }

    #[test]
    fn part_of_a_name_is_no_name() {
        for wanted in [
            "",
            "ACS",
            "Desk Reader",
            "ACS ACR1252 02 00",
            "Desk Reader (A7) 0A",
        ] {
            assert!(
                matches!(found(wanted), Err(ChannelError::NoReader)),
                "{wanted}"
            );
        }
    }
}
