//! An HTTP camera, one port per connection: `/stream` (MJPEG), `/snapshot` (JPEG), `/state` (JSON).

mod parse;
mod reply;

use super::{Output, Port};
use crate::clock::WorldTime;
use crate::device::Device;
use crate::fault::FaultKind;
use crate::world::{Astray, World};
use parse::{Incoming, Request};
use std::time::Duration;

/// Time between two frames on the wall: a world that runs faster does not make a faster film.
const FRAME_TIME: Duration = Duration::from_millis(66);

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    /// The request is not complete.
    Listening,
    /// Frames follow, the next one at this time.
    Streaming { next: WorldTime, number: u64 },
    /// A snapshot is due.
    Snapshot,
    /// The line is open and nothing comes.
    Stalled,
    /// All was said.
    Done,
}

/// One connection to the camera.
#[derive(Debug)]
pub struct CameraPort {
    incoming: Incoming,
    stage: Stage,
    outgoing: Vec<u8>,
}

impl CameraPort {
    /// A connection that nothing was said on.
    pub fn new() -> Self {
        Self {
            incoming: Incoming::default(),
            stage: Stage::Listening,
            outgoing: Vec::new(),
        }
    }

    fn answer(&mut self, world: &World, request: &Request) {
        let (bytes, stage) = match request {
            Request::Stream => (
                reply::stream_head(),
                Stage::Streaming {
                    next: world.now(),
                    number: 0,
                },
            ),
            Request::Snapshot => (Vec::new(), Stage::Snapshot),
            Request::State => (reply::state(), Stage::Done),
            Request::Unknown => (reply::error("404 Not Found"), Stage::Done),
            Request::NotAGet => (reply::error("405 Method Not Allowed"), Stage::Done),
            Request::Malformed => (reply::error("400 Bad Request"), Stage::Done),
        };
        self.outgoing.extend(bytes);
        self.stage = stage;
    }

    fn lose_answer(&mut self, world: &mut World) {
        self.stage = match world.loses_answer(Device::Camera) {
            Some(Astray::Lost) => Stage::Done,
            Some(Astray::Withheld) => Stage::Stalled,
            None => return,
        };
        self.outgoing.clear();
    }

    fn expose(&mut self, world: &mut World) {
        let now = world.now();
        let due = match self.stage {
            Stage::Streaming { next, .. } => next <= now,
            Stage::Snapshot => true,
            _ => false,
        };
        if !due {
            return;
        }
        if world
            .strike(|kind| kind == FaultKind::CameraStall)
            .is_some()
        {
            self.stage = Stage::Stalled;
            return;
        }
        match &mut self.stage {
            Stage::Streaming { next, number } => {
                let frame = world.frame(*number);
                self.outgoing.extend(reply::part(&frame, now));
                *number += 1;
                *next = now + FRAME_TIME * world.clock().policy().speed();
            }
            _ => {
                let number = now.since_origin().as_millis() / FRAME_TIME.as_millis();
                let frame = world.frame(u64::try_from(number).unwrap_or(0));
                self.outgoing.extend(reply::snapshot(&frame));
                self.stage = Stage::Done;
            }
        }
    }
}

impl Default for CameraPort {
    fn default() -> Self {
        Self::new()
    }
}

impl Port for CameraPort {
    fn opened(&mut self, _world: &mut World) {
        *self = Self::new();
    }

    fn receive(&mut self, world: &mut World, bytes: &[u8]) {
        if !world.reach(Device::Camera)
            || world.hangs(Device::Camera)
            || self.stage != Stage::Listening
        {
            return;
        }
        self.incoming.push(bytes);
        if let Some(request) = self.incoming.request() {
            self.answer(world, &request);
            self.lose_answer(world);
        }
    }

    fn transmit(&mut self, world: &mut World) -> Output {
        if !world.is_plugged(Device::Camera) {
            return Output {
                closes: true,
                ..Output::default()
            };
        }
        if world.is_hung(Device::Camera) {
            return Output::default();
        }
        self.expose(world);
        Output {
            bytes: std::mem::take(&mut self.outgoing),
            closes: self.stage == Stage::Done,
        }
    }

    fn wake(&self, world: &World) -> Option<WorldTime> {
        if !world.is_plugged(Device::Camera) {
            return Some(world.now());
        }
        match self.stage {
            _ if world.is_hung(Device::Camera) => None,
            Stage::Listening | Stage::Stalled => None,
            Stage::Streaming { next, .. } => Some(next),
            Stage::Snapshot | Stage::Done => Some(world.now()),
        }
    }

    fn closed(&mut self, _world: &mut World) {
        *self = Self::new();
    }
}

#[cfg(test)]
mod tests;
