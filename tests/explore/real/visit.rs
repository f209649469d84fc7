//! A run with a daemon that is a process: the same operator looks at the same world, and answers over gRPC.

use super::house::House;
use super::{shown, strike};
use crate::flow::Flow;
use crate::operator::{note, supervisor};
use crate::run::Run;
use crate::{hands, stage};
use anyhow::Context;
use loket_daemon::issuance::order::OrderReason as Why;
use loket_daemon::prompt::Key;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::answer_prompt_response::Event;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::{HintKind, OrderReason};
use loket_simulator::person::finger::Condition as Touch;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, explain, of_order, only};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// A flow is over after so many turns, or it never ends.
const TURNS: usize = 40;
/// A turn is over within this: a device that hangs is called stuck a good minute after it was used.
const TURN: Duration = Duration::from_secs(150);
/// Whoever was refused waits so long before the next try: what was repaired has to be noticed.
const BREATH: Duration = Duration::from_millis(500);
/// What is so of an order for the moment alone is no change that a watcher hears of: it is looked at anew.
const GLANCE: Duration = Duration::from_millis(200);

/// A run, and the processes of its counter.
pub(super) struct Visit<'a> {
    pub(super) run: &'a mut Run,
    pub(super) house: House,
    /// Why turns ended before the flow did.
    pub(super) told: Vec<String>,
    /// Whether a daemon that is killed is started again at once, while the printer may still be moving.
    at_once: bool,
    /// What the front end sends until it is accepted, the same each time.
    request: v1::SubmitOrderRequest,
}

impl<'a> Visit<'a> {
    /// A visit that begins where the flow does.
    pub(super) fn of(run: &'a mut Run, house: House, at_once: bool) -> Self {
        Self {
            request: request(run.flow),
            run,
            house,
            told: Vec::new(),
            at_once,
        }
    }

    /// Plays the flow to its end.
    ///
    /// # Errors
    /// It does not end.
    pub(super) async fn drive(&mut self) -> anyhow::Result<()> {
        for _ in 0..TURNS {
            if self.run.fate.stopped().is_some() {
                self.pass_time().await;
            }
            self.house.start_daemon().await?;
            match timeout(TURN, self.turn()).await {
                Ok(Ok(())) => return Ok(()),
                Ok(Err(error)) => self.told.push(format!("{error:#}")),
                Err(_) => self.told.push("a turn does not end".to_owned()),
            }
            if self.run.fate.stopped().is_none() {
                strike::wake(&self.run.world).await;
                sleep(BREATH).await;
                hands::repair_all(&self.run.world, &self.run.disk);
            }
        }
        anyhow::bail!("the {} never ends", self.run.flow)
    }

    /// The daemon was stopped. A device that fell silent for the sake of the blow is well when the next one finds it.
    async fn pass_time(&self) {
        strike::wake(&self.run.world).await;
        if !self.at_once {
            self.rest().await;
        }
    }

    /// Ends with the flow, or with the first refusal.
    async fn turn(&mut self) -> anyhow::Result<()> {
        let mut desk = self.house.front_end().await?;
        let mut changes = desk.watch(only(&[v1::Topic::Orders])).await?;
        let order_id = self.ordered(&mut desk).await?;
        loop {
            let order = order(&mut desk, &order_id).await?;
            let state = shown::state(&order).context("an order without a state")?;
            if self.run.flow.ends_in(state) {
                return Ok(());
            }
            match prompt(&mut desk, &order_id).await? {
                Some(prompt) => self.answer(&mut desk, &order, &prompt).await?,
                // A change, or the time for another look.
                None => {
                    if let Ok(change) = timeout(GLANCE, changes.message()).await {
                        change.map_err(explain)?;
                    }
                }
            }
        }
    }

    /// The order, which the front end sends until it is accepted.
    async fn ordered(&mut self, desk: &mut FrontEnd) -> anyhow::Result<String> {
        if let Some(id) = &self.run.order {
            return Ok(id.clone());
        }
        let order = desk.submit(self.request.clone()).await?;
        self.run.order = Some(order.order_id.clone());
        Ok(order.order_id)
    }

    async fn answer(
        &mut self,
        desk: &mut FrontEnd,
        order: &v1::Order,
        prompt: &v1::Prompt,
    ) -> anyhow::Result<()> {
        self.rest().await;
        strike::wake(&self.run.world).await;
        let asked = shown::asked(order, prompt).context("nobody here is asked that")?;
        let run = &mut *self.run;
        let choice = run.operator.choose(&run.world, &run.disk, &asked);
        let choice = choice.context("nobody here is asked that")?;
        let said = desk.saying(prompt, &choice.to_string());
        let request = v1::AnswerPromptRequest {
            actor: match choice {
                Key::Vouch => Some(v1::Actor {
                    id: supervisor().id,
                    role: v1::Role::Supervisor.into(),
                }),
                _ => said.actor.clone(),
            },
            note: note(choice).to_owned(),
            ..said
        };
        let said = say(desk, request, &run.world).await;
        run.world.with(World::lift_finger);
        said
    }

    /// Waits until the printer does not move.
    async fn rest(&self) {
        let world = &self.run.world;
        while let Some(next) = world.with(|world| world.next_change()) {
            sleep(world.wall_until(next).unwrap_or_default()).await;
        }
    }
}

fn request(flow: Flow) -> v1::SubmitOrderRequest {
    submission(Order {
        case: "case-1".to_owned(),
        reason: match flow.reason() {
            Why::Damaged => OrderReason::Damaged,
            _ => OrderReason::New,
        },
        source: Source::CardData(card_data_message(&stage::card_data())),
    })
}

async fn order(desk: &mut FrontEnd, id: &str) -> anyhow::Result<v1::Order> {
    let order_id = id.to_owned();
    let order = desk.orders.get_order(v1::GetOrderRequest { order_id });
    Ok(order.await.map_err(explain)?.into_inner())
}

async fn prompt(desk: &mut FrontEnd, id: &str) -> anyhow::Result<Option<v1::Prompt>> {
    let subject = Some(of_order(id));
    let prompts = desk.list_prompts().await?.into_iter();
    Ok(prompts.into_iter().find(|prompt| prompt.subject == subject))
}

/// Sends the answer; the holder does what the hints say.
async fn say(
    desk: &mut FrontEnd,
    request: v1::AnswerPromptRequest,
    world: &SharedWorld,
) -> anyhow::Result<()> {
    let events = desk.prompts.answer_prompt(request).await;
    let mut events = events.map_err(explain)?.into_inner();
    while let Some(message) = events.message().await.map_err(explain)? {
        if let Some(Event::Hint(hint)) = message.event {
            world.with(|world| oblige(world, &hint));
        }
    }
    Ok(())
}

fn oblige(world: &mut World, hint: &v1::PlacementHint) {
    match hint.kind() {
        HintKind::Place | HintKind::PlaceAgain => {
            let finger = u8::try_from(hint.position).unwrap_or_default();
            // The holder has every finger.
            let _ = world.place_finger(finger, Touch::Good);
        }
        HintKind::Lift => world.lift_finger(),
        _ => {}
    }
}
