//! Conversations with cards that spread their responses.

use super::*;

/// Plays a conversation: what must be sent, and what the card says to it.
#[track_caller]
fn play(command: &[u8], script: &[(&[u8], &[u8])]) -> Result<Vec<u8>, AssemblyError> {
    let mut assembly = Assembly::new(command)?;
    let mut next = Next::Send(command.to_vec());
    let mut script = script.iter();
    while let Next::Send(sent) = next {
        let (expected, response) = script.next().expect("no more was to be sent");
        assert_eq!(&sent, expected);
        next = assembly.take(response)?;
    }
    assert_eq!(script.next(), None, "not all of the script was played");
    match next {
        Next::Done(response) => Ok(response),
        Next::Send(_) => unreachable!("the loop ends with what is done"),
    }
}

const SELECT: &[u8] = &[0x01, 0xA4, 4, 0, 2, 0xA0, 0, 0];
const READ: &[u8] = &[0, 0xB0, 0, 0, 0];

#[test]
fn a_response_in_one_piece_is_the_whole_one() {
    for response in [&[0x90, 0][..], &[1, 2, 0x90, 0], &[0x6A, 0x82]] {
        assert_eq!(play(SELECT, &[(SELECT, response)]).unwrap(), response);
    }
}

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
fn data_may_come_before_the_first_fetch_and_an_error_end_it() {
    let response = play(
        READ,
        &[
            (READ, &[1, 0x61, 0]),
            (&[0, 0xC0, 0, 0, 0], &[2, 0x62, 0x82]),
        ],
    );
    assert_eq!(response.unwrap(), [1, 2, 0x62, 0x82]);
}

#[test]
fn the_class_of_get_response_has_the_channel_and_nothing_else() {
    for (class, get_response) in [
        (0x00, 0x00),
        (0x03, 0x03),
        // Secure messaging; the last part of a chain on channel 1 had bit 10 in its parts before.
        (0x0C, 0x00),
        (0x1D, 0x01),
        (0x84, 0x00),
        // Channels 4 to 19, with secure messaging and chaining.
        (0x45, 0x45),
        (0x6F, 0x4F),
        (0x71, 0x41),
        (0xC2, 0x42),
    ] {
        let command = [class, 0xCA, 0, 0, 0];
        let answer = play(
            &command,
            &[
                (&command, &[0x61, 1]),
                (&[get_response, 0xC0, 0, 0, 1], &[7, 0x90, 0]),
            ],
        );
        assert_eq!(answer.unwrap(), [7, 0x90, 0], "class {class:02X}");
    }
}

#[test]
fn the_length_that_the_card_wants_is_used() {
    let again: &[u8] = &[0x01, 0xA4, 4, 0, 2, 0xA0, 0, 9];
    let response = play(SELECT, &[(SELECT, &[0x6C, 9]), (again, &[7, 0x90, 0])]);
    assert_eq!(response.unwrap(), [7, 0x90, 0]);
    let again: &[u8] = &[0, 0xB0, 0, 0, 1];
    let response = play(READ, &[(READ, &[0x6C, 1]), (again, &[7, 0x90, 0])]);
    assert_eq!(response.unwrap(), [7, 0x90, 0]);
}

#[test]
fn get_response_too_is_repeated_with_the_length_that_the_card_wants() {
    let response = play(
        READ,
        &[
            (READ, &[0x61, 0]),
            (&[0, 0xC0, 0, 0, 0], &[0x6C, 2]),
            (&[0, 0xC0, 0, 0, 2], &[1, 2, 0x61, 1]),
            (&[0, 0xC0, 0, 0, 1], &[0x6C, 3]),
            (&[0, 0xC0, 0, 0, 3], &[3, 4, 5, 0x90, 0]),
        ],
    );
    assert_eq!(response.unwrap(), [1, 2, 3, 4, 5, 0x90, 0]);
}

#[test]
fn a_card_that_never_likes_a_length_is_asked_twice() {
    let again: &[u8] = &[0, 0xB0, 0, 0, 1];
    let response = play(READ, &[(READ, &[0x6C, 1]), (again, &[0x6C, 2])]);
    assert_eq!(response.unwrap(), [0x6C, 2]);
}

#[test]
fn a_wrong_length_of_what_expects_nothing_or_is_extended_is_the_answer() {
    let update: &[u8] = &[0, 0xD6, 0, 0, 1, 7];
    let extended: &[u8] = &[0, 0xB0, 0, 0, 0, 1, 0];
    for command in [update, extended] {
        let response = play(command, &[(command, &[0x6C, 9])]);
        assert_eq!(response.unwrap(), [0x6C, 9]);
    }
}

#[test]
fn a_card_that_offers_more_for_ever_is_stopped() {
    let nothing_new = play(
        SELECT,
        &[(SELECT, &[0x61, 3]), (&[0x01, 0xC0, 0, 0, 3], &[0x61, 3])],
    );
    assert_eq!(nothing_new, Err(AssemblyError::Endless));

    let mut assembly = Assembly::new(READ).unwrap();
    let part = [&[7; 256][..], &[0x61, 0]].concat();
    for _ in 0..256 {
        assert!(matches!(assembly.take(&part), Ok(Next::Send(_))));
    }
    assert_eq!(assembly.take(&part), Err(AssemblyError::Endless));
}

#[test]
fn the_longest_response_is_taken() {
    let mut assembly = Assembly::new(READ).unwrap();
    let half = vec![7; 32_768];
    let first = [half.as_slice(), &[0x61, 0]].concat();
    assembly.take(&first).unwrap();
    let second = [half.as_slice(), &[0x90, 0]].concat();
    let Next::Done(whole) = assembly.take(&second).unwrap() else {
        panic!("9000 ends a response");
    };
    assert_eq!(whole.len(), 65_538);
}

#[test]
fn a_part_without_a_status_word_is_no_response() {
    assert_eq!(play(READ, &[(READ, &[])]), Err(AssemblyError::NoStatus(0)));
    let lost = play(
        READ,
        &[(READ, &[1, 0x61, 1]), (&[0, 0xC0, 0, 0, 1], &[0x90])],
    );
    assert_eq!(lost, Err(AssemblyError::NoStatus(1)));
}

#[test]
fn what_is_no_command_is_not_begun() {
    for length in [0, 3, 65_545] {
        let begun = Assembly::new(&vec![0; length]).err();
        assert_eq!(begun, Some(AssemblyError::CommandLength(length)));
    }
    for length in [4, 65_544] {
        assert!(Assembly::new(&vec![0; length]).is_ok());
    }
}

#[test]
fn debug_output_holds_no_data() {
    assert_eq!(format!("{:?}", Next::Done(vec![115; 3])), "Done(3 bytes)");
}
