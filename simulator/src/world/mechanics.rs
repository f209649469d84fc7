//! How the printer's mechanism moves cards and prints on them.

use super::World;
use crate::card::{Card, CardId, Place};
use crate::event::Happening;
use crate::fault::{FaultKind, JamPoint};
use crate::mechanism::{CardCount, FaceJob, Movement, REJECT_TRAY, Step, TRAY, Ticket, Trouble};
use crate::print::{LINES, Panel, Plane, Side};

impl World {
    /// Starts a movement of the idle printer; its outcome is found by the ticket once its last step is over.
    ///
    /// # Errors
    /// What keeps it from starting: an open cover, a stuck card, no card to move, a full tray.
    pub fn start(&mut self, movement: Movement) -> Result<Ticket, Trouble> {
        self.check_path(&movement).inspect_err(|&trouble| {
            self.note(Happening::PrinterTrouble { trouble });
        })?;
        self.printer.remember(match &movement {
            Movement::Print { front, back } => Some((front.clone(), back.clone())),
            _ => None,
        });
        let steps = self.steps_of(movement);
        let now = self.now();
        Ok(self.printer.begin(now, steps))
    }

    fn check_path(&self, movement: &Movement) -> Result<(), Trouble> {
        let full = |place, room| self.cards.at(place).len() >= room;
        let has_card = self.cards.in_printer_path().is_some();
        match movement {
            _ if self.printer.cover_open => Err(Trouble::CoverOpen),
            _ if self.printer.jammed => Err(Trouble::CardJam),
            Movement::Eject | Movement::Reject if !has_card => Err(Trouble::NoCard),
            Movement::Clean if has_card => Err(Trouble::NoCard),
            Movement::Eject | Movement::Print { .. } if full(Place::Output, TRAY) => {
                Err(Trouble::OutputFull)
            }
            Movement::Reject if full(Place::Reject, REJECT_TRAY) => Err(Trouble::RejectFull),
            _ => Ok(()),
        }
    }

    fn steps_of(&self, movement: Movement) -> Vec<Step> {
        match movement {
            Movement::Present => self.bring(Place::Encoder),
            Movement::Position => self.bring(Place::PrintHead),
            Movement::Eject => vec![Step::Leave(Place::Output)],
            Movement::Reject => vec![Step::Leave(Place::Reject)],
            Movement::Clean => vec![Step::Clean],
            Movement::Print { front, back } => {
                let mut steps = self.bring(Place::PrintHead);
                steps.extend(lay(Side::Front, front));
                if !back.is_empty() {
                    steps.push(Step::Turn);
                    steps.extend(lay(Side::Back, back));
                }
                steps.push(Step::Leave(Place::Output));
                steps
            }
        }
    }

    fn bring(&self, station: Place) -> Vec<Step> {
        let inside = self.cards.in_printer_path();
        match inside.and_then(|id| self.cards.get(id)) {
            Some(card) if card.place() == station => Vec::new(),
            Some(_) => vec![Step::Reach(station)],
            None => vec![Step::TakeBlank, Step::Reach(station)],
        }
    }

    /// Carries out all steps that are due.
    pub(crate) fn settle(&mut self) {
        let now = self.now();
        while let Some((at, step)) = self.printer.take_due(now) {
            self.settling = Some(at);
            let result = self.carry_out(step);
            if result == Err(Trouble::PowerLost) {
                self.lose_power();
                break;
            }
            if let Err(trouble) = result {
                self.note(Happening::PrinterTrouble { trouble });
            }
            self.printer.step_done(result);
        }
        self.settling = None;
    }

    fn carry_out(&mut self, step: Step) -> Result<(), Trouble> {
        if self.printer.cover_open {
            return Err(Trouble::CoverOpen);
        }
        match step {
            Step::TakeBlank => self.take_blank(),
            Step::Reach(station) => self.reach_station(station),
            Step::BeginFace => self.begin_face(),
            Step::Lay(side, panel, plane) => self.lay_panel(side, panel, &plane),
            Step::Turn => self.inside().and_then(|id| self.pass(id, JamPoint::Flip)),
            Step::Leave(tray) => self.leave(tray),
            Step::Clean => {
                self.printer.cleaning_due = false;
                self.note(Happening::PrinterCleaned);
                Ok(())
            }
        }
    }

    fn inside(&self) -> Result<CardId, Trouble> {
        self.cards.in_printer_path().ok_or(Trouble::NoCard)
    }

    fn take_blank(&mut self) -> Result<(), Trouble> {
        self.printer.cleaning_due |= self.strike(|kind| kind == FaultKind::CleaningDue).is_some();
        if self.printer.cleaning_due {
            return Err(Trouble::CleaningDue);
        }
        if self.strike(|kind| kind == FaultKind::HopperEmpty).is_some() {
            for id in self.cards.at(Place::Hopper) {
                self.relocate(id, Place::Store);
            }
        }
        let id = self
            .cards
            .first_at(Place::Hopper)
            .ok_or(Trouble::FeederEmpty)?;
        self.relocate(id, Place::Path);
        self.printer.count_card(CardCount::AtFeed);
        self.take_another_along();
        self.pass(id, JamPoint::Feed)
    }

