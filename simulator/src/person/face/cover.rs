//! How much of each pixel a shape covers.

use super::canvas::View;
use super::curve::Point;

/// The part of a picture that a shape touches, and how much of each pixel it covers, 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Cover {
    /// The inside of a closed outline, with exact area at its edge.
    pub(super) fn of(outline: &[Point], view: &View) -> Self {
        let corners: Vec<_> = outline.iter().map(|point| view.pixel(*point)).collect();
        let mut cover = Self::around(&corners, view.size);
        let (left, top) = (cover.left as f32, cover.top as f32);
        let local = |(x, y): (f32, f32)| (x - left, y - top);
        for (index, corner) in corners.iter().enumerate() {
            let next = corners[(index + 1) % corners.len()];
            cover.add_edge(local(*corner), local(next));
        }
        cover.accumulate();
        cover
    }

    /// An empty cover over the bounding box of the corners, within the picture.
    fn around(corners: &[(f32, f32)], size: (usize, usize)) -> Self {
        let span = |axis: fn(&(f32, f32)) -> f32, most: usize| {
            let (low, high) = corners
                .iter()
                .map(axis)
                .fold((f32::MAX, f32::MIN), |(low, high), value| {
                    (low.min(value), high.max(value))
                });
            let first = whole(low).min(most);
            (first, (whole(high) + 1).clamp(first, most) - first)
        };
        let (left, width) = span(|corner| corner.0, size.0);
        let (top, height) = span(|corner| corner.1, size.1);
        Self {
            left,
            top,
            width,
            height,
            values: vec![0.0; width * height],
        }
    }

    /// Adds to each pixel by how much the area to the right of the edge changes there.
    fn add_edge(&mut self, from: (f32, f32), to: (f32, f32)) {
        let sign = if from.1 < to.1 { 1.0 } else { -1.0 };
        let (upper, lower) = if from.1 < to.1 {
            (from, to)
        } else {
            (to, from)
        };
        let slope = (lower.0 - upper.0) / (lower.1 - upper.1).max(1e-9);
        let first = upper.1.max(0.0);
        let last = lower.1.min(self.height as f32);
        for row in whole(first)..self.height.min(whole(last.ceil())) {
            let (top, bottom) = (first.max(row as f32), last.min(row as f32 + 1.0));
            if bottom > top {
                let at = |y: f32| upper.0 + slope * (y - upper.1);
                self.add_slice(row, at(top), at(bottom), sign * (bottom - top));
            }
        }
    }

    /// Spreads the part of an edge inside one row over the pixels that it crosses.
    fn add_slice(&mut self, row: usize, from: f32, to: f32, height: f32) {
        let limit = self.width as f32;
        let (low, high) = (
            from.min(to).clamp(0.0, limit),
            from.max(to).clamp(0.0, limit),
        );
        let start = row * self.width;
        let share = height / (high - low).max(1e-6);
        for column in whole(low)..=whole(high) {
            let x = column as f32;
            let (a, b) = (low.max(x), high.min(x + 1.0));
            let part = if high - low < 1e-6 {
                height
            } else {
                share * (b - a).max(0.0)
            };
            let right = 1.0 - ((a + b) / 2.0 - x);
            self.put(start, column, part * right);
            self.put(start, column + 1, part * (1.0 - right));
        }
    }

    fn put(&mut self, start: usize, column: usize, value: f32) {
        if column < self.width {
            self.values[start + column] += value;
        }
    }

    /// Turns changes into areas.
    fn accumulate(&mut self) {
        for row in self.values.chunks_exact_mut(self.width.max(1)) {
            let mut sum = 0.0_f32;
            for value in row {
                sum += *value;
                *value = sum.abs().min(1.0);
            }
        }
    }

    /// The same with edges softened over about `radius` head units.
    pub(super) fn soft(&self, radius: f32, view: &View) -> Self {
        let reach = whole(radius * view.unit / 1.5).max(1);
        let mut wide = self.padded(reach * 2, view.size);
        let mut turned = vec![0.0; wide.values.len()];
        let (width, height) = (wide.width, wide.height);
        for _ in 0..2 {
            blur_rows_turned(&wide.values, width, reach, &mut turned);
            blur_rows_turned(&turned, height, reach, &mut wide.values);
        }
        wide
    }

    fn padded(&self, by: usize, size: (usize, usize)) -> Self {
        let (left, top) = (self.left.saturating_sub(by), self.top.saturating_sub(by));
        let width = (self.left + self.width + by)
            .min(size.0)
            .saturating_sub(left);
        let height = (self.top + self.height + by)
            .min(size.1)
            .saturating_sub(top);
        let mut values = vec![0.0; width * height];
        for (row, line) in self.values.chunks_exact(self.width.max(1)).enumerate() {
            let start = (row + self.top - top) * width + self.left - left;
            values[start..start + self.width].copy_from_slice(line);
        }
        Self {
            left,
            top,
            width,
            height,
            values,
        }
    }

    /// The same where `other` covers too.
    pub(super) fn within(mut self, other: &Self) -> Self {
        self.each(|x, y, value| *value *= other.at(x, y));
        self
    }

    /// The same where `other` does not cover.
    pub(super) fn without(mut self, other: &Self) -> Self {
        self.each(|x, y, value| *value *= 1.0 - other.at(x, y));
        self
    }

    /// The same, but only this share of it.
    pub(super) fn faint(mut self, share: f32) -> Self {
        self.values.iter_mut().for_each(|value| *value *= share);
        self
    }

    fn each(&mut self, change: impl Fn(usize, usize, &mut f32)) {
        let (left, top) = (self.left, self.top);
        for (y, row) in self.values.chunks_exact_mut(self.width.max(1)).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                change(left + x, top + y, value);
            }
        }
    }

    /// Coverage of a pixel of the picture.
    fn at(&self, x: usize, y: usize) -> f32 {
        let (Some(column), Some(row)) = (x.checked_sub(self.left), y.checked_sub(self.top)) else {
            return 0.0;
        };
        if column < self.width && row < self.height {
            self.values[row * self.width + column]
        } else {
            0.0
        }
    }
}

