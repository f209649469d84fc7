//! Measuring two things in turns, so that what else the machine does meets both alike.

use crate::row::Pair;

/// Measures both `rounds` times, alternating which comes first, and returns the medians.
pub(crate) fn in_turns(
    rounds: usize,
    ours: impl FnMut() -> anyhow::Result<f64>,
    reference: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Pair> {
    Ok(all_in_turns(rounds, ours, reference)?.map(median))
}

/// The same with lower quartiles, for rounds so short that a pause of the machine is as long as what is measured.
pub(crate) fn undisturbed(
    rounds: usize,
    ours: impl FnMut() -> anyhow::Result<f64>,
    reference: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Pair> {
    Ok(all_in_turns(rounds, ours, reference)?.map(lower_quartile))
}

/// What all rounds of both took.
struct Both([Vec<f64>; 2]);

impl Both {
    fn map(mut self, middle: fn(&mut [f64]) -> f64) -> Pair {
        let [ours, reference] = &mut self.0;
        Pair {
            ours: middle(ours),
            reference: middle(reference),
        }
    }
}

fn all_in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> anyhow::Result<f64>,
    mut reference: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Both> {
    let (mut all_ours, mut all_reference) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            all_ours.push(ours()?);
            all_reference.push(reference()?);
        } else {
            all_reference.push(reference()?);
            all_ours.push(ours()?);
        }
    }
    Ok(Both([all_ours, all_reference]))
}

/// The value that a quarter of them is below; no number for no values.
fn lower_quartile(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().unwrap_or(f64::NAN)
}

/// The value in the middle, or between both in the middle; no number for no values.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values {
        [] => f64::NAN,
        values if values.len() % 2 == 1 => values[middle],
        values => (values[middle - 1] + values[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&mut []).is_nan());
    }

    #[test]
    fn a_quarter_is_below_the_lower_quartile() {
        assert_eq!(lower_quartile(&mut [5.0, 1.0, 2.0, 4.0, 3.0]), 2.0);
        assert!(lower_quartile(&mut []).is_nan());
    }

    #[test]
    fn who_comes_first_alternates() {
        let order = RefCell::new(String::new());
        let say = |letter, value| {
            order.borrow_mut().push(letter);
            Ok(value)
        };
        let pair = in_turns(3, || say('o', 1.0), || say('r', 2.0)).unwrap();
        assert_eq!(*order.borrow(), "orroor");
        assert_eq!((pair.ours, pair.reference), (1.0, 2.0));
    }
}
