//! End-to-end suite.

mod chip;
mod fingers;
#[cfg(test)]
mod reader;
mod supply;
mod tidy;
