//! End-to-end suite.

mod chip;
mod fingers;
mod photo;
mod reader;
mod supply;
mod tidy;
