//! Ports: where devices of the world plug into wires. A port is a state machine, bytes in and bytes out at a world time; the
//! same one serves a pseudo-terminal, a socket and an in-memory link.

pub mod camera;
pub mod line;
pub mod printer;
pub mod sensor;

use crate::clock::WorldTime;
use crate::world::World;

/// What a port has to say at the present moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Bytes that are due.
    pub bytes: Vec<u8>,
    /// Whether the line closes once they are out.
    pub closes: bool,
}

/// One end of a wire.
pub trait Port: Send {
    /// A peer connected or opened the line.
    fn opened(&mut self, world: &mut World);

    /// Bytes arrived.
    fn receive(&mut self, world: &mut World, bytes: &[u8]);

    /// Takes the bytes that are due at the world's present.
    fn transmit(&mut self, world: &mut World) -> Output;

    /// When next something may be due without further input; a time that has passed means now.
    fn wake(&self, world: &World) -> Option<WorldTime>;

    /// The peer is gone.
    fn closed(&mut self, world: &mut World);

    /// The peer set its line speed in bits per second. Lines without a speed ignore it.
    fn set_line_speed(&mut self, _bits_per_second: u32) {}
}
