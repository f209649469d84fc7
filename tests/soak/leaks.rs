//! Whole visits over and over: what the daemon took for the first ones must do for all that follow.

use anyhow::ensure;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_tests::counter::Counter;
use loket_tests::flow::{self, Desk, Order};
use loket_tests::people::{Person, sari};
use loket_tests::vitals::Vitals;
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, interval};

const ROUNDS: u32 = 20;
/// Rounds after which caches, pools and the allocator have what they need.
const WARM_UP: u32 = 3;
/// Growth per round that no leak of a picture, a template or a package would stay below.
const MOST_KIB_PER_ROUND: u64 = 64;
/// How long threads and connections of a round may take to end.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(100);
/// Looks without a change that mean rest: threads for blocking work end after ten idle seconds.
const CALM: u32 = 120;

const SCENARIO: &str = "time = \"scaled:50\"\n[stock]\nblanks = 100\nin_hopper = 100\nribbon = 1000\n\
     [[applicant]]\nid = \"a\"\nseed = 11\nbackdrop = \"red\"\nmissing = [10]\n";

pub(crate) fn run(folder: &Path) -> anyhow::Result<String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(rounds(folder))
}

async fn rounds(folder: &Path) -> anyhow::Result<String> {
    let counter = Counter::start(folder, SCENARIO, "").await?;
    for round in 0..WARM_UP {
        visit(&counter, round).await?;
    }
    let before = at_rest(&counter, None).await?;
    println!("  after {WARM_UP} rounds: {}", told(&before));
    for round in WARM_UP..WARM_UP + ROUNDS {
        visit(&counter, round).await?;
        println!(
            "  round {}: {}",
            round + 1,
            told(&Vitals::of(counter.daemon_id())?)
        );
    }
    let after = at_rest(&counter, Some(&before)).await?;
    judge(&before, &after, MOST_KIB_PER_ROUND * u64::from(ROUNDS))?;
    Ok(format!(
        "after {} rounds: {}",
        WARM_UP + ROUNDS,
        told(&after)
    ))
}

pub(super) fn told(vitals: &Vitals) -> String {
    format!(
        "{} threads, {} descriptors, {} KiB",
        vitals.threads, vitals.descriptors, vitals.resident_kib
    )
}

/// A front end comes, records an applicant, has the card made and handed over, releases the record and goes.
async fn visit(counter: &Counter, round: u32) -> anyhow::Result<()> {
    let mut desk = Desk::open(counter, "operator.soak").await?;
    let person = Person {
        case: format!("soak-{round}"),
        ..sari()
    };
    let package = flow::record(&mut desk, &person, "").await?;
    let enrolment = package.content.enrolment_id.clone();
    let order = Order {
        case: person.case.clone(),
        reason: v1::OrderReason::New,
        source: Source::EnrolmentId(enrolment.clone()),
    };
    desk.issue(&person, order).await?;
    desk.front_end.release(&enrolment, &package).await?;
    Ok(())
}

/// Waits until the daemon has let go of what the last round needed: threads and descriptors as in `known`, or unchanged
/// between two looks.
pub(super) async fn at_rest(counter: &Counter, known: Option<&Vitals>) -> anyhow::Result<Vitals> {
    let deadline = Instant::now() + PATIENCE;
    let mut looks = interval(LOOK);
    let mut calm = 0;
    let mut last = Vitals::of(counter.daemon_id())?;
    loop {
        looks.tick().await;
        let now = Vitals::of(counter.daemon_id())?;
        let same =
            |other: &Vitals| (now.threads, now.descriptors) == (other.threads, other.descriptors);
        calm = if same(&last) { calm + 1 } else { 0 };
        let settled = known.map_or(calm > CALM, same);
        if settled || Instant::now() > deadline {
            return Ok(now);
        }
        last = now;
    }
}

/// Whether nothing but so much memory was left behind.
pub(super) fn judge(before: &Vitals, after: &Vitals, most_kib: u64) -> anyhow::Result<()> {
    ensure!(
        after.threads <= before.threads,
        "{} threads became {}",
        before.threads,
        after.threads
    );
    ensure!(
        after.descriptors <= before.descriptors,
        "{} descriptors became {}",
        before.descriptors,
        after.descriptors
    );
    let grown = after.resident_kib.saturating_sub(before.resident_kib);
    ensure!(grown <= most_kib, "{grown} KiB more");
    Ok(())
}
