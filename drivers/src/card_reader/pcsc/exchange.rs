//! One command and its whole response: what a card spreads over several exchanges, [`Assembly`] puts together.

use super::PcscReaderError;
use crate::card_channel::CardChannel;
use crate::limit::Limit;
use loket_wire::apdu::{Assembly, Next};

/// Sends the command, again with the length that the card wants if it says so, and collects the parts of the response.
///
/// # Errors
/// `Channel`; `Response` for what is no command, and for a response that does not end.
pub(super) fn whole_response(
    channel: &mut dyn CardChannel,
    command: &[u8],
    limit: &Limit,
) -> Result<Vec<u8>, PcscReaderError> {
    let mut assembly = Assembly::new(command).map_err(PcscReaderError::Response)?;
    let mut next = Next::Send(command.to_vec());
    loop {
        next = match next {
            Next::Done(response) => return Ok(response),
            Next::Send(part) => {
                let response = channel.transmit(&part, limit);
                let response = response.map_err(PcscReaderError::Channel)?;
                assembly
                    .take(&response)
                    .map_err(PcscReaderError::Response)?
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card_channel::{ChannelError, SlotStatus};
    use crate::clock::SystemClock;
    use loket_wire::apdu::AssemblyError;
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
    fn every_part_goes_through_the_channel() {
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
    fn a_response_that_does_not_end_is_not_the_channel_s_fault() {
        let error = play(
            SELECT,
            &[(SELECT, &[0x61, 3]), (&[0x01, 0xC0, 0, 0, 3], &[0x61, 3])],
        );
        assert!(matches!(
            error,
            Err(PcscReaderError::Response(AssemblyError::Endless))
        ));
    }

    #[test]
    fn what_is_no_command_is_not_sent() {
        let error = play(&[0; 3], &[]);
        assert!(matches!(
            error,
            Err(PcscReaderError::Response(AssemblyError::CommandLength(3)))
        ));
    }
}
