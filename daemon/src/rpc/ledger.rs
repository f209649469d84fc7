//! `LedgerService`: where every blank is, shifts, surrendered cards, destruction, the monthly report.

mod messages;
mod requests;

use crate::counter::Counter;
use crate::device::token::Token;
use crate::ledger::calendar::Month;
use crate::ledger::entry::{Act, Entry};
use crate::ledger::page::{self, Letterhead};
use crate::ledger::wish::Wish;
use crate::refusal::Refusal;
use crate::rpc::blocking;
use crate::rpc::lease_metadata::shown;
use crate::rpc::validate::Checks;
use loket_proto::v1;
use loket_proto::v1::ledger_service_server::LedgerService;
use messages::{books_message, entry_message, report_message};
use requests::Asked;
use tonic::{Request, Response, Status};

/// Entries of a list that does not say, and the most.
const ENTRIES: (u32, u32) = (100, 1000);

type Answer<T> = Result<Response<T>, Status>;

/// The service.
pub struct LedgerRpc(pub Counter);

impl LedgerRpc {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Counter) -> Result<T, Refusal> + Send + 'static,
    ) -> Answer<T> {
        let counter = self.0.clone();
        blocking::run(move || work(&counter))
            .await
            .map(Response::new)
    }

    /// Enters what a request asks for.
    async fn enter(&self, asked: Result<Asked, Refusal>) -> Answer<v1::LedgerEntry> {
        self.run(move |counter| enter(counter, asked?)).await
    }
}

#[tonic::async_trait]
impl LedgerService for LedgerRpc {
    async fn get_books(&self, _: Request<v1::GetBooksRequest>) -> Answer<v1::Books> {
        self.run(|counter| Ok(books_message(&counter.ledger.books()?)))
            .await
    }

    async fn move_blanks(
        &self,
        request: Request<v1::MoveBlanksRequest>,
    ) -> Answer<v1::LedgerEntry> {
        self.enter(requests::movement(request.get_ref())).await
    }

    async fn surrender_card(
        &self,
        request: Request<v1::SurrenderCardRequest>,
    ) -> Answer<v1::LedgerEntry> {
        let lease = shown(request.metadata())?;
        let request = request.get_ref();
        let (asked, on_desk) = (requests::surrender(request), request.on_desk);
        self.run(move |counter| match on_desk {
            true => retire(counter, asked?, lease.as_ref()),
            false => enter(counter, asked?),
        })
        .await
    }

    async fn open_shift(&self, request: Request<v1::OpenShiftRequest>) -> Answer<v1::LedgerEntry> {
        self.enter(requests::opening(request.get_ref())).await
    }

    async fn close_shift(
        &self,
        request: Request<v1::CloseShiftRequest>,
    ) -> Answer<v1::LedgerEntry> {
        self.enter(requests::closing(request.get_ref())).await
    }

    async fn destroy_cards(
        &self,
        request: Request<v1::DestroyCardsRequest>,
    ) -> Answer<v1::LedgerEntry> {
        self.enter(requests::destruction(request.get_ref())).await
    }

    async fn get_entry(
        &self,
        request: Request<v1::GetEntryRequest>,
    ) -> Answer<v1::GetEntryResponse> {
        let request = request.into_inner();
        self.run(move |counter| get_entry(counter, &request)).await
    }

    async fn list_entries(
        &self,
        request: Request<v1::ListEntriesRequest>,
    ) -> Answer<v1::ListEntriesResponse> {
        let request = request.into_inner();
        self.run(move |counter| list_entries(counter, &request))
            .await
    }

    async fn get_monthly_report(
        &self,
        request: Request<v1::GetMonthlyReportRequest>,
    ) -> Answer<v1::MonthlyReport> {
        let request = request.into_inner();
        self.run(move |counter| monthly_report(counter, &request))
            .await
    }

    async fn check_books(
        &self,
        _: Request<v1::CheckBooksRequest>,
    ) -> Answer<v1::CheckBooksResponse> {
        self.run(|counter| {
            let wrong = counter.ledger.check()?;
            Ok(v1::CheckBooksResponse {
                problems: wrong.iter().map(ToString::to_string).collect(),
            })
        })
        .await
    }
}

