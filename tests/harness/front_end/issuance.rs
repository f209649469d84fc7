//! Print, activate, hand over, call by call.

use super::{FrontEnd, about_order, explain};
use crate::hands::Hands;
use anyhow::{Context, bail};
use loket_proto::v1;
use loket_proto::v1::activate_card_response::Event;
use loket_proto::v1::render_proof_request::Source;
use loket_proto::v1::watch_response::Event as WatchEvent;

/// What the card will look like, PNG.
pub type Proof = v1::RenderProofResponse;

/// What an activation came to.
#[derive(Clone, Debug)]
pub struct Activation {
    /// The chip as the daemon read it back.
    pub chip: v1::ChipReading,
    /// Every comparison of the holder's finger with the chip's template.
    pub matches: Vec<v1::FingerMatch>,
    /// The order afterwards.
    pub order: v1::Order,
}

impl FrontEnd {
    /// Both faces as they would be printed.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn proof(&mut self, source: Source) -> anyhow::Result<Proof> {
        let source = Some(source);
        let proof = self
            .orders
            .render_proof(v1::RenderProofRequest { source })
            .await;
        Ok(proof.map_err(explain)?.into_inner())
    }

    /// Submits an order in the operator's name.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn submit(&mut self, order: v1::SubmitOrderRequest) -> anyhow::Result<v1::Order> {
        let actor = self.actor();
        let request = v1::SubmitOrderRequest { actor, ..order };
        let accepted = self.orders.submit_order(request).await.map_err(explain)?;
        accepted.into_inner().order.context("no order came back")
    }

    /// Watches an order until it has reached `state`; `seen` gets every change.
    ///
    /// # Errors
    /// When it ends or stops in another way, in the words of its condition.
    pub async fn watch_until(
        &mut self,
        order_id: &str,
        state: v1::OrderState,
        mut seen: impl FnMut(&v1::Order),
    ) -> anyhow::Result<v1::Order> {
        let mut events = self.watch(about_order(order_id)).await?;
        while let Some(message) = events.message().await.map_err(explain)? {
            let Some(WatchEvent::Order(change)) = message.event else {
                continue;
            };
            let order = change.order.context("a change without an order")?;
            seen(&order);
            if order.state() == state {
                return Ok(order);
            }
            if let Some(condition) = order.hold.as_ref().or(order.ended.as_ref()) {
                bail!("order stopped: {}", describe(condition));
            }
        }
        bail!(
            "the daemon ended before the order was {}",
            state.as_str_name()
        )
    }

    /// The operator found the card good.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn inspect_good(&mut self, order_id: &str) -> anyhow::Result<v1::Order> {
        let request = v1::InspectCardRequest {
            order_id: order_id.to_owned(),
            actor: self.actor(),
            verdict: v1::Verdict::Good.into(),
            note: String::new(),
        };
        let order = self.orders.inspect_card(request).await;
        Ok(order.map_err(explain)?.into_inner())
    }

    /// Activates the card on the desk reader with a finger of the holder, who sits there.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn activate(
        &mut self,
        order_id: &str,
        position: v1::FingerPosition,
        hands: &mut Hands,
    ) -> anyhow::Result<Activation> {
        let request = v1::ActivateCardRequest {
            order_id: order_id.to_owned(),
            actor: self.actor(),
            position: position.into(),
        };
        let events = self.orders.activate_card(request).await;
        let mut events = events.map_err(explain)?.into_inner();
        let (mut chip, mut matches, mut order) = (None, Vec::new(), None);
        while let Some(message) = events.message().await.map_err(explain)? {
            match message.event {
                Some(Event::Hint(hint)) => hands.follow(&hint).await?,
                Some(Event::Chip(reading)) => chip = Some(reading),
                Some(Event::Match(one)) => matches.push(one),
                Some(Event::Order(last)) => order = Some(last),
                None => {}
            }
        }
        hands.lift().await?;
        Ok(Activation {
            chip: chip.context("the chip was not shown")?,
            matches,
            order: order.context("the activation ended without an order")?,
        })
    }

    /// The holder has the card.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn hand_over(&mut self, order_id: &str) -> anyhow::Result<v1::Order> {
        let request = v1::HandOverCardRequest {
            order_id: order_id.to_owned(),
            actor: self.actor(),
        };
        let order = self.orders.hand_over_card(request).await;
        Ok(order.map_err(explain)?.into_inner())
    }
}

fn describe(condition: &v1::Condition) -> String {
    let v1::Condition {
        reason,
        detail,
        remedy_en,
        ..
    } = condition;
    format!("{reason} ({detail}): {remedy_en}")
}
