//! What can go wrong with a card in the printer, and where: one row per fault and position.

use super::outcome::Fate::{self, NotTaken, PersonSays, Spoiled, UsedOn};

/// A fault at a position, and what is documented to become of the blank that meets it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Where the card is, or what is being said.
    pub(crate) place: &'static str,
    /// The faults as they are armed, one after the other, each with the opportunities that pass unharmed first.
    pub(crate) faults: &'static [(&'static str, u32)],
    /// What becomes of the blank.
    pub(crate) fate: Fate,
}

const fn row(place: &'static str, faults: &'static [(&'static str, u32)], fate: Fate) -> Row {
    Row {
        place,
        faults,
        fate,
    }
}

/// All rows, in the order of a card's way.
pub(crate) const ROWS: &[Row] = &[
    // Before a blank is taken.
    row("hopper", &[("hopper-empty", 0)], NotTaken),
    row("hopper", &[("cleaning-due", 0)], NotTaken),
    row("hopper", &[("printer-answers:garbled:Rco;p", 0)], NotTaken),
    // From the hopper to the encoder.
    row("feed", &[("double-feed", 0)], UsedOn),
    row("feed", &[("jam:feed", 0)], PersonSays),
    row("feed", &[("cover-opens:feed", 0)], UsedOn),
    row("feed", &[("power-cut:feed", 0)], UsedOn),
    row("encoder", &[("jam:encoder", 0)], PersonSays),
    row("encoder", &[("cover-opens:encoder", 0)], UsedOn),
    row("encoder", &[("power-cut:encoder", 0)], UsedOn),
    row(
        "answer to the feed",
        &[("printer-answers:lost:Sis", 0)],
        UsedOn,
    ),
    row(
        "answer to the feed",
        &[("printer-answers:late:Sis", 0)],
        UsedOn,
    ),
    row(
        "answer to the feed",
        &[("printer-answers:garbled:Sis", 0)],
        UsedOn,
    ),
    row(
        "answer to the feed",
        &[("printer-answers:ok-first:Sis", 0)],
        UsedOn,
    ),
    // The artwork is sent.
    row(
        "before the print: its position",
        &[("printer-answers:garbled:Rlr;p", 1)],
        UsedOn,
    ),
    row(
        "before the print: its position",
        &[("printer-answers:ok-first:Rlr;p", 1)],
        UsedOn,
    ),
    row(
        "first panel's data",
        &[("link-lost-before-print", 0)],
        UsedOn,
    ),
    row(
        "last panel's data",
        &[("link-lost-before-print", 9)],
        UsedOn,
    ),
    row(
        "answer to a panel",
        &[("printer-answers:late:Db", 0)],
        UsedOn,
    ),
    row(
        "answer to a panel",
        &[("printer-answers:garbled:Db", 2)],
        UsedOn,
    ),
    row(
        "answer to the last panel",
        &[("printer-answers:ok-first:Db", 9)],
        UsedOn,
    ),
    // To the print head.
    row("on the way to the head", &[("jam:head", 0)], PersonSays),
    row("on the way to the head", &[("cover-opens:head", 0)], UsedOn),
    row(
        "on the way to the head",
        &[("power-cut:head", 0)],
        PersonSays,
    ),
    // Front.
    row("front, before its panels", &[("head-hot", 0)], UsedOn),
    row(
        "front, before its panels",
        &[("ribbon-unrecognised", 0)],
        UsedOn,
    ),
    row("front, yellow", &[("ribbon-end-mid-panel:y", 0)], Spoiled),
    row("front, magenta", &[("ribbon-end-mid-panel:m", 0)], Spoiled),
    row("front, cyan", &[("ribbon-end-mid-panel:c", 0)], Spoiled),
    row("front, black", &[("ribbon-end-mid-panel:k", 0)], Spoiled),
    row("front, overlay", &[("ribbon-end-mid-panel:o", 0)], Spoiled),
    row("front, yellow", &[("ribbon-break:y", 0)], Spoiled),
    row("front, magenta", &[("ribbon-break:m", 0)], Spoiled),
    row("front, cyan", &[("ribbon-break:c", 0)], Spoiled),
    row("front, black", &[("ribbon-break:k", 0)], Spoiled),
    row("front, overlay", &[("ribbon-break:o", 0)], Spoiled),
    row("front, yellow", &[("jam:panel", 0)], PersonSays),
    row("front, magenta", &[("jam:panel", 1)], PersonSays),
    row("front, cyan", &[("jam:panel", 2)], PersonSays),
    row("front, black", &[("jam:panel", 3)], PersonSays),
    row("front, overlay", &[("jam:panel", 4)], PersonSays),
    row("front, yellow", &[("cover-opens:panel", 0)], Spoiled),
    row("front, magenta", &[("cover-opens:panel", 1)], Spoiled),
    row("front, cyan", &[("cover-opens:panel", 2)], Spoiled),
    row("front, black", &[("cover-opens:panel", 3)], Spoiled),
    row("front, overlay", &[("cover-opens:panel", 4)], Spoiled),
    row("front, yellow", &[("power-cut:panel", 0)], Spoiled),
    row("front, magenta", &[("power-cut:panel", 1)], Spoiled),
    row("front, cyan", &[("power-cut:panel", 2)], Spoiled),
    row("front, black", &[("power-cut:panel", 3)], Spoiled),
    row("front, overlay", &[("power-cut:panel", 4)], Spoiled),
    // Between the faces.
    row("flip", &[("jam:flip", 0)], PersonSays),
    row("flip", &[("cover-opens:flip", 0)], Spoiled),
    row("flip", &[("power-cut:flip", 0)], Spoiled),
    // Back.
    row("back, before its panels", &[("head-hot", 1)], Spoiled),
    row(
        "back, before its panels",
        &[("ribbon-unrecognised", 1)],
        Spoiled,
    ),
    row("back, yellow", &[("ribbon-end-mid-panel:y", 1)], Spoiled),
    row("back, black", &[("ribbon-end-mid-panel:k", 1)], Spoiled),
    row("back, overlay", &[("ribbon-end-mid-panel:o", 1)], Spoiled),
    row("back, yellow", &[("ribbon-break:y", 1)], Spoiled),
    row("back, black", &[("ribbon-break:k", 1)], Spoiled),
    row("back, overlay", &[("ribbon-break:o", 1)], Spoiled),
    row("back, yellow", &[("jam:panel", 5)], PersonSays),
    row("back, black", &[("jam:panel", 8)], PersonSays),
    row("back, overlay", &[("jam:panel", 9)], PersonSays),
    row("back, yellow", &[("cover-opens:panel", 5)], Spoiled),
    row("back, black", &[("cover-opens:panel", 8)], Spoiled),
    row("back, overlay", &[("cover-opens:panel", 9)], Spoiled),
    row("back, yellow", &[("power-cut:panel", 5)], Spoiled),
    row("back, black", &[("power-cut:panel", 8)], Spoiled),
    row("back, overlay", &[("power-cut:panel", 9)], Spoiled),
    // Out.
    row("exit", &[("output-full", 0)], UsedOn),
    row("exit", &[("jam:exit", 0)], PersonSays),
    row("exit", &[("cover-opens:exit", 0)], UsedOn),
    row("exit", &[("power-cut:exit", 0)], UsedOn),
    row(
        "exit, and its eject",
        &[("output-full", 0), ("printer-answers:lost:Sce", 0)],
        UsedOn,
    ),
    row(
        "answer to the print",
        &[("link-lost-after-print", 0)],
        UsedOn,
    ),
    row(
        "answer to the print",
        &[("printer-answers:late:Se", 0)],
        UsedOn,
    ),
    row(
        "answer to the print",
        &[("printer-answers:garbled:Se", 0)],
        UsedOn,
    ),
    row(
        "answer to the print",
        &[("printer-answers:ok-first:Se", 0)],
        UsedOn,
    ),
    // A spoiled card on its way to the rejects.
    row(
        "reject tray",
        &[("ribbon-end-mid-panel:y", 0), ("reject-full", 0)],
        Spoiled,
    ),
    row(
        "way to the reject tray",
        &[("ribbon-end-mid-panel:y", 0), ("jam:exit", 0)],
        Spoiled,
    ),
    row(
        "answer to the reject",
        &[
            ("ribbon-end-mid-panel:y", 0),
            ("printer-answers:garbled:Ser", 0),
        ],
        Spoiled,
    ),
    row(
        "answer to the reject",
        &[
            ("ribbon-end-mid-panel:y", 0),
            ("printer-answers:ok-first:Ser", 0),
        ],
        Spoiled,
    ),
];
