//! The list of faults for people: what each does and what reaches it.

use serde::Serialize;

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// How it is armed; a parameter stands in capitals after a colon.
    pub spec: &'static str,
    /// What happens.
    pub description: &'static str,
    /// The exchange at which it strikes.
    pub reached_by: &'static str,
    /// What a person does about it.
    pub undone_by: &'static str,
}

/// All faults.
pub const CATALOGUE: [Entry; 35] = [
    Entry {
        spec: "finger-absent",
        description: "the finger misses the glass and is off it again",
        reached_by: "the sensor looks for a finger (GenImg) while one is placed",
        undone_by: "place finger",
    },
    Entry {
        spec: "finger-lifted",
        description: "the finger leaves while the image is taken; the sensor answers `capture failed`",
        reached_by: "the sensor takes an image (GenImg) while a finger is placed",
        undone_by: "place finger",
    },
    Entry {
        spec: "smudged-glass",
        description: "the image of the empty glass shows a smudge",
        reached_by: "the sensor looks for a finger (GenImg) and finds none",
        undone_by: "nothing: it is wiped off; armed for good, clear fault",
    },
    Entry {
        spec: "corrupted-packet",
        description: "one bit of a data packet flips on the line, so its checksum is wrong",
        reached_by: "the sensor sends a data packet of an image (UpImage)",
        undone_by: "nothing: the host asks again",
    },
    Entry {
        spec: "camera-stall",
        description: "the camera sends no more, and the line stays open",
        reached_by: "a frame or a snapshot is due",
        undone_by: "a new connection",
    },
    Entry {
        spec: "card-pulled-mid-write:N",
        description: "the card is pulled out of its reader after N commands and is in the operator's hand",
        reached_by: "the command after the Nth since power-up, in either reader",
        undone_by: "put card",
    },
    Entry {
        spec: "hopper-empty",
        description: "the hopper turns out to be empty: its blanks are in the store",
        reached_by: "the printer takes a blank",
        undone_by: "load hopper",
    },
    Entry {
        spec: "double-feed",
        description: "a second blank sticks to the one that is taken and falls into the output tray",
        reached_by: "the printer takes a blank",
        undone_by: "nothing: it lies there until somebody finds it",
    },
    Entry {
        spec: "ribbon-end-mid-panel:P",
        description: "the ribbon ends half-way through panel P (y, m, c, k, o); the card stays under the head",
        reached_by: "panel P is laid down",
        undone_by: "change ribbon",
    },
    Entry {
        spec: "ribbon-break:P",
        description: "the ribbon breaks half-way through panel P (y, m, c, k, o), with faces left on it; the card stays under the head",
        reached_by: "panel P is laid down",
        undone_by: "change ribbon",
    },
    Entry {
        spec: "ribbon-unrecognised",
        description: "the printer does not recognise its ribbon; nothing is laid down",
        reached_by: "a face is about to be printed",
        undone_by: "change ribbon",
    },
    Entry {
        spec: "cover-opens:PLACE",
        description: "somebody opens the cover while a card passes a place (feed, encoder, head, panel, flip, exit); it stays inside",
        reached_by: "a card passes that place",
        undone_by: "close cover",
    },
    Entry {
        spec: "output-full",
        description: "the output tray is full; the card stays inside",
        reached_by: "a card is about to leave into the output tray",
        undone_by: "nothing: the next attempt finds it emptied; armed for good, clear fault",
    },
    Entry {
        spec: "reject-full",
        description: "the reject tray is full; the card stays inside",
        reached_by: "a card is about to leave into the reject tray",
        undone_by: "nothing: the next attempt finds it emptied; armed for good, clear fault",
    },
    Entry {
        spec: "cleaning-due",
        description: "the printer takes no blank before it is cleaned",
        reached_by: "the printer takes a blank",
        undone_by: "the printer's cleaning",
    },
    Entry {
        spec: "jam:PLACE",
        description: "the card gets stuck on its way (feed, encoder, head, panel, flip, exit) and stays inside",
        reached_by: "a card passes that place",
        undone_by: "clear jam",
    },
    Entry {
        spec: "power-cut:PLACE",
        description: "printer and readers lose their power while a card passes a place (feed, encoder, head, panel, flip, exit), and have it again at once; the printer forgets what it was doing and that the host manages errors",
        reached_by: "a card passes that place",
        undone_by: "nothing: the printer can be told something again",
    },
    Entry {
        spec: "printer-answers:HOW:COMMAND",
        description: "the printer does what it is told by COMMAND (Sis, Db, Se, Sce, Ser, Rlr;p, Rco;p), and the answer is lost with the line, late (an hour), garbled, or has an OK before it (ok-first)",
        reached_by: "that command is given",
        undone_by: "nothing: the next answer is right",
    },
    Entry {
        spec: "head-hot",
        description: "the print head is too hot; nothing is laid down",
        reached_by: "a face is about to be printed",
        undone_by: "nothing: the next attempt finds it cooled",
    },
    Entry {
        spec: "link-lost-before-print",
        description: "the printer's line drops while artwork is being sent; nothing is printed",
        reached_by: "a panel of artwork arrives",
        undone_by: "a new connection",
    },
    Entry {
        spec: "link-lost-after-print",
        description: "the printer's line drops after the print command; the card is printed all the same",
        reached_by: "the print command arrives",
        undone_by: "a new connection",
    },
    Entry {
        spec: "device-unplugged:DEVICE",
        description: "the device (sensor, camera, printer, encoder, desk) is unplugged in the middle of an exchange",
        reached_by: "bytes or a command for that device arrive",
        undone_by: "plug",
    },
    Entry {
        spec: "device-hung:DEVICE",
        description: "the device (sensor, camera, printer, encoder, desk) takes what it is given and never answers; in a reader, the card hangs",
        reached_by: "bytes or a command for that device arrive",
        undone_by: "unplug and plug; pull card from a reader",
    },
    Entry {
        spec: "answer-lost:DEVICE",
        description: "the device (sensor, camera, printer, encoder, desk) does what it is told, and its line drops before the answer; a serial line stays silent, a reader reports a failed exchange",
        reached_by: "a command for that device was carried out",
        undone_by: "a new connection",
    },
    Entry {
        spec: "answer-withheld:DEVICE",
        description: "the device (sensor, camera, printer, encoder, desk) does what it is told, and its answer never comes; in a reader, the card hangs then",
        reached_by: "a command for that device was carried out",
        undone_by: "a new connection; unplug and plug a reader, or pull its card",
    },
    Entry {
        spec: "chip-dies-before:INS",
        description: "the chip loses its power before it executes a command; the answer is empty, and the card stays in the reader",
        reached_by: "a command with instruction INS (two hexadecimal digits, or `any`), in either reader",
        undone_by: "nothing: the next reset starts the chip again",
    },
    Entry {
        spec: "chip-dies-after:INS",
        description: "the chip loses its power after it executed a command; the answer is empty, and the card stays in the reader",
        reached_by: "a command with instruction INS (two hexadecimal digits, or `any`), in either reader",
        undone_by: "nothing: the next reset starts the chip again",
    },
    Entry {
        spec: "chip-slow:MS",
        description: "the chip takes MS milliseconds of world time longer for a command",
        reached_by: "a command for a chip, in either reader",
        undone_by: "nothing: the next command is as fast as ever; armed for good, clear fault",
    },
    Entry {
        spec: "chip-answers:SW:INS",
        description: "the chip answers a command with the status word SW (four hexadecimal digits) and does nothing; a session goes on",
        reached_by: "a command with instruction INS (two hexadecimal digits, or `any`), in either reader",
        undone_by: "nothing: the next command is executed",
    },
    Entry {
        spec: "short-read",
        description: "READ BINARY brings half of the bytes, and 9000",
        reached_by: "READ BINARY, in either reader",
        undone_by: "nothing: the next read is whole",
    },
    Entry {
        spec: "short-read-warned",
        description: "READ BINARY brings half of the bytes, and 6282",
        reached_by: "READ BINARY, in either reader",
        undone_by: "nothing: the next read is whole",
    },
    Entry {
        spec: "card-reset:INS",
        description: "somebody else resets the chip just before a command: its session and what was selected are gone",
        reached_by: "a command with instruction INS (two hexadecimal digits, or `any`), in either reader",
        undone_by: "nothing: select again, open another session",
    },
    Entry {
        spec: "card-swapped:INS",
        description: "before a command the card goes to the operator's hand and a blank from the store is in the reader; with an empty store the reader is empty",
        reached_by: "a command with instruction INS (two hexadecimal digits, or `any`), in either reader",
        undone_by: "put card",
    },
    Entry {
        spec: "wrong-answer-to-reset",
        description: "one bit of the answer to reset flips, so its check byte is wrong",
        reached_by: "a chip is reset, in either reader",
        undone_by: "nothing: the next reset is answered rightly",
    },
    Entry {
        spec: "no-answer-to-reset",
        description: "the chip does not answer to reset",
        reached_by: "a chip is reset, in either reader",
        undone_by: "nothing: the next reset is answered",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultKind;

    #[test]
    fn every_listed_fault_can_be_armed_and_is_written_as_it_is_read() {
        for entry in CATALOGUE {
            let spec = entry
                .spec
                .replace(":N", ":3")
                .replace(":SW", ":6581")
                .replace(":INS", ":D6")
                .replace(":MS", ":40")
                .replace(":PLACE", ":head")
                .replace(":HOW:COMMAND", ":ok-first:Rlr;p")
                .replace(":P", ":m")
                .replace(":DEVICE", ":camera");
            let kind: FaultKind = spec.parse().unwrap();
            assert_eq!(kind.to_string(), spec);
        }
        let any: FaultKind = "chip-dies-after:any".parse().unwrap();
        assert_eq!(any.to_string(), "chip-dies-after:any");
    }

    #[test]
    fn unknown_faults_and_bad_parameters_are_refused() {
        for spec in [
            "",
            "fire",
            "jam",
            "jam:roof",
            "power-cut",
            "printer-answers:lost",
            "printer-answers:lost:Xyz",
            "head-hot:1",
            "device-unplugged:tv",
            "chip-dies-before",
            "chip-dies-before:D",
            "card-reset:+6",
            "chip-slow:-1",
            "chip-answers:6581",
            "chip-answers:0581:any",
            "short-read:1",
        ] {
            assert!(spec.parse::<FaultKind>().is_err(), "{spec}");
        }
    }
}
