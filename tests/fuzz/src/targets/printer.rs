//! Replies of a printer, whole and in pieces.

use crate::records::pieces;
use loket_wire::evolis::{Reply, ReplyError, ReplyReader};

pub(crate) fn run(input: &[u8]) {
    let Some((pieces, bytes)) = pieces(input) else {
        return;
    };
    assert_eq!(replies(&pieces), replies(&[bytes]));
}

fn replies(pieces: &[&[u8]]) -> Vec<Result<Reply, ReplyError>> {
    let mut reader = ReplyReader::default();
    let mut found = Vec::new();
    for piece in pieces {
        reader.push(piece);
        while let Some(reply) = reader.next_reply() {
            match &reply {
                Ok(reply) => meaning(reply),
                Err(_) => {
                    // The driver gives the connection up here.
                    found.push(reply);
                    return found;
                }
            }
            found.push(reply);
        }
    }
    found
}

fn meaning(reply: &Reply) {
    assert!(reply.text().len() <= ReplyReader::MAX_TEXT);
    assert!(!(reply.is_ok() && reply.error().is_some()));
    let _ = (reply.number(), reply.millivolts(), reply.position());
}
