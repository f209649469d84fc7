//! The operator, who does what the prompts ask for and answers from what the world shows.

use anyhow::{Context, bail};
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_proto::v1::move_blanks_request::Act;
use loket_proto::v1::subject::Subject;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::{AttemptState, OrderState, PromptKind};
use loket_tests::counter::Counter;
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, explain, only};
use loket_tests::hands::Hands;
use loket_tests::memory::office::recorded;
use loket_tests::people::bima;
use std::collections::BTreeSet;
use tokio::task::spawn_blocking;

/// Panels of a finished front.
const FRONT: &str = "ymcko";
/// Blanks that are loaded when the hopper is empty.
const LOAD: u32 = 50;
/// What lies in the counter's store and hopper at the start.
const STOCK: (u32, u32) = (400, 100);

/// The operator's own notes, which survive the daemon.
pub(crate) struct Operator {
    hands: Hands,
    orders: Vec<v1::SubmitOrderRequest>,
    /// How many of them are due by now.
    due: usize,
    /// The ids of those that are known to be accepted.
    accepted: Vec<String>,
    done: BTreeSet<String>,
    /// Entries of the blank ledger that are due; the next of them is to be entered.
    entries: Vec<Act>,
    entered: usize,
    /// How often a person said what became of a blank.
    pub(crate) settled: u32,
}

impl Operator {
    /// Has blanks in the books as they are in the world, and so many cards to make.
    pub(crate) async fn at(counter: &Counter, orders: u32) -> anyhow::Result<Self> {
        let received = v1::ReceiveBatch {
            count: STOCK.0,
            document: "SJ-1".to_owned(),
            ..v1::ReceiveBatch::default()
        };
        let mut hands = counter.hands().await?;
        hands.seat(bima().id).await?;
        let data = card_data_message(&spawn_blocking(recorded).await?);
        Ok(Self {
            hands,
            orders: (0..orders).map(|number| order(number, &data)).collect(),
            due: 0,
            accepted: Vec::new(),
            done: BTreeSet::new(),
            entries: vec![
                Act::Receive(received),
                Act::Load(v1::LoadHopper { count: STOCK.1 }),
            ],
            entered: 0,
            settled: 0,
        })
    }

    /// How many cards have their holders.
    pub(crate) fn done(&self) -> usize {
        self.done.len()
    }

    /// So many orders are due by now.
    pub(crate) fn expect(&mut self, orders: u32) {
        self.due = orders
            .try_into()
            .unwrap_or(usize::MAX)
            .min(self.orders.len());
    }

    /// Whether every card that is due has its holder.
    pub(crate) fn is_done(&self) -> bool {
        self.done.len() == self.due
    }

    /// Works until all is done, or somebody stops it at any moment.
    pub(crate) async fn work(&mut self, counter: &Counter) -> anyhow::Result<()> {
        let mut desk = counter.front_end("operator.ani").await?;
        self.enter(&mut desk).await?;
        self.submit(&mut desk).await?;
        self.look_for_ends(&mut desk).await?;
        let changes = [v1::Topic::Orders];
        let mut changes = desk.watch(only(&changes)).await?;
        while !self.is_done() {
            if !self.answer_all(&mut desk).await? {
                changes.message().await.map_err(explain)?;
            }
        }
        Ok(())
    }

    async fn enter(&mut self, desk: &mut FrontEnd) -> anyhow::Result<()> {
        while let Some(act) = self.entries.get(self.entered) {
            let request = v1::MoveBlanksRequest {
                request_id: format!("entry-{}", self.entered),
                actor: Some(v1::Actor {
                    id: "supervisor.dewi".to_owned(),
                    role: v1::Role::Supervisor.into(),
                }),
                witnesses: vec!["operator.ani".to_owned()],
                act: Some(act.clone()),
                ..v1::MoveBlanksRequest::default()
            };
            desk.ledger.move_blanks(request).await.map_err(explain)?;
            self.entered += 1;
        }
        Ok(())
    }

    /// Submits what is not known to be accepted; the same request again makes nothing twice.
    async fn submit(&mut self, desk: &mut FrontEnd) -> anyhow::Result<()> {
        while self.accepted.len() < self.due {
            let order = &self.orders[self.accepted.len()];
            let order = desk.submit(order.clone()).await?;
            self.accepted.push(order.order_id);
        }
        Ok(())
    }

    /// An order may have ended without the operator's hearing of it.
    async fn look_for_ends(&mut self, desk: &mut FrontEnd) -> anyhow::Result<()> {
        for order_id in self.accepted.clone() {
            if !self.done.contains(&order_id) {
                let order = desk
                    .orders
                    .get_order(v1::GetOrderRequest { order_id })
                    .await;
                self.note(order.map_err(explain)?.into_inner());
            }
        }
        Ok(())
    }

    fn note(&mut self, order: v1::Order) {
        if order.state() == OrderState::HandedOver {
            self.done.insert(order.order_id);
        }
    }

    /// Answers what waits; whether anything did.
    async fn answer_all(&mut self, desk: &mut FrontEnd) -> anyhow::Result<bool> {
        let prompts = desk.list_prompts().await?;
        for prompt in &prompts {
            let subject = prompt.subject.as_ref().and_then(|one| one.subject.clone());
            let Some(Subject::OrderId(order_id)) = subject else {
                bail!("a prompt about no order");
            };
            let order = desk
                .orders
                .get_order(v1::GetOrderRequest { order_id })
                .await;
            let order = order.map_err(explain)?.into_inner();
            self.answer(desk, prompt, &order).await?;
        }
        Ok(!prompts.is_empty())
    }

