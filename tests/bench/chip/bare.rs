//! The reference: the `pcsc` crate and a loop.

use anyhow::ensure;
use pcsc::{Context, Disposition, MAX_BUFFER_SIZE_EXTENDED, Protocols, Scope, ShareMode};
use std::ffi::CString;
use std::time::{Duration, Instant};

/// A command and the answer that it got.
pub(super) struct Exchange {
    pub(super) command: Vec<u8>,
    pub(super) response: Vec<u8>,
}

/// All that was said to a card, in order.
pub(super) type Dialogue = Vec<Exchange>;

/// Takes the card, sends every command, and lets go of the card; every answer must be the recorded one.
pub(super) fn repeat(reader: &str, dialogue: &Dialogue) -> anyhow::Result<Duration> {
    let reader = CString::new(reader)?;
    let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
    let begun = Instant::now();
    let context = Context::establish(Scope::User)?;
    let card = context.connect(&reader, ShareMode::Exclusive, Protocols::ANY)?;
    for exchange in dialogue {
        let response = card.transmit(&exchange.command, &mut buffer)?;
        ensure!(response == exchange.response, "another answer than before");
    }
    card.disconnect(Disposition::ResetCard)
        .map_err(|(_, error)| error)?;
    Ok(begun.elapsed())
}
