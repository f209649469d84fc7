//! Calls to the daemon against calls to a bare gRPC server: the same client, the same kind of socket, answers of the same
//! length.

mod echo;

use crate::Setting;
use crate::rounds::{in_turns, median};
use crate::row::Row;
use anyhow::Context;
use echo::Echo;
pub(crate) use echo::serve as serve_echo;
use loket_tests::counter::Counter;
use loket_tests::front_end::FrontEnd;
use prost::Message;
use std::cell::RefCell;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

const ROUNDS: usize = 21;
const CALLS: usize = 400;

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let folder = setting.folder("rpc")?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let counter = runtime.block_on(Counter::start(&folder, "", ""))?;
    let mut daemon = runtime.block_on(counter.front_end("bench"))?;
    let length = runtime.block_on(daemon.station())?.encoded_len();
    let echo = runtime.block_on(Echo::start(&folder, length))?;
    Ok(vec![unary(&runtime, daemon, echo, length)?])
}

fn unary(runtime: &Runtime, daemon: FrontEnd, echo: Echo, length: usize) -> anyhow::Result<Row> {
    let (daemon, echo) = (RefCell::new(daemon), RefCell::new(echo));
    let ours = || {
        let mut daemon = daemon.borrow_mut();
        runtime.block_on(middle(async || daemon.station().await.map(drop)))
    };
    let reference = || {
        let mut echo = echo.borrow_mut();
        runtime.block_on(middle(async || echo.call().await))
    };
    let pair = in_turns(ROUNDS, ours, reference).context("unary calls")?;
    let name = format!("GetStation, {length} bytes, p50");
    Ok(Row::at_most(1.25, name, "µs", pair, "bare tonic server"))
}

/// Median time of one of many calls, in microseconds.
async fn middle(mut call: impl AsyncFnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let begun = Instant::now();
        call().await?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(&mut times))
}
