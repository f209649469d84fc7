//! What a person's answer does to an order.

use crate::condition::{Condition, Reason, contained};
use crate::issuance::Issuance;
use crate::issuance::activation::{Showing, Visit};
use crate::issuance::entry::{Answered, Entry};
use crate::issuance::event::{Event, Verdict};
use crate::issuance::note::Note;
use crate::issuance::order::{Order, OrderState};
use crate::issuance::orders::refused;
use crate::issuance::presence::{HandOver, Presence};
use crate::issuance::retirement::{retire_card, surrender};
use crate::prompt::Key;
use crate::prompt::answer::{Answer, By, told_again};
use crate::prompt::progress::Report;
use crate::refusal::Refusal;
use loket_card::ChipSerial;
use loket_card::finger::FingerPosition;

impl Issuance {
    /// Carries out a person's answer to what the order waits for; returns the order as it is then. Given again, the
    /// answer has no second effect and comes to the same.
    ///
    /// # Errors
    /// `NotFound`; `Stale` with what waits now; violations of the answer, `RoleNotAllowed`; what comes of the
    /// card at the desk (see [`Visit`]).
    pub fn answer(&self, id: &str, answer: &Answer, report: &Report) -> Result<Order, Refusal> {
        let by = By::Answer(answer);
        let now_ms = self.base.wall.now_ms();
        let record = |order: &Order, key| entry(order, key, answer, now_ms);
        match self.orders.answer(id, answer, record)? {
            Answered::Before(order, outcome) => told_again(order, outcome),
            Answered::New(Key::Activate(position), order, _) => {
                Ok(self.activate(&order, by, Showing::Finger(position), report)?)
            }
            Answered::New(Key::ActivateWithoutHolder, order, _) => {
                Ok(self.activate(&order, by, Showing::Said(Presence::Operator), report)?)
            }
            Answered::New(Key::Vouch, order, _) if order.state == OrderState::Issued => {
                let vouched = order.vouched(&answer.by.id)?;
                Ok(self.activate(&order, by, Showing::Said(vouched), report)?)
            }
            Answered::New(Key::HandOver(position), order, _) => {
                Ok(self.hand_over(&order, by, position, report)?)
            }
            Answered::New(Key::OnDesk, order, _) => Ok(self.search(&order, by, report)?),
            Answered::New(key @ (Key::Retire | Key::Unreadable), order, _) => {
                Ok(self.take_in(&order, by, key)?)
            }
            Answered::New(_, order, action) => {
                self.let_go_on(&order, action);
                Ok(order)
            }
        }
    }

    /// Looks for the order's card on the desk reader: the chip outranks what a person believes.
    fn search(&self, order: &Order, by: By<'_>, report: &Report) -> Result<Order, Condition> {
        let visit = self.visit(order, by, report);
        let found = contained("search", || visit.find_card());
        let event = found.as_ref().map_or_else(
            |condition| Event::NotFound(condition.clone()),
            |()| Event::Found,
        );
        let entry = Entry::of(event).by(&by.person().id);
        let order = self.end(&order.id, entry)?;
        found?;
        self.let_go_on(&order, None);
        Ok(order)
    }

    /// Takes in the old card, and puts its chip out of force if that can be read; what came of it is on record either way.
    fn take_in(&self, order: &Order, by: By<'_>, key: Key) -> Result<Order, Condition> {
        let taken: Result<Option<ChipSerial>, Condition> = contained("retirement", || {
            let serial = match key {
                Key::Retire => Some(retire_card(&self.base, &self.orders, order, by.lease())?),
                _ => None,
            };
            surrender(&self.ledger, order, serial, by.person()).map_err(Refusal::into_condition)?;
            Ok(serial)
        });
        let event = match &taken {
            Ok(Some(serial)) => Event::Retired(*serial),
            Ok(None) => Event::OldCardUnreadable,
            Err(condition) => Event::RetirementFailed(condition.clone()),
        };
        let order = self.end(&order.id, Entry::of(event).by(&by.person().id))?;
        taken.map(|_| order)
    }

