//! One command and its whole response: what cards with protocol T=0 spread over several exchanges (ISO/IEC 7816-3,
//! 12.2; 7816-4, 5.3) is put together here.

use super::PcscReaderError;
use crate::card_channel::CardChannel;
use crate::limit::Limit;
use loket_wire::apdu::{Command, MAX_EXPECTED};

/// `61xx`: xx more bytes wait for GET RESPONSE.
const MORE_DATA: u8 = 0x61;
/// `6Cxx`: nothing was executed, the right expected length is xx.
const WRONG_EXPECTED_LENGTH: u8 = 0x6C;
const GET_RESPONSE: u8 = 0xC0;
/// Bits of the class byte that number the logical channel.
const CHANNEL_BITS: u8 = 0x03;

const COMMAND_BYTES: std::ops::RangeInclusive<usize> = 4..=65_544;

/// Sends the command, again with the length that the card wants if it says so, and collects the parts of the response.
///
/// # Errors
/// `CommandLength` and `Channel`; `EndlessResponse` beyond 65,536 bytes of data or at a part without data.
pub(super) fn whole_response(
    channel: &mut dyn CardChannel,
    command: &[u8],
    limit: &Limit,
) -> Result<Vec<u8>, PcscReaderError> {
    if !COMMAND_BYTES.contains(&command.len()) {
        return Err(PcscReaderError::CommandLength(command.len()));
    }
    let mut send = |bytes: &[u8]| {
        channel
            .transmit(bytes, limit)
            .map_err(PcscReaderError::Channel)
    };
    let mut response = send(command)?;
    if let Some([WRONG_EXPECTED_LENGTH, right]) = response.last_chunk()
        && let Some(again) = with_expected(command, *right)
    {
        response = send(&again)?;
    }
    while let Some((data, [MORE_DATA, more])) = response.split_last_chunk() {
        let get_response = [command[0] & CHANNEL_BITS, GET_RESPONSE, 0, 0, *more];
        let (data, part) = (data.to_vec(), send(&get_response)?);
        if part.len() <= 2 && part.first() == Some(&MORE_DATA) || data.len() > MAX_EXPECTED as usize
        {
            return Err(PcscReaderError::EndlessResponse);
        }
        response = [data, part].concat();
    }
    Ok(response)
}

/// The command with another expected length; `None` for one that expects nothing or is extended.
fn with_expected(command: &[u8], expected: u8) -> Option<Vec<u8>> {
    let parsed = Command::parse(command).ok()?;
    let is_short = command.len() < 7 || command[4] != 0;
    if parsed.expected.is_none() || !is_short {
        return None;
    }
    let (_, before) = command.split_last()?;
    Some([before, &[expected]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card_channel::{ChannelError, SlotStatus};
    use crate::clock::SystemClock;
    use std::time::Duration;

    /// Expects these commands and gives these responses.
    struct Script(Vec<(Vec<u8>, Vec<u8>)>);

    impl CardChannel for Script {
        fn status(&mut self) -> Result<SlotStatus, ChannelError> {
            Err(ChannelError::NoReader)
        }

        fn wait_change(&mut self, _: u64, _: &Limit) -> Result<SlotStatus, ChannelError> {
            Err(ChannelError::NoReader)
        }

        fn connect(&mut self, _: &Limit) -> Result<(), ChannelError> {
            Ok(())
        }

        fn transmit(&mut self, command: &[u8], _: &Limit) -> Result<Vec<u8>, ChannelError> {
            let (expected, response) = self.0.remove(0);
            assert_eq!(command, expected);
            Ok(response)
        }

        fn disconnect(&mut self) {}
    }

    fn play(command: &[u8], script: &[(&[u8], &[u8])]) -> Result<Vec<u8>, PcscReaderError> {
        let mut channel = Script(
            script
                .iter()
                .map(|(command, response)| (command.to_vec(), response.to_vec()))
                .collect(),
        );
        let limit = Limit::after(&SystemClock::new(), Duration::from_secs(1));
        let response = whole_response(&mut channel, command, &limit);
        assert!(channel.0.is_empty(), "not all of the script was played");
        response
    }

    const SELECT: &[u8] = &[0x01, 0xA4, 4, 0, 2, 0xA0, 0, 0];

    #[test]
    fn parts_are_fetched_on_the_same_channel_and_joined() {
        let response = play(
            SELECT,
            &[
                (SELECT, &[0x61, 3]),
                (&[0x01, 0xC0, 0, 0, 3], &[1, 2, 3, 0x61, 1]),
                (&[0x01, 0xC0, 0, 0, 1], &[4, 0x90, 0]),
            ],
        );
        assert_eq!(response.unwrap(), [1, 2, 3, 4, 0x90, 0]);
    }

    #[test]
    fn the_length_that_the_card_wants_is_used() {
        let response = play(
            SELECT,
            &[
                (SELECT, &[0x6C, 9]),
                (&[0x01, 0xA4, 4, 0, 2, 0xA0, 0, 9], &[7, 0x90, 0]),
            ],
        );
        assert_eq!(response.unwrap(), [7, 0x90, 0]);
        let read: &[u8] = &[0, 0xB0, 0, 0, 0];
        let response = play(
            read,
            &[(read, &[0x6C, 1]), (&[0, 0xB0, 0, 0, 1], &[7, 0x90, 0])],
        );
        assert_eq!(response.unwrap(), [7, 0x90, 0]);
    }

    #[test]
    fn a_wrong_length_without_an_expected_length_is_the_answer() {
        let update: &[u8] = &[0, 0xD6, 0, 0, 1, 7];
        let response = play(update, &[(update, &[0x6C, 9])]);
        assert_eq!(response.unwrap(), [0x6C, 9]);
    }

    #[test]
    fn a_card_that_offers_more_for_ever_is_stopped() {
        let error = play(
            SELECT,
            &[(SELECT, &[0x61, 3]), (&[0x01, 0xC0, 0, 0, 3], &[0x61, 3])],
        );
        assert!(matches!(error, Err(PcscReaderError::EndlessResponse)));
    }

    #[test]
    fn what_is_no_command_is_not_sent() {
        for length in [0, 3, 65_545] {
            let error = play(&vec![0; length], &[]);
            assert!(matches!(error, Err(PcscReaderError::CommandLength(found)) if found == length));
        }
    }
}