    async fn answer(
        &mut self,
        desk: &mut FrontEnd,
        prompt: &v1::Prompt,
        order: &v1::Order,
    ) -> anyhow::Result<()> {
        let choice = match prompt.kind() {
            PromptKind::ClearHold => self.clear(desk, prompt).await?,
            PromptKind::InspectCard => "good",
            PromptKind::SettleUnknown => self.settle(prompt, order).await?,
            PromptKind::ActivateCard => {
                self.move_to(order, "desk-reader").await?;
                "activate:2"
            }
            PromptKind::HandOverCard => {
                self.move_to(order, "handed-over").await?;
                "handed_over"
            }
            other => bail!("{other:?} is not asked here"),
        };
        let request = v1::AnswerPromptRequest {
            note: if choice == "spoiled" { "not fit" } else { "" }.to_owned(),
            ..desk.saying(prompt, choice)
        };
        match desk.say_with(request, &mut self.hands).await {
            Ok(answered) => {
                self.note(answered.order()?);
                Ok(())
            }
            Err(error) if is_asked_anew(&error) => Ok(()),
            Err(error) => Err(error.context(choice)),
        }
    }

    /// Makes whatever is in the way go away.
    async fn clear(
        &mut self,
        desk: &mut FrontEnd,
        prompt: &v1::Prompt,
    ) -> anyhow::Result<&'static str> {
        let reason = prompt.condition.as_ref().map(|one| one.reason.as_str());
        match reason.unwrap_or_default() {
            "HOPPER_EMPTY" => {
                let load = sim::LoadHopperRequest { count: LOAD };
                self.hands.panel().load_hopper(load).await?;
                self.entries.push(Act::Load(v1::LoadHopper { count: LOAD }));
                self.enter(desk).await?;
            }
            "TRAY_FULL" => self.empty(&["output", "reject"]).await?,
            "ENCODER_OCCUPIED" => self.empty(&["encoder", "print-head", "path"]).await?,
            _ => {}
        }
        Ok("continue")
    }

    async fn empty(&mut self, places: &[&str]) -> anyhow::Result<()> {
        for card in self.hands.world().await?.cards {
            if places.contains(&card.place.as_str()) {
                self.hands.move_card(&card.id, "hand").await?;
            }
        }
        Ok(())
    }

    /// Looks for the card of the order's last attempt, and says what it is like.
    async fn settle(
        &mut self,
        prompt: &v1::Prompt,
        order: &v1::Order,
    ) -> anyhow::Result<&'static str> {
        self.settled += 1;
        let offered = |key| prompt.choices.iter().any(|choice| choice.key == key);
        let card = self.card_of(order).await?;
        let Some(card) = card else {
            self.empty(&["encoder", "print-head", "path"]).await?;
            return Ok(if offered("no_card") {
                "no_card"
            } else {
                "spoiled"
            });
        };
        if card.front_panels == FRONT && offered("on_desk") {
            self.free_the_desk().await?;
            self.hands.move_card(&card.id, "desk-reader").await?;
            return Ok("on_desk");
        }
        self.hands.move_card(&card.id, "hand").await?;
        Ok("spoiled")
    }

    /// The card that has the chip of the order's last attempt.
    async fn card_of(&mut self, order: &v1::Order) -> anyhow::Result<Option<sim::Card>> {
        let serial = order.attempts.last().map(hexadecimal).unwrap_or_default();
        let cards = self.hands.world().await?.cards;
        let mut with_it = cards.into_iter();
        Ok(with_it.find(|card| card.chip_serial.eq_ignore_ascii_case(&serial)))
    }

    async fn move_to(&mut self, order: &v1::Order, place: &str) -> anyhow::Result<()> {
        let card = self
            .card_of(order)
            .await?
            .context("the card is not there")?;
        if card.place != place {
            if place == "desk-reader" {
                self.free_the_desk().await?;
            }
            self.hands.move_card(&card.id, place).await?;
        }
        Ok(())
    }

    async fn free_the_desk(&mut self) -> anyhow::Result<()> {
        self.empty(&["desk-reader"]).await
    }

    /// Everything there is.
    pub(crate) async fn world(counter: &Counter) -> anyhow::Result<sim::World> {
        counter.hands().await?.world().await
    }
}

/// The chip's serial number as the world writes it; empty before the chip was read.
pub(crate) fn hexadecimal(attempt: &v1::Attempt) -> String {
    let bytes = attempt.chip_serial.iter();
    bytes.map(|byte| format!("{byte:02X}")).collect()
}

/// The order of that number.
fn order(number: u32, data: &v1::CardData) -> v1::SubmitOrderRequest {
    submission(Order {
        case: format!("case-{number}"),
        reason: v1::OrderReason::Lost,
        source: Source::CardData(data.clone()),
    })
}

/// Whether an attempt ended well.
pub(crate) fn is_good(attempt: &v1::Attempt) -> bool {
    attempt.state() == AttemptState::Good
}

/// The daemon was restarted since the prompt was read, or says no for now: the question comes again.
fn is_asked_anew(error: &anyhow::Error) -> bool {
    let text = error.to_string();
    let again = [
        "PROMPT_STALE",
        "CALL_CANCELLED",
        "CARD_ABSENT",
        "DEVICE_",
        "FINGER_",
    ];
    again.iter().any(|word| text.contains(word))
}
