//! A card with which something goes wrong.

use loket_simulator::chip::{Chip, Mishap};
use loket_simulator::reader::{CardReply, SlotCard};
use rand::RngExt;
use rand_pcg::Pcg64;

const UPDATE_BINARY: u8 = 0xD6;
/// Commands of a whole card, or a few more; a flaw that strikes later never does.
const COMMANDS: u32 = 100;

/// What goes wrong, and at which command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flaw {
    kind: Kind,
    at: u32,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The command is executed and its answer lost.
    AnswerLost,
    /// The card is pulled before the command is executed.
    PulledBefore,
    /// The card is pulled after the command was executed.
    PulledAfter,
    /// The command is refused: the memory failed (6581).
    MemoryFailed,
    /// A read brings less than was asked for.
    ShortRead,
    /// Another card takes the place of this one, and neither reader nor host is told.
    Swapped,
    /// No memory keeps what is written.
    Worn,
    /// The chip never answers to a reset.
    Mute,
}

impl Flaw {
    pub(super) fn draw(chance: &mut Pcg64) -> Self {
        use Kind::{
            AnswerLost, MemoryFailed, Mute, PulledAfter, PulledBefore, ShortRead, Swapped, Worn,
        };
        const KINDS: [Kind; 8] = [
            AnswerLost,
            PulledBefore,
            PulledAfter,
            MemoryFailed,
            ShortRead,
            Swapped,
            Worn,
            Mute,
        ];
        Self {
            kind: KINDS[chance.random_range(0..KINDS.len())],
            at: chance.random_range(0..COMMANDS),
        }
    }
}

/// A card in a reader, and another one beside it.
pub(super) struct Flawed {
    pub(super) chip: Chip,
    pub(super) bystander: Chip,
    flaw: Option<Flaw>,
    commands: u32,
    /// Whether the other card lies in the reader.
    is_swapped: bool,
}

impl Flawed {
    pub(super) fn new(chip: Chip, bystander: Chip, flaw: Option<Flaw>) -> Self {
        Self {
            chip,
            bystander,
            flaw,
            commands: 0,
            is_swapped: false,
        }
    }

    /// Somebody puts the right card back.
    pub(super) fn put_right(&mut self) {
        self.is_swapped = false;
    }

    fn present(&mut self) -> &mut Chip {
        match self.is_swapped {
            true => &mut self.bystander,
            false => &mut self.chip,
        }
    }

    fn is_mute(&self) -> bool {
        matches!(
            self.flaw,
            Some(Flaw {
                kind: Kind::Mute,
                ..
            })
        )
    }

    fn strike(&mut self, kind: Kind, apdu: &[u8]) -> CardReply {
        match kind {
            Kind::AnswerLost => {
                self.chip.transmit(apdu);
                return CardReply::Empty;
            }
            Kind::PulledBefore => return CardReply::Gone,
            Kind::PulledAfter => {
                self.chip.transmit(apdu);
                return CardReply::Gone;
            }
            Kind::MemoryFailed => self.chip.afflict(Mishap::Status(0x6581)),
            Kind::ShortRead => self.chip.afflict(Mishap::ShortRead { warned: false }),
            Kind::Swapped => {
                self.is_swapped = true;
                self.bystander.power_on();
            }
            Kind::Worn | Kind::Mute => {}
        }
        CardReply::Response(self.present().transmit(apdu))
    }
}

impl SlotCard for Flawed {
    fn power_on(&mut self) -> Vec<u8> {
        if self.is_mute() {
            return Vec::new();
        }
        self.present().power_on()
    }

    fn power_off(&mut self) {
        self.present().power_off();
    }

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        let number = self.commands;
        self.commands += 1;
        match self.flaw {
            Some(Flaw {
                kind: Kind::Worn, ..
            }) => {
                let answer = self.chip.transmit(apdu);
                if apdu.get(1) == Some(&UPDATE_BINARY) {
                    self.chip.wear(0x6FF0, 4);
                    self.chip.wear(0x6FF2, 9);
                }
                CardReply::Response(answer)
            }
            Some(Flaw { kind, at }) if at == number => self.strike(kind, apdu),
            _ => CardReply::Response(self.present().transmit(apdu)),
        }
    }
}
