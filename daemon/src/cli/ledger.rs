//! `loket blanks`, `loket shift`, `loket report`.

mod blanks;
mod report;
mod shift;

pub(super) use blanks::run as blanks;
pub(super) use report::run as report;
pub(super) use shift::run as shift;

use super::args::ledger::Signing;
use super::connect::Session;
use super::fail::{Exit, Fail};
use loket_proto::v1;
use uuid::Uuid;

impl Signing {
    /// The id under which the entry is found again.
    fn id(&self) -> String {
        let given = self.request_id.clone();
        given.unwrap_or_else(|| Uuid::now_v7().to_string())
    }
}

fn shown(session: &mut Session<'_>, entry: &v1::LedgerEntry) -> Result<Exit, Fail> {
    session.screen.show(entry)?;
    Ok(Exit::Done)
}

async fn books(session: &Session<'_>) -> Result<v1::Books, Fail> {
    let books = session.ledger().get_books(v1::GetBooksRequest {}).await?;
    Ok(books.into_inner())
}
