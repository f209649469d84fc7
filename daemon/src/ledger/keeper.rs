//! The ledger as the rest of the daemon uses it.

use crate::condition::Reason;
use crate::ledger::authority::Signed;
use crate::ledger::books::Books;
use crate::ledger::calendar::Month;
use crate::ledger::decide::decide;
use crate::ledger::entry::{Act, Entry};
use crate::ledger::movement::{LedgerError, Movement};
use crate::ledger::report::{Monthly, Sources, monthly};
use crate::ledger::wish::Wish;
use crate::refusal::Refusal;
use crate::store::Store;
use crate::store::database::{Database, StoreError};
use crate::store::records::RequestKey;

/// The blank ledger of one counter.
pub struct Ledger(Store);

impl Ledger {
    /// Takes up the books, and tells the log what is wrong with them. That stops no work: a card is never refused for an
    /// error of the books.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(store: Store) -> Result<Self, StoreError> {
        for error in store.call(|database| database.check_books())? {
            tracing::error!(%error, "the blank ledger is wrong");
        }
        Ok(Self(store))
    }

    /// Enters what people did, or finds the entry that the same request made. Durable on return.
    ///
    /// # Errors
    /// `RequestIdReused`; as [`decide`]. Nothing is changed then.
    pub fn enter(&self, request: RequestKey, signed: Signed, wish: Wish) -> Result<Entry, Refusal> {
        self.0
            .call(move |database| enter(database, &request, signed, wish))?
    }

    /// Whether people may enter this now, before something is done that cannot be undone. Finds the entry that the same
    /// request made; enters nothing.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub fn rehearse(
        &self,
        request: &RequestKey,
        signed: &Signed,
        wish: &Wish,
    ) -> Result<Option<Entry>, Refusal> {
        let (request, signed, wish) = (request.clone(), signed.clone(), wish.clone());
        self.0.call(move |database| {
            let resolved = before_or_act(database, &request, &signed, wish)?;
            Ok(resolved.map(|resolved| match resolved {
                Resolved::Before(entry) => Some(entry),
                Resolved::Act(..) => None,
            }))
        })?
    }

    /// The books as they are now.
    ///
    /// # Errors
    /// What the database says.
    pub fn books(&self) -> Result<Books, Refusal> {
        Ok(self.0.call(|database| database.books())?)
    }

    /// The newest entries before the one with this id, newest first; from the newest with an empty id.
    ///
    /// # Errors
    /// What the database says.
    pub fn entries(&self, before: &str, most: u32) -> Result<Vec<Entry>, Refusal> {
        let before = before.to_owned();
        let entries = self
            .0
            .call(move |database| database.ledger_entries(&before, most));
        Ok(entries?)
    }

    /// One entry.
    ///
    /// # Errors
    /// `NotFound`; what the database says.
    pub fn entry(&self, id: &str) -> Result<Entry, Refusal> {
        let id = id.to_owned();
        let entry = self.0.call(move |database| database.get(&id))?;
        entry.ok_or_else(|| Reason::NotFound.into())
    }

    /// The report of a month.
    ///
    /// # Errors
    /// What the database says.
    pub fn month(&self, month: Month) -> Result<Monthly, Refusal> {
        let sources = self.0.call(move |database| sources(database, month))?;
        Ok(monthly(month, sources))
    }

    /// Everything that is wrong with the books; see [`Database::check_books`].
    ///
    /// # Errors
    /// What the database says.
    pub fn check(&self) -> Result<Vec<LedgerError>, Refusal> {
        Ok(self.0.call(|database| database.check_books())?)
    }
}

/// What the rules grant; outside it what the database says, whose health the store watches.
type Granted<T> = Result<Result<T, Refusal>, StoreError>;

/// What a request comes to.
enum Resolved {
    /// The entry that it made before.
    Before(Entry),
    /// What is to be entered.
    Act(Act, Vec<Movement>),
}

fn before_or_act(
    database: &Database,
    request: &RequestKey,
    signed: &Signed,
    wish: Wish,
) -> Granted<Resolved> {
    if let Some(before) = database.made_before(request)? {
        return Ok(Ok(Resolved::Before(before)));
    }
    let books = database.books()?;
    let facts = database.facts(&books, &wish)?;
    let decision = decide(&books, &facts, signed, wish);
    Ok(decision.map(|(act, movements)| Resolved::Act(act, movements)))
}

/// Nobody else has the database between the decision and the entry.
fn enter(
    database: &mut Database,
    request: &RequestKey,
    signed: Signed,
    wish: Wish,
) -> Granted<Entry> {
    let (act, movements) = match before_or_act(database, request, &signed, wish)? {
        Ok(Resolved::Act(act, movements)) => (act, movements),
        Ok(Resolved::Before(entry)) => return Ok(Ok(entry)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let entry = Entry {
        id: uuid::Uuid::now_v7().to_string(),
        at_ms: database.wall_ms(),
        by: signed.by,
        witnesses: signed.witnesses,
        reason: signed.reason,
        act,
        movements,
    };
    database.insert(&entry, request, entry.act.name(), &[])?;
    Ok(Ok(entry))
}

fn sources(database: &Database, month: Month) -> Result<Sources, StoreError> {
    let (begin, end) = month.span_ms();
    Ok(Sources {
        opening: database.balances_at(begin)?,
        closing: database.balances_at(end)?,
        flows: database.flows_by_day(begin, end, month.offset_ms())?,
        surrendered: database.surrendered(begin, end)?,
        entries: database.closings_and_destructions(begin, end)?,
    })
}
