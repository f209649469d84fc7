//! End-to-end suite.

mod chip;
mod fingers;
#[cfg(test)]
mod reader;
mod photo;
mod supply;
mod tidy;