fn enter(counter: &Counter, asked: Asked) -> Result<v1::LedgerEntry, Refusal> {
    let Asked {
        request,
        signed,
        wish,
    } = asked;
    let entry = counter.ledger.enter(request, signed, wish)?;
    Ok(entry_message(&entry))
}

/// Puts the old card on the desk reader out of force and enters it. What would be refused, or was entered before, leaves the
/// card as it is.
fn retire(
    counter: &Counter,
    mut asked: Asked,
    lease: Option<&Token>,
) -> Result<v1::LedgerEntry, Refusal> {
    let Asked {
        request,
        signed,
        wish,
    } = &mut asked;
    if let Some(before) = counter.ledger.rehearse(request, signed, wish)? {
        return Ok(entry_message(&before));
    }
    if let Wish::Surrender { serial, .. } = wish {
        *serial = counter.issuance.retire_found(lease)?.to_string();
    }
    enter(counter, asked)
}

fn get_entry(
    counter: &Counter,
    request: &v1::GetEntryRequest,
) -> Result<v1::GetEntryResponse, Refusal> {
    let mut checks = Checks::default();
    let head = letterhead(counter, request.utc_offset_minutes, &mut checks);
    let head = checks.finish(|| head)?;
    let entry = counter.ledger.entry(&request.entry_id)?;
    let page_html = if request.with_page {
        paper(&entry, &head)
    } else {
        String::new()
    };
    Ok(v1::GetEntryResponse {
        entry: Some(entry_message(&entry)),
        page_html: page_html.into(),
    })
}

/// The paper that goes with an entry; empty for one that has none.
fn paper(entry: &Entry, head: &Letterhead) -> String {
    match entry.act {
        Act::Destroyed(_) => page::destruction(entry, head),
        _ => String::new(),
    }
}

fn letterhead(counter: &Counter, offset_minutes: i32, checks: &mut Checks) -> Option<Letterhead> {
    let sound = (-840..=840).contains(&offset_minutes);
    checks.ensure(sound, "utc_offset_minutes", "must be -840 to 840")?;
    Some(Letterhead {
        station: counter.base.config.station.id.clone(),
        offset_ms: i64::from(offset_minutes) * 60_000,
    })
}

fn list_entries(
    counter: &Counter,
    request: &v1::ListEntriesRequest,
) -> Result<v1::ListEntriesResponse, Refusal> {
    let (default, most) = ENTRIES;
    let mut checks = Checks::default();
    checks.ensure(request.limit <= most, "limit", "must be 1 to 1000, or 0");
    let limit = match request.limit {
        0 => default,
        limit => limit,
    };
    let limit = checks.finish(|| Some(limit))?;
    let entries = counter.ledger.entries(&request.before_id, limit)?;
    Ok(v1::ListEntriesResponse {
        entries: entries.iter().map(entry_message).collect(),
    })
}

fn monthly_report(
    counter: &Counter,
    request: &v1::GetMonthlyReportRequest,
) -> Result<v1::MonthlyReport, Refusal> {
    let mut checks = Checks::default();
    let head = letterhead(counter, request.utc_offset_minutes, &mut checks);
    let year = checks.ensure(
        (1970..=2199).contains(&request.year),
        "year",
        "must be 1970 to 2199",
    );
    let month = checks.ensure(
        (1..=12).contains(&request.month),
        "month",
        "must be 1 to 12",
    );
    let (head, month) = checks.finish(|| {
        year.and(month)?;
        let month = Month::new(request.year, request.month, request.utc_offset_minutes);
        head.zip(month)
    })?;
    let report = counter.ledger.month(month)?;
    let page_html = if request.with_page {
        page::monthly(&report, &head)
    } else {
        String::new()
    };
    Ok(v1::MonthlyReport {
        page_html: page_html.into(),
        ..report_message(&report)
    })
}
