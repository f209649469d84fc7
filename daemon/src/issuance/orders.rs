//! The orders: their present state, durable before anybody sees it.

use crate::condition::{Condition, Reason, chain};
use crate::issuance::event::{Action, Event, Rules};
use crate::issuance::moment::Moments;
use crate::issuance::order::{Order, OrderState};
use crate::store::Store;
use crate::store::database::StoreError;
use crate::store::records::{Inserted, Item, RequestKey};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

type Live = HashMap<String, Order>;

/// All orders; those that are not final are kept in memory, the others are read when asked for.
pub struct Orders {
    store: Store,
    rules: Rules,
    live: Mutex<Live>,
    moments: Moments,
}

impl Orders {
    /// Reads the orders that are not final; makes up for erasures that a stop prevented.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(store: Store, rules: Rules) -> Result<Self, StoreError> {
        let all: Vec<Order> = store.call(|database| database.list())?;
        for order in all.iter().filter(|order| order.state.is_final()) {
            // A stop between the last state and the erasure left the data behind.
            let owner = order.id.clone();
            store.call(move |database| database.erase(&owner))?;
        }
        let live = all
            .into_iter()
            .filter(|order| !order.state.is_final())
            .map(|order| (order.id.clone(), order))
            .collect();
        Ok(Self {
            store,
            rules,
            live: Mutex::new(live),
            moments: Moments::default(),
        })
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
            .map_err(|error| refused(&error))?;
        match inserted {
            Inserted::New => {
                live.insert(order.id.clone(), order);
                Ok(Inserted::New)
            }
            // In memory it may be further than when the record was read.
            Inserted::Before(before) => {
                let now = live.get(&before.id).cloned();
                Ok(Inserted::Before(now.unwrap_or(before)))
            }
        }
    }

    /// Applies an event: the new state is durable when this returns. Returns it with the next action.
    ///
    /// # Errors
    /// `NotFound`, `WrongState`, or what the database says; then nothing changed.
    pub fn apply(&self, id: &str, event: &Event) -> Result<(Order, Option<Action>), Condition> {
        self.apply_with(id, event, "", |_| ())
    }

    /// As [`Self::apply`], journalled with the account `by` unless that is empty; `also` may note more in the same
    /// transition, and sees the order as it was.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub fn apply_with(
        &self,
        id: &str,
        event: &Event,
        by: &str,
        also: impl FnOnce(&mut Order),
    ) -> Result<(Order, Option<Action>), Condition> {
        let mut live = self.lock();
        let Some(mut order) = live.get(id).cloned() else {
            // Looking it up takes the lock again.
            drop(live);
            return Err(self.not_live(id));
        };
        also(&mut order);
        let action = order.apply(event, self.rules)?;
        let (stored, name) = (order.clone(), journalled(event, by));
        self.store
            .call(move |database| database.update(&stored, &name, &[]))
            .map_err(|error| refused(&error))?;
        tracing::info!(order = id, event = event.name(), state = ?order.state, "order");
        self.moments.end(id);
        if order.state.is_final() {
            live.remove(id);
            self.forget(id);
        } else {
            live.insert(id.to_owned(), order.clone());
        }
        Ok((order, action))
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
        if let Some(order) = self.lock().get_mut(id) {
            order.hold = Some(condition.clone());
            self.moments.hold(id, condition);
        }
    }

    /// Shows how far its print is; not stored.
    pub fn show_progress(&self, id: &str, sent: u64, total: u64) {
        if let Some(order) = self.lock().get_mut(id) {
            order.sent = (sent, total);
            self.moments.progress(id, sent, total);
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
            .map_err(|error| refused(&error))?
            .ok_or_else(|| Condition::new(Reason::NotFound, "order"))
    }

    /// All orders, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn list(&self) -> Result<Vec<Order>, Condition> {
        self.store
            .call(|database| database.list())
            .map_err(|error| refused(&error))
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

fn journalled(event: &Event, by: &str) -> String {
    if by.is_empty() {
        event.name()
    } else {
        format!("{} by {by}", event.name())
    }
}

/// What a front end is told when the database refuses; the cause goes to the log.
pub fn refused(error: &StoreError) -> Condition {
    match error {
        StoreError::RequestIdReused => Reason::RequestIdReused.into(),
        StoreError::Missing => Condition::new(Reason::NotFound, "applicant data was erased"),
        _ => {
            tracing::error!(error = chain(error), "the records refuse");
            Condition::new(Reason::Internal, "records")
        }
    }
}
