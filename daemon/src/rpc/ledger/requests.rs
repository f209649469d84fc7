//! Reading what is to be entered: every field checked, every violation named, nothing looked up.

use crate::ledger::account::Cause;
use crate::ledger::authority::Signed;
use crate::ledger::card::{CardKey, Surrender};
use crate::ledger::wish::{Counts, SerialRange, Settlement, Shelf, Wish};
use crate::refusal::Refusal;
use crate::rpc::validate::{Checks, REASON};
use crate::store::records::RequestKey;
use loket_proto::v1;
use loket_proto::v1::move_blanks_request::Act;
use prost::Message;
use sha2::{Digest, Sha256};

/// Most witnesses of one entry.
const WITNESSES: usize = 8;
/// Longest name of a document, in characters.
const DOCUMENT: usize = 64;
/// Longest serial number, in characters.
const SERIAL: usize = 32;
/// Most blanks of one report.
const REPORTED: u32 = 20;
/// Most cards that one entry names.
const CARDS: usize = 2000;

/// A request, sound in form.
pub(super) struct Asked {
    pub(super) request: RequestKey,
    pub(super) signed: Signed,
    pub(super) wish: Wish,
}

/// What every request for an entry begins with.
struct Head<'a> {
    request_id: &'a str,
    actor: Option<&'a v1::Actor>,
    witnesses: &'a [String],
    reason: &'a str,
}

trait Headed: Message {
    fn head(&self) -> Head<'_>;
}

macro_rules! headed {
    ($($name:ident),* $(,)?) => {
        $(impl Headed for v1::$name {
            fn head(&self) -> Head<'_> {
                Head {
                    request_id: &self.request_id,
                    actor: self.actor.as_ref(),
                    witnesses: &self.witnesses,
                    reason: &self.reason,
                }
            }
        })*
    };
}

headed!(
    MoveBlanksRequest,
    SurrenderCardRequest,
    OpenShiftRequest,
    CloseShiftRequest,
    DestroyCardsRequest,
);

/// Reads the head and what `wish` makes of the rest. The same request is the same in everything, those who sign it included.
fn read(
    request: &impl Headed,
    wish: impl FnOnce(&mut Checks) -> Option<Wish>,
) -> Result<Asked, Refusal> {
    let head = request.head();
    let mut checks = Checks::default();
    let id = checks.id("request_id", head.request_id);
    let by = checks.actor(head.actor.cloned());
    let witnesses = witnesses(&mut checks, head.witnesses);
    let reason = reason(&mut checks, head.reason);
    let wish = wish(&mut checks);
    checks.finish(|| {
        let sha256 = Sha256::digest(request.encode_to_vec()).into();
        Some(Asked {
            request: RequestKey { id: id?, sha256 },
            signed: Signed {
                by: by?,
                witnesses: witnesses?,
                reason: reason?,
            },
            wish: wish?,
        })
    })
}

fn witnesses(checks: &mut Checks, accounts: &[String]) -> Option<Vec<String>> {
    checks.ensure(
        accounts.len() <= WITNESSES,
        "witnesses",
        "must be at most 8",
    )?;
    let accounts = (0..).zip(accounts);
    let read: Vec<_> = accounts
        .map(|(at, account): (u32, _)| checks.account(&format!("witnesses[{at}]"), account))
        .collect();
    read.into_iter().collect()
}

/// It is printed on papers and kept for ever.
fn reason(checks: &mut Checks, text: &str) -> Option<String> {
    let sound = checks.optional_text("reason", text, REASON);
    checks.names_nobody("reason", text).and(sound)
}

fn document(checks: &mut Checks, field: &str, text: &str) -> Option<String> {
    let sound = checks.text(field, text, DOCUMENT);
    checks.names_nobody(field, text).and(sound)
}

fn serial(checks: &mut Checks, field: &str, text: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let sound = (1..=SERIAL).contains(&text.len()) && text.chars().all(allowed);
    checks.ensure(sound, field, "must be 1 to 32 of A-Z 0-9")?;
    Some(text.to_owned())
}

fn keys(checks: &mut Checks, field: &str, texts: &[String]) -> Option<Vec<CardKey>> {
    let texts = checks.few(field, texts, CARDS)?;
    let mut keys = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match text.parse() {
            Ok(key) => keys.push(key),
            Err(_) => checks.violation(format!("{field}[{at}]"), "is no key of a card"),
        }
    }
    Some(keys)
}

fn counts(checks: &mut Checks, counts: Option<&v1::Counts>) -> Option<Counts> {
    let Some(counts) = counts else {
        checks.violation("counts", "is required");
        return None;
    };
    Some(Counts {
        store: counts.store,
        hopper: counts.hopper,
        spoiled: counts.spoiled,
        ribbon: counts.ribbon,
        missing: keys(checks, "counts.missing", &counts.missing)?,
    })
}

/// Reads `MoveBlanks`.
pub(super) fn movement(request: &v1::MoveBlanksRequest) -> Result<Asked, Refusal> {
    read(request, |checks| match &request.act {
        Some(act) => moved(checks, act),
        None => {
            checks.violation("act", "is required");
            None
        }
    })
}

