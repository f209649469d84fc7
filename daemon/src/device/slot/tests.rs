use super::*;
use crate::device::class::Readers;
use crate::store::Store;
use crate::store::database::Database;
use loket_drivers::card_channel::{CardChannel, ChannelError, SlotState, SlotStatus};
use loket_drivers::clock::{Clock, SystemClock};
use loket_drivers::link::{Link, LinkError};
use loket_drivers::ports::Address;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvError};
use tempfile::TempDir;

/// What the reader does when it is looked at.
enum Behaviour {
    Answers,
    Refuses,
    Panics,
}

type Script = Arc<Mutex<VecDeque<Behaviour>>>;

/// Leads to readers that behave as the script says, and answer when it has ended.
struct Scripted {
    script: Script,
    clock: Arc<SystemClock>,
}

impl Ports for Scripted {
    fn clock(&self) -> Arc<dyn Clock> {
        Arc::<SystemClock>::clone(&self.clock)
    }

    fn link(&self, _: &Address, _: &Limit) -> Result<Box<dyn Link>, LinkError> {
        Err(LinkError::TimedOut)
    }

    fn card_channel(&self, _: &str, _: &Limit) -> Result<Box<dyn CardChannel>, ChannelError> {
        Ok(Box::new(Reader(Arc::clone(&self.script))))
    }
}

struct Reader(Script);

impl CardChannel for Reader {
    fn status(&mut self) -> Result<SlotStatus, ChannelError> {
        let next = self
            .0
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
            .pop_front();
        match next {
            None | Some(Behaviour::Answers) => Ok(SlotStatus {
                state: SlotState::Empty,
                changes: 0,
                arrivals: 0,
            }),
            Some(Behaviour::Refuses) => Err(ChannelError::NotPermitted),
            Some(Behaviour::Panics) => panic!("a bug of the driver"),
        }
    }

    fn wait_change(&mut self, _: u64, _: &Limit) -> Result<SlotStatus, ChannelError> {
        Err(ChannelError::TimedOut)
    }

    fn connect(&mut self, _: &Limit) -> Result<(), ChannelError> {
        Err(ChannelError::NoCard)
    }

    fn transmit(&mut self, _: &[u8], _: &Limit) -> Result<Vec<u8>, ChannelError> {
        Err(ChannelError::Removed)
    }

    fn disconnect(&mut self) {}
}

/// A reader's place, opened, and where its records are.
fn slot(script: impl IntoIterator<Item = Behaviour>) -> (Slot<Readers>, TempDir) {
    slot_of(script, Custody::new(Arc::new(SystemClock::new()), 1))
}

