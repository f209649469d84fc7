//! A counter of real processes whose printer speaks IPP, and the people who carry its cards.

use crate::ipp::Bench;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::move_blanks_request::Act;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_proto::v1::{FingerPosition, OrderReason, PromptKind};
use loket_tests::counter::{Counter, Simulated};
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, about_order, of_order};
use loket_tests::hands::Hands;
use loket_tests::ipp::{Cups, Make};
use loket_tests::memory::office::recorded;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// Whatever is waited for comes sooner.
const PATIENCE: Duration = Duration::from_secs(60);
/// Blanks in the hopper by the books; for a printer that is fed by hand it is the stack at its side.
const BLANKS: u32 = 5;

/// How the daemon reaches the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Printer,
    Queue,
}

pub(super) struct Office {
    pub(super) counter: Counter,
    pub(super) front_end: FrontEnd,
    pub(super) hands: Hands,
    pub(super) bench: Bench,
    _cups: Option<Cups>,
    _folder: TempDir,
}

impl Office {
    pub(super) async fn open(way: Way, script: &str) -> Self {
        let bench = Bench::new(Make::default(), script);
        let cups = (way == Way::Queue).then(|| {
            let folder = bench.folder.path().join("cups");
            Cups::start(&bench.dns_sd, &folder, &bench.printer, "").unwrap()
        });
        let address = cups
            .as_ref()
            .map_or_else(|| bench.printer.address(), Cups::address);
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let simulated = Simulated::start(at, "time = \"scaled:20\"\n", "print_seconds = 30\n");
        let simulated = simulated.unwrap();
        replace_printer(&at.join("loketd.toml"), &address);
        let counter = Counter::start_around(at, simulated).await.unwrap();
        let mut office = Self {
            front_end: counter.front_end("operator.ani").await.unwrap(),
            hands: counter.hands().await.unwrap(),
            counter,
            bench,
            _cups: cups,
            _folder: folder,
        };
        office.stock().await;
        office
    }

    /// The books begin with what is there.
    async fn stock(&mut self) {
        let receive = v1::ReceiveBatch {
            count: 20,
            document: "DO-2026/11".to_owned(),
            ..v1::ReceiveBatch::default()
        };
        let load = v1::LoadHopper { count: BLANKS };
        for (id, act) in [("batch", Act::Receive(receive)), ("load", Act::Load(load))] {
            let request = v1::MoveBlanksRequest {
                request_id: id.to_owned(),
                actor: Some(v1::Actor {
                    id: "supervisor.dewi".to_owned(),
                    role: v1::Role::Supervisor.into(),
                }),
                witnesses: vec!["operator.ani".to_owned()],
                act: Some(act),
                ..v1::MoveBlanksRequest::default()
            };
            self.front_end.ledger.move_blanks(request).await.unwrap();
        }
    }

    pub(super) async fn order(&mut self, case: &str) -> String {
        let data = tokio::task::spawn_blocking(recorded).await.unwrap();
        let order = Order {
            case: case.to_owned(),
            reason: OrderReason::New,
            source: Source::CardData(card_data_message(&data)),
        };
        let order = self.front_end.submit(submission(order)).await.unwrap();
        order.order_id
    }

    /// Waits for a question that is as wanted.
    async fn prompt(
        &mut self,
        id: &str,
        wanted: impl Fn(&v1::Prompt) -> bool,
        what: &str,
    ) -> v1::Prompt {
        let mut events = self.front_end.watch(about_order(id)).await.unwrap();
        let mut last = None;
        let found = timeout(PATIENCE, async {
            loop {
                let message = events.message().await.unwrap().unwrap();
                let Some(Event::Order(change)) = message.event else {
                    continue;
                };
                match change.prompt.clone().filter(&wanted) {
                    Some(prompt) => return prompt,
                    None => last = Some(change),
                }
            }
        });
        let found = found.await.ok();
        found.unwrap_or_else(|| panic!("{what} is not asked: {last:?}"))
    }

    pub(super) async fn asked(&mut self, id: &str, kind: PromptKind) -> v1::Prompt {
        let wanted = |prompt: &v1::Prompt| prompt.kind() == kind;
        self.prompt(id, wanted, kind.as_str_name()).await
    }

    /// Waits until the present question says why the last answer came to nothing.
    pub(super) async fn refused(&mut self, id: &str, reason: &str) -> v1::Prompt {
        let wanted = |prompt: &v1::Prompt| {
            let condition = prompt.condition.as_ref();
            condition.is_some_and(|condition| condition.reason == reason)
        };
        self.prompt(id, wanted, reason).await
    }

    pub(super) async fn say(&mut self, id: &str, choice: &str) {
        self.front_end.answer_order(id, choice).await.unwrap();
    }

