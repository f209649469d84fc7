//! Print, reprint, activate, hand over.
//!
//! ```text
//! order    Accepted → Preparing → InProduction → Inspecting → Issued → Activated → HandedOver
//!          | Refused | Cancelled | Exhausted | Voided
//! attempt  Feeding → AtEncoder → Encoding → Encoded → Printing → Ejected → Good
//!          any of them → Spoiled(cause) or Unknown → (evidence or a verdict) → …;  Feeding → NotFed
//! ```
//!
//! [`step`] decides, [`production`] acts, [`orders`] remembers; whatever is to happen is on disk before it happens.

mod activation;
mod answer;
pub mod attempt;
pub mod card_data;
mod chip_access;
pub mod compose;
pub mod counting;
mod draft;
pub mod duty;
mod entry;
pub mod event;
pub mod evidence;
mod failure;
pub mod forecast;
mod holder;
mod line;
pub mod maintenance;
pub mod moment;
pub mod note;
pub mod order;
pub mod orders;
pub mod pairing;
pub mod preflight;
pub mod presence;
mod production;
pub mod prompt;
mod retirement;
pub mod settings;
pub mod step;
mod submission;
mod test_card;

pub use holder::THRESHOLD;
pub use submission::Submission;

use crate::condition::{Condition, Reason};
use crate::config::Config;
use crate::counter::{Base, CounterError};
use crate::device::handle::Ownership;
use crate::device::token::Token;
use crate::ledger::Ledger;
use crate::person::Person;
use crate::prompt::asked::Asked;
use crate::prompt::{Evidence, Picture};
use crate::refusal::Refusal;
use card_data::CardData;
use compose::{Canvas, Marks};
use entry::Entry;
use event::{Action, Event, Rules};
use line::Line;
use loket_artwork::CardFaces;
use loket_card::ChipSerial;
use note::Note;
use order::{OldCard, Order, OrderState};
use orders::{Orders, refused};
use production::{PAIR, Production};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::store::error::or_later;
use crate::store::records::Inserted;

/// How often writing one chip is begun before it counts as bad.
const ENCODINGS: u32 = 3;
/// Canvas of proofs that are asked for while no printer is there.
const PROOF_CANVAS: Canvas = Canvas {
    size: (1016, 648),
    dye_levels: 256,
};

/// The issuance workflow of one counter.
pub struct Issuance {
    base: Arc<Base>,
    ledger: Arc<Ledger>,
    orders: Arc<Orders>,
    line: Arc<Line>,
    production: Arc<Production>,
    /// Hears when the production thread has ended.
    ended: Mutex<Option<Receiver<()>>>,
}

impl Issuance {
    /// Reads the orders that are not final and goes on with them.
    ///
    /// # Errors
    /// When the records cannot be read or no thread started.
    pub fn open(
        base: Arc<Base>,
        ledger: Arc<Ledger>,
        ownership: Ownership,
    ) -> Result<Arc<Self>, CounterError> {
        let attempts = usize::try_from(base.config.limits.attempts).unwrap_or(usize::MAX);
        let rules = Rules {
            attempts,
            encodings: ENCODINGS,
            match_tries: base.config.limits.match_tries,
        };
        or_later(maintenance::end_what_was_cut_short(&base))?;
        let orders = Arc::new(Orders::open(
            base.store.clone(),
            Arc::clone(&base.wall),
            rules,
        )?);
        let line = Arc::new(Line::default());
        let waiting = Arc::clone(&line);
        let custody = base.hardware.custody();
        custody.on_freed(move |devices, job| {
            // A card is not begun without the desk reader either; its jobs do not matter, since nothing waits for their end.
            let back = job.is_none() && devices.contains(&"desk");
            if back || devices.iter().any(|device| PAIR.contains(device)) {
                waiting.devices_freed(job);
            }
        });
        let production = Arc::new(Production::new(
            Arc::clone(&base),
            Arc::clone(&orders),
            Arc::clone(&line),
        ));
        let issuance = Arc::new(Self {
            ledger,
            base,
            orders,
            line,
            production,
            ended: Mutex::default(),
        });
        issuance.take_up();
        if ownership == Ownership::Workers {
            let production = Arc::clone(&issuance.production);
            let worker = thread::Builder::new().name("production".into());
            let (end, ended) = mpsc::channel();
            worker.spawn(move || {
                production.run();
                drop(end);
            })?;
            *issuance.lock_ended() = Some(ended);
        }
        Ok(issuance)
    }

