//! Both faces of a card: drawn and split into panels by us, beside what other programs take to draw the same.
//!
//! The card has the shipped layout `ktp-like` with made-up data. The others get one SVG for each face, with every text where the
//! layout sets it; the code on the back is left out for them. They draw one face in a run.

mod card;
mod drawing;
mod process;
mod sent;

use crate::Setting;
use crate::rounds::undisturbed;
use crate::row::{Pair, Row};
use anyhow::Context;
use card::Card;
pub(crate) use card::draw_into;
use loket_artwork::Layout;
use process::Program;
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

const ROUNDS: usize = 21;
const LAYOUT: &str = "ktp-like";
const CANVAS: (u32, u32) = (1016, 648);

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let folder = setting.folder("render")?;
    let card = Card::sample()?;
    card.save(&folder)?;
    drawing::save(&card, &folder)?;
    let (ours, rsvg) = (Program::ours(&folder)?, Program::rsvg_convert(&folder));
    let magick = Program::image_magick(&folder);
    Ok(vec![
        warm_row(&card, &rsvg)?,
        process_row(&ours, &[&rsvg, &magick])?,
        memory_row(&ours, &[&rsvg, &magick], &folder)?,
        sent::row()?,
    ])
}

/// A counter draws one card after the other.
fn warm_row(card: &Card, rsvg: &Program) -> anyhow::Result<Row> {
    let layout = Layout::shipped(LAYOUT).context("the layout is not shipped")??;
    card.panels(&layout, CANVAS)?;
    let ours = || {
        let begun = processor_time();
        black_box(card.panels(&layout, CANVAS)?);
        Ok(milliseconds(processor_time() - begun))
    };
    let pair = undisturbed(ROUNDS, ours, || Ok(milliseconds(rsvg.run()?.processor)))?;
    let name = "both faces drawn and split into panels, warm, processor time";
    Ok(Row::at_most(1.0, name, "ms", pair, rsvg.name))
}

fn process_row(ours: &Program, others: &[&Program]) -> anyhow::Result<Row> {
    let span = |program: &Program| Ok(milliseconds(program.run()?.elapsed));
    let mut fastest: Option<(Pair, &str)> = None;
    for other in others {
        let pair = undisturbed(ROUNDS, || span(ours), || span(other))?;
        if fastest.is_none_or(|(known, _)| pair.reference < known.reference) {
            fastest = Some((pair, other.name));
        }
    }
    let (pair, reference) = fastest.context("no other program")?;
    let name = "both faces of a card, from files to PNG files";
    Ok(Row::at_most(1.0, name, "ms", pair, reference))
}

fn memory_row(ours: &Program, others: &[&Program], folder: &Path) -> anyhow::Result<Row> {
    let own = ours.peak_kib(folder)?;
    let mut smallest: Option<(f64, &str)> = None;
    for other in others {
        let peak = other.peak_kib(folder)?;
        if smallest.is_none_or(|(known, _)| peak < known) {
            smallest = Some((peak, other.name));
        }
    }
    let (reference, reference_name) = smallest.context("no other program")?;
    let pair = Pair {
        ours: own / 1024.0,
        reference: reference / 1024.0,
    };
    let name = "peak memory of drawing both faces";
    // Ours keeps the fixed layers of both faces, for a next card that does not come here.
    Ok(Row::at_most(1.5, name, "MiB", pair, reference_name))
}

/// What this thread has used.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}
