//! End-to-end suite.

mod chip;
mod docs;
mod fingers;
mod memory;
mod photo;
mod reader;
mod supply;
mod tidy;
