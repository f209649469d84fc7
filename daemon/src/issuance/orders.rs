//! The orders: their present state, durable before anybody sees it.

use crate::condition::{Condition, Reason, chain};
use crate::issuance::card_data::CardData;
use crate::issuance::entry::{Answered, Applied, Entry};
use crate::issuance::event::{Event, Rules};
use crate::issuance::moment::Moments;
use crate::issuance::order::{Order, OrderState};
use crate::issuance::prompt::{prompt, question};
use crate::prompt::answer::{Answer, Outcome, interrupted};
use crate::prompt::{Key, Prompt};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::store::database::StoreError;
use crate::store::error::or_later;
use crate::store::records::{Inserted, Item, Page, Record, RequestKey};
use crate::wall_clock::WallClock;
use loket_card::ChipSerial;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Live = HashMap<String, Order>;

/// All orders; those that are not final are kept in memory, the others are read when asked for.
pub struct Orders {
    store: Store,
    wall: Arc<dyn WallClock>,
    rules: Rules,
    live: Mutex<Live>,
    moments: Moments,
}

impl Orders {
    /// Reads the orders that are not final; makes up for erasures that a stop prevented.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(store: Store, wall: Arc<dyn WallClock>, rules: Rules) -> Result<Self, StoreError> {
        or_later(store.call(|database| database.erase_what_ended_left(Order::KIND)))?;
        let orders = Self {
            store,
            wall,
            rules,
            live: Mutex::default(),
            moments: Moments::default(),
        };
        for order in orders.store.call(|database| database.list_open())? {
            let order = orders.take_up(order)?;
            orders.lock().insert(order.id.clone(), order);
        }
        Ok(orders)
    }

    /// What a stop in the middle, or an older version, left to be made up for.
    fn take_up(&self, order: Order) -> Result<Order, StoreError> {
        let mut now = order.clone();
        now.asked.settle(Outcome::Failed(interrupted()));
        if now.tries_allowed == 0 {
            now.tries_allowed = self.rules.match_tries;
        }
        if now.chip_fingers.is_empty() {
            let owner = now.id.clone();
            let data = self
                .store
                .call(move |database| CardData::load(database, &owner));
            let data = data?;
            now.chip_fingers = data.fingers.iter().map(|finger| finger.position).collect();
        }
        self.renew_question(&order, &mut now);
        if now != order {
            let stored = now.clone();
            or_later(
                self.store
                    .call(move |database| database.update(&stored, "taken up", &[])),
            )?;
        }
        Ok(now)
    }

    fn lock(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a new order, or finds the one that the same request made.
    ///
    /// # Errors
    /// `RequestIdReused`, or what the database says.
    pub fn insert(
        &self,
        order: Order,
        request: RequestKey,
        items: Vec<Item>,
    ) -> Result<Inserted<Order>, Condition> {
        let mut live = self.lock();
        let stored = order.clone();
        let inserted = self
            .store
            .call(move |database| database.insert(&stored, &request, "accepted", &items))
            .map_err(|error| Condition::from(&error))?;
        match inserted {
            Inserted::New => {
                live.insert(order.id.clone(), order);
                Ok(Inserted::New)
            }
            Inserted::Before(before) => Ok(Inserted::Before(present(&live, before))),
        }
    }

    /// The order that the same request made before.
    ///
    /// # Errors
    /// `RequestIdReused`, or what the database says.
    pub fn made_before(&self, request: &RequestKey) -> Result<Option<Order>, Condition> {
        let request = request.clone();
        let before = self
            .store
            .call(move |database| database.made_before(&request));
        let before = before.map_err(|error| Condition::from(&error))?;
        Ok(before.map(|before| present(&self.lock(), before)))
    }

    /// Applies an event: the new state is durable when this returns. Returns it with the next action.
    ///
    /// # Errors
    /// `NotFound`, `WrongState`, or what the database says; then nothing changed.
    pub(super) fn apply(&self, id: &str, event: Event) -> Result<Applied, Condition> {
        self.enter(id, Entry::of(event))
    }

    /// As [`Self::apply`], with what the entry says besides.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub(super) fn enter(&self, id: &str, entry: Entry) -> Result<Applied, Condition> {
        let mut live = self.lock();
        let Some(before) = live.get(id).cloned() else {
            // Looking it up takes the lock again.
            drop(live);
            return Err(self.not_live(id));
        };
        let mut order = before.clone();
        let action = order.apply(&entry.event, self.rules)?;
        let order = self.write(&mut live, &before, order, entry)?;
        Ok((order, action))
    }

    /// Admits an answer and applies what `act` makes of it in the same transaction.
    ///
    /// # Errors
    /// As [`Asked::admit`](crate::prompt::asked::Asked::admit) and [`Self::apply`]; then nothing changed.
    pub(super) fn answer(
        &self,
        id: &str,
        answer: &Answer,
        act: impl FnOnce(&Order, Key) -> Result<Entry, Refusal>,
    ) -> Result<Answered, Refusal> {
        let mut live = self.lock();
        let Some(before) = live.get(id).cloned() else {
            drop(live);
            return answered_before(self.get(id)?, answer);
        };
        if before.asked.outcome_of(answer).is_some() {
            return answered_before(before, answer);
        }
        let key = before.asked.admit(prompt(&before), answer)?;
        let entry = act(&before, key)?;
        let mut order = before.clone();
        let action = order.apply(&entry.event, self.rules)?;
        let outcome = match entry.event {
            Event::ActivationBegun
            | Event::VouchedActivationBegun(_)
            | Event::HolderMatchBegun
            | Event::SearchBegun
            | Event::RetirementBegun => Outcome::Running,
            _ => Outcome::Done,
        };
        order.asked.answered(answer, outcome);
        let order = self.write(&mut live, &before, order, entry)?;
        Ok(Answered::New(key, order, action))
    }

    /// Stores the order as it is now, then publishes it.
    fn write(
        &self,
        live: &mut Live,
        before: &Order,
        mut order: Order,
        entry: Entry,
    ) -> Result<Order, Condition> {
        let name = entry.name();
        order.steps.extend(entry.step);
        if let Some(seen) = &entry.seen {
            order.sighted(seen);
        }
        self.renew_question(before, &mut order);
        let stored = order.clone();
        self.store
            .call(move |database| database.update(&stored, &name, &entry.items))
            .map_err(|error| Condition::from(&error))?;
        let id = order.id.as_str();
        tracing::info!(order = id, event = entry.event.name(), state = ?order.state, "order");
        self.moments.end(id);
        if order.state.is_final() {
            live.remove(id);
            self.forget(id);
        } else {
            live.insert(id.to_owned(), order.clone());
        }
        Ok(order)
    }

    fn renew_question(&self, before: &Order, order: &mut Order) {
        let (before, now) = (question(before), question(order));
        order
            .asked
            .turn(before.as_ref(), now.as_ref(), self.wall.now_ms());
    }

    /// A final order needs its card data no more.
    fn forget(&self, id: &str) {
        let owner = id.to_owned();
        if let Err(error) = self.store.call(move |database| database.erase(&owner)) {
            tracing::error!(
                order = id,
                error = chain(&error),
                "card data was not erased"
            );
        }
    }

    fn not_live(&self, id: &str) -> Condition {
        match self.get(id) {
            Ok(order) => Condition::new(Reason::WrongState, order.state.to_string()),
            Err(condition) => condition,
        }
    }

    /// Shows that the order cannot go on although its record could not be changed; not stored.
    pub fn show_hold(&self, id: &str, condition: Condition) {
        self.show(id, condition, |order, condition| {
            order.hold = Some(condition);
            order.doing = None;
        });
    }

    /// Shows that what an answer began has ended although its record could not be changed; not stored.
    pub(super) fn show_failure(&self, id: &str, condition: Condition) {
        self.show(id, condition, |order, condition| {
            order.asked.settle(Outcome::Failed(condition));
        });
    }

    fn show(&self, id: &str, condition: Condition, how: impl FnOnce(&mut Order, Condition)) {
        if let Some(order) = self.lock().get_mut(id) {
            let before = order.clone();
            how(order, condition.clone());
            self.renew_question(&before, order);
            self.moments.hold(id, condition, prompt(order));
        }
    }

    /// What is so only for the moment.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The order as it is.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub fn get(&self, id: &str) -> Result<Order, Condition> {
        if let Some(order) = self.lock().get(id) {
            return Ok(order.clone());
        }
        let key = id.to_owned();
        let found = self.store.call(move |database| database.get::<Order>(&key));
        found
            .map_err(|error| Condition::from(&error))?
            .ok_or_else(|| Condition::new(Reason::NotFound, "order"))
    }

    /// What the orders wait for.
    pub fn prompts(&self) -> Vec<Prompt> {
        self.lock().values().filter_map(prompt).collect()
    }

    /// Orders, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn list(&self, page: Page) -> Result<Vec<Order>, Condition> {
        let stored = self
            .store
            .call(move |database| database.list::<Order>(&page))
            .map_err(|error| Condition::from(&error))?;
        let live = self.lock();
        Ok(stored
            .into_iter()
            .map(|order| present(&live, order))
            .collect())
    }

    /// Whether an order that has not ended has this chip.
    pub(super) fn is_under_way(&self, chip: ChipSerial) -> bool {
        let has_it = |order: &Order| {
            let mut attempts = order.attempts.iter();
            attempts.any(|attempt| attempt.serial == Some(chip))
        };
        self.lock().values().any(has_it)
    }

    /// Ids of the orders in that state, oldest first.
    pub fn in_state(&self, wanted: impl Fn(OrderState) -> bool) -> Vec<String> {
        let live = self.lock();
        let mut ids: Vec<_> = live
            .values()
            .filter(|order| wanted(order.state))
            .map(|order| order.id.clone())
            .collect();
        ids.sort();
        ids
    }
}

/// In memory an order may be further than when its record was read, or hold what could not be recorded.
fn present(live: &Live, order: Order) -> Order {
    live.get(&order.id).cloned().unwrap_or(order)
}

/// For an order that waits for another answer, or for none.
fn answered_before(order: Order, answer: &Answer) -> Result<Answered, Refusal> {
    match order.asked.outcome_of(answer).cloned() {
        Some(outcome) => Ok(Answered::Before(order, outcome)),
        None => Err(order.asked.stale(prompt(&order), answer.generation)),
    }
}

/// What a front end is told when the database refuses.
pub fn refused(error: &StoreError) -> Condition {
    error.into()
}
