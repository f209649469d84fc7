//! A ZFM/R30x fingerprint sensor on a serial line.

mod glass;
mod parse;
mod reply;
mod settings;

pub use settings::Settings;

use super::line::{Line, wire_time};
use super::{Output, Port};
use crate::clock::WorldTime;
use crate::device::Device;
use crate::fault::FaultKind;
use crate::world::World;
use image::GrayImage;
use parse::{Incoming, Request};
use reply::Confirmation;
use std::time::Duration;

/// Image width in pixels.
pub const WIDTH: u32 = 256;
/// Image height in pixels.
pub const HEIGHT: u32 = 288;

/// How long the sensor looks for a finger that is not there.
const LOOK: Duration = Duration::from_millis(40);
/// How long it takes an image.
const EXPOSURE: Duration = Duration::from_millis(280);
/// How long it thinks about anything else.
const THINK: Duration = Duration::from_millis(4);

/// The sensor. It keeps its settings over unplugging, as the flash of the real one does.
#[derive(Debug)]
pub struct SensorPort {
    settings: Settings,
    unlocked: bool,
    powered: bool,
    host_speed: u32,
    incoming: Incoming,
    line: Line,
    image: Option<GrayImage>,
}

impl SensorPort {
    /// A sensor with these settings in its flash.
    pub fn new(settings: Settings) -> Self {
        Self {
            unlocked: false,
            powered: false,
            host_speed: settings.speed(),
            incoming: Incoming::default(),
            line: Line::default(),
            image: None,
            settings,
        }
    }

    /// The settings in use.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn power_up(&mut self, now: WorldTime) {
        self.powered = true;
        self.unlocked = false;
        self.image = None;
        self.line.cut();
        let ready = vec![reply::READY];
        self.line.send(now, self.settings.speed(), ready);
    }

    fn power_down(&mut self) {
        self.powered = false;
        self.line.cut();
        self.incoming = Incoming::default();
    }

    fn answer(&mut self, at: WorldTime, confirmation: Confirmation, values: &[u8]) {
        let packet = reply::acknowledge(self.settings.address, confirmation, values);
        self.line.send(at, self.settings.speed(), packet);
    }

    fn serve(&mut self, world: &mut World, request: Request) {
        let heard = world.now() + wire_time(request.wire_length, self.settings.speed());
        let soon = heard + THINK;
        if request.address != self.settings.address {
            return self.answer(soon, Confirmation::WrongAddress, &[]);
        }
        if !request.intact {
            return self.answer(soon, Confirmation::PacketError, &[]);
        }
        match request.payload.split_first() {
            Some((0x13, password)) => self.verify_password(soon, password),
            Some(_) if self.is_locked() => self.answer(soon, Confirmation::Locked, &[]),
            Some((0x01, [])) => self.take_image(world, heard),
            Some((0x0A, [])) => self.send_image(world, soon),
            Some((0x0E, [parameter, value])) => self.set_parameter(soon, *parameter, *value),
            Some((0x0F, [])) => {
                let values = self.settings.parameters();
                self.answer(soon, Confirmation::Done, &values);
            }
            Some((0x1D, [])) => self.answer(soon, Confirmation::Done, &[0, 0]),
            Some((0x3C, _)) => {
                let product = settings::product(world.unit(Device::Sensor));
                self.answer(soon, Confirmation::Done, &product);
            }
            Some((0x3D, [])) => {
                self.answer(soon, Confirmation::Done, &[]);
                let ready = soon + Duration::from_millis(200);
                self.unlocked = false;
                self.line
                    .send(ready, self.settings.speed(), vec![reply::READY]);
            }
            _ => self.answer(soon, Confirmation::Unsupported, &[]),
        }
    }

    fn is_locked(&self) -> bool {
        self.settings.password != 0 && !self.unlocked
    }

    fn verify_password(&mut self, at: WorldTime, password: &[u8]) {
        self.unlocked = password == self.settings.password.to_be_bytes();
        let confirmation = if self.unlocked {
            Confirmation::Done
        } else {
            Confirmation::WrongPassword
        };
        self.answer(at, confirmation, &[]);
    }

    /// The answer leaves at the old speed; a new one holds from the next packet on.
    fn set_parameter(&mut self, at: WorldTime, parameter: u8, value: u8) {
        let before = self.settings.speed();
        let confirmation = self.settings.set(parameter, value);
        let packet = reply::acknowledge(self.settings.address, confirmation, &[]);
        self.line.send(at, before, packet);
    }

    fn take_image(&mut self, world: &mut World, heard: WorldTime) {
        let placed = world.finger_on_glass().is_some();
        let misses = |kind| kind == FaultKind::FingerAbsent;
        if placed && world.strike(misses).is_some() {
            world.lift_finger();
        }
        let placed = world.finger_on_glass().is_some();
        if placed
            && world
                .strike(|kind| kind == FaultKind::FingerLifted)
                .is_some()
        {
            world.lift_finger();
            return self.answer(heard + EXPOSURE, Confirmation::CaptureFailed, &[]);
        }
        match world.expose(WIDTH, HEIGHT) {
            None => {
                let smudged = world.strike(|kind| kind == FaultKind::SmudgedGlass);
                self.image = Some(glass::empty(smudged.is_some()));
                self.answer(heard + LOOK, Confirmation::NoFinger, &[]);
            }
            Some(image) => {
                self.image = Some(image);
                self.answer(heard + EXPOSURE, Confirmation::Done, &[]);
            }
        }
    }

    fn send_image(&mut self, world: &mut World, at: WorldTime) {
        let Some(image) = &self.image else {
            return self.answer(at, Confirmation::NoImage, &[]);
        };
        let mut packets =
            reply::image_packets(self.settings.address, image, self.settings.packet_size());
        for packet in &mut packets {
            let damages = |kind| kind == FaultKind::CorruptedPacket;
            if world.strike(damages).is_some() {
                reply::damage(packet);
            }
        }
        self.answer(at, Confirmation::Done, &[]);
        self.line.send(at, self.settings.speed(), packets.concat());
    }
}

