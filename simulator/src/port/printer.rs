//! A card printer that speaks the Evolis command language, one port per connection.

mod amiss;
mod command;
mod job;
mod parse;
mod reply;

use super::{Output, Port};
use crate::clock::WorldTime;
use crate::device::Device;
use crate::fault::{Amiss, FaultKind};
use crate::mechanism::{Movement, Ticket};
use crate::print::Side;
use crate::world::{Astray, World};
use command::{CardMove, Command};
use job::Job;
use parse::{Frame, Incoming};
use std::collections::VecDeque;

/// One connection to the printer. What outlives a connection (mechanism, counters, remembered trouble) is in the world; an
/// unfinished job is not.
#[derive(Debug, Default)]
pub struct PrinterPort {
    incoming: Incoming,
    waiting: VecDeque<Frame>,
    moving: Option<Ticket>,
    job: Option<Job>,
    outgoing: Vec<u8>,
    hangs_up: bool,
    /// Whether this connection hears no answer any more.
    mute: bool,
    /// What is wrong with the next answer.
    amiss: Option<Amiss>,
    /// An answer that is late, and when it is due.
    late: Option<(Vec<u8>, WorldTime)>,
    /// The power cuts that were when the connection was made.
    power_cuts: u32,
}

impl PrinterPort {
    /// A connection that nothing was said on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Carries out what has arrived, up to the first command that has to wait for the mechanism.
    fn work(&mut self, world: &mut World) {
        loop {
            if !self.movement_is_over(world) || self.hangs_up {
                return;
            }
            if self.waiting.front().is_some_and(moves) && world.printer().is_busy() {
                return;
            }
            let Some(frame) = self.waiting.pop_front() else {
                return;
            };
            if world.hangs(Device::Printer) {
                return;
            }
            let said = self.outgoing.len();
            self.amiss = amiss::strikes(world, &frame);
            if self.amiss == Some(Amiss::OkFirst) {
                self.say(world, reply::OK);
            }
            self.carry_out(world, frame);
            match world.loses_answer(Device::Printer) {
                Some(Astray::Lost) => self.drop_line(),
                Some(Astray::Withheld) => {
                    self.outgoing.truncate(said);
                    self.mute = true;
                }
                None if self.amiss == Some(Amiss::Lost) => self.drop_line(),
                None => {}
            }
        }
    }

    /// Answers a movement that has ended; false while it goes on.
    fn movement_is_over(&mut self, world: &World) -> bool {
        let Some(ticket) = self.moving else {
            return true;
        };
        let Some(outcome) = world.printer().outcome(ticket) else {
            return false;
        };
        self.moving = None;
        self.say(world, reply::outcome(outcome));
        true
    }

    fn carry_out(&mut self, world: &mut World, frame: Frame) {
        match frame {
            Frame::Panel(panel, plane) => {
                if world
                    .strike(|kind| kind == FaultKind::LinkLostBeforePrint)
                    .is_some()
                {
                    return self.drop_line();
                }
                let taken = match (&mut self.job, plane) {
                    (Some(job), Some(plane)) => job.add(panel, plane),
                    _ => false,
                };
                self.say(world, if taken { reply::OK } else { reply::PARAMETERS });
            }
            Frame::Unreadable => self.say(world, reply::COMMAND),
            Frame::Command(command) => self.command(world, command),
        }
    }

    fn command(&mut self, world: &mut World, command: Command) {
        match command {
            Command::Query(query) => {
                let answer = reply::query(world, query);
                self.say(world, &answer);
            }
            Command::Accepted => self.say(world, reply::OK),
            Command::HostManagesErrors(host) => {
                world.leave_errors_to(host);
                self.say(world, reply::OK);
            }
            Command::ForgetTrouble => {
                world.forget_trouble();
                self.say(world, reply::OK);
            }
            Command::BeginJob => {
                self.job = Some(Job::default());
                self.say(world, reply::OK);
            }
            Command::Face(Side::Back) if !world.printer().model.has_flipper() => {
                self.say(world, reply::OPTION);
            }
            Command::Move(CardMove::Present | CardMove::Reject)
                if !world.printer().model.is_for_offices() =>
            {
                self.say(world, reply::OPTION);
            }
            Command::Face(side) => {
                let begun = self.job.as_mut().is_some_and(|job| job.turn_to(side));
                self.say(world, if begun { reply::OK } else { reply::COMMAND });
            }
            Command::Print => self.print(world),
            Command::Move(movement) => self.start(world, movement.into()),
            Command::Unknown => self.say(world, reply::COMMAND),
        }
    }

    fn print(&mut self, world: &mut World) {
        let Some(job) = self.job.take() else {
            return self.say(world, reply::COMMAND);
        };
        self.start(world, job.into_movement());
        if world
            .strike(|kind| kind == FaultKind::LinkLostAfterPrint)
            .is_some()
        {
            self.drop_line();
        }
    }

    fn start(&mut self, world: &mut World, movement: Movement) {
        match world.start(movement) {
            Ok(ticket) => self.moving = Some(ticket),
            Err(trouble) => self.say(world, reply::trouble(trouble)),
        }
    }

    fn drop_line(&mut self) {
        self.outgoing.clear();
        self.waiting.clear();
        self.job = None;
        self.hangs_up = true;
    }
}

fn moves(frame: &Frame) -> bool {
    matches!(frame, Frame::Command(Command::Print | Command::Move(_)))
}

impl Port for PrinterPort {
    fn opened(&mut self, world: &mut World) {
        self.hangs_up = !world.is_plugged(Device::Printer);
        self.power_cuts = world.power_cuts();
    }

    fn receive(&mut self, world: &mut World, bytes: &[u8]) {
        if !world.reach(Device::Printer) || self.lost_power(world) {
            return self.drop_line();
        }
        if world.is_hung(Device::Printer) {
            return;
        }
        self.incoming.push(bytes);
        while let Some(frame) = self.incoming.next() {
            self.waiting.push_back(frame);
        }
        self.work(world);
    }

    fn transmit(&mut self, world: &mut World) -> Output {
        if !world.is_plugged(Device::Printer) || self.lost_power(world) {
            self.drop_line();
        }
        // What it said before it hung is on its way.
        if !world.is_hung(Device::Printer) {
            self.work(world);
            self.say_what_is_late(world);
        }
        Output {
            bytes: std::mem::take(&mut self.outgoing),
            closes: self.hangs_up,
        }
    }

    fn wake(&self, world: &World) -> Option<WorldTime> {
        let ready = !self.outgoing.is_empty() || self.hangs_up;
        if ready || !world.is_plugged(Device::Printer) || self.lost_power(world) {
            return Some(world.now());
        }
        if world.is_hung(Device::Printer) {
            return None;
        }
        let due = self.late.as_ref().map(|(_, due)| *due);
        let change = world.next_change().or_else(|| {
            let pending = self.moving.is_some() || !self.waiting.is_empty();
            pending.then(|| world.now())
        });
        due.into_iter().chain(change).min()
    }

    fn closed(&mut self, _world: &mut World) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests;
