//! The slot against a counter made of a plain Unix socket.

use super::{Fault, Looker, Power, Presence, Slot, unpoisoned};
use crate::frame::{Action, Answer, Command, Event, Role};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
/// The stay of a card that [`Counter::insert`] put in.
const STAY: u32 = 41;
const ATR: [u8; 4] = [0x3B, 0x81, 0x01, 0x80];

/// The counter's end of one reader.
struct Counter {
    listener: UnixListener,
    events: UnixStream,
    slot: Arc<Slot>,
}

impl Counter {
    /// A counter and an open, empty slot that is connected to it.
    fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let path = std::env::temp_dir().join(format!(
            "loket-ifd-{}-{}.sock",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        ));
        let listener = UnixListener::bind(&path).unwrap();
        let slot = Slot::open(path);
        Self {
            events: accept(&listener, Role::Events),
            listener,
            slot,
        }
    }

    fn say(&mut self, event: Event) {
        event.write(&mut self.events).unwrap();
    }

    fn wait_until(&self, condition: impl Fn(&Slot) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !condition(&self.slot) {
            assert!(Instant::now() < end, "the slot never got there");
            std::thread::yield_now();
        }
    }

    /// Puts a card in and shows it to the event thread.
    fn insert(&mut self) {
        self.say(Event::Inserted { stay: STAY });
        self.iterate_until(Presence::Card);
    }

    /// Plays the event thread until it sees this.
    fn iterate_until(&self, presence: Presence) {
        self.wait_until(|slot| iterate(slot) == presence);
    }

    fn transmit(&self, apdu: &'static [u8]) -> JoinHandle<Result<Vec<u8>, Fault>> {
        let slot = Arc::clone(&self.slot);
        std::thread::spawn(move || slot.transmit(apdu))
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.slot.close();
        if let Some(path) = self.listener.local_addr().unwrap().as_pathname() {
            std::fs::remove_file(path).unwrap();
        }
    }
}

fn accept(listener: &UnixListener, role: Role) -> UnixStream {
    let (mut stream, _) = listener.accept().unwrap();
    assert_eq!(Role::read(&mut stream).unwrap(), role);
    stream
}

/// The next command, which must be meant for the card that [`Counter::insert`] put in.
fn next(commands: &mut UnixStream) -> Action {
    let command = Command::read(commands).unwrap();
    assert_eq!(command.stay, STAY);
    command.action
}

/// One iteration of pcscd's event thread: its opening look after a wait that ended.
fn iterate(slot: &Slot) -> Presence {
    slot.wait(PATIENCE);
    slot.presence(Looker::EventThread)
}

#[test]
fn an_insertion_ends_the_wait() {
    let mut counter = Counter::start();
    counter.say(Event::Inserted { stay: STAY + 1 });
    assert_eq!(iterate(&counter.slot), Presence::Card);
}

#[test]
fn a_card_is_nobodys_before_the_event_thread_saw_it() {
    let mut counter = Counter::start();
    counter.say(Event::Inserted { stay: STAY + 1 });
    counter.slot.wait(PATIENCE);
    assert_eq!(counter.slot.presence(Looker::Client), Presence::Empty);
    assert_eq!(counter.slot.transmit(&[0; 4]), Err(Fault::NoAnswer));
    assert_eq!(counter.slot.presence(Looker::EventThread), Presence::Card);
    assert_eq!(counter.slot.presence(Looker::Client), Presence::Card);
}

#[test]
fn a_swap_without_a_pause_shows_an_empty_slot_first() {
    let mut counter = Counter::start();
    counter.insert();
    counter.say(Event::Removed);
    counter.say(Event::Inserted { stay: STAY + 1 });
    assert_eq!(iterate(&counter.slot), Presence::Empty);
    assert_eq!(counter.slot.presence(Looker::Client), Presence::Empty);
    assert_eq!(counter.slot.transmit(&[0; 4]), Err(Fault::NoAnswer));
    counter.iterate_until(Presence::Card);
}

#[test]
fn stopping_a_wait_works_once() {
    let counter = Counter::start();
    counter.slot.stop_wait();
    let stopped = Instant::now();
    counter.slot.wait(PATIENCE);
    assert!(stopped.elapsed() < PATIENCE);
    let short = Duration::from_millis(30);
    let begin = Instant::now();
    counter.slot.wait(short);
    assert!(begin.elapsed() >= short, "the stop counted twice");
}

