//! Where the applicant is, by what differs from the backdrop.

use super::backdrop::Behind;
use image::RgbImage;

/// A head seen against a plain backdrop, in pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Head {
    /// Top of the hair.
    pub(super) top: f64,
    /// From the top of the hair to a little below the chin.
    pub(super) height: f64,
    /// Middle of the head.
    pub(super) centre: f64,
}

/// First and last column of the applicant in each row, where there is enough of him.
struct Outline(Vec<Option<(u32, u32)>>);

impl Outline {
    fn of(picture: &RgbImage, behind: Behind) -> Self {
        let least = usize::try_from(picture.width() / 25)
            .unwrap_or(usize::MAX)
            .max(2);
        let row = |y| {
            let before: Vec<u32> = (0..picture.width())
                .filter(|x| behind.is_before(*picture.get_pixel(*x, y)))
                .collect();
            let (first, last) = (*before.first()?, *before.last()?);
            (before.len() > least).then_some((first, last))
        };
        Self((0..picture.height()).map(row).collect())
    }

    fn width(&self, y: usize) -> f64 {
        self.0[y].map_or(0.0, |(first, last)| f64::from(last - first) + 1.0)
    }
}

/// Finds the head above the neck: the outline widens, narrows again and then widens to the shoulders.
pub(super) fn head(picture: &RgbImage, behind: Behind) -> Option<Head> {
    let outline = Outline::of(picture, behind);
    let rows = outline.0.len();
    let top = outline
        .0
        .iter()
        .position(Option::is_some)
        .filter(|top| *top > 0)?;
    let mut widest = top;
    for y in top..rows {
        let (width, most) = (outline.width(y), outline.width(widest));
        // The shoulders begin: what lies above is the head, with or without a visible neck.
        if width > most * 1.35 && y - top > rows / 12 {
            let neck = (widest..y).min_by(|a, b| outline.width(*a).total_cmp(&outline.width(*b)));
            return Some(measure(&outline, top, widest, neck.unwrap_or(y)));
        }
        if width > most && width < f64::from(picture.width()) * 0.8 && y - widest < rows / 6 {
            widest = y;
        }
    }
    None
}

/// A head with hair or scarf is about 1.3 times as high as it is wide. That bounds what the outline says: long hair hides
/// the neck and makes the head look long, a scarf is narrowest at the cheeks and makes it look short.
const HEIGHT_BY_WIDTH: (f64, f64) = (1.28, 1.36);

fn measure(outline: &Outline, top: usize, widest: usize, neck: usize) -> Head {
    let centre = outline.0[widest].map_or(0.0, |(first, last)| f64::from(first + last) / 2.0);
    let width = outline.width(widest);
    let (low, high) = (width * HEIGHT_BY_WIDTH.0, width * HEIGHT_BY_WIDTH.1);
    Head {
        top: top as f64,
        height: ((neck - top) as f64).clamp(low, high),
        centre,
    }
}

/// Share of the middle of the picture that is not backdrop, and how far off the middle it lies, as a share of the width.
pub(super) fn presence(picture: &RgbImage, behind: Behind) -> (f64, f64) {
    let (width, height) = picture.dimensions();
    let (mut inside, mut before, mut sum) = (0_u64, 0_u64, 0.0);
    for (x, _, pixel) in picture
        .enumerate_pixels()
        .filter(|(_, y, _)| *y < height * 3 / 4)
    {
        let middle = x >= width / 4 && x < width * 3 / 4;
        inside += u64::from(middle);
        if behind.is_before(*pixel) {
            before += u64::from(middle);
            sum += f64::from(x) - f64::from(width) / 2.0;
        }
    }
    let all = picture
        .enumerate_pixels()
        .filter(|(_, y, pixel)| *y < height * 3 / 4 && behind.is_before(**pixel))
        .count();
    (
        before as f64 / inside.max(1) as f64,
        sum / all.max(1) as f64 / f64::from(width),
    )
}
