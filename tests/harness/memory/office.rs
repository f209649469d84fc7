//! An office in memory: the counter's workflows called directly, and the people at it.

use super::MemoryPorts;
use super::interception::{Interception, Nobody};
use loket_card::biodata::{Biodata, BloodType, Sex};
use loket_card::date::Date;
use loket_card::finger::FingerPosition;
use loket_daemon::config::Config;
use loket_daemon::counter::{Counter, CounterError};
use loket_daemon::device::handle::Ownership;
use loket_daemon::enrolment::Opening;
use loket_daemon::enrolment::fingers::{CaptureEvent, Events};
use loket_daemon::enrolment::record::{ExceptionKind, Kind};
use loket_daemon::issuance::Submission;
use loket_daemon::issuance::card_data::CardData;
use loket_daemon::issuance::order::{Approval, Order, OrderReason};
use loket_daemon::person::{Person, Role};
use loket_daemon::refusal::Refusal;
use loket_daemon::store::records::RequestKey;
use loket_daemon::wall_clock::{SystemWallClock, WallClock};
use loket_drivers::fingerprint_scanner::CaptureHint;
use loket_simulator::applicant::{Applicant, Backdrop, FingerSource};
use loket_simulator::chip::Make;
use loket_simulator::clock::TimePolicy;
use loket_simulator::mechanism::{PrinterModel, Timing};
use loket_simulator::person::finger::Condition as Touch;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::{Inventory, World};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// The finger that applicant `a` does not have: the left little one.
pub const MISSING: FingerPosition = FingerPosition::LeftLittle;

/// The config of an office's daemon; ends in its `[limits]`, so that a line may follow.
pub const CONFIG: &str = r#"
[station]
id = "memory"
state = "state"
allow_simulated = true
[chip]
keys = "test"
[listen]
unix = "unused.sock"
[devices.scanner]
driver = "zfm"
address = "serial:scanner"
[devices.camera]
driver = "http-camera"
address = "http://camera:80/"
[devices.printer]
driver = "evolis"
address = "tcp:printer:1"
[devices.encoder]
driver = "pcsc"
address = "pcsc:encoder"
[devices.desk]
driver = "pcsc"
address = "pcsc:desk"
[limits]
person_seconds = 10
"#;

/// An office without its daemon: what lies there while that does not run.
pub struct Premises {
    /// The physical truth.
    pub world: SharedWorld,
    folder: TempDir,
    interception: Arc<dyn Interception>,
    config: String,
    pub(super) wall: Arc<dyn WallClock>,
}

impl Premises {
    /// Premises around this world, whose clock must be stepped, with somebody on the wires.
    ///
    /// # Errors
    /// When there can be no folder for the state.
    pub fn around(world: SharedWorld, interception: Arc<dyn Interception>) -> io::Result<Self> {
        Ok(Self {
            world,
            folder: tempfile::tempdir()?,
            interception,
            config: CONFIG.to_owned(),
            wall: Arc::new(SystemWallClock),
        })
    }

    /// With this line in its config's `[station]`.
    #[must_use]
    pub fn with_station(self, line: &str) -> Self {
        let config = self
            .config
            .replace("[station]", &format!("[station]\n{line}"));
        Self { config, ..self }
    }

    /// With this line in its config's `[limits]`.
    #[must_use]
    pub fn with_limits(self, line: &str) -> Self {
        let config = format!("{}{line}\n", self.config);
        Self { config, ..self }
    }

    /// With this `card.layout` in its config.
    #[must_use]
    pub fn with_layout(self, layout: &str) -> Self {
        let config = format!("[card]\nlayout = \"{layout}\"\n{}", self.config);
        Self { config, ..self }
    }

    /// The state folder.
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Starts the daemon.
    ///
    /// # Errors
    /// Why it does not start, and what lies there all the same.
    pub fn open(self) -> Result<Office, Box<(Self, CounterError)>> {
        let ports = MemoryPorts::intercepted(self.world.clone(), Arc::clone(&self.interception));
        let config = Config::parse(&self.config, &self.folder.path().join("loketd.toml"));
        let config = config.expect("a valid config");
        let wall = Arc::clone(&self.wall);
        match Counter::open_by(config, Arc::new(ports), Ownership::Caller, wall) {
            Ok(counter) => Ok(Office {
                world: self.world.clone(),
                counter,
                premises: self,
            }),
            Err(error) => Err(Box::new((self, error))),
        }
    }
}

