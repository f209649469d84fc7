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

/// Takes the card, does the `work` that each exchange needs, sends every command, and lets go of the card and of the service; every answer must be the recorded one.
pub(super) fn repeat(
    reader: &str,
    dialogue: &Dialogue,
    mut work: impl FnMut(&Exchange) -> anyhow::Result<()>,
) -> anyhow::Result<Duration> {
    let reader = CString::new(reader)?;
    let begun = Instant::now();
    let mut buffer = vec![0; MAX_BUFFER_SIZE_EXTENDED];
    let context = Context::establish(Scope::User)?;
    let card = context.connect(&reader, ShareMode::Exclusive, Protocols::ANY)?;
    for exchange in dialogue {
        work(exchange)?;
        let response = card.transmit(&exchange.command, &mut buffer)?;
        ensure!(response == exchange.response, "another answer than before");
    }
    card.disconnect(Disposition::ResetCard)
        .map_err(|(_, error)| error)?;
    drop(context);
    Ok(begun.elapsed())
}
