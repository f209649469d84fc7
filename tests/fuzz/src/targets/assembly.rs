//! The assembly of responses. The first record is the command, the others are what the card says, again and again.

use crate::records::records;
use loket_wire::apdu::{Assembly, MAX_EXPECTED, Next};

/// One exchange per byte of the longest response, each repeated once, and the first and the last.
const MOST_EXCHANGES: usize = 2 * (MAX_EXPECTED as usize + 2);

pub(crate) fn run(input: &[u8]) {
    let records = records(input);
    let Some((command, answers @ [_, ..])) = records.split_first() else {
        return;
    };
    let Ok(mut assembly) = Assembly::new(command) else {
        return;
    };
    for (exchange, answer) in answers.iter().cycle().enumerate() {
        assert!(exchange < MOST_EXCHANGES, "the card keeps the host");
        match assembly.take(answer) {
            Ok(Next::Send(next)) => sent(command, &next),
            Ok(Next::Done(response)) => {
                assert!((2..=MAX_EXPECTED as usize + 2).contains(&response.len()));
                assert!(response.ends_with(&answer[answer.len() - 2..]));
                return;
            }
            Err(_) => return,
        }
    }
}

/// Only the command itself and GET RESPONSE on its channel are ever sent.
fn sent(command: &[u8], next: &[u8]) {
    let is_repeated = next.len() == command.len()
        && next.split_last().map(|it| it.1) == command.split_last().map(|it| it.1);
    let is_fetching = matches!(next, [class, 0xC0, 0, 0, _] if *class & !0x4F == 0);
    assert!(is_repeated || is_fetching);
}