/// A running mean over `2 * reach + 1` pixels of each row, written column by column, so that a second call does the
/// columns and restores the order.
fn blur_rows_turned(values: &[f32], width: usize, reach: usize, turned: &mut [f32]) {
    let height = values.len() / width.max(1);
    let weight = 1.0 / (2.0 * reach as f32 + 1.0);
    for (row, line) in values.chunks_exact(width.max(1)).enumerate() {
        let mut sum: f32 = line.iter().take(reach).sum();
        for column in 0..width {
            sum += line.get(column + reach).copied().unwrap_or(0.0);
            turned[column * height + row] = sum * weight;
            sum -= column.checked_sub(reach).map_or(0.0, |behind| line[behind]);
        }
    }
}

/// The whole number below, 0 for what is below 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, which is what is wanted"
)]
pub(super) fn whole(value: f32) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::face::curve::ellipse;

    #[test]
    fn the_area_of_a_disc_is_right_wherever_it_lies() {
        for shift in [0.0, 0.1, 0.37, 0.5] {
            let view = View::still((100, 100), (50.0 + shift, 50.0 - shift), 10.0);
            let cover = Cover::of(&ellipse((0.0, 0.0), (2.0, 3.0)), &view);
            let area: f32 = cover.values.iter().sum();
            assert!((area - 600.0 * std::f32::consts::PI).abs() < 12.0, "{area}");
        }
    }

    #[test]
    fn what_hangs_over_the_border_is_cut_off() {
        let view = View::still((40, 30), (0.0, 0.0), 10.0);
        let cover = Cover::of(&ellipse((0.0, 0.0), (9.0, 9.0)), &view);
        assert_eq!(
            (cover.left, cover.top, cover.width, cover.height),
            (0, 0, 40, 30)
        );
        assert!(cover.values.iter().all(|value| (*value - 1.0).abs() < 1e-3));
    }

    #[test]
    fn softening_keeps_the_area() {
        let view = View::still((100, 100), (50.0, 50.0), 10.0);
        let cover = Cover::of(&ellipse((0.0, 0.0), (2.0, 2.0)), &view);
        let soft = cover.soft(0.6, &view);
        let (sharp, soft): (f32, f32) = (cover.values.iter().sum(), soft.values.iter().sum());
        assert!((sharp - soft).abs() < sharp * 0.01, "{sharp} {soft}");
    }
}
