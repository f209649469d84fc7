//! Measuring two things in turns, so that what else the machine does meets both alike.

use crate::row::Pair;

/// Measures both `rounds` times, alternating which comes first, and returns the medians.
pub(crate) fn in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> anyhow::Result<f64>,
    mut reference: impl FnMut() -> anyhow::Result<f64>,
) -> anyhow::Result<Pair> {
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
    Ok(Pair {
        ours: median(&mut all_ours),
        reference: median(&mut all_reference),
    })
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
