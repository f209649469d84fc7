//! A run with real processes: `loketd`, `pcscd`, a pseudo-terminal and TCP, around the same world and the same disk.
//!
//! The world stays in this process, so that the same operator looks at it, the same judge judges, and a blow strikes at the
//! very record or exchange that it is meant for: a record is a sync of the log on the disk, which is a FUSE file system here,
//! and an exchange is one that the simulator's fault finds. The daemon is stopped by SIGKILL. Up to where the flow begins,
//! where nothing goes wrong, and when the books are compared in the end, the daemon is called in process as ever.

mod files;
mod house;
mod shown;
mod strike;
mod visit;

pub(crate) use strike::Strike;

use crate::blow::Blow;
use crate::ending::Ending;
use crate::fate::Planned;
use crate::flow::Flow;
use crate::hands;
use crate::run::Run;
use crate::script::Script;
use crate::stage;
use anyhow::anyhow;
use house::House;
use loket_simulator::clock::TimePolicy;
use loket_simulator::device::Device;
use strike::Counter;
use visit::Visit;

/// World time to time on the wall.
const SPEED: u32 = 50;
/// Devices whose exchanges are counted.
pub(crate) const COUNTED: [Device; 3] = [Device::Printer, Device::Encoder, Device::Desk];

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Played {
    /// How it ended.
    pub(crate) ending: Ending,
    /// What struck.
    pub(crate) struck: Vec<(usize, Blow)>,
    /// Records that became durable in the flow.
    pub(crate) records: usize,
    /// How often each of [`COUNTED`] was given something.
    pub(crate) exchanges: Vec<(Device, usize)>,
    /// What the operator was told when something had gone wrong.
    pub(crate) told: Vec<String>,
}

/// What goes wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// At a record, counted from where the flow begins.
    pub(crate) record: Option<Planned>,
    /// At an exchange.
    pub(crate) strike: Option<Strike>,
    /// Whether a daemon that is killed is started again at once.
    pub(crate) at_once: bool,
}

/// Plays the flow.
///
/// # Errors
/// When a program is not built or installed, or the flow does not get to where it begins.
pub(crate) fn play(flow: Flow, plan: &Plan) -> anyhow::Result<Played> {
    let printer = Script::quiet(flow).printer;
    let stage = stage::set(printer.reporting(), plan.record.into_iter().collect())?;
    let mut run = Run::new(flow, None, stage);
    run.prepare().map_err(|error| anyhow!(error))?;
    run.world
        .with(|world| world.set_time(TimePolicy::Scaled(SPEED)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (counter, told) = runtime.block_on(visit(&mut run, plan))?;
    run.world.with(|world| world.set_time(TimePolicy::Stepped));
    house::take_back(&run)?;
    Ok(Played {
        struck: run.fate.struck(),
        records: run.fate.moments().len(),
        exchanges: counter.counts(&run.world),
        ending: run.ending(),
        told,
    })
}

/// From where the flow begins to its end; the processes are gone afterwards.
async fn visit(run: &mut Run, plan: &Plan) -> anyhow::Result<(Counter, Vec<String>)> {
    let mut house = House::of(run)?;
    house.start_daemon().await?;
    house.wait_for_devices().await?;
    run.fate.begin();
    let counter = Counter::begin(&run.world, &COUNTED);
    let fall = plan.strike.map(|strike| {
        let armed = strike.arm(&run.world);
        tokio::spawn(strike.fall(armed, run.world.clone(), run.fate.clone()))
    });
    let mut visit = Visit::of(run, house, plan.at_once);
    let driven = visit.drive().await;
    if let Some(fall) = fall {
        fall.abort();
    }
    let Visit {
        run, house, told, ..
    } = visit;
    hands::repair_all(&run.world, &run.disk);
    run.fate.end();
    drop(house);
    if let Err(stuck) = driven {
        run.operator.seen.push(format!("{stuck:#}"));
    }
    Ok((counter, told))
}