/// The office: a world, a counter in it, and the state folder.
pub struct Office {
    /// The physical truth.
    pub world: SharedWorld,
    /// The counter.
    pub counter: Counter,
    premises: Premises,
}

impl Default for Office {
    fn default() -> Self {
        Self::new()
    }
}

fn people() -> [Applicant; 2] {
    [
        Applicant::grown("a", 11, Backdrop::Red).with_finger(MISSING.code(), FingerSource::Missing),
        Applicant::grown("b", 12, Backdrop::Blue),
    ]
}

/// An inventory like that of [`Office::new`], whose ribbon is good for so many faces.
pub fn with_ribbon(faces: u32) -> Inventory {
    Inventory {
        ribbon: faces,
        ..inventory()
    }
}

/// Two applicants, of whom `a` has nine fingers; 20 blanks, 5 of them in the hopper; a stepped clock.
fn inventory() -> Inventory {
    Inventory {
        time: TimePolicy::Stepped,
        seed: 1,
        applicants: people().into(),
        blanks: 20,
        in_hopper: 5,
        chips: Make::default(),
        visitors: Vec::new(),
        ribbon: 100,
        printer: PrinterModel::default(),
        timing: Timing::default(),
        faults: Vec::new(),
    }
}

impl Office {
    /// An office at the start of its day.
    pub fn new() -> Self {
        Self::of(inventory())
    }

    /// An office with this inventory, whose clock must be stepped.
    pub fn of(inventory: Inventory) -> Self {
        let world = SharedWorld::new(World::new(inventory));
        let premises = Premises::around(world, Arc::new(Nobody));
        opened(premises.expect("a folder for the state"))
    }

    /// An office whose applicants' fingers are drawn already, so that only the flow itself takes time.
    pub fn with_grown_people() -> Self {
        Self::of(Inventory {
            applicants: people().map(Applicant::full_grown).into(),
            ..inventory()
        })
    }

    /// The daemon is stopped where it is; the world goes on.
    #[must_use]
    pub fn closed(self) -> Premises {
        self.premises
    }

    /// The daemon is stopped where it is and started again; the world goes on.
    #[must_use]
    pub fn restarted(self) -> Self {
        opened(self.closed())
    }

    /// What the applicant does when the scanner asks for that finger.
    pub fn obliging(&self, finger: FingerPosition) -> Events {
        let world = self.world.clone();
        Arc::new(move |event| {
            if let CaptureEvent::Hint(hint) = event {
                oblige(&world, finger, hint);
            }
        })
    }

    /// Records the applicant completely; the sealed enrolment's id.
    ///
    /// # Errors
    /// The first refusal.
    pub fn record(&self, applicant: &str) -> Result<String, Refusal> {
        self.world
            .with(|world| world.seat(applicant, None))
            .expect("the applicant is there");
        let (desk, me) = (&self.counter.enrolments, operator());
        let id = desk.begin(opening(applicant, Kind::Record))?.id;
        desk.set_biodata(&id, &me, &biodata(applicant))?;
        let photo = desk.capture_photo(&id, &me)?;
        desk.accept_photo(&id, &me, photo.take, String::new())?;
        for finger in FingerPosition::ALL {
            if applicant == "a" && finger == MISSING {
                desk.declare_exception(
                    &id,
                    &me,
                    finger,
                    ExceptionKind::Missing,
                    "amputated".into(),
                )?;
            } else {
                desk.capture_finger(&id, &me, finger, &self.obliging(finger))?;
            }
            self.world.with(World::lift_finger);
        }
        desk.upload_signature(
            &id,
            &me,
            &crate::signature::png(7).expect("a signature is drawn"),
        )?;
        for finger in [FingerPosition::RightIndex, FingerPosition::LeftIndex] {
            desk.capture_verification(&id, &me, finger, &self.obliging(finger))?;
            self.world.with(World::lift_finger);
        }
        desk.complete(&id, &me, &loket_daemon::rpc::enrolment::encode_content)?;
        Ok(id)
    }