    /// After a restart: the order with a card inside first, by evidence; then those that wait.
    fn take_up(&self) {
        self.line.pause(self.base.station.is_paused());
        let orders = |wanted| self.orders.in_state(move |state| state == wanted);
        for id in orders(OrderState::InProduction) {
            // Nothing is leased yet, and one printer has one order's card inside.
            let _ = self.production.hold_devices(&id);
            self.take_up_again(&id);
        }
        for id in orders(OrderState::Preparing) {
            self.take_up_again(&id);
        }
        for id in orders(OrderState::Accepted) {
            self.line.enqueue(&id);
        }
    }

    /// The order had the printer, or had asked for it.
    fn take_up_again(&self, id: &str) {
        self.line.reclaim(id);
        match self.orders.apply(id, Event::Restarted) {
            Ok((_, Some(action))) => self.line.go_on(id, action),
            Ok((_, None)) => {}
            Err(condition) => self.orders.show_hold(id, condition),
        }
    }

    /// Works the line in the caller's thread until nothing is left that can be done without a person.
    pub fn work_until_idle(&self) {
        self.production.run_until_idle();
    }

    /// Begins no further order, and waits up to `patience` for the one under way: until its card is out or a person must act.
    /// Whether that was in time; if not, the next start finds out what became of it.
    pub fn close(&self, patience: Duration) -> bool {
        self.line.close();
        let ended = self.lock_ended().take();
        // The thread never sends anything; it only ends.
        ended.is_none_or(|ended| ended.recv_timeout(patience) != Err(RecvTimeoutError::Timeout))
    }

    fn lock_ended(&self) -> MutexGuard<'_, Option<Receiver<()>>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks that the data can become a card: can be drawn, and fits on the chip.
    ///
    /// # Errors
    /// `TextTooLong`, `CardDataTooLarge`, `InvalidArgument` name the field.
    pub fn validate(&self, data: &CardData) -> Result<(), Condition> {
        compose::chip_record(data, &self.base.config.chip.limits)?;
        compose::check_faces(&*self.base.layout.get()?, data, &self.proof_marks())
    }

    /// Both faces as they would be printed.
    ///
    /// # Errors
    /// As [`Self::validate`].
    pub fn proof(&self, data: &CardData) -> Result<CardFaces, Condition> {
        compose::faces(
            &*self.base.layout.get()?,
            data,
            &self.proof_marks(),
            PROOF_CANVAS,
        )
    }

    fn proof_marks(&self) -> Marks {
        Marks::proof(self.base.wall.today())
    }

    /// A picture of what the order's present prompt shows.
    ///
    /// # Errors
    /// `NotFound`; `Stale` with what waits now when the prompt is over.
    pub fn evidence(&self, id: &str, generation: u64, name: &str) -> Result<Picture, Refusal> {
        let order = self.orders.get(id)?;
        let question = order.asked.at(prompt::prompt(&order), generation)?;
        let faces = match question.picture(name)? {
            Evidence::Front | Evidence::Back => self.faces(&order)?,
            _ => return Err(Reason::NotFound.into()),
        };
        let face = match name {
            "back" => faces.back,
            _ => faces.front,
        };
        Ok(Picture {
            media_type: "image/png",
            content: face.proof_png().map_err(|_| Reason::Internal)?,
        })
    }

    /// The order's card as it should look, with its chip's number where that is known.
    fn faces(&self, order: &Order) -> Result<CardFaces, Condition> {
        let owner = order.id.clone();
        let data = self
            .base
            .store
            .call(move |database| CardData::load(database, &owner));
        let data = data.map_err(|error| refused(&error))?;
        let serial = order.attempt().and_then(|attempt| attempt.serial);
        let layout = self.base.layout.get()?;
        let faces = compose::faces(&layout, &data, &Marks::of(order), PROOF_CANVAS)?;
        match serial {
            Some(serial) => compose::numbered(&layout, faces, serial),
            None => Ok(faces),
        }
    }