fn slot_of(
    script: impl IntoIterator<Item = Behaviour>,
    custody: Custody,
) -> (Slot<Readers>, TempDir) {
    let config = DeviceConfig {
        driver: "pcsc".into(),
        address: "pcsc:Desk".parse().unwrap(),
        serial: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_place(Database::open(folder.path()).unwrap());
    let mut slot = Slot::new(Plan {
        name: "desk",
        unit: Arc::new(UnitRule::load("desk", &config, &store).unwrap()),
        config,
        refuse_simulated: false,
        ports: Arc::new(Scripted {
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            clock: Arc::new(SystemClock::new()),
        }),
        watchdog: None,
        custody,
    });
    slot.look();
    assert_eq!(slot.board.availability(), Availability::Ready);
    (slot, folder)
}

fn absent(slot: &Slot<Readers>) -> Reason {
    match slot.board.availability() {
        Availability::Absent(condition) => condition.reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_device_that_fails_a_probe_is_opened_anew_whatever_it_says() {
    let (mut slot, _folder) = slot([Behaviour::Answers, Behaviour::Refuses]);
    slot.look();
    assert_eq!(slot.board.availability(), Availability::Ready);
    slot.look();
    assert_eq!(absent(&slot), Reason::ReaderNotPermitted);
    slot.look();
    assert_eq!(slot.board.availability(), Availability::Ready);
}

#[test]
fn a_driver_that_panics_when_it_is_probed_is_opened_anew() {
    let (mut slot, _folder) = slot([Behaviour::Panics]);
    slot.look();
    assert_eq!(absent(&slot), Reason::Internal);
    assert!(slot.tell.is_some(), "those who wait for it will hear of it");
    slot.look();
    assert_eq!(slot.board.availability(), Availability::Ready);
}

#[test]
fn a_use_in_which_the_driver_panics_ends_and_the_next_one_is_served() {
    let (mut slot, _folder) = slot([Behaviour::Panics]);
    let serve = |slot: &mut Slot<Readers>| {
        let (answer, result) = mpsc::sync_channel(1);
        slot.serve(Use {
            patience: LOOK,
            work: Box::new(move |device| {
                let limit = Limit::after(&SystemClock::new(), LOOK);
                let seen = device.unwrap().presence(&limit);
                ending(Ok(()), move || answer.send(seen.is_ok()).unwrap())
            }),
        });
        result.recv()
    };
    assert_eq!(serve(&mut slot), Err(RecvError));
    assert_eq!(absent(&slot), Reason::Internal);
    assert_eq!(serve(&mut slot), Ok(true));
}

/// Hears how often the device was back.
fn ear(custody: &Custody) -> impl Fn() -> usize + use<> {
    let heard = Arc::new(Mutex::new(0));
    let ear = Arc::clone(&heard);
    custody.on_freed(move |devices, job| {
        assert_eq!((devices, job), (["desk"].as_slice(), None));
        *ear.lock().unwrap() += 1;
    });
    move || *heard.lock().unwrap()
}

fn lose_by_use(slot: &mut Slot<Readers>) {
    slot.serve(Use {
        patience: LOOK,
        work: Box::new(|device| {
            assert!(device.is_ok());
            ending(Err(Reason::DeviceDisconnected.into()), || {})
        }),
    });
}

fn ending(outcome: Result<(), Condition>, tell: impl FnOnce() + Send + 'static) -> End {
    let tell = Box::new(tell);
    End { outcome, tell }
}

#[test]
fn whoever_is_told_how_a_use_ended_sees_the_device_as_it_is_then() {
    let (mut slot, _folder) = slot([]);
    for (outcome, reason) in [
        (Ok(()), None),
        (
            Err(Reason::DeviceTimedOut.into()),
            Some(Reason::DeviceTimedOut),
        ),
    ] {
        let (board, (seen, told)) = (slot.board(), mpsc::sync_channel(1));
        let tell = move || seen.send(board.availability()).unwrap();
        slot.serve(Use {
            patience: LOOK,
            work: Box::new(|_| ending(outcome, tell)),
        });
        let absent = match told.recv().unwrap() {
            Availability::Absent(condition) => Some(condition.reason),
            availability => {
                assert_eq!(availability, Availability::Ready);
                None
            }
        };
        assert_eq!(absent, reason);
    }
}

#[test]
fn whoever_waits_for_a_device_hears_that_it_is_back() {
    let custody = Custody::new(Arc::new(SystemClock::new()), 1);
    let times = ear(&custody);
    let (mut slot, _folder) = slot_of([Behaviour::Answers, Behaviour::Refuses], custody);
    assert_eq!(times(), 1, "it was there when the daemon began");
    slot.look();
    assert_eq!(times(), 1);
    lose_by_use(&mut slot);
    slot.back_off(Reason::DeviceUnreachable.into());
    slot.look();
    assert_eq!(times(), 2);
}

#[test]
fn one_who_opens_a_device_and_loses_it_does_not_call_himself() {
    let custody = Custody::new(Arc::new(SystemClock::new()), 1);
    let times = ear(&custody);
    let (mut slot, _folder) = slot_of([], custody);
    for _ in 0..3 {
        lose_by_use(&mut slot);
    }
    assert_eq!(times(), 1);
}

#[test]
fn of_a_device_that_is_lost_with_every_use_one_hears_less_and_less_often() {
    let (mut slot, _folder) = slot([]);
    let mut quiet = Vec::new();
    for _ in 0..12 {
        let before = slot.now();
        lose_by_use(&mut slot);
        quiet.push(slot.tell.unwrap().since(before));
        slot.look();
        assert_eq!(slot.board.availability(), Availability::Ready);
    }
    let longest = RELAPSE_PAUSES.1;
    assert!(quiet[0] < quiet[2] && quiet[2] < quiet[5], "{quiet:?}");
    assert!(quiet[11] >= longest && quiet[11] < longest * 2, "{quiet:?}");
}
