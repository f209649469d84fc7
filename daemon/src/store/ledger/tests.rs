use super::*;
use crate::condition::Reason;
use crate::issuance::attempt::AttemptState;
use crate::ledger::Ledger;
use crate::ledger::account::Cause;
use crate::ledger::authority::Signed;
use crate::ledger::card::Surrender;
use crate::ledger::card::{Blank, Why};
use crate::ledger::entry::Entry;
use crate::ledger::posting::Posting;
use crate::ledger::wish::Settlement;
use crate::ledger::wish::{Counts, Shelf, Wish};
use crate::person::{Person, Role};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::store::database::Database;
use crate::store::records::{Record, RequestKey};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

mod known;
mod random;

/// A record that moves one blank, as an order or a test card does.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Job {
    id: String,
    state: AttemptState,
    serial: Option<String>,
    ended: bool,
}

impl Record for Job {
    const KIND: &'static str = "maintenance";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_open(&self) -> bool {
        !self.ended
    }

    fn posting(&self) -> Posting {
        let blank = Blank {
            number: 1,
            state: self.state,
            serial: self.serial.clone(),
            why: Why::Condition(None),
            from_hopper: true,
        };
        Posting {
            blanks: vec![blank],
            ..Posting::default()
        }
    }
}

/// A ledger with a folder of its own.
struct Office {
    store: Store,
    ledger: Ledger,
    requests: u32,
    _folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_place(Database::open(folder.path()).unwrap());
        Self {
            ledger: Ledger::open(store.clone()).unwrap(),
            store,
            requests: 0,
            _folder: folder,
        }
    }

    /// With so many blanks received and loaded.
    fn stocked(received: u32, loaded: u32) -> Self {
        let mut office = Self::new();
        let document = "DO-1".to_owned();
        office
            .enter(Wish::Receive {
                count: received,
                document,
                serials: None,
            })
            .unwrap();
        office.enter(Wish::Load(loaded)).unwrap();
        office
    }

    fn enter(&mut self, wish: Wish) -> Result<Entry, Refusal> {
        self.requests += 1;
        let id = format!("request-{}", self.requests);
        self.enter_as(&id, 0, wish)
    }

    fn enter_as(&self, id: &str, content: u8, wish: Wish) -> Result<Entry, Refusal> {
        self.ledger.enter(request(id, content), supervised(), wish)
    }

    fn job(&self, id: &str, state: AttemptState, serial: Option<&str>) {
        self.store_job(Job {
            id: id.to_owned(),
            state,
            serial: serial.map(str::to_owned),
            ended: false,
        });
    }

    /// The job's card is with its holder.
    fn handed_over(&self, id: &str, serial: &str) {
        self.store_job(Job {
            id: id.to_owned(),
            state: AttemptState::Good,
            serial: Some(serial.to_owned()),
            ended: true,
        });
    }

    fn store_job(&self, job: Job) {
        let request = request(&job.id, 0);
        let work = move |database: &mut Database| {
            if database.get::<Job>(&job.id)?.is_some() {
                return database.update(&job, "moved", &[]);
            }
            database.insert(&job, &request, "begun", &[]).map(drop)
        };
        self.store.call(work).unwrap();
    }

    fn of(&self, account: Account) -> i64 {
        self.ledger.books().unwrap().balances.of(account)
    }

    fn is_right(&self) {
        assert_eq!(self.ledger.check().unwrap(), []);
    }
}

fn request(id: &str, content: u8) -> RequestKey {
    RequestKey {
        id: id.to_owned(),
        sha256: [content; 32],
    }
}

fn supervised() -> Signed {
    Signed {
        by: Person {
            id: "ani".into(),
            role: Role::Supervisor,
        },
        witnesses: vec!["budi".into(), "citra".into()],
        reason: "because".into(),
    }
}

fn key(owner: &str, number: u32) -> CardKey {
    CardKey {
        owner: owner.into(),
        number,
    }
}

#[test]
fn an_attempt_moves_its_blank_with_its_state() {
    let office = Office::stocked(100, 50);
    office.job("j1", AttemptState::Feeding, None);
    assert_eq!(
        (office.of(Account::Hopper), office.of(Account::Machine)),
        (49, 1)
    );
    office.job("j1", AttemptState::Encoding, Some("0102030405060708"));
    office.job("j1", AttemptState::Good, Some("0102030405060708"));
    assert_eq!(
        (office.of(Account::Machine), office.of(Account::Good)),
        (0, 1)
    );
    office.job("j2", AttemptState::Feeding, None);
    office.job("j2", AttemptState::NotFed, None);
    assert_eq!(office.of(Account::Hopper), 49);
    office.is_right();
}

#[test]
fn a_blank_out_of_an_empty_hopper_comes_from_the_unknown_and_work_goes_on() {
    let office = Office::new();
    office.job("j1", AttemptState::Feeding, None);
    office.job("j1", AttemptState::Good, None);
    assert_eq!(
        (office.of(Account::Unknown), office.of(Account::Good)),
        (-1, 1)
    );
    office.is_right();
}

#[test]
fn a_refused_entry_changes_nothing() {
    let mut office = Office::stocked(10, 4);
    let before = office.ledger.books().unwrap();
    assert!(office.enter(Wish::Load(7)).is_err());
    assert!(office.enter(Wish::Destroy(vec![key("j1", 1)])).is_err());
    let after = office.ledger.books().unwrap();
    assert_eq!(after.balances, before.balances);
    assert_eq!(after.last_movement, before.last_movement);
    assert_eq!(office.ledger.entries("", 10).unwrap().len(), 2);
}

