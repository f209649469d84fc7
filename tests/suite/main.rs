//! End-to-end suite.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected ends there"
)]

mod buf;
mod card_on_desk;
mod chip;
mod chip_limits;
mod counterparts;
mod docs;
mod errors;
mod examples;
mod explore;
mod faults;
mod fingers;
mod hostile;
mod hotplug;
mod ipp;
mod keys;
mod leases;
mod ledger;
mod memory;
mod old_card;
mod panel_bytes;
mod photo;
mod planted;
mod preflight;
mod presence;
mod printed;
mod printer_faults;
mod prompts;
mod reader;
mod records;
mod refusals;
mod supply;
mod swapped;
mod tidy;
mod used_card;
mod voided;
mod watch;
mod web;
mod wires;
