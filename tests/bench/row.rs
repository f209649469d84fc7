//! One line of the result: what ours took, what the reference took, and how far apart they may be.

use serde::Serialize;

/// Which ratios are within the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    /// The target and everything below it.
    Lower,
    /// The target and everything above it.
    Higher,
}

/// One measured row. `ours` and `reference` are medians in `unit`, taken in the same run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    pub(crate) reference: f64,
    pub(crate) reference_name: String,
    /// `ours / reference`.
    pub(crate) ratio: f64,
    pub(crate) target: f64,
    pub(crate) direction: Direction,
}

/// A measured value and what it is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) ours: f64,
    pub(crate) reference: f64,
}

impl Row {
    /// A row whose ratio must be at most `target`.
    pub(crate) fn at_most(
        target: f64,
        name: impl Into<String>,
        unit: &'static str,
        pair: Pair,
        reference_name: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            unit,
            ours: pair.ours,
            reference: pair.reference,
            reference_name: reference_name.into(),
            ratio: pair.ours / pair.reference,
            target,
            direction: Direction::Lower,
        }
    }

    /// The same row, whose ratio must be at least `target`.
    pub(crate) fn at_least(self, target: f64) -> Self {
        Self {
            target,
            direction: Direction::Higher,
            ..self
        }
    }

    /// Whether the ratio is within the target; one that is no number never is.
    pub(crate) fn is_met(&self) -> bool {
        match self.direction {
            Direction::Lower => self.ratio <= self.target,
            Direction::Higher => self.ratio >= self.target,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: f64, reference: f64) -> Row {
        Row::at_most(1.1, "n", "ms", Pair { ours, reference }, "r")
    }

    #[test]
    fn a_ratio_meets_its_target_or_not() {
        assert!(row(11.0, 10.0).is_met() && !row(11.1, 10.0).is_met());
        assert!(row(9.0, 10.0).at_least(0.8).is_met());
        assert!(!row(7.0, 10.0).at_least(0.8).is_met());
        assert!(!row(0.0, 0.0).is_met());
    }

    #[test]
    fn the_file_has_the_keys_that_its_readers_expect() {
        let value = serde_json::to_value(row(1.0, 2.0)).unwrap();
        let keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            keys,
            [
                "direction",
                "name",
                "ours",
                "ratio",
                "reference",
                "reference_name",
                "target",
                "unit"
            ]
        );
        assert_eq!(value["direction"], "lower");
    }
}
