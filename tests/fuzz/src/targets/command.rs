//! Command APDUs: what is read is written the same, and what is cut into parts is whole again.

use loket_wire::apdu::{CHAINING, Command, Response, odd_content, odd_read, odd_update};
use std::num::NonZeroUsize;

pub(crate) fn command(input: &[u8]) {
    if let Ok(command) = Command::parse(input) {
        let bytes = command.encode().expect("what was read can be written");
        assert!(bytes.len() <= input.len());
        assert_eq!(Command::parse(&bytes), Ok(command));
    }
    if let Ok(response) = Response::parse(input) {
        assert_eq!(response.data.len() + 2, input.len());
    }
    odd(input);
}

/// The odd instructions; the first bytes are an offset too.
fn odd(input: &[u8]) {
    if let Ok(content) = odd_content(input) {
        assert!(content.len() < input.len());
    }
    let offset = input.first_chunk().map_or(0, |it| u32::from_be_bytes(*it));
    assert!(odd_read(offset, offset).encode().is_ok());
    let update = odd_update(offset, input).expect("no input is too long");
    let (offset_object, data) = update.data.split_at(usize::from(update.data[1]) + 2);
    assert!((3..=6).contains(&offset_object.len()));
    assert_eq!(odd_content(data), Ok(input));
}

/// The first byte is the size of a part; the rest a command.
pub(crate) fn chain(input: &[u8]) {
    let Some((most, command)) = input.split_first() else {
        return;
    };
    let most = NonZeroUsize::new((*most).into()).unwrap_or(NonZeroUsize::MIN);
    let Ok(command) = Command::parse(command) else {
        return;
    };
    let parts: Vec<Command> = command.parts(most).collect();
    let (last, before) = parts.split_last().expect("there is always a part");
    for part in before {
        assert_eq!(part.data.len(), most.get());
        assert_eq!(
            (part.class, part.expected),
            (command.class | CHAINING, None)
        );
    }
    assert_eq!(
        (last.class, last.expected),
        (command.class, command.expected)
    );
    let data: Vec<u8> = parts.into_iter().flat_map(|part| part.data).collect();
    assert_eq!(data, command.data);
}
