//! End-to-end suite.

mod chip;
mod supply;
mod tidy;
