//! Artwork whose bytes mean something outside of a panel (CR, ESC, NUL): from the driver over the wire to the simulated head.

use loket_drivers::card_printer::evolis::EvolisPrinter;
use loket_drivers::card_printer::{CardArtwork, FacePanels, PrintForbidden, PrintGuard};
use loket_drivers::limit::Limit;
use loket_drivers::ports::Ports;
use loket_drivers::registry::OpenDevice;
use loket_simulator::card::Place;
use loket_tests::memory::MemoryPorts;
use loket_tests::memory::office::Office;
use std::sync::Arc;
use std::time::Duration;

const WIDTH: usize = 1016;
const HEIGHT: usize = 648;
/// What would end a command, begin one, and end an answer.
const BYTES: [u8; 3] = [0x0D, 0x1B, 0x00];

/// Nobody minds.
struct Anyone;

impl PrintGuard for Anyone {
    fn sent(&mut self, _: u64, _: u64) {}

    fn may_print(&mut self, _: Option<&str>) -> Result<(), PrintForbidden> {
        Ok(())
    }
}

/// The dot in the head's order, which goes down the card's columns.
fn dot(x: usize, y: usize) -> usize {
    x * HEIGHT + y
}

/// A panel, row by row, of what each dot is in the head's order.
fn panel(value: impl Fn(usize) -> u8) -> Vec<u8> {
    let pixels = (0..WIDTH * HEIGHT).map(|at| dot(at % WIDTH, at / WIDTH));
    pixels.map(value).collect()
}

fn dye(shift: usize) -> Vec<u8> {
    panel(|dot| BYTES[(dot + shift) % 3])
}

/// Eight dots make one of the bytes.
fn bits() -> Vec<u8> {
    panel(|dot| BYTES[(dot / 8) % 3] >> (7 - dot % 8) & 1)
}

#[test]
fn a_panel_with_the_bytes_of_the_frame_in_it_is_laid_down_dot_by_dot() {
    let office = Office::new();
    let ports = Arc::new(MemoryPorts::new(office.world.clone()));
    let limit = Limit::after(ports.clock().as_ref(), Duration::from_secs(600));
    let address = "tcp:printer:1".parse().unwrap();
    let opened = EvolisPrinter::open(ports, &address, &limit).unwrap();
    let OpenDevice::CardPrinter(mut printer) = opened else {
        panic!("no printer");
    };
    let front = FacePanels {
        width: 1016,
        height: 648,
        colour: Some([dye(0), dye(1), dye(2)]),
        black: vec![0; WIDTH * HEIGHT],
        overlay: bits(),
    };
    let artwork = CardArtwork { front, back: None };
    printer.print(&artwork, &mut Anyone, &limit).unwrap();
    let card = office.world.with(|world| {
        let card = world.cards().first_at(Place::Output).unwrap();
        world.cards().get(card).unwrap().front.clone()
    });
    let (picture, blank) = (card.picture(), loket_simulator::print::BLANK);
    for (x, y, pixel) in picture.enumerate_pixels() {
        let dot = dot(x as usize, y as usize);
        let dimmed = |channel: usize, shift| {
            let left = u16::from(255 - BYTES[(dot + shift) % 3]);
            u16::from(blank.0[channel]) * left / 255
        };
        let expected = [dimmed(0, 2), dimmed(1, 1), dimmed(2, 0)];
        assert_eq!(pixel.0.map(u16::from), expected, "at {x}, {y}");
    }
    // 0D has three bits and 1B four.
    let ones = WIDTH * HEIGHT / 8 / 3 * (3 + 4);
    assert_eq!(card.overlaid() as usize, ones);
}
