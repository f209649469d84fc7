//! An independent PC/SC client beside our driver on one reader: pyscard. What others read from a card is in
//! `counterparts::card`.

use super::{ErrorKind, OK, Rig, TestCard, WHO};
use loket_simulator::pcscd::SOCKET_VARIABLE;
use loket_tests::pcscd::alone;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Holds the card of a reader exclusively from its first line of output until its input ends.
const HOLD: &str = "\
import sys
from smartcard.CardRequest import CardRequest
from smartcard.ExclusiveConnectCardConnection import ExclusiveConnectCardConnection
from smartcard.System import readers
wanted = [r for r in readers() if sys.argv[1] in str(r)]
CardRequest(timeout=10, readers=wanted).waitforcard()
card = ExclusiveConnectCardConnection(wanted[0].createConnection())
card.connect()
data, sw1, sw2 = card.transmit([0x00, 0xCA, 0x00, 0x00, 0x00])
print(''.join('%02X ' % byte for byte in data) + '%02X%02X' % (sw1, sw2), flush=True)
sys.stdin.read()
card.disconnect()
";

/// A program of others that has a card for itself.
pub(crate) struct Holder(Child);

impl Holder {
    /// Starts pyscard as a client of the service at this socket, or of this process's own; with what the card answered it.
    pub(crate) fn of(reader: &str, socket: Option<&Path>) -> (Self, String) {
        let mut python = Command::new("/usr/bin/python3");
        python.args(["-c", HOLD, reader]);
        if let Some(socket) = socket {
            python.env(SOCKET_VARIABLE, socket);
        }
        python.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut python = python.spawn().expect("install the package python3-pyscard");
        let mut line = String::new();
        let output = python.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        (Self(python), line)
    }

    /// Ends it; the card is free then.
    pub(crate) fn let_go(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

#[test]
fn pyscard_holds_the_card_and_lets_go_of_it() {
    alone(|bench| {
        bench.encoder.insert(TestCard::named(9));
        let (holder, line) = Holder::of("Encoder", None);
        assert_eq!(
            line, "09 9000\n",
            "is the package python3-pyscard installed?"
        );
        let mut rig = Rig::open();
        assert_eq!(rig.open_card().unwrap_err().kind(), ErrorKind::InUse);
        holder.let_go();
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [&[9][..], &OK].concat());
    });
}
