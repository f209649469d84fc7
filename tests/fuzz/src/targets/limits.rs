//! The longest APDUs of a card, and what is made of them. The first three bytes are the card's capabilities, the fourth
//! is what secure messaging adds.

use loket_wire::atr::Capabilities;
use loket_wire::limits::{ExtendedLengths, Overhead, chunk};

pub(crate) fn run(input: &[u8]) {
    let Some(([first, second, third, overhead], objects)) = input.split_first_chunk() else {
        return;
    };
    let capabilities = Capabilities::parse(&[*first, *second, *third]);
    let lengths = ExtendedLengths::find(objects).unwrap_or_default();
    let overhead = match overhead & 1 {
        0 => Overhead::NONE,
        _ => Overhead::SCP03,
    }
    .framed((overhead >> 1).into());
    let chunk = chunk(capabilities, lengths, overhead);
    assert!(chunk.command >= 1 && chunk.response >= 1);
    assert!(chunk.part.get() <= 65_526 && chunk.response <= 65_533);
    assert!(chunk.command == 1 || overhead.field(chunk.command) <= chunk.part.get());
    if let Some(lengths) = lengths {
        let response = usize::try_from(lengths.response).unwrap_or(usize::MAX);
        assert!(chunk.response == 1 || overhead.field(chunk.response) + 2 <= response);
    }
}
