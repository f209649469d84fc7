//! A day in an office: sixty cards, two shifts, and what goes wrong on a day. Its papers lie in `target/office-day/`.

use super::{books, enter, of, there, truth};
use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::ledger::account::{Account, Cause};
use loket_daemon::ledger::calendar::{Month, date, day};
use loket_daemon::ledger::card::Surrender;
use loket_daemon::ledger::entry::{Act, Entry, Tally};
use loket_daemon::ledger::page::{self, Letterhead};
use loket_daemon::ledger::wish::Wish;
use loket_simulator::applicant::{Applicant, Backdrop};
use loket_simulator::card::Place;
use loket_simulator::chip::Make;
use loket_simulator::clock::TimePolicy;
use loket_simulator::fault::Arming;
use loket_simulator::mechanism::{PrinterModel, Timing};
use loket_simulator::world::{Inventory, World};
use loket_tests::memory::office::{Office, recorded};
use loket_tests::workspace;
use std::fs;
use std::path::PathBuf;

const ORDERS: u32 = 60;
/// What is put into the hopper, and what the operator believes to have put there.
const LOADED: (u32, u32) = (79, 80);
/// The zone of western Indonesia.
const WIB_MS: i64 = 7 * 3_600_000;

/// The office and what its people do in it.
struct Day {
    office: Office,
    orders: u32,
    entries: u32,
}

impl Day {
    /// Hundred blanks came.
    fn begun() -> Self {
        let office = Office::of(Inventory {
            time: TimePolicy::Stepped,
            seed: 1,
            applicants: vec![Applicant::grown("b", 12, Backdrop::Blue)],
            blanks: 100,
            in_hopper: 0,
            chips: Make::default(),
            visitors: Vec::new(),
            ribbon: 100,
            printer: PrinterModel::default(),
            timing: Timing::default(),
            faults: Vec::new(),
        });
        office.world.with(|world| world.seat("b", None)).unwrap();
        let (orders, entries) = (0, 0);
        let mut day = Self {
            office,
            orders,
            entries,
        };
        day.enter(Wish::Receive {
            count: 100,
            document: "SJ-470/118".into(),
            serials: None,
        });
        day
    }

    /// Somebody miscounts while the hopper is filled.
    fn load(&mut self) {
        let (truly, believed) = LOADED;
        self.office
            .world
            .with(|world| world.load_hopper(truly))
            .unwrap();
        self.enter(Wish::Load(believed));
    }

    fn enter(&mut self, wish: Wish) -> Entry {
        self.entries += 1;
        enter(&self.office, &format!("entry-{}", self.entries), wish).unwrap()
    }

    fn arm(&self, fault: &str) {
        let arming = Arming::once(fault.parse().unwrap());
        self.office.world.with(|world| world.arm(arming));
    }

    /// Orders a card and works until somebody is needed.
    fn order(&mut self) -> Order {
        self.orders += 1;
        let request = format!("order-{}", self.orders);
        self.office.order_for(recorded(), &request).unwrap()
    }

    /// Deals with what holds the order until its card can be looked at.
    fn inspectable(&mut self, order: Order) -> Order {
        let mut order = self
            .office
            .counter
            .issuance
            .orders()
            .get(&order.id)
            .unwrap();
        while order.hold.is_some() {
            order = self.office.go_on(&order.id).unwrap();
        }
        assert_eq!(order.state, OrderState::Inspecting, "{order:?}");
        order
    }

    /// The card is good and stays in the tray, or its holder is there and takes it.
    fn issue(&mut self, order: &Order, holder_waits: bool) {
        if holder_waits {
            let finger = FingerPosition::RightIndex;
            self.office.hand_over(&order.id, finger).unwrap();
            return;
        }
        self.office.answer(&order.id, "good", "").unwrap();
    }

    fn issue_many(&mut self, until: u32) {
        while self.orders < until {
            let order = self.order();
            let order = self.inspectable(order);
            self.issue(&order, self.orders.is_multiple_of(15));
        }
    }

    /// The ribbon ends in the middle of a card.
    fn empty_ribbon(&mut self) {
        self.arm("ribbon-end-mid-panel:c");
        let order = self.order();
        assert_eq!(order.hold.as_ref().unwrap().reason, Reason::RibbonEnded);
        self.office.world.with(World::change_ribbon);
        let order = self.inspectable(order);
        self.issue(&order, false);
    }

