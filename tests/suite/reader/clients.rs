//! An independent PC/SC client beside our driver on one reader: pyscard. What others read from a card is in
//! `counterparts::card`.

use super::{ErrorKind, OK, Rig, TestCard, WHO};
use loket_tests::pcscd::alone;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Holds the encoder's card exclusively from its first line of output until its input ends.
const HOLD: &str = "\
import sys
from smartcard.CardRequest import CardRequest
from smartcard.ExclusiveConnectCardConnection import ExclusiveConnectCardConnection
from smartcard.System import readers
encoder = [r for r in readers() if 'Encoder' in str(r)]
CardRequest(timeout=10, readers=encoder).waitforcard()
card = ExclusiveConnectCardConnection(encoder[0].createConnection())
card.connect()
data, sw1, sw2 = card.transmit([0x00, 0xCA, 0x00, 0x00, 0x00])
print('%02X %02X%02X' % (data[0], sw1, sw2), flush=True)
sys.stdin.read()
card.disconnect()
";

#[test]
fn pyscard_holds_the_card_and_lets_go_of_it() {
    alone(|bench| {
        bench.encoder.insert(TestCard::named(9));
        let mut python = Command::new("/usr/bin/python3")
            .args(["-c", HOLD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("install the package python3-pyscard");
        let mut line = String::new();
        BufReader::new(python.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(
            line, "09 9000\n",
            "is the package python3-pyscard installed?"
        );
        let mut rig = Rig::open();
        assert_eq!(rig.open_card().unwrap_err().kind(), ErrorKind::InUse);
        let mut stdin = python.stdin.take().unwrap();
        stdin.write_all(b"go\n").unwrap();
        drop(stdin);
        assert!(python.wait().unwrap().success());
        rig.open_card().unwrap();
        assert_eq!(rig.transmit(&WHO).unwrap(), [&[9][..], &OK].concat());
    });
}
