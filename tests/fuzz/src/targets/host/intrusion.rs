//! A good chip, and somebody on the wire who changes what it answers: each record is an exchange's number, a place and a mask for
//! the bytes there. Whatever the host calls done is done, and what it read is what is on the chip.

use super::Lost;
use super::keys::Keys;
use super::sample::{SAMPLE, SERIAL, Sample};
use crate::records::records;
use loket_card::{
    Activation, Exchange, MoreTries, Presence, activate, layout, personalise, read_back,
};
use loket_simulator::chip::{Chip, LifeCycle};

/// In the place: the answer before comes once more.
const AGAIN: u8 = 0xFF;

pub(crate) fn run(input: &[u8]) {
    let Some((choice, changes)) = input.split_first() else {
        return;
    };
    let (keys, sample) = (Keys::of_chips(input), &*SAMPLE);
    let mut wire = Wire::to(&sample.chip, records(changes));
    match choice % 3 {
        0 => {
            if let Ok(content) = read_back(&mut wire, &keys) {
                assert!(content.record == sample.record, "read something else");
            }
        }
        1 => {
            wire.chip = Chip::blank(SERIAL.0);
            wire.chip.power_on();
            let (record, issuer) = (&sample.record, &sample.issuer);
            let done = personalise(&mut wire, &keys, SERIAL, record, issuer, &mut |_| {});
            assert!(
                done.is_err() || is_written(&wire.chip, sample),
                "not written"
            );
        }
        _ => {
            let presence = Presence::Finger(sample.verified.fingers()[0], 300);
            let allowed = MoreTries::NotAllowed;
            let done = activate(&mut wire, &keys, &sample.verified, presence, allowed);
            let in_force = wire.chip.life_cycle() == LifeCycle::Activated;
            assert!(
                in_force || !matches!(done, Ok(Activation::Activated)),
                "not in force"
            );
        }
    }
}

/// Whether the chip is sealed and holds the record; its control file also counts how often it was written.
fn is_written(chip: &Chip, sample: &Sample) -> bool {
    let record = |chip: &Chip| {
        let mut files = chip.dump().files;
        files.retain(|file| file.identifier != format!("{:X}", layout::File::Control.identifier()));
        files
    };
    chip.life_cycle() == sample.chip.life_cycle() && record(chip) == record(&sample.chip)
}

struct Wire<'a> {
    chip: Chip,
    changes: Vec<&'a [u8]>,
    exchanges: u8,
    before: Vec<u8>,
}

impl<'a> Wire<'a> {
    fn to(chip: &Chip, changes: Vec<&'a [u8]>) -> Self {
        let mut chip = chip.clone();
        chip.power_on();
        Self {
            chip,
            changes,
            exchanges: 0,
            before: Vec::new(),
        }
    }

    /// The answer after all changes of this exchange; `None` when it is lost.
    fn changed(&self, mut answer: Vec<u8>) -> Option<Vec<u8>> {
        for change in &self.changes {
            match change {
                [at, place, mask @ ..] if *at == self.exchanges => match mask {
                    [] if *place == AGAIN => answer.clone_from(&self.before),
                    [] => return None,
                    mask => blend(&mut answer, (*place).into(), mask),
                },
                _ => {}
            }
        }
        Some(answer)
    }
}

impl Exchange for Wire<'_> {
    type Error = Lost;

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Lost> {
        let answer = self.chip.transmit(command);
        let changed = self.changed(answer.clone());
        self.exchanges = self.exchanges.saturating_add(1);
        self.before = answer;
        changed.ok_or(Lost)
    }
}

/// Exclusive or from this place on, counted from the answer's end when it is in the upper half; what is longer is added.
fn blend(answer: &mut Vec<u8>, place: usize, mask: &[u8]) {
    let from = match place {
        ..0x80 => place,
        _ => (answer.len() + place).saturating_sub(0x100),
    };
    if answer.len() < from + mask.len() {
        answer.resize(from + mask.len(), 0);
    }
    for (byte, mask) in answer[from..].iter_mut().zip(mask) {
        *byte ^= mask;
    }
}
