//! `loket report`.

use super::{books, shown};
use crate::cli::args::ledger::{Paper, ReportCommand, Signing, YearMonth};
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::save;
use loket_proto::v1;

/// Runs one command.
pub(in crate::cli) async fn run(
    session: &mut Session<'_>,
    command: ReportCommand,
) -> Result<Exit, Fail> {
    match command {
        ReportCommand::Month { month, paper } => monthly(session, month, paper).await,
        ReportCommand::Show { entry, paper } => show(session, entry, paper).await,
        ReportCommand::Destroy {
            cards,
            signing,
            paper,
        } => destroy(session, cards, signing, paper).await,
    }
}

async fn monthly(
    session: &mut Session<'_>,
    YearMonth(year, month): YearMonth,
    paper: Paper,
) -> Result<Exit, Fail> {
    let request = v1::GetMonthlyReportRequest {
        year,
        month,
        utc_offset_minutes: paper.utc_offset.0,
        with_page: paper.page.is_some(),
    };
    let report = session.ledger().get_monthly_report(request).await?;
    paper.save(&report.get_ref().page_html)?;
    session.screen.show(report.get_ref())?;
    Ok(Exit::Done)
}

async fn show(session: &mut Session<'_>, entry_id: String, paper: Paper) -> Result<Exit, Fail> {
    let request = v1::GetEntryRequest {
        entry_id,
        with_page: paper.page.is_some(),
        utc_offset_minutes: paper.utc_offset.0,
    };
    let found = session.ledger().get_entry(request).await?.into_inner();
    paper.save(&found.page_html)?;
    shown(session, &found.entry.unwrap_or_default())
}

async fn destroy(
    session: &mut Session<'_>,
    cards: Vec<String>,
    signing: Signing,
    paper: Paper,
) -> Result<Exit, Fail> {
    let cards = match cards.is_empty() {
        true => to_destroy(session).await?,
        false => cards,
    };
    let request = v1::DestroyCardsRequest {
        request_id: signing.id(),
        actor: session.actor()?,
        witnesses: signing.witnesses,
        reason: signing.reason,
        cards,
    };
    let entry = session.ledger().destroy_cards(request).await?.into_inner();
    show(session, entry.entry_id, paper).await
}

async fn to_destroy(session: &Session<'_>) -> Result<Vec<String>, Fail> {
    let cards = books(session).await?.to_destroy;
    Ok(cards.into_iter().map(|card| card.key).collect())
}

impl Paper {
    /// Saves the page where that was asked for, and there is one.
    fn save(&self, page: &[u8]) -> Result<(), Fail> {
        match &self.page {
            Some(path) if !page.is_empty() => save::file(path, page),
            _ => Ok(()),
        }
    }
}