    /// The power fails while a card is printed.
    fn power_cut(mut self) -> Self {
        self.arm("link-lost-after-print");
        let order = self.order();
        self.office = self.office.restarted();
        self.office.counter.issuance.work_until_idle();
        let order = self.inspectable(order);
        self.issue(&order, false);
        self
    }

    /// A second blank comes along with a card and is creased.
    fn double_feed(&mut self) {
        let second = self
            .office
            .world
            .with(|world| world.move_last_card(Place::Hopper, Place::Hand));
        second.unwrap();
        self.enter(Wish::Report {
            cause: Cause::DoubleFeed,
            serials: vec![String::new()],
        });
    }

    /// A card comes out with a scratch; the next one is good.
    fn scratched(&mut self) {
        let order = self.order();
        self.office
            .answer(&order.id, "spoiled", "a scratch")
            .unwrap();
        let out = |world: &mut World| world.move_last_card(Place::Output, Place::Hand);
        self.office.world.with(out).unwrap();
        self.office.counter.issuance.work_until_idle();
        let order = self.inspectable(order);
        self.issue(&order, false);
    }

    /// Every shift begins with a new ribbon.
    fn open_shift(&mut self) -> String {
        self.office.world.with(World::change_ribbon);
        let counts = truth(&self.office);
        self.enter(Wish::OpenShift(counts)).id
    }

    /// Closes with what is there, and carries over what is open; by how much store and hopper differed.
    fn close_shift(&mut self, shift: String) -> [i64; 2] {
        let books = books(&self.office);
        let carried = books.open_items().map(|card| card.key.clone()).collect();
        let counts = truth(&self.office);
        let closed = self.enter(Wish::CloseShift {
            shift,
            counts,
            carried,
        });
        let Act::ShiftClosed(closing) = closed.act else {
            panic!("no closing");
        };
        let inventory = closing.inventory;
        [inventory.store, inventory.hopper].map(Tally::difference)
    }
}

fn papers() -> PathBuf {
    let folder = workspace::root().join("target/office-day");
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_day_of_sixty_cards_closes_and_its_papers_are_printed() {
    let mut day = Day::begun();
    let shift = day.open_shift();
    day.load();
    day.issue_many(10);
    day.empty_ribbon();
    day.double_feed();
    day.issue_many(30);
    assert_eq!(day.close_shift(shift), [1, -1], "the miscount shows");

    let shift = day.open_shift();
    let mut day = day.power_cut();
    day.scratched();
    for why in Surrender::ALL {
        day.enter(Wish::Surrender {
            why,
            serial: String::new(),
            order: String::new(),
        });
    }
    day.issue_many(ORDERS - 1);
    day.arm("jam:head");
    let stuck = day.order();
    assert_eq!(stuck.hold.unwrap().reason, Reason::CardJam);
    assert_eq!(day.close_shift(shift), [0, 0]);
    let known = books(&day.office);
    assert_eq!(known.open_items().count(), 1, "the card in the jam");

    let spent: Vec<_> = known.spent().map(|card| card.key.clone()).collect();
    assert_eq!(spent.len(), 3 + 3, "three spoiled, three surrendered");
    let destroyed = day.enter(Wish::Destroy(spent));
    print(&day.office, &destroyed);

    let office = &day.office;
    let made = there(office, &[Place::Output, Place::HandedOver]);
    assert_eq!(of(office, Account::Good), made);
    assert_eq!(made, i64::from(ORDERS) - 1);
    assert_eq!(of(office, Account::Unknown), 1);
    for (account, place) in [
        (Account::Store, Place::Store),
        (Account::Hopper, Place::Hopper),
    ] {
        assert_eq!(of(office, account), there(office, &[place]));
    }
    assert_eq!(office.counter.ledger.check().unwrap(), []);
}

/// The destruction record and the month as pages.
fn print(office: &Office, destroyed: &Entry) {
    let head = Letterhead {
        station: "loket-1".into(),
        offset_ms: WIB_MS,
    };
    let today = date(day(destroyed.at_ms, WIB_MS));
    let mut parts = today.split('-').map(|part| part.parse::<u32>().unwrap());
    let year = i32::try_from(parts.next().unwrap()).unwrap();
    let month = Month::new(year, parts.next().unwrap(), 7 * 60).unwrap();
    let report = office.counter.ledger.month(month).unwrap();
    let record = page::destruction(destroyed, &head);
    assert!(record.contains("Kartu lama rusak") && record.contains("Tertarik ganda"));
    fs::write(papers().join("destruction.html"), record).unwrap();
    fs::write(papers().join("month.html"), page::monthly(&report, &head)).unwrap();
}