impl Port for SensorPort {
    fn opened(&mut self, world: &mut World) {
        self.incoming = Incoming::default();
        if world.is_plugged(Device::Sensor) && !self.powered {
            self.power_up(world.now());
        }
    }

    fn receive(&mut self, world: &mut World, bytes: &[u8]) {
        if !world.reach(Device::Sensor) {
            return self.power_down();
        }
        if world.hangs(Device::Sensor) {
            return self.line.cut();
        }
        // At the wrong speed the sensor sees framing errors, not bytes.
        if self.host_speed != self.settings.speed() {
            return;
        }
        self.incoming.push(bytes);
        while let Some(request) = self.incoming.next() {
            self.serve(world, request);
            // A serial line has nobody who hangs up.
            if world.loses_answer(Device::Sensor).is_some() {
                self.line.cut();
            }
        }
    }

    fn transmit(&mut self, world: &mut World) -> Output {
        if !world.is_plugged(Device::Sensor) {
            self.power_down();
            return Output {
                closes: true,
                ..Output::default()
            };
        }
        let host_speed = self.host_speed;
        let arrived = self.line.take_arrived(world.now());
        let bytes = arrived
            .into_iter()
            .map(|(speed, byte)| {
                if speed == host_speed {
                    byte
                } else {
                    reply::misread(byte)
                }
            })
            .collect();
        Output {
            bytes,
            closes: false,
        }
    }

    fn wake(&self, world: &World) -> Option<WorldTime> {
        if world.is_plugged(Device::Sensor) {
            self.line.wake()
        } else {
            Some(world.now())
        }
    }

    fn closed(&mut self, world: &mut World) {
        self.incoming = Incoming::default();
        if !world.is_plugged(Device::Sensor) {
            self.power_down();
        }
    }

    fn set_line_speed(&mut self, bits_per_second: u32) {
        self.host_speed = bits_per_second;
    }
}

#[cfg(test)]
mod tests;