    /// The feeder's roller may catch two; the printer notices nothing.
    fn take_another_along(&mut self) {
        let second = self.cards.first_at(Place::Hopper);
        if let Some(second) = second
            && self.strike(|kind| kind == FaultKind::DoubleFeed).is_some()
        {
            self.relocate(second, Place::Output);
        }
    }

    fn reach_station(&mut self, station: Place) -> Result<(), Trouble> {
        let id = self.inside()?;
        let at = match station {
            Place::PrintHead => JamPoint::Head,
            _ => JamPoint::Encoder,
        };
        self.pass(id, at)?;
        self.relocate(id, station);
        Ok(())
    }

    /// A card passes a place where it may get stuck.
    fn pass(&mut self, id: CardId, at: JamPoint) -> Result<(), Trouble> {
        let trouble = self.stopped_at(at);
        if trouble.is_some() {
            self.relocate(id, Place::Path);
        }
        trouble.map_or(Ok(()), Err)
    }

    /// What stops a card at a place, and how the printer is then.
    fn stopped_at(&mut self, at: JamPoint) -> Option<Trouble> {
        let stops = [
            FaultKind::Jam { at },
            FaultKind::CoverOpens { at },
            FaultKind::PowerCut { at },
        ];
        match self.strike(|kind| stops.contains(&kind))? {
            FaultKind::CoverOpens { .. } => {
                self.open_cover();
                Some(Trouble::CoverOpen)
            }
            FaultKind::PowerCut { .. } => Some(Trouble::PowerLost),
            _ => {
                self.printer.jammed = true;
                Some(Trouble::CardJam)
            }
        }
    }

    fn begin_face(&mut self) -> Result<(), Trouble> {
        if self.strike(|kind| kind == FaultKind::HeadHot).is_some() {
            return Err(Trouble::HeadTemperature);
        }
        if self
            .strike(|kind| kind == FaultKind::RibbonUnrecognised)
            .is_some()
        {
            self.printer.ribbon_fault = Some(Trouble::RibbonUnrecognised);
        }
        if let Some(trouble) = self.printer.ribbon_fault {
            return Err(trouble);
        }
        let left = self.printer.ribbon_left.checked_sub(1);
        self.printer.ribbon_left = left.ok_or(Trouble::RibbonEnded)?;
        let id = self.inside()?;
        if self.cards.get(id).is_some_and(Card::is_unprinted) {
            self.printer.count_card(CardCount::AtPrint);
        }
        Ok(())
    }

    fn lay_panel(&mut self, side: Side, panel: Panel, plane: &Plane) -> Result<(), Trouble> {
        let id = self.inside()?;
        if let Some(trouble) = self.ribbon_fails_at(panel) {
            self.lay_lines(id, side, panel, plane, LINES / 2);
            return Err(trouble);
        }
        if let Some(trouble) = self.stopped_at(JamPoint::Panel) {
            self.lay_lines(id, side, panel, plane, LINES / 3);
            self.relocate(id, Place::Path);
            return Err(trouble);
        }
        self.lay_lines(id, side, panel, plane, LINES);
        Ok(())
    }

    /// What goes wrong with the ribbon while a panel is laid down, and how the ribbon is then.
    fn ribbon_fails_at(&mut self, panel: Panel) -> Option<Trouble> {
        let fails = [
            FaultKind::RibbonEndMidPanel { panel },
            FaultKind::RibbonBreak { panel },
        ];
        match self.strike(|kind| fails.contains(&kind))? {
            FaultKind::RibbonBreak { .. } => {
                self.printer.ribbon_fault = Some(Trouble::RibbonBroken);
                Some(Trouble::RibbonBroken)
            }
            _ => {
                self.printer.ribbon_left = 0;
                Some(Trouble::RibbonEnded)
            }
        }
    }

    fn lay_lines(&mut self, id: CardId, side: Side, panel: Panel, plane: &Plane, lines: u32) {
        if let Some(card) = self.cards.get_mut(id) {
            card.face_mut(side).lay(panel, plane, lines);
        }
        self.printer.counters.panels += 1;
        self.note(Happening::PanelPrinted {
            card: id,
            side,
            panel,
            lines,
        });
    }

    fn leave(&mut self, tray: Place) -> Result<(), Trouble> {
        let id = self.inside()?;
        let (full, trouble) = match tray {
            Place::Reject => (FaultKind::RejectFull, Trouble::RejectFull),
            _ => (FaultKind::OutputFull, Trouble::OutputFull),
        };
        if self.strike(|kind| kind == full).is_some() {
            return Err(trouble);
        }
        self.pass(id, JamPoint::Exit)?;
        self.printer.count_card(CardCount::AtEject);
        self.relocate(id, tray);
        Ok(())
    }
}

fn lay(side: Side, face: FaceJob) -> Vec<Step> {
    let panels = face
        .into_iter()
        .map(|(panel, plane)| Step::Lay(side, panel, plane));
    std::iter::once(Step::BeginFace).chain(panels).collect()
}