#[test]
fn a_disk_that_refuses_an_entry_is_an_illness_of_the_records() {
    let mut office = Office::stocked(10, 4);
    let refuse = |database: &mut Database| {
        Ok(database
            .connection
            .pragma_update(None, "query_only", "ON")?)
    };
    office.store.call(refuse).unwrap();
    let refused = office.enter(Wish::Load(1)).unwrap_err().into_condition();
    assert_eq!(refused.reason, Reason::RecordsFailed);
    let illness = office.store.health().illness();
    assert_eq!(
        illness.map(|illness| illness.reason),
        Some(Reason::RecordsFailed)
    );
}

#[test]
fn the_same_request_is_one_entry_and_other_content_is_refused() {
    let office = Office::stocked(10, 1);
    let first = office.enter_as("r", 1, Wish::Load(6)).unwrap();
    let again = office.enter_as("r", 1, Wish::Load(6)).unwrap();
    assert_eq!(first, again);
    assert_eq!(office.of(Account::Hopper), 7);
    let other = office.enter_as("r", 2, Wish::Load(1)).unwrap_err();
    let name = other.into_condition().reason.row().name;
    assert_eq!(name, "REQUEST_ID_REUSED");
}

#[test]
fn a_rehearsal_enters_nothing_and_knows_what_was_entered() {
    let office = Office::stocked(10, 1);
    let (request, by) = (request("r", 0), supervised());
    let rehearse = |wish| office.ledger.rehearse(&request, &by, &wish);
    assert_eq!(rehearse(Wish::Load(6)), Ok(None));
    assert!(rehearse(Wish::Load(60)).is_err());
    assert_eq!(office.of(Account::Hopper), 1);
    let entry = office.enter_as("r", 0, Wish::Load(6)).unwrap();
    assert_eq!(rehearse(Wish::Load(6)), Ok(Some(entry)));
}

#[test]
fn reported_blanks_are_spoiled_and_a_counter_entry_brings_them_back() {
    let mut office = Office::stocked(10, 5);
    let serials = vec![String::new(), "A1".into()];
    let cause = Cause::DoubleFeed;
    let entry = office.enter(Wish::Report { cause, serials }).unwrap();
    assert_eq!(office.of(Account::Spoiled(cause)), 2);
    office.enter(Wish::Reverse(entry.id.clone())).unwrap();
    assert_eq!(
        (
            office.of(Account::Hopper),
            office.of(Account::Spoiled(cause))
        ),
        (5, 0)
    );
    assert!(office.enter(Wish::Reverse(entry.id)).is_err());
    office.is_right();
}

#[test]
fn a_shift_closes_with_what_moved_in_it_and_the_next_begins_with_what_was_counted() {
    let mut office = Office::stocked(100, 20);
    let counts = |hopper| Counts {
        store: 80,
        hopper,
        ..Counts::default()
    };
    let shift = office.enter(Wish::OpenShift(counts(20))).unwrap().id;
    office.job("j1", AttemptState::Feeding, None);
    office.job("j1", AttemptState::Good, None);
    let wish = Wish::CloseShift {
        shift: shift.clone(),
        counts: counts(18),
        carried: Vec::new(),
    };
    let closed = office.enter(wish).unwrap();
    let crate::ledger::entry::Act::ShiftClosed(closing) = closed.act else {
        panic!("no closing");
    };
    assert_eq!(closing.shift, shift);
    assert_eq!(closing.inventory.hopper.difference(), -1);
    let good = closing.flows.iter().find(|flow| flow.to == Account::Good);
    assert_eq!((closing.flows.len(), good.unwrap().count), (2, 1));
    assert_eq!(
        (office.of(Account::Hopper), office.of(Account::Unknown)),
        (18, 1)
    );
    assert!(office.ledger.books().unwrap().shift.is_none());
    office.enter(Wish::OpenShift(counts(18))).unwrap();
    office.is_right();
}

#[test]
fn the_file_itself_keeps_movements_as_they_are() {
    let office = Office::stocked(10, 5);
    for sql in ["UPDATE movement SET count = 9", "DELETE FROM movement"] {
        let refused = office.store.call(|database| {
            let changed = database.connection.execute(sql, []);
            Ok(changed.is_err())
        });
        assert!(refused.unwrap(), "{sql}");
    }
}

#[test]
fn books_that_were_tampered_with_are_found_out() {
    let office = Office::stocked(10, 5);
    let tampered = office.store.call(|database| {
        let sql = "UPDATE balance SET count = count + 1 WHERE account IN ('store', 'good')";
        database.connection.execute(sql, [])?;
        database.check_books()
    });
    let expected = [
        LedgerError::Unbalanced,
        LedgerError::WrongSum(Account::Store),
    ];
    assert_eq!(tampered.unwrap(), expected);
}

#[test]
fn blanks_of_an_older_file_are_booked_where_their_orders_say() {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch("CREATE TABLE record (kind TEXT, id TEXT, body TEXT);")
        .unwrap();
    let body = r#"{"accepted_ms": 7, "attempts": [
        {"number": 1, "state": "Spoiled", "serial": [1, 2, 3, 4, 5, 6, 7, 255]},
        {"number": 2, "state": "NotFed", "serial": null},
        {"number": 3, "state": "Good", "serial": null}]}"#;
    let insert = "INSERT INTO record VALUES ('order', 'o1', ?1)";
    connection.execute(insert, [body]).unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection.execute_batch(BEFORE).unwrap();
    let now = balances(&connection).unwrap();
    now.check().unwrap();
    assert_eq!(
        (now.received(), now.of(Account::Good), now.spoiled()),
        (2, 1, 1)
    );
    let sql = "SELECT serial FROM card WHERE number = 1";
    let serial: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(serial, "01020304050607FF");
}