#[test]
fn commands_reach_the_card() {
    let mut counter = Counter::start();
    counter.insert();
    let powering = std::thread::spawn({
        let slot = Arc::clone(&counter.slot);
        move || slot.power(Power::On)
    });
    let mut commands = accept(&counter.listener, Role::Commands);
    assert_eq!(next(&mut commands), Action::PowerOn);
    Answer::Bytes(ATR.to_vec()).write(&mut commands).unwrap();
    assert_eq!(powering.join().unwrap().unwrap(), ATR);
    assert_eq!(counter.slot.atr(), ATR);

    let sending = counter.transmit(&[0, 0xB0, 0, 0, 2]);
    assert_eq!(
        next(&mut commands),
        Action::Transmit(vec![0, 0xB0, 0, 0, 2])
    );
    Answer::Bytes(vec![7, 7, 0x90, 0])
        .write(&mut commands)
        .unwrap();
    assert_eq!(sending.join().unwrap().unwrap(), [7, 7, 0x90, 0]);
}

#[test]
fn an_answer_without_status_bytes_is_no_answer() {
    let mut counter = Counter::start();
    counter.insert();
    let slot = Arc::clone(&counter.slot);
    let sending = std::thread::spawn(move || [slot.transmit(&[0; 4]), slot.transmit(&[0; 4])]);
    let mut commands = accept(&counter.listener, Role::Commands);
    for answer in [vec![], vec![0x90]] {
        Command::read(&mut commands).unwrap();
        Answer::Bytes(answer).write(&mut commands).unwrap();
    }
    assert_eq!(sending.join().unwrap(), [const { Err(Fault::NoAnswer) }; 2]);
}

#[test]
fn pulling_the_card_frees_a_hung_command() {
    let mut counter = Counter::start();
    counter.insert();
    let sending = counter.transmit(&[0; 4]);
    let mut commands = accept(&counter.listener, Role::Commands);
    Command::read(&mut commands).unwrap();
    counter.say(Event::Removed);
    assert_eq!(sending.join().unwrap(), Err(Fault::NoAnswer));
}

#[test]
fn a_card_that_leaves_right_behind_its_answer_takes_the_stream_along() {
    let mut counter = Counter::start();
    counter.insert();
    let transmitting = counter.transmit(&[0; 4]);
    let mut commands = accept(&counter.listener, Role::Commands);
    next(&mut commands);
    // Between the answer and the end of the command, as long as the state is held.
    let mut state = counter.slot.lock();
    Answer::Bytes(vec![0x90, 0]).write(&mut commands).unwrap();
    state.take_card_out();
    drop(state);
    assert_eq!(transmitting.join().unwrap(), Ok(vec![0x90, 0]));
    let is_kept = unpoisoned(&counter.slot.commands).is_some();
    assert!(!is_kept, "the next card would get no command");
}

#[test]
fn unplugging_frees_a_hung_command_and_hides_the_slot() {
    let mut counter = Counter::start();
    counter.insert();
    let sending = counter.transmit(&[0; 4]);
    let mut commands = accept(&counter.listener, Role::Commands);
    Command::read(&mut commands).unwrap();
    counter.say(Event::Unplugged);
    sending.join().unwrap().unwrap_err();
    counter.wait_until(|slot| slot.presence(Looker::Client) == Presence::NoReader);
    assert_eq!(counter.slot.transmit(&[0; 4]), Err(Fault::NoReader));
    counter.say(Event::Plugged);
    counter.wait_until(|slot| slot.presence(Looker::Client) == Presence::Empty);
}

#[test]
fn a_counter_that_leaves_takes_the_card_along() {
    let mut counter = Counter::start();
    counter.insert();
    counter.events.shutdown(std::net::Shutdown::Both).unwrap();
    counter.wait_until(|slot| slot.presence(Looker::Client) == Presence::Empty);
    counter.events = accept(&counter.listener, Role::Events);
    counter.say(Event::Inserted { stay: STAY + 1 });
    counter.iterate_until(Presence::Card);
}

#[test]
fn closing_frees_a_hung_command() {
    let mut counter = Counter::start();
    counter.insert();
    let sending = counter.transmit(&[0; 4]);
    let mut commands = accept(&counter.listener, Role::Commands);
    Command::read(&mut commands).unwrap();
    counter.slot.close();
    assert_eq!(sending.join().unwrap(), Err(Fault::NoAnswer));
}

#[test]
fn attributes_are_kept() {
    let mut counter = Counter::start();
    counter.say(Event::Attribute {
        tag: 0x0001_0100,
        value: b"Loket SIM".to_vec(),
    });
    counter.wait_until(|slot| slot.attribute(0x0001_0100).is_some());
    assert_eq!(counter.slot.attribute(0x0001_0100).unwrap(), b"Loket SIM");
    assert_eq!(counter.slot.attribute(0x0001_0103), None);
}
