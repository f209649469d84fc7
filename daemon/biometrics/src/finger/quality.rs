//! Is this print good enough, and if not, what should the person do?

use super::area::percentile;
use super::extract::Analysis;
use super::finger_image::FingerImageRef;
use super::raster::{number, percent};
use serde::{Deserialize, Serialize};

/// Print area in square millimetres from which a print is usable, and from which it is as good as it gets.
const AREA: (f32, f32) = (60.0, 130.0);
/// Gray levels between ridge and valley likewise.
const CONTRAST: (f32, f32) = (60.0, 120.0);
/// Share of the image that clear ridges explain likewise.
const CLARITY: (f32, f32) = (0.50, 0.80);
/// Agreement of the ridge flow likewise.
const COHERENCE: (f32, f32) = (0.45, 0.80);
/// Share of dark pixels within the print above which unclear ridges are smeared rather than broken, and below which less
/// than `BROKEN` clarity means dry skin.
const DARK: f32 = 0.5;
const PALE: f32 = 0.38;
const BROKEN: f32 = 0.68;

/// What is wrong with a print, in words that tell what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FingerProblem {
    /// Nothing that looks like a finger: place it.
    Blank,
    /// Too little of the finger touches: place it flat and in the middle.
    TooSmall,
    /// Pale ridges: press a little more.
    TooLight,
    /// Broken ridges: moisten the finger.
    TooDry,
    /// Ridges run together: dry and clean finger and glass, hold still.
    Smudged,
}

/// The quality of one print.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FingerQuality {
    /// 0 = useless, 100 = as good as it gets; own scale, not NFIQ.
    pub score: u8,
    /// Area of the print in square millimetres.
    pub area: f32,
    /// Gray levels between ridges and valleys, 0..=255.
    pub contrast: f32,
    /// Share of the picture that clear parallel ridges explain, 0..=1.
    pub clarity: f32,
    /// Agreement of the ridge flow, 0..=1.
    pub coherence: f32,
    /// The worst problem; none when the print is usable.
    pub problem: Option<FingerProblem>,
}

/// Judges a print.
#[must_use]
pub fn quality(image: &FingerImageRef<'_>) -> FingerQuality {
    judge(image, &Analysis::of(image))
}

pub(super) fn judge(image: &FingerImageRef<'_>, analysis: &Analysis) -> FingerQuality {
    let inside: Vec<usize> = (0..image.pixels().len())
        .filter(|at| analysis.area.inside[*at])
        .collect();
    let pick = |values: &[f32]| inside.iter().map(|at| values[*at]).collect::<Vec<f32>>();
    let gray = pick(&analysis.gray.values);
    let (dark, light) = (percentile(&gray, 0.1), percentile(&gray, 0.9));
    let pixel = 25.4 / f32::from(image.ppi());
    let mut quality = FingerQuality {
        score: 0,
        area: number(inside.len()) * pixel * pixel,
        contrast: light - dark,
        clarity: clarity(&pick(&analysis.even.values), &pick(&analysis.ridges.values)),
        coherence: mean(&pick(&analysis.flow.coherence.values)),
        problem: None,
    };
    let middle = f32::midpoint(dark, light);
    let ink = mean(
        &gray
            .iter()
            .map(|g| f32::from(u8::from(*g < middle)))
            .collect::<Vec<_>>(),
    );
    quality.problem = problem(&quality, ink);
    quality.score = score(&quality);
    quality
}

/// Squared correlation of the picture with its filtered ridges.
fn clarity(even: &[f32], ridges: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let both = dot(even, ridges);
    both * both / (dot(even, even) * dot(ridges, ridges)).max(1e-6)
}

fn problem(quality: &FingerQuality, ink: f32) -> Option<FingerProblem> {
    if quality.area < AREA.0 / 4.0 {
        Some(FingerProblem::Blank)
    } else if quality.contrast < CONTRAST.0 {
        Some(FingerProblem::TooLight)
    } else if quality.clarity < CLARITY.0 || quality.coherence < COHERENCE.0 {
        let smeared = ink > DARK;
        Some(if smeared {
            FingerProblem::Smudged
        } else {
            FingerProblem::TooDry
        })
    } else if quality.clarity < BROKEN && ink < PALE {
        Some(FingerProblem::TooDry)
    } else if quality.area < AREA.0 {
        Some(FingerProblem::TooSmall)
    } else {
        None
    }
}

/// The weakest measure decides, the others shade it.
fn score(quality: &FingerQuality) -> u8 {
    let place = |value: f32, (usable, best): (f32, f32)| {
        let share = (value - usable) / (best - usable);
        // Usable begins at 40; below, the score falls to 0 with the measure.
        if share < 0.0 {
            0.4 * value / usable
        } else {
            0.4 + 0.6 * share.min(1.0)
        }
    };
    let places = [
        place(quality.area, AREA),
        place(quality.contrast, CONTRAST),
        place(quality.clarity, CLARITY),
        place(quality.coherence, COHERENCE),
    ];
    let weakest = places.into_iter().fold(1.0, f32::min);
    percent(weakest * (0.7 + 0.3 * mean(&places)))
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / number(values.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_glass_is_blank() {
        let pixels = vec![235; 256 * 288];
        let image = FingerImageRef::new(256, 288, 500, &pixels).unwrap();
        let quality = quality(&image);
        assert_eq!(quality.problem, Some(FingerProblem::Blank));
        assert_eq!(quality.score, 0);
    }
}
