//! A stack of cards: each is written, verified, activated and read back through a real reader, and with every tenth
//! something goes wrong.

mod flawed;
mod line;

pub use line::{Ended, Line, Made};

use anyhow::ensure;
use flawed::Flaw;
use loket_card::CardRecord;
use loket_simulator::chip::{FileText, LifeCycle};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// One card of so many has a flaw.
const FLAWED: u32 = 10;

/// What became of a stack.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cards in force.
    pub activated: u32,
    /// Of those, how many took more than one try.
    pub again: u32,
    /// Cards given up.
    pub spoiled: u32,
}

/// Makes cards with these numbers on this reader, with flaws drawn by `seed`.
///
/// # Errors
/// When the reader fails; when a card is neither activated nor spoiled, or a good one is not activated at once.
pub fn make(
    line: &mut Line,
    numbers: impl Iterator<Item = u32>,
    seed: u64,
) -> anyhow::Result<Vec<Made>> {
    numbers
        .map(|number| {
            let mut chance = Pcg64::seed_from_u64(seed ^ u64::from(number) << 8);
            let flaw = (number % FLAWED == 0).then(|| Flaw::draw(&mut chance));
            let made = line.make(number, flaw, chance.random())?;
            ensure!(
                flaw.is_some() || made.ended == Ended::Activated { tries: 1 },
                "card {number} has no flaw and ended as {:?}",
                made.ended
            );
            Ok(made)
        })
        .collect()
}

/// Compares what the lines say with what is on the cards.
///
/// # Errors
/// The first card that is not what it was said to be, or bears another holder's data.
pub fn judge(made: &[Made]) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    for card in made {
        let chip = card.chip().dump();
        let is_activated = chip.life_cycle == LifeCycle::Activated;
        let holder = match &chip.files[1].text {
            Some(FileText::Biodata(columns)) => columns.first().cloned(),
            _ => None,
        };
        let number = card.number;
        ensure!(
            holder.is_none() || holder.as_ref() == Some(&card.record.biodata.nik),
            "card {number} bears another holder's data"
        );
        ensure!(
            card.bystander().life_cycle() == LifeCycle::Blank,
            "another card than {number} was written"
        );
        match card.ended {
            Ended::Activated { tries } => {
                ensure!(
                    is_activated && holder.is_some(),
                    "card {number} is not in force"
                );
                tally.activated += 1;
                tally.again += u32::from(tries > 1);
            }
            Ended::Spoiled(_) => {
                ensure!(!is_activated, "card {number} was given up and is in force");
                tally.spoiled += 1;
            }
        }
    }
    Ok(tally)
}

/// The record of the holder with this number.
fn of_holder(template: &CardRecord, number: u32) -> CardRecord {
    let mut record = template.clone();
    let nik = &mut record.biodata.nik;
    nik.truncate(12);
    nik.push_str(&format!("{number:04}"));
    record
}
