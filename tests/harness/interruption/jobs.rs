//! Jobs that produce changes.

use crate::flow::{Order, submission};
use crate::front_end::{FrontEnd, explain};
use crate::memory::office::recorded;
use crate::people::bima;
use anyhow::Context;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// How often an enrolment is resumed.
const RESUMPTIONS: u32 = 8;
/// Calls of one enrolment.
const CALLS: u32 = RESUMPTIONS + 3;

/// So many jobs of each kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jobs {
    /// Enrolments that are opened, resumed and abandoned.
    pub(super) enrolments: u32,
    /// Cards that are printed.
    pub(super) cards: u32,
}

impl Jobs {
    /// Steps that each need a permit.
    pub(super) fn steps(self) -> u32 {
        self.enrolments * CALLS + self.cards
    }

    /// Does them all, a step for each permit; ends when the last card is out of the printer.
    pub(super) async fn run(
        self,
        mut front_end: FrontEnd,
        permits: Arc<Semaphore>,
    ) -> anyhow::Result<()> {
        let data = card_data_message(&spawn_blocking(recorded).await?);
        let mut orders = Vec::new();
        for number in 0..self.enrolments.max(self.cards) {
            if number < self.cards {
                permits.acquire().await?.forget();
                let order = front_end.submit(order(number, data.clone())).await?;
                orders.push(order.order_id);
            }
            if number < self.enrolments {
                enrolment(&mut front_end, number, &permits).await?;
            }
        }
        for order in orders {
            front_end
                .watch_until(&order, v1::OrderState::Inspecting, |_| ())
                .await
                .context("production")?;
        }
        Ok(())
    }
}

fn order(number: u32, data: v1::CardData) -> v1::SubmitOrderRequest {
    submission(Order {
        case: format!("case-{number}"),
        reason: v1::OrderReason::Lost,
        source: Source::CardData(data),
    })
}

/// Opens, resumes, sets the biodata, abandons.
async fn enrolment(
    front_end: &mut FrontEnd,
    number: u32,
    permits: &Semaphore,
) -> anyhow::Result<()> {
    permits.acquire().await?.forget();
    let opened = front_end
        .open_record(&format!("enrolment-{number}"))
        .await?;
    let (enrolment_id, actor) = (opened.enrolment_id, front_end.actor());
    for _ in 0..RESUMPTIONS {
        permits.acquire().await?.forget();
        let resume = v1::ResumeEnrolmentRequest {
            enrolment_id: enrolment_id.clone(),
            actor: actor.clone(),
        };
        front_end
            .enrolments
            .resume_enrolment(resume)
            .await
            .map_err(explain)?;
    }
    permits.acquire().await?.forget();
    front_end
        .set_biodata(&enrolment_id, &bima().biodata)
        .await?;
    permits.acquire().await?.forget();
    let abandon = v1::AbandonEnrolmentRequest {
        enrolment_id,
        actor,
        reason: "the applicant left".into(),
    };
    front_end
        .enrolments
        .abandon_enrolment(abandon)
        .await
        .map_err(explain)?;
    Ok(())
}
