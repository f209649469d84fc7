//! End-to-end suite.

mod chip;