    /// Orders a card for a sealed enrolment and works until a person is needed.
    ///
    /// # Errors
    /// The refusal of the enrolment or the order.
    pub fn order(&self, enrolment: &str, request: &str) -> Result<Order, Refusal> {
        self.order_for(self.counter.enrolments.card_data(enrolment)?, request)
    }

    /// Orders a card with this data and works until a person is needed.
    ///
    /// # Errors
    /// The refusal of the order.
    pub fn order_for(&self, data: CardData, request: &str) -> Result<Order, Refusal> {
        let order = self.counter.issuance.submit(submission(data, request))?;
        self.counter.issuance.work_until_idle();
        Ok(self.counter.issuance.orders().get(&order.id)?)
    }
}

fn opened(premises: Premises) -> Office {
    let office = premises.open().map_err(|failed| failed.1);
    office.expect("the counter opens")
}

pub(super) fn oblige(world: &SharedWorld, finger: FingerPosition, hint: CaptureHint) {
    world.with(|world| match hint {
        CaptureHint::Place | CaptureHint::PlaceAgain => {
            // An absent applicant obliges nobody.
            let _ = world.place_finger(finger.code(), Touch::Good);
        }
        CaptureHint::Lift => world.lift_finger(),
        CaptureHint::Hold | CaptureHint::Transferring { .. } => {}
    });
}

/// The account that works the counter.
pub fn operator() -> Person {
    Person {
        id: "operator-1".into(),
        role: Role::Operator,
    }
}

/// What an enrolment of that applicant is opened with.
pub fn opening(applicant: &str, kind: Kind) -> Opening {
    Opening {
        request_id: format!("open-{applicant}"),
        operator: operator(),
        kind,
        subject: format!("case-{applicant}"),
        rephoto_reason: String::new(),
    }
}

/// An order that is ready to be submitted.
pub fn submission(data: CardData, request: &str) -> Submission {
    Submission {
        request: RequestKey {
            id: request.into(),
            sha256: [0; 32],
        },
        operator: operator().id,
        subject: "case-1".into(),
        reason: OrderReason::New,
        approvals: vec![approval()],
        print_ready: "prr-1".into(),
        data,
        card_data_sha256: [0; 32],
        enrolment: None,
    }
}

fn approval() -> Approval {
    Approval {
        approver: "head-1".into(),
        role: "head".into(),
        approved_at: 0,
        card_data_sha256: Vec::new(),
        signature: Vec::new(),
    }
}

/// Made-up biodata; the birth year fits the applicant's backdrop.
pub fn biodata(applicant: &str) -> Biodata {
    let (nik, name, sex, year) = match applicant {
        "a" => ("1671015203910001", "SARI CONTOH", Sex::Female, 1991),
        _ => ("1671011204880002", "BUDI CONTOH", Sex::Male, 1988),
    };
    let text = str::to_owned;
    Biodata {
        nik: text(nik),
        name: text(name),
        birth_place: text("SEKAYU"),
        birth_date: Date {
            year,
            month: if applicant == "a" { 3 } else { 4 },
            day: 12,
        },
        sex,
        blood_type: BloodType::O,
        address: text("JL. MERDEKA NO. 12"),
        rt: text("003"),
        rw: text("001"),
        village: text("SOAK BARU"),
        district: text("SEKAYU"),
        regency: text("MUSI BANYUASIN"),
        province: text("SUMATERA SELATAN"),
        religion: text("ISLAM"),
        marital_status: text("KAWIN"),
        occupation: text("PETANI/PEKEBUN"),
        citizenship: text("WNI"),
    }
}

/// What `b` was recorded with in an office of its own; recorded once in a process.
pub fn recorded() -> CardData {
    static RECORDED: OnceLock<CardData> = OnceLock::new();
    let record = || {
        let office = Office::new();
        let enrolment = office.record("b").expect("b is recorded");
        office
            .counter
            .enrolments
            .card_data(&enrolment)
            .expect("a record has card data")
    };
    RECORDED.get_or_init(record).clone()
}
