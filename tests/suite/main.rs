//! End-to-end suite.

mod chip;
#[cfg(test)]
mod reader;
mod supply;
mod tidy;
