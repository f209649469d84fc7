//! One durable step of an order through the daemon's store, against an append of the same bytes and `fdatasync`.

use crate::Setting;
use crate::rounds::median;
use crate::row::{Pair, Row};
use loket_daemon::issuance::order::Order;
use loket_daemon::store::Store;
use loket_daemon::store::database::{Database, StoreError};
use loket_daemon::store::records::RequestKey;
use loket_tests::memory::office::{Office, recorded};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Steps before anything is measured: the write-ahead log has its full length then and is written from its beginning
/// again, as at a counter after its first hour.
const WARM_UP: usize = 1500;
/// Steps that are measured of each, in blocks that take turns.
const BLOCKS: usize = 40;
const BLOCK: usize = 25;

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let journal = Journal::open(&setting.disk)?;
    let mut raw = Raw::open(&setting.disk, &journal.order)?;
    for _ in 0..WARM_UP {
        journal.step()?;
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..BLOCKS {
        for _ in 0..BLOCK {
            ours.push(microseconds(|| Ok(journal.step()?))?);
        }
        for _ in 0..BLOCK {
            theirs.push(microseconds(|| raw.append())?);
        }
    }
    let rates = Pair {
        ours: per_second(&ours),
        reference: per_second(&theirs),
    };
    let spans = Pair {
        ours: median(&mut ours),
        reference: median(&mut theirs),
    };
    let bytes = raw.bytes.len();
    let step = format!("durable step of an order, {bytes} bytes, p50");
    let reference = "append and fdatasync";
    Ok(vec![
        Row::at_most(1.5, step, "µs", spans, reference),
        Row::at_most(0.5, "durable steps of orders", "1/s", rates, reference).at_least(0.5),
    ])
}

/// How many a second these spans allow, with every pause that the disk made.
fn per_second(microseconds: &[f64]) -> f64 {
    let count = microseconds.iter().map(|_| 1.0).sum::<f64>();
    1e6 * count / microseconds.iter().sum::<f64>()
}

fn microseconds(mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64() * 1e6)
}

/// The daemon's store on its own thread, with an order that has been printed.
struct Journal {
    store: Store,
    order: Order,
}

impl Journal {
    fn open(folder: &Path) -> anyhow::Result<Self> {
        let order = printed_order()?;
        let store = Store::spawn(Database::open(&folder.join("state"))?)?;
        let (stored, request) = (order.clone(), request(&order));
        store.call(move |database| database.insert(&stored, &request, "accepted", &[]))?;
        Ok(Self { store, order })
    }

    fn step(&self) -> Result<(), StoreError> {
        let order = self.order.clone();
        self.store
            .call(move |database| database.update(&order, "printed", &[]))
    }
}

fn request(order: &Order) -> RequestKey {
    RequestKey {
        id: order.request_id.clone(),
        sha256: [0; 32],
    }
}

/// An order as it is after its print.
fn printed_order() -> anyhow::Result<Order> {
    let printed = Office::new().order_for(recorded(), "bench");
    printed.map_err(|refusal| anyhow::anyhow!("the sample order is refused: {refusal:?}"))
}

/// A file at whose end everything is written.
struct Raw {
    file: File,
    bytes: Vec<u8>,
}

impl Raw {
    fn open(folder: &Path, order: &Order) -> anyhow::Result<Self> {
        let path = folder.join("raw");
        Ok(Self {
            file: OpenOptions::new().create(true).append(true).open(path)?,
            bytes: serde_json::to_vec(order)?,
        })
    }

    fn append(&mut self) -> anyhow::Result<()> {
        self.file.write_all(&self.bytes)?;
        Ok(self.file.sync_data()?)
    }
}