    fn visit<'a>(&'a self, order: &'a Order, by: By<'a>, report: &'a Report) -> Visit<'a> {
        Visit {
            base: &self.base,
            orders: &self.orders,
            order,
            by,
            report,
        }
    }

    /// Activates the order's card on the desk reader; what came of it is on record either way.
    fn activate(
        &self,
        order: &Order,
        by: By<'_>,
        showing: Showing,
        report: &Report,
    ) -> Result<Order, Condition> {
        let (visit, who) = (self.visit(order, by, report), &by.person().id);
        match contained("activation", || visit.activate(showing)) {
            Ok((activation, step)) => {
                let activated = Event::ChipActivated(Box::new(activation));
                self.end(&order.id, Entry::of(activated).by(who).ending(step))
            }
            Err(condition) => {
                let failed = Event::ActivationFailed(condition.clone());
                self.end(&order.id, Entry::of(failed).by(who))?;
                Err(condition)
            }
        }
    }

    /// Hands the order's card over to whoever has its holder's finger.
    fn hand_over(
        &self,
        order: &Order,
        by: By<'_>,
        position: FingerPosition,
        report: &Report,
    ) -> Result<Order, Condition> {
        let visit = self.visit(order, by, report);
        let matched = contained("hand-over", || visit.hand_over(position));
        let event = matched.as_ref().map_or_else(
            |condition| Event::HolderMatchFailed(condition.clone()),
            |hand_over| Event::HandedOver(hand_over.clone()),
        );
        let order = self.end(&order.id, Entry::of(event).by(&by.person().id))?;
        matched?;
        self.let_go_on(&order, None);
        Ok(order)
    }

    /// What an answer began has ended; where that cannot be recorded, it is shown at least.
    fn end(&self, id: &str, entry: Entry) -> Result<Order, Condition> {
        let (order, _) = self
            .orders
            .enter(id, entry)
            .inspect_err(|condition| self.orders.show_failure(id, condition.clone()))?;
        Ok(order)
    }
}

/// What an answer writes in the order's journal; its note goes to the vault alone.
fn entry(order: &Order, key: Key, answer: &Answer, now_ms: i64) -> Result<Entry, Refusal> {
    let handed_over = |presence| {
        Event::HandedOver(HandOver {
            presence,
            by: answer.by.id.clone(),
            at_ms: now_ms,
        })
    };
    let event = match key {
        Key::Continue => Event::Continued,
        Key::Cancel => Event::CancelAsked,
        Key::Good => Event::Inspected(Verdict::Good),
        Key::Spoiled => Event::Inspected(Verdict::Spoiled),
        Key::Flawed(flaw) => Event::Inspected(Verdict::Flawed(flaw)),
        Key::OnDesk => Event::SearchBegun,
        Key::Unprinted => Event::Inspected(Verdict::Unprinted),
        Key::NoCard => Event::Inspected(Verdict::NoCard),
        Key::UsedBefore => Event::Inspected(Verdict::UsedBefore),
        Key::Activate(_) | Key::ActivateWithoutHolder => Event::ActivationBegun,
        Key::SecondPerson => Event::SecondPersonAsked(answer.by.id.clone()),
        Key::NotVouched => Event::NotVouched,
        Key::Vouch if order.state == OrderState::Issued => {
            Event::VouchedActivationBegun(answer.by.id.clone())
        }
        Key::Vouch => handed_over(Some(order.vouched(&answer.by.id)?)),
        Key::HandOver(_) => Event::HolderMatchBegun,
        Key::AllowTries => Event::TriesAllowed,
        Key::Void => Event::Voided,
        Key::Retire | Key::Unreadable => Event::RetirementBegun,
        Key::NoOldCard => Event::OldCardMissing,
        Key::HandedOver => handed_over(None),
        _ => return Err(Condition::new(Reason::Internal, "no answer of an order's").into()),
    };
    let note = Note {
        choice: answer.choice.clone(),
        by: answer.by.id.clone(),
        at_ms: now_ms,
        text: answer.content.note().to_owned(),
    };
    let sealed = note.to_items(&answer.generation.to_string());
    let sealed = sealed.map_err(|error| refused(&error))?;
    Ok(Entry::of(event).by(&answer.by.id).sealing(sealed))
}
