//! Calls that are answered with the order as it is.

use super::{exit, shown};
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::words::Verdict;
use loket_proto::v1;
use loket_proto::v1::OrderState;

pub(super) async fn list(session: &mut Session<'_>, open_only: bool) -> Result<Exit, Fail> {
    let request = v1::ListOrdersRequest { open_only };
    let list = session.issuance().list_orders(request).await?;
    session.screen.show(list.get_ref())?;
    Ok(Exit::Done)
}

pub(super) async fn get(session: &mut Session<'_>, order_id: String) -> Result<Exit, Fail> {
    let request = v1::GetOrderRequest { order_id };
    let answer = session.issuance().get_order(request).await;
    shown(session, answer)?;
    Ok(Exit::Done)
}

pub(super) async fn cancel(
    session: &mut Session<'_>,
    order_id: String,
    reason: String,
) -> Result<Exit, Fail> {
    let request = v1::CancelOrderRequest {
        order_id,
        actor: session.actor()?,
        reason,
    };
    let answer = session.issuance().cancel_order(request).await;
    let order = shown(session, answer)?;
    Ok(match order.state() {
        OrderState::Cancelled => Exit::Done,
        _ => exit(&order),
    })
}

pub(super) async fn go_on(session: &mut Session<'_>, order_id: String) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let request = v1::ContinueOrderRequest { order_id, actor };
    let answer = session.issuance().continue_order(request).await;
    shown(session, answer).map(|order| exit(&order))
}

pub(super) async fn inspect(
    session: &mut Session<'_>,
    order_id: String,
    verdict: Verdict,
    note: String,
) -> Result<Exit, Fail> {
    let request = v1::InspectCardRequest {
        order_id,
        actor: session.actor()?,
        verdict: verdict as i32,
        note,
    };
    let answer = session.issuance().inspect_card(request).await;
    shown(session, answer).map(|order| exit(&order))
}

pub(super) async fn hand_over(session: &mut Session<'_>, order_id: String) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let request = v1::HandOverCardRequest { order_id, actor };
    let answer = session.issuance().hand_over_card(request).await;
    shown(session, answer).map(|order| exit(&order))
}
