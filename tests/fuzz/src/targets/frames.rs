//! Frames between reader driver and simulated counter: what is read is written the same.

use loket_ifd::frame::{Answer, Command, Event, MAX_BODY, Role};

pub(crate) fn run(input: &[u8]) {
    let mut written = Vec::new();
    if let Ok(event) = Event::read(&mut &input[..]) {
        event.write(&mut written).expect("memory takes all");
        assert_eq!(Event::read(&mut written.as_slice()).ok(), Some(event));
    } else if let Ok(command) = Command::read(&mut &input[..]) {
        command.write(&mut written).expect("memory takes all");
        assert_eq!(Command::read(&mut written.as_slice()).ok(), Some(command));
    } else if let Ok(answer) = Answer::read(&mut &input[..]) {
        answer.write(&mut written).expect("memory takes all");
        assert_eq!(Answer::read(&mut written.as_slice()).ok(), Some(answer));
    } else if let Ok(role) = Role::read(&mut &input[..]) {
        role.write(&mut written).expect("memory takes all");
        assert_eq!(Role::read(&mut written.as_slice()).ok(), Some(role));
    }
    assert!(written.len() <= MAX_BODY + 5);
}
