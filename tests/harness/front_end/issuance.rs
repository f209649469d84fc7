//! Print, activate, hand over, call by call.

use super::{FrontEnd, about_order, explain, of_order};
use crate::hands::Hands;
use anyhow::{Context, bail};
use loket_proto::v1;
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
            .render_proof(v1::RenderProofRequest {
                source,
                with_panels: false,
            })
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
        let prompt = self.prompt(of_order(order_id)).await?;
        let choice = format!("activate:{}", i32::from(position));
        let request = self.saying(&prompt, &choice);
        let answered = self.say_with(request, hands).await?;
        Ok(Activation {
            order: answered.order()?,
            chip: answered.chip.context("the chip was not shown")?,
            matches: answered.matches,
        })
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