    /// Accepts an order, or finds the one that the same request made.
    ///
    /// # Errors
    /// `RequestIdReused`; as [`Self::validate`]; the enrolment's refusal.
    pub fn submit(&self, submission: Submission) -> Result<Order, Condition> {
        self.validate(&submission.data)?;
        let items = submission
            .data
            .to_items()
            .map_err(|error| refused(&error))?;
        let request = submission.request.clone();
        self.base.station.may_date()?;
        let accepted_ms = self.base.wall.now_ms();
        let order = new_order(submission, accepted_ms, &self.base.config);
        match self.orders.insert(order.clone(), request, items)? {
            Inserted::Before(before) => Ok(before),
            Inserted::New => {
                self.line.enqueue(&order.id);
                Ok(order)
            }
        }
    }

    /// The orders, to be read.
    pub fn orders(&self) -> &Orders {
        &self.orders
    }

    /// The operator wants an end; why is sealed with the order.
    ///
    /// # Errors
    /// `NotFound`, `WrongState`.
    pub fn cancel(&self, id: &str, by: &str, reason: &str) -> Result<Order, Condition> {
        let note = Note {
            choice: "cancel".to_owned(),
            by: by.to_owned(),
            at_ms: self.base.wall.now_ms(),
            text: reason.to_owned(),
        };
        let sealed = note.to_items("cancel").map_err(|error| refused(&error))?;
        let entry = Entry::of(Event::CancelAsked).by(by).sealing(sealed);
        let (order, action) = self.orders.enter(id, entry)?;
        self.let_go_on(&order, action);
        Ok(order)
    }

    /// What people wrote about an order, oldest first; nothing once it has ended.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub fn notes(&self, id: &str) -> Result<Vec<Note>, Condition> {
        let owner = self.orders.get(id)?.id;
        let notes = self
            .base
            .store
            .call(move |database| Note::list(database, &owner));
        notes.map_err(|error| refused(&error))
    }

    /// `Pause after this card`: the card in the machine is finished and no other begun, until the pause is ended; over
    /// restarts too.
    ///
    /// # Errors
    /// What the database says; then nothing changed.
    pub fn pause(&self, paused: bool, by: &Person) -> Result<(), Condition> {
        let changed = self.base.station.pause(paused, by);
        changed.map_err(|error| refused(&error))?;
        self.line.pause(paused);
        Ok(())
    }

    /// Puts an issued card that was found, and lies on the desk reader, out of force; its serial number.
    ///
    /// # Errors
    /// `CardAbsent`, `NotTheOldCard`, `DeviceInUse`, `DeviceLeased`, `LeaseLost`, and device conditions.
    pub fn retire_found(&self, lease: Option<&Token>) -> Result<ChipSerial, Condition> {
        retirement::retire_found(&self.base, &self.orders, lease)
    }

    /// Has the line carry out what a person's word led to.
    fn let_go_on(&self, order: &Order, action: Option<Action>) {
        match action {
            Some(action) => self.line.go_on(&order.id, action),
            None if !order.state.occupies_printer() => {
                self.production.let_go(&order.id);
                self.production.forget(&order.id);
                self.line.leave(&order.id);
            }
            None => {}
        }
    }
}

fn new_order(submission: Submission, accepted_ms: i64, config: &Config) -> Order {
    let chip_fingers = submission.data.fingers.iter().map(|finger| finger.position);
    let chip_fingers = chip_fingers.collect();
    Order {
        id: uuid::Uuid::now_v7().to_string(),
        request_id: submission.request.id,
        subject: submission.subject,
        reason: submission.reason,
        operator: submission.operator,
        approvals: submission.approvals,
        print_ready: submission.print_ready,
        card_data_sha256: submission.card_data_sha256.to_vec(),
        enrolment: submission.enrolment,
        accepted_ms,
        state: OrderState::Accepted,
        attempts: Vec::new(),
        hold: None,
        ended: None,
        cancelling: false,
        steps: Vec::new(),
        activation_tries: 0,
        presence_rule: config.station.activation,
        vouching: None,
        activation: None,
        hand_over: None,
        tries_allowed: config.limits.match_tries,
        chip_fingers,
        doing: None,
        knows_of_foreign_cards: false,
        old_card: OldCard::default(),
        asked: Asked::default(),
    }
}
