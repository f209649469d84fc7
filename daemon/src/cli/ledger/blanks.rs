//! `loket blanks`.

use super::{books, shown};
use crate::cli::args::ledger::{Blanks, BlanksCommand, MoveCommand, Signing};
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use loket_proto::v1;
use loket_proto::v1::move_blanks_request::Act;

/// Runs one command.
pub(in crate::cli) async fn run(session: &mut Session<'_>, blanks: Blanks) -> Result<Exit, Fail> {
    let signing = blanks.signing;
    match blanks.command {
        BlanksCommand::Show => {
            let books = books(session).await?;
            session.screen.show(&books)?;
            Ok(Exit::Done)
        }
        BlanksCommand::Move(command) => moved(session, command.act(), signing).await,
        BlanksCommand::Surrender {
            why,
            serial,
            on_desk,
            order,
        } => {
            let card = v1::SurrenderCardRequest {
                why: why as i32,
                serial,
                on_desk,
                order_id: order,
                ..v1::SurrenderCardRequest::default()
            };
            surrendered(session, card, signing).await
        }
        BlanksCommand::List { before, limit } => list(session, before, limit).await,
        BlanksCommand::Check => check(session).await,
    }
}

async fn list(session: &mut Session<'_>, before_id: String, limit: u32) -> Result<Exit, Fail> {
    let request = v1::ListEntriesRequest { before_id, limit };
    let entries = session.ledger().list_entries(request).await?;
    session.screen.show(entries.get_ref())?;
    Ok(Exit::Done)
}

async fn check(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::CheckBooksRequest {};
    let checked = session.ledger().check_books(request).await?.into_inner();
    session.screen.show(&checked)?;
    Ok(if checked.problems.is_empty() {
        Exit::Done
    } else {
        Exit::Refused
    })
}

impl MoveCommand {
    fn act(self) -> Act {
        match self {
            Self::Receive {
                count,
                document,
                first: first_serial,
                last: last_serial,
            } => Act::Receive(v1::ReceiveBatch {
                count,
                document,
                first_serial,
                last_serial,
            }),
            Self::Load { count } => Act::Load(v1::LoadHopper { count }),
            Self::Unload { count } => Act::Unload(v1::UnloadHopper { count }),
            Self::Return { count, document } => {
                Act::ReturnBlanks(v1::ReturnBlanks { count, document })
            }
            Self::Count { shelf, counted } => Act::Count(v1::CountBlanks {
                shelf: shelf as i32,
                counted,
            }),
            Self::Report {
                cause,
                count,
                serials,
            } => Act::Report(v1::ReportSpoiled {
                cause: cause as i32,
                count,
                serials,
            }),
            Self::Settle {
                card: key,
                settlement,
            } => Act::Settle(v1::SettleBlank {
                key,
                settlement: settlement as i32,
            }),
            Self::Reverse { entry: entry_id } => Act::Reverse(v1::ReverseEntry { entry_id }),
        }
    }
}

async fn moved(session: &mut Session<'_>, act: Act, signing: Signing) -> Result<Exit, Fail> {
    let request = v1::MoveBlanksRequest {
        request_id: signing.id(),
        actor: session.actor()?,
        witnesses: signing.witnesses,
        reason: signing.reason,
        act: Some(act),
    };
    let entry = session.ledger().move_blanks(request).await?;
    shown(session, entry.get_ref())
}

async fn surrendered(
    session: &mut Session<'_>,
    card: v1::SurrenderCardRequest,
    signing: Signing,
) -> Result<Exit, Fail> {
    let request = v1::SurrenderCardRequest {
        request_id: signing.id(),
        actor: session.actor()?,
        witnesses: signing.witnesses,
        reason: signing.reason,
        ..card
    };
    let entry = session.ledger().surrender_card(request).await?;
    shown(session, entry.get_ref())
}
