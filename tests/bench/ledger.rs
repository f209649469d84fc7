//! The monthly report of an office that has kept its books for a year, against the second that it may take.

use crate::Setting;
use crate::row::{Pair, Row};
use anyhow::{Context, anyhow};
use loket_daemon::issuance::attempt::{Attempt, AttemptState};
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::ledger::Ledger;
use loket_daemon::ledger::authority::Signed;
use loket_daemon::ledger::calendar::Month;
use loket_daemon::ledger::page::{self, Letterhead};
use loket_daemon::ledger::wish::{Counts, Wish};
use loket_daemon::person::{Person, Role};
use loket_daemon::store::Store;
use loket_daemon::store::database::{Database, Place};
use loket_daemon::store::records::RequestKey;
use loket_daemon::wall_clock::WallClock;
use loket_tests::memory::office::{Office, recorded};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

const SHIFTS: u32 = 300;
const CARDS: u32 = 25_000;
/// One in so many is spoiled.
const SPOILED: u32 = 40;
const YEAR: i32 = 2026;
const DAY_MS: i64 = 86_400_000;

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    // Memory, where there is any: what is measured is reading, and a year is quickly written there.
    let memory = tempfile::tempdir_in("/dev/shm").ok();
    let folder = memory
        .as_ref()
        .map_or(setting.disk.as_path(), |memory| memory.path());
    let mut year = Year::open(&folder.join("year"))?;
    year.pass()?;
    let mut slowest: f64 = 0.0;
    for month in 1..=12 {
        slowest = slowest.max(year.report(month)?);
    }
    let pair = Pair {
        ours: slowest,
        reference: 1000.0,
    };
    let name = format!("monthly report and its page, {CARDS} cards, {SHIFTS} shifts, slowest");
    Ok(vec![Row::at_most(1.0, name, "ms", pair, "one second")])
}

/// A clock that the passing of the year moves.
#[derive(Debug, Default)]
struct Calendar(AtomicI64);

impl WallClock for Calendar {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// An office's books.
struct Year {
    store: Store,
    ledger: Ledger,
    calendar: Arc<Calendar>,
    sample: Order,
    requests: u32,
}

impl Year {
    fn open(folder: &Path) -> anyhow::Result<Self> {
        let calendar = Arc::new(Calendar::default());
        let database = Database::open_at(&Place {
            wall: calendar.clone(),
            ..Place::of(folder)
        })?;
        let store = Store::in_place(database);
        let sample = Office::new().order_for(recorded(), "bench");
        Ok(Self {
            ledger: Ledger::open(store.clone())?,
            store,
            calendar,
            sample: sample.map_err(|refusal| anyhow!("the sample is refused: {refusal}"))?,
            requests: 0,
        })
    }

    /// Every working day is a shift.
    fn pass(&mut self) -> anyhow::Result<()> {
        let month = Month::new(YEAR, 1, 0).context("a year")?;
        let (begin, _) = month.span_ms();
        let mut made = 0;
        for shift in 0..SHIFTS {
            let day = i64::from(shift) * 365 / i64::from(SHIFTS);
            self.calendar
                .0
                .store(begin + day * DAY_MS, Ordering::Relaxed);
            let until = CARDS * (shift + 1) / SHIFTS;
            self.day(until - made)?;
            made = until;
        }
        Ok(())
    }

    fn day(&mut self, cards: u32) -> anyhow::Result<()> {
        self.enter(Wish::Receive {
            count: cards,
            document: "DO".into(),
            serials: None,
        })?;
        self.enter(Wish::Load(cards))?;
        let counts = |hopper| Counts {
            hopper,
            ..Counts::default()
        };
        let shift = self.enter(Wish::OpenShift(counts(cards)))?;
        for number in 0..cards {
            self.card(number % SPOILED == 0)?;
        }
        let spoiled = self.ledger.books().map_err(refused)?;
        let spoiled = spoiled.spent().map(|card| card.key.clone()).collect();
        self.enter(Wish::Destroy(spoiled))?;
        self.enter(Wish::CloseShift {
            shift,
            counts: counts(0),
            carried: Vec::new(),
        })?;
        Ok(())
    }

    fn enter(&mut self, wish: Wish) -> anyhow::Result<String> {
        let signed = Signed {
            by: Person {
                id: "supervisor".into(),
                role: Role::Supervisor,
            },
            witnesses: vec!["first".into(), "second".into()],
            reason: String::new(),
        };
        let request = self.request();
        let entry = self.ledger.enter(request, signed, wish);
        Ok(entry.map_err(refused)?.id)
    }

    fn request(&mut self) -> RequestKey {
        self.requests += 1;
        RequestKey {
            id: format!("bench-{}", self.requests),
            sha256: [0; 32],
        }
    }

    /// A blank is fed, and becomes a card that its holder takes, or none.
    fn card(&mut self, spoiled: bool) -> anyhow::Result<()> {
        let request = self.request();
        let mut order = self.sample.clone();
        order.id = request.id.clone();
        let attempts = std::mem::take(&mut order.attempts);
        order.attempts = attempts.into_iter().map(feeding).collect();
        let (state, end) = match spoiled {
            true => (AttemptState::Spoiled, OrderState::Exhausted),
            false => (AttemptState::Good, OrderState::HandedOver),
        };
        self.store.call(move |database| {
            database.insert(&order, &request, "accepted", &[])?;
            if let Some(attempt) = order.attempts.last_mut() {
                attempt.state = state;
            }
            order.state = end;
            database.update(&order, "ended", &[])
        })?;
        Ok(())
    }

    /// How long a report takes, in milliseconds.
    fn report(&self, month: u32) -> anyhow::Result<f64> {
        let month = Month::new(YEAR, month, 0).context("a month")?;
        let head = Letterhead {
            station: "bench".into(),
            offset_ms: 0,
        };
        let begun = Instant::now();
        let report = self.ledger.month(month).map_err(refused)?;
        let page = page::monthly(&report, &head);
        let taken = begun.elapsed().as_secs_f64() * 1e3;
        anyhow::ensure!(report.totals.good > 1000 && page.len() > 1000, "no month");
        Ok(taken)
    }
}

fn feeding(attempt: Attempt) -> Attempt {
    Attempt {
        state: AttemptState::Feeding,
        ..attempt
    }
}

fn refused(refusal: loket_daemon::refusal::Refusal) -> anyhow::Error {
    anyhow!("the books refuse: {refusal}")
}