fn moved(checks: &mut Checks, act: &Act) -> Option<Wish> {
    match act {
        Act::Receive(batch) => received(checks, batch),
        Act::Load(load) => Some(Wish::Load(load.count)),
        Act::Unload(unload) => Some(Wish::Unload(unload.count)),
        Act::ReturnBlanks(back) => Some(Wish::Return {
            count: back.count,
            document: document(checks, "return_blanks.document", &back.document)?,
        }),
        Act::Count(count) => {
            let shelf = match count.shelf() {
                v1::Shelf::Store => Some(Shelf::Store),
                v1::Shelf::Hopper => Some(Shelf::Hopper),
                v1::Shelf::Unspecified => None,
            };
            checks.ensure(shelf.is_some(), "count.shelf", "is required");
            Some(Wish::Count(shelf?, count.counted))
        }
        Act::Report(report) => reported(checks, report),
        Act::Settle(settle) => settled(checks, settle),
        Act::Reverse(reverse) => {
            let id = checks.id("reverse.entry_id", &reverse.entry_id);
            id.map(Wish::Reverse)
        }
    }
}

fn received(checks: &mut Checks, batch: &v1::ReceiveBatch) -> Option<Wish> {
    let document = document(checks, "receive.document", &batch.document);
    let none = batch.first_serial.is_empty() && batch.last_serial.is_empty();
    let serials = if none {
        None
    } else {
        let first = serial(checks, "receive.first_serial", &batch.first_serial);
        let last = serial(checks, "receive.last_serial", &batch.last_serial);
        Some(SerialRange {
            first: first?,
            last: last?,
        })
    };
    Some(Wish::Receive {
        count: batch.count,
        document: document?,
        serials,
    })
}

fn reported(checks: &mut Checks, report: &v1::ReportSpoiled) -> Option<Wish> {
    let cause = match report.cause() {
        v1::SpoilCause::DoubleFeed => Some(Cause::DoubleFeed),
        v1::SpoilCause::JamClearance => Some(Cause::JamClearance),
        _ => None,
    };
    checks.ensure(
        cause.is_some(),
        "report.cause",
        "must be a double feed or a jam clearance",
    );
    let sound = (1..=REPORTED).contains(&report.count);
    let sound = checks.ensure(sound, "report.count", "must be 1 to 20");
    let count = usize::try_from(report.count).unwrap_or(usize::MAX);
    let fits = report.serials.len() <= count.min(REPORTED as usize);
    checks.ensure(fits, "report.serials", "must be at most as many as blanks")?;
    let read: Vec<_> = (0..)
        .zip(&report.serials)
        .map(|(at, text): (u32, _)| serial(checks, &format!("report.serials[{at}]"), text))
        .collect();
    let mut serials = read.into_iter().collect::<Option<Vec<_>>>()?;
    sound?;
    serials.resize(count, String::new());
    Some(Wish::Report {
        cause: cause?,
        serials,
    })
}

fn settled(checks: &mut Checks, settle: &v1::SettleBlank) -> Option<Wish> {
    let key = settle.key.parse().ok();
    checks.ensure(key.is_some(), "settle.key", "is no key of a card");
    let how = match settle.settlement() {
        v1::Settlement::Unused => Some(Settlement::Unused),
        v1::Settlement::Spoiled => Some(Settlement::Spoiled),
        v1::Settlement::Unspecified => None,
    };
    checks.ensure(how.is_some(), "settle.settlement", "is required");
    Some(Wish::Settle(key?, how?))
}

/// Reads `SurrenderCard`.
pub(super) fn surrender(request: &v1::SurrenderCardRequest) -> Result<Asked, Refusal> {
    read(request, |checks| {
        let why = match request.why() {
            v1::SurrenderReason::Damaged => Some(Surrender::Damaged),
            v1::SurrenderReason::DataChange => Some(Surrender::DataChange),
            v1::SurrenderReason::Found => Some(Surrender::Found),
            v1::SurrenderReason::Unspecified => None,
        };
        checks.ensure(why.is_some(), "why", "is required");
        let read_twice = request.on_desk && !request.serial.is_empty();
        checks.ensure(!read_twice, "serial", "must be empty with on_desk")?;
        let serial = match request.serial.as_str() {
            "" => Some(String::new()),
            text => serial(checks, "serial", text),
        };
        let order = match request.order_id.as_str() {
            "" => Some(String::new()),
            text => checks.id("order_id", text),
        };
        Some(Wish::Surrender {
            why: why?,
            serial: serial?,
            order: order?,
        })
    })
}

/// Reads `OpenShift`.
pub(super) fn opening(request: &v1::OpenShiftRequest) -> Result<Asked, Refusal> {
    read(request, |checks| {
        counts(checks, request.counts.as_ref()).map(Wish::OpenShift)
    })
}

/// Reads `CloseShift`.
pub(super) fn closing(request: &v1::CloseShiftRequest) -> Result<Asked, Refusal> {
    read(request, |checks| {
        let shift = checks.id("shift_id", &request.shift_id);
        let counts = counts(checks, request.counts.as_ref());
        let carried = keys(checks, "carried_over", &request.carried_over);
        Some(Wish::CloseShift {
            shift: shift?,
            counts: counts?,
            carried: carried?,
        })
    })
}

/// Reads `DestroyCards`.
pub(super) fn destruction(request: &v1::DestroyCardsRequest) -> Result<Asked, Refusal> {
    read(request, |checks| {
        keys(checks, "cards", &request.cards).map(Wish::Destroy)
    })
}
