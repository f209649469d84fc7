//! One counter of real processes, at which order after order meets a fault.

use super::operator;
use super::outcome::{Asked, Outcome};
use super::rows::Row;
use anyhow::{Context, bail, ensure};
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_tests::counter::Counter;
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, about_order, reason};
use loket_tests::hands::Hands;
use std::path::Path;

/// Fast enough for a card to take a second; nobody comes to this counter.
const SCENARIO: &str =
    "time = \"scaled:80\"\n[stock]\nblanks = 300\nin_hopper = 100\nribbon = 400\n";
/// Short, for what is not answered is waited for.
const LIMITS: &str = "move_seconds = 4\nprint_seconds = 12";
const BLANKS: u32 = 300;

/// A counter, its front end and its hands.
pub(crate) struct Desk {
    _counter: Counter,
    front_end: FrontEnd,
    hands: Hands,
    data: v1::CardData,
    sample: Option<operator::Sample>,
}

impl Desk {
    /// A counter whose printer has made one card, so that it is known when it counts.
    pub(crate) async fn open(folder: &Path, data: v1::CardData) -> anyhow::Result<Self> {
        let counter = Counter::start(folder, SCENARIO, LIMITS).await?;
        let mut desk = Self {
            front_end: counter.front_end("operator.ani").await?,
            hands: counter.hands().await?,
            _counter: counter,
            data,
            sample: None,
        };
        desk.receive_blanks().await?;
        let (order, asked) = desk.make("first").await?;
        ensure!(asked.len() == 1, "the first card: {asked:?}");
        ensure!(order.attempts.len() == 1, "the first card: {order:?}");
        desk.sample = Some(operator::Sample::take(&mut desk.hands, &order).await?);
        Ok(desk)
    }

    async fn receive_blanks(&mut self) -> anyhow::Result<()> {
        let batch = v1::ReceiveBatch {
            count: BLANKS,
            document: "DO-1".into(),
            ..v1::ReceiveBatch::default()
        };
        let load = v1::LoadHopper { count: BLANKS };
        for act in [
            v1::move_blanks_request::Act::Receive(batch),
            v1::move_blanks_request::Act::Load(load),
        ] {
            self.enter(act).await?;
        }
        Ok(())
    }

    async fn enter(&mut self, act: v1::move_blanks_request::Act) -> anyhow::Result<()> {
        let request = v1::MoveBlanksRequest {
            request_id: format!(
                "entry-{}",
                self.books().await?.balances.unwrap_or_default().received
            ) + if matches!(act, v1::move_blanks_request::Act::Report(_)) {
                "-two"
            } else {
                ""
            },
            actor: Some(v1::Actor {
                id: "kadis.lestari".into(),
                role: v1::Role::Supervisor.into(),
            }),
            witnesses: vec!["budi".into()],
            reason: "two came at once".into(),
            act: Some(act),
        };
        self.front_end.ledger.move_blanks(request).await?;
        Ok(())
    }

    async fn books(&mut self) -> anyhow::Result<v1::Books> {
        let books = self.front_end.ledger.get_books(v1::GetBooksRequest {});
        Ok(books.await?.into_inner())
    }

    /// An order that meets the row's faults, to its good card.
    pub(crate) async fn meet(&mut self, row: &Row, number: usize) -> anyhow::Result<Outcome> {
        for (fault, skip) in row.faults {
            self.hands.arm(fault, *skip).await?;
        }
        let (order, asked) = self.make(&format!("row-{number}")).await?;
        let left = self.hands.world().await?.faults;
        ensure!(left.is_empty(), "not reached: {left:?}");
        if row.faults.iter().any(|(fault, _)| *fault == "double-feed") {
            self.report_the_second_blank().await?;
        }
        let booked = self.place_of_first(&order.order_id).await?;
        self.compare_books_and_world().await?;
        Ok(Outcome::of(&order, asked, booked))
    }

    /// The second blank lies in the output tray.
    async fn report_the_second_blank(&mut self) -> anyhow::Result<()> {
        let cards = self.hands.world().await?.cards;
        let blank = cards
            .into_iter()
            .find(|card| card.place == "output" && card.front_panels.is_empty());
        let blank = blank.context("no second blank fell into the tray")?;
        self.hands.move_card(&blank.id, "hand").await?;
        let report = v1::ReportSpoiled {
            cause: v1::SpoilCause::DoubleFeed.into(),
            count: 1,
            serials: Vec::new(),
        };
        self.enter(v1::move_blanks_request::Act::Report(report))
            .await
    }

