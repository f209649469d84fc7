//! Ordering a card.

use super::{exit, watch};
use crate::cli::args::order::OrderFile as Args;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::input::OrderFile;
use crate::cli::show::Facts;
use loket_proto::v1;

fn request(session: &Session<'_>, args: Args) -> Result<v1::SubmitOrderRequest, Fail> {
    OrderFile::read(&args.file, args.enrolment, session.actor()?)
}

pub(super) async fn submit(
    session: &mut Session<'_>,
    args: Args,
    watch: bool,
) -> Result<Exit, Fail> {
    let request = request(session, args)?;
    let answer = session.issuance().submit_order(request).await?;
    let order = answer.into_inner().order.unwrap_or_default();
    if watch {
        return watch::watch(session, order.order_id, false).await;
    }
    session.screen.show(&order)?;
    Ok(exit(&order))
}

pub(super) async fn validate(session: &mut Session<'_>, args: Args) -> Result<Exit, Fail> {
    let request = v1::SubmitOrderRequest {
        validate_only: true,
        ..request(session, args)?
    };
    session.issuance().submit_order(request).await?;
    session.screen.show(&Facts(vec![("valid", true.into())]))?;
    Ok(Exit::Done)
}
