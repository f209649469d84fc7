//! What the simulated chip executes for a host with the right keys: behind the MACs, where no bytes get by chance. The first byte
//! chooses chip, keys and level; each record is a command in clear, which is protected as it should be; an empty one is a reset,
//! after which a session is opened again.

mod host;

use super::host::sample::{SAMPLE, SERIAL};
use crate::records::records;
use host::Host;
use loket_card::KeyVersion;
use loket_simulator::chip::{Chip, FileDump, LifeCycle};
use loket_wire::apdu::Response;

/// All of SCP03's.
const LEVELS: [u8; 5] = [0x33, 0x01, 0x03, 0x11, 0x13];
const VERIFY: u8 = 0x21;

pub(crate) fn run(input: &[u8]) {
    let Some((choice, commands)) = input.split_first() else {
        return;
    };
    let sealed = choice & 1 != 0;
    let mut chip = if sealed {
        SAMPLE.chip.clone()
    } else {
        Chip::blank(SERIAL.0)
    };
    let version = KeyVersion::ALL[usize::from(choice >> 1 & 1)];
    let level = LEVELS[usize::from(choice >> 2) % LEVELS.len()];
    let before = chip.clone();
    for session in records(commands).split(|command| command.is_empty()) {
        talk(&mut chip, version, level, session);
    }
    let is_read_only = sealed || version == KeyVersion::Activation;
    assert!(
        !is_read_only || files(&chip) == files(&before),
        "a file was changed"
    );
}

fn files(chip: &Chip) -> Vec<FileDump> {
    chip.dump().files
}

fn talk(chip: &mut Chip, version: KeyVersion, level: u8, commands: &[&[u8]]) {
    chip.power_on();
    let Some(mut host) = Host::open(chip, version, level) else {
        assert_eq!(chip.life_cycle(), LifeCycle::Terminated, "not let in");
        return;
    };
    let mut decided = false;
    for command in commands {
        let before = chip.life_cycle();
        let Some(answer) = host.send(chip, command) else {
            return;
        };
        let after = chip.life_cycle();
        assert!(
            before == after || may_follow(before, after, version, decided),
            "from {before:?} to {after:?} by {command:02X?}"
        );
        decided |= is_in_favour(command, &answer);
    }
}

/// Whether the command was a decision that lets the chip be put in force, and was taken.
fn is_in_favour(command: &[u8], answer: &Response) -> bool {
    matches!(command, [_, VERIFY, _, _, 1 | 2, _, _, _]) && answer.status.is_ok()
}

/// Whether the profile's table of the life cycle has this step, for a host with these keys.
fn may_follow(before: LifeCycle, after: LifeCycle, version: KeyVersion, decided: bool) -> bool {
    match (before, after) {
        (LifeCycle::Terminated, _) => false,
        (_, LifeCycle::Terminated) => true,
        (LifeCycle::Blank, LifeCycle::Initialised)
        | (LifeCycle::Initialised, LifeCycle::Personalised) => {
            version == KeyVersion::Personalisation
        }
        (LifeCycle::Personalised, LifeCycle::Activated) => {
            version == KeyVersion::Activation && decided
        }
        _ => false,
    }
}
