//! Independent PC/SC clients on the simulated readers: `opensc-tool` and pyscard.

use super::{ErrorKind, OK, Rig, TestCard, WHO};
use loket_tests::pcscd::alone;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// A program's output; fails with what to install when it is not there.
fn output(program: &str, arguments: &[&str], package: &str) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; install the package {package}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program} (package {package}): {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

#[test]
fn opensc_tool_lists_the_readers_and_talks_to_the_card() {
    alone(|bench| {
        bench.desk.insert(TestCard::named(5));
        // The card is there for a client that waits for it; opensc-tool does not.
        wait_for_desk_card();
        let list = output("opensc-tool", &["--list-readers"], "opensc");
        assert!(list.contains("Loket SIM Encoder 00 00"), "{list}");
        assert!(list.contains("Loket SIM Desk 00 00"), "{list}");
        let arguments = [
            "--reader",
            "Loket SIM Desk 00 00",
            "--send-apdu",
            "00CA000000",
        ];
        let answer = output("opensc-tool", &arguments, "opensc");
        assert!(answer.contains("SW1=0x90, SW2=0x00"), "{answer}");
        assert!(answer.contains("05"), "{answer}");
    });
}

fn wait_for_desk_card() {
    let script = "\
from smartcard.CardRequest import CardRequest
from smartcard.System import readers
desk = [r for r in readers() if 'Desk' in str(r)]
CardRequest(timeout=10, readers=desk).waitforcard()
";
    output("/usr/bin/python3", &["-c", script], "python3-pyscard");
}

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
