//! What the daemon costs while nobody uses it, beside three daemons that every Linux desktop has: memory, context
//! switches, and the time from its start to its first answer. All are measured by this one file.

mod cupsd;
mod fprintd;
pub(crate) mod loketd;
mod pcscd;

use crate::Setting;
use crate::rounds::median;
use crate::row::{Pair, Row};
use loket_tests::vitals::Vitals;
use std::any::Any;
use std::time::Duration;
use tokio::runtime::Runtime;

/// Starts of each.
const STARTS: usize = 9;
/// How long all are left alone before they are looked at.
const SETTLE: Duration = Duration::from_secs(10);
/// How long they are looked at.
const WATCH: Duration = Duration::from_secs(60);

/// What the three numbers may be.
const MOST_MIB: f64 = 16.0;
const MOST_SWITCHES: f64 = 5.0;
const MOST_START_MS: f64 = 100.0;

/// A daemon that has answered.
struct Running {
    process: u32,
    /// From its start to its first answer.
    first_answer: Duration,
    /// Ends it when dropped.
    _keep: Box<dyn Any>,
}

/// A daemon that can be started again and again.
trait Daemon {
    fn name(&self) -> &'static str;

    /// Starts it and waits for its first answer.
    fn start(&self, runtime: &Runtime) -> anyhow::Result<Running>;
}

/// The three numbers of one daemon.
struct Costs {
    name: &'static str,
    start_ms: f64,
    mib: f64,
    switches: f64,
}

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let folder = setting.folder("rest")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // Timers are made before the runtime is asked to wait for them.
    let _entered = runtime.enter();
    let daemons: Vec<Box<dyn Daemon>> = vec![
        Box::new(loketd::Loketd::new(&folder)?),
        Box::new(pcscd::Pcscd::new(&folder)?),
        Box::new(fprintd::Fprintd::new(&folder)?),
        Box::new(cupsd::Cupsd::new(&folder)?),
    ];
    let starts = starts(&daemons, &runtime)?;
    let costs = costs(&daemons, &runtime, &starts)?;
    Ok(rows(&costs))
}

/// Median start of each, in milliseconds; they take turns.
fn starts(daemons: &[Box<dyn Daemon>], runtime: &Runtime) -> anyhow::Result<Vec<f64>> {
    let mut times = vec![Vec::new(); daemons.len()];
    for _ in 0..STARTS {
        for (daemon, times) in daemons.iter().zip(&mut times) {
            let running = daemon.start(runtime)?;
            times.push(running.first_answer.as_secs_f64() * 1e3);
        }
    }
    Ok(times.iter_mut().map(|times| median(times)).collect())
}

/// Lets all run side by side with nothing to do.
fn costs(
    daemons: &[Box<dyn Daemon>],
    runtime: &Runtime,
    starts: &[f64],
) -> anyhow::Result<Vec<Costs>> {
    let running: Vec<_> = daemons
        .iter()
        .map(|daemon| daemon.start(runtime))
        .collect::<anyhow::Result<_>>()?;
    let look = || -> anyhow::Result<Vec<Vitals>> {
        running.iter().map(|one| Vitals::of(one.process)).collect()
    };
    runtime.block_on(tokio::time::sleep(SETTLE));
    let before = look()?;
    runtime.block_on(tokio::time::sleep(WATCH));
    let after = look()?;
    let spans = before.iter().zip(&after);
    Ok(daemons
        .iter()
        .zip(starts)
        .zip(spans)
        .map(|((daemon, start_ms), (before, after))| Costs {
            name: daemon.name(),
            start_ms: *start_ms,
            mib: after.resident_kib as f64 / 1024.0,
            switches: after.switches.saturating_sub(before.switches) as f64 / WATCH.as_secs_f64(),
        })
        .collect())
}

fn rows(costs: &[Costs]) -> Vec<Row> {
    vec![
        row("resident memory at rest", "MiB", MOST_MIB, costs, |costs| {
            costs.mib
        }),
        row(
            "context switches at rest",
            "1/s",
            MOST_SWITCHES,
            costs,
            |costs| costs.switches,
        ),
        row(
            "start to first answer",
            "ms",
            MOST_START_MS,
            costs,
            |costs| costs.start_ms,
        ),
    ]
}

/// The first daemon's number is ours.
fn row(
    name: &str,
    unit: &'static str,
    most: f64,
    costs: &[Costs],
    number: fn(&Costs) -> f64,
) -> Row {
    let pair = Pair {
        ours: costs.first().map_or(f64::NAN, number),
        reference: most,
    };
    Row::at_most(1.0, name, unit, pair, beside(costs, number))
}

/// The limit, and what the others take.
fn beside(costs: &[Costs], number: fn(&Costs) -> f64) -> String {
    let others: Vec<_> = costs
        .iter()
        .skip(1)
        .map(|costs| format!("{} {:.1}", costs.name, number(costs)))
        .collect();
    format!("the limit; beside it {}", others.join(", "))
}