    /// What the operator says of a card that is not fit.
    pub(super) async fn spoil(&mut self, id: &str) {
        self.say_why(id, "spoiled").await;
    }

    pub(super) async fn cancel(&mut self, id: &str) {
        self.say_why(id, "cancel").await;
    }

    async fn say_why(&mut self, id: &str, choice: &str) {
        let prompt = self.front_end.prompt(of_order(id)).await.unwrap();
        let answer = v1::AnswerPromptRequest {
            note: "seen".to_owned(),
            ..self.front_end.saying(&prompt, choice)
        };
        self.front_end.say(answer).await.unwrap();
    }

    /// Ends the daemon as a power cut would, and starts it again; meanwhile something happens at the printer.
    pub(super) async fn restart_daemon(&mut self, meanwhile: impl FnOnce(&Bench)) {
        let bench = &self.bench;
        let away = async { meanwhile(bench) };
        let (ready, ()) = tokio::join!(self.counter.restart_daemon(), away);
        ready.unwrap();
        self.front_end = self.counter.front_end("operator.ani").await.unwrap();
    }

    /// The printer is switched off in the middle of a print, and on again.
    pub(super) fn forget_the_job(&mut self) {
        self.bench.printer.kill().unwrap();
        self.bench.printer.start_again(&self.bench.dns_sd).unwrap();
    }

    /// Takes a blank from the stack to the desk reader.
    pub(super) async fn blank_on_the_desk(&mut self) -> String {
        let request = loket_proto::sim::v1::MoveCardRequest {
            card: String::new(),
            from: "hopper".to_owned(),
            to: "desk-reader".to_owned(),
        };
        let moved = self.hands.panel().move_card(request).await.unwrap();
        moved.into_inner().card
    }

    /// A blank is asked for, put down and written; the card.
    pub(super) async fn place_a_blank(&mut self, id: &str) -> String {
        self.asked(id, PromptKind::PlaceBlank).await;
        let card = self.blank_on_the_desk().await;
        self.say(id, "continue").await;
        self.asked(id, PromptKind::FeedCard).await;
        card
    }

    /// Puts the written card into the printer, which the simulator knows as a hand.
    pub(super) async fn feed(&mut self, id: &str, card: &str) {
        self.hands.move_card(card, "hand").await.unwrap();
        self.say(id, "continue").await;
    }

    pub(super) async fn put_on_the_desk(&mut self, id: &str, card: &str) {
        self.hands.move_card(card, "desk-reader").await.unwrap();
        self.say(id, "continue").await;
    }

    /// Activates the card with the holder's finger, and gives it to the holder.
    pub(super) async fn hand_over(&mut self, id: &str, card: &str) -> v1::Order {
        self.hands.seat("b").await.unwrap();
        let finger = FingerPosition::RightIndex;
        let activated = self.front_end.activate(id, finger, &mut self.hands).await;
        activated.unwrap();
        self.hands.move_card(card, "handed-over").await.unwrap();
        let order = self.front_end.answer_order(id, "handed_over").await;
        order.unwrap()
    }

    /// The serial number of a card's chip, as the simulator knows it.
    pub(super) async fn chip(&mut self, card: &str) -> String {
        let world = self.hands.world().await.unwrap();
        let card = world.cards.into_iter().find(|one| one.id == card);
        card.unwrap().chip_serial
    }

    /// How many documents the printer got.
    pub(super) fn printed(&self) -> usize {
        self.bench.printer.received().unwrap().len()
    }

    /// The books add up, nothing is open in them, and so many cards are good and spoiled.
    pub(super) async fn expect_books(&mut self, good: i64, spoiled: i64) {
        let ledger = &mut self.front_end.ledger;
        let checked = ledger.check_books(v1::CheckBooksRequest {}).await.unwrap();
        assert_eq!(checked.into_inner().problems, Vec::<String>::new());
        let books = ledger.get_books(v1::GetBooksRequest {}).await.unwrap();
        let books = books.into_inner();
        assert_eq!(books.open_items, Vec::new());
        let all = books.balances.unwrap();
        let left = i64::from(BLANKS) - good - spoiled;
        assert_eq!(
            (all.good, all.spoiled, all.hopper, all.machine, all.unknown),
            (good, spoiled, left, 0, 0)
        );
    }
}

/// The same counter with an IPP printer, and no reader inside it.
fn replace_printer(file: &Path, address: &str) {
    let mut config: toml::Table = fs::read_to_string(file).unwrap().parse().unwrap();
    let devices = config["devices"].as_table_mut().unwrap();
    devices.remove("encoder").unwrap();
    let printer = devices["printer"].as_table_mut().unwrap();
    printer.insert("driver".to_owned(), "ipp".into());
    printer.insert("address".to_owned(), address.into());
    fs::write(file, toml::to_string(&config).unwrap()).unwrap();
}