    /// Orders a card and answers whatever is asked until it is found good; the first order has no fault.
    async fn make(&mut self, case: &str) -> anyhow::Result<(v1::Order, Vec<Asked>)> {
        let order = Order {
            case: case.to_owned(),
            reason: v1::OrderReason::Lost,
            source: Source::CardData(self.data.clone()),
        };
        let id = self.front_end.submit(submission(order)).await?.order_id;
        let mut events = self.front_end.watch(about_order(&id)).await?;
        let (mut asked, mut last) = (Vec::new(), 0);
        loop {
            let message = events.message().await?.context("the daemon ended")?;
            let Some(Event::Order(change)) = message.event else {
                continue;
            };
            let order = change.order.context("a change without an order")?;
            match order.state() {
                v1::OrderState::Issued => return Ok((self.put_away(order).await?, asked)),
                _ if order.ended.is_some() => bail!("ended: {order:?}"),
                _ => {}
            }
            let prompt = change.prompt.filter(|prompt| prompt.generation > last);
            if let Some(prompt) = prompt {
                last = prompt.generation;
                asked.extend(self.answer(&order, &prompt).await?);
                ensure!(asked.len() < 12, "there is no end: {asked:?}");
            }
        }
    }

    /// The good card is whole, and the only one of its order; the desk is free for the next.
    async fn put_away(&mut self, order: v1::Order) -> anyhow::Result<v1::Order> {
        let card = operator::card_of(&mut self.hands, &order).await?;
        let card = card.context("the good card is nowhere")?;
        ensure!(
            ["output", "desk-reader"].contains(&card.place.as_str()),
            "the good card is in {}",
            card.place
        );
        self.hands.move_card(&card.id, "handed-over").await?;
        self.empty_the_rejects().await?;
        let good = |attempt: &&v1::Attempt| attempt.state() == v1::AttemptState::Good;
        let made = order.attempts.iter().filter(good).count();
        ensure!(made == 1, "{made} good cards: {order:?}");
        Ok(order)
    }

    async fn empty_the_rejects(&mut self) -> anyhow::Result<()> {
        for card in self.hands.world().await?.cards {
            if card.place == "reject" {
                self.hands.move_card(&card.id, "hand").await?;
            }
        }
        Ok(())
    }

    async fn answer(
        &mut self,
        order: &v1::Order,
        prompt: &v1::Prompt,
    ) -> anyhow::Result<Option<Asked>> {
        let condition = prompt.condition.clone().unwrap_or_default();
        let booked = self.place_of_first(&order.order_id).await?;
        let (hands, sample) = (&mut self.hands, self.sample);
        let answer = match prompt.kind() {
            v1::PromptKind::ClearHold => {
                operator::deal_with(&condition.reason, &mut self.front_end, hands).await?;
                "continue"
            }
            v1::PromptKind::SettleUnknown => operator::look_for(hands, sample, prompt).await?,
            v1::PromptKind::InspectCard => operator::inspect(hands, sample, order).await?,
            other => bail!("{other:?} is not asked here"),
        };
        let note = if answer == "spoiled" { "creased" } else { "" };
        let request = v1::AnswerPromptRequest {
            note: note.to_owned(),
            ..self.front_end.saying(prompt, answer)
        };
        match self.front_end.say(request).await {
            Ok(_) => {}
            // What passes by itself passed meanwhile.
            Err(status) if reason(&status) == "PROMPT_STALE" => return Ok(None),
            Err(status) => bail!("{answer}: {status}"),
        }
        Ok(Some(Asked {
            kind: prompt.kind(),
            reason: condition.reason,
            remedy: condition.remedy_en,
            answer: answer.to_owned(),
            booked,
        }))
    }

    /// Where the books have the order's first blank.
    async fn place_of_first(&mut self, order: &str) -> anyhow::Result<String> {
        let key = format!("{order}/1");
        let books = self.books().await?;
        let mut known = books.open_items.iter().chain(&books.to_destroy);
        if let Some(card) = known.find(|card| card.key == key) {
            return Ok(card.place.clone());
        }
        let request = v1::GetOrderRequest {
            order_id: order.to_owned(),
        };
        let order = self.front_end.orders.get_order(request).await?.into_inner();
        let first = order.attempts.first().map(v1::Attempt::state);
        Ok(match first {
            Some(v1::AttemptState::Good) => "good",
            _ => "hopper",
        }
        .to_owned())
    }

    /// Every column of the books is what lies there.
    async fn compare_books_and_world(&mut self) -> anyhow::Result<()> {
        let books = self.books().await?.balances.unwrap_or_default();
        let world = self.hands.world().await?;
        let lie = |places: &[&str]| {
            let cards = world.cards.iter();
            let there = cards.filter(|card| places.contains(&card.place.as_str()));
            i64::try_from(there.count()).unwrap_or(i64::MAX)
        };
        let booked = [
            books.store + books.hopper,
            books.good,
            books.spoiled,
            books.machine,
            books.unknown,
        ];
        let found = [
            lie(&["store", "hopper"]),
            lie(&["handed-over"]),
            lie(&["reject", "hand", "output"]),
            lie(&["encoder", "print-head", "path"]),
            0,
        ];
        ensure!(booked == found, "books {booked:?}, world {found:?}");
        Ok(())
    }
}
