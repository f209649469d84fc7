//! Calls that are answered with the order as it is.

use super::{exit, shown};
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use loket_proto::v1;
use loket_proto::v1::OrderState;

pub(super) async fn list(
    session: &mut Session<'_>,
    open_only: bool,
    before: Option<String>,
) -> Result<Exit, Fail> {
    let request = v1::ListOrdersRequest {
        open_only,
        before_id: before.unwrap_or_default(),
        limit: 0,
    };
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

pub(super) async fn receipt(session: &mut Session<'_>, order_id: String) -> Result<Exit, Fail> {
    let request = v1::GetCardReceiptRequest { order_id };
    let receipt = session.issuance().get_card_receipt(request).await?;
    session.screen.show(receipt.get_ref())?;
    Ok(Exit::Done)
}

pub(super) async fn notes(session: &mut Session<'_>, order_id: String) -> Result<Exit, Fail> {
    let request = v1::ListNotesRequest { order_id };
    let notes = session.issuance().list_notes(request).await?;
    session.screen.show(notes.get_ref())?;
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
