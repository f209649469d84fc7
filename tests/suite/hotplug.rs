//! Devices that come and go, and devices that hang, at a counter of real processes on real wires.

mod at_work;
mod care;
mod idle;
mod leaks;
mod pairing;
mod readers;
mod replaced;
mod service;
mod stuck;
mod usb;

use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_tests::counter::{Counter, ReaderDriver, Simulated};
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, about_order, only};
use loket_tests::hands::Hands;
use loket_tests::memory::office::recorded;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::time::timeout;

/// The default people, twenty times as fast as life.
const SCENARIO: &str = "time = \"scaled:20\"\n";
const LIMITS: &str = "person_seconds = 15\nmove_seconds = 5\nprint_seconds = 60";
/// No step of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Within this a loss is noticed where the link tells of it.
const AT_ONCE: Duration = Duration::from_secs(2);

/// A counter, the hands at it, and a front end.
struct Bench {
    counter: Counter,
    hands: Hands,
    front_end: FrontEnd,
    _folder: TempDir,
}

impl Bench {
    async fn open() -> Self {
        Self::open_in(SCENARIO, LIMITS).await
    }

    async fn open_in(scenario: &str, limits: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let counter = Counter::start(folder.path(), scenario, limits);
        Self::of(counter.await.unwrap(), folder).await
    }

    async fn with_own_pcscd() -> Self {
        Self::with(ReaderDriver::OwnStoppable).await
    }

    async fn with(driver: ReaderDriver) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulated = Simulated::start_with(folder.path(), SCENARIO, LIMITS, driver).unwrap();
        let counter = Counter::start_around(folder.path(), simulated);
        Self::of(counter.await.unwrap(), folder).await
    }

    async fn of(counter: Counter, folder: TempDir) -> Self {
        Self {
            hands: counter.hands().await.unwrap(),
            front_end: counter.front_end("operator.ani").await.unwrap(),
            counter,
            _folder: folder,
        }
    }

    /// Waits until the device is in this state; what it is then, and how long that took.
    async fn until(&mut self, name: &str, state: v1::DeviceState) -> (v1::Device, Duration) {
        let begun = Instant::now();
        let device = self.device(name, |device| device.state() == state).await;
        (device, begun.elapsed())
    }

    /// Waits until the device is so.
    async fn device(&mut self, name: &str, so: impl Fn(&v1::Device) -> bool) -> v1::Device {
        let request = only(&[v1::Topic::Devices]);
        let mut events = self.front_end.watch(request).await.unwrap();
        let wanted = async {
            loop {
                let event = events.message().await.unwrap().unwrap().event;
                if let Some(Event::Device(device)) = event
                    && device.name == name
                    && so(&device)
                {
                    return device;
                }
            }
        };
        let device = timeout(PATIENCE, wanted).await;
        device.unwrap_or_else(|_| panic!("{name} is not as it should be in time"))
    }

    /// All devices but these are ready.
    async fn others_are_ready(&mut self, but: &[&str]) {
        for device in self.front_end.devices().await.unwrap() {
            if !but.contains(&device.name.as_str()) {
                assert_eq!(device.state(), v1::DeviceState::Ready, "{device:?}");
            }
        }
    }

    async fn all_are_ready(&mut self) {
        let ready = timeout(PATIENCE, self.front_end.wait_for_devices());
        let Ok(ready) = ready.await else {
            let devices = self.front_end.devices().await;
            panic!("not all devices are back in time: {devices:#?}");
        };
        ready.unwrap();
    }

    /// Has the device's self-test run.
    async fn try_out(&mut self, name: &str) -> Result<v1::TestDeviceResponse, tonic::Status> {
        let request = v1::TestDeviceRequest {
            name: name.to_owned(),
            actor: self.front_end.actor(),
        };
        let tested = self.front_end.hardware.test_device(request).await?;
        Ok(tested.into_inner())
    }

    /// An order for a card, accepted.
    async fn order(&mut self, case: &str) -> String {
        let data = tokio::task::spawn_blocking(recorded).await.unwrap();
        let order = Order {
            case: case.to_owned(),
            reason: v1::OrderReason::Lost,
            source: Source::CardData(card_data_message(&data)),
        };
        let accepted = self.front_end.submit(submission(order)).await.unwrap();
        accepted.order_id
    }

    /// Watches the order until this is so.
    async fn watch(&mut self, id: &str, so: impl Fn(&v1::Order) -> bool) -> v1::Order {
        let so = |change: &v1::OrderChange| change.order.as_ref().is_some_and(&so);
        self.change(id, so).await
    }

    /// Watches the order until this is so of a change.
    async fn change(&mut self, id: &str, so: impl Fn(&v1::OrderChange) -> bool) -> v1::Order {
        let mut events = self.front_end.watch(about_order(id)).await.unwrap();
        let mut last = None;
        let wanted = async {
            loop {
                let event = events.message().await.unwrap().unwrap().event;
                if let Some(Event::Order(change)) = event {
                    if so(&change) {
                        return change.order.unwrap();
                    }
                    last = Some(change);
                }
            }
        };
        let order = timeout(PATIENCE, wanted).await;
        order.unwrap_or_else(|_| panic!("not in time; it came to {last:#?}"))
    }

    async fn held(&mut self, id: &str) -> v1::Order {
        self.change(id, is_held).await
    }

    async fn go_on(&mut self, id: &str) {
        self.front_end.answer_order(id, "continue").await.unwrap();
    }

    /// Lets the order go on from every hold until there is a card to look at.
    async fn finished(&mut self, id: &str) -> v1::Order {
        let inspecting = v1::OrderState::Inspecting;
        let is_inspecting = |order: &v1::Order| order.state() == inspecting;
        loop {
            let so = |change: &v1::OrderChange| {
                is_held(change) || change.order.as_ref().is_some_and(is_inspecting)
            };
            let order = self.change(id, so).await;
            if is_inspecting(&order) {
                return order;
            }
            self.go_on(id).await;
        }
    }

    /// Cards at a place of the world.
    async fn cards_at(&mut self, place: &str) -> usize {
        let world = self.hands.world().await.unwrap();
        let there = world.cards.iter().filter(|card| card.place == place);
        there.count()
    }
}

/// Whether somebody is to say that what holds the order is dealt with.
fn is_held(change: &v1::OrderChange) -> bool {
    let prompt = change.prompt.as_ref();
    prompt.is_some_and(|prompt| prompt.kind() == v1::PromptKind::ClearHold)
}
