//! Calls to the daemon against calls to a bare gRPC server that says the same: the same client, the same kind of socket, the
//! same bytes in every answer.

mod bare;
mod processors;

use crate::Setting;
use crate::rounds::{in_turns, median};
use crate::row::Row;
use anyhow::Context;
pub(crate) use bare::serve as serve_bare;
use bare::{Answers, Bare};
use loket_proto::v1;
use loket_tests::counter::Counter;
use loket_tests::front_end::{FrontEnd, explain};
use loket_tests::people::sari;
use processors::Apart;
use prost::Message;
use std::cell::RefCell;
use std::path::Path;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

const ROUNDS: usize = 21;
/// Unary calls of one round.
const CALLS: usize = 400;
/// Streams of one round.
const STREAMS: usize = 20;
/// Cases whose changes are streamed: each is opened and its biodata set three times.
const CASES: usize = 60;
const CHANGES: usize = 4 * CASES;

pub(crate) fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let folder = setting.folder("rpc")?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let counter = runtime.block_on(Counter::start(&folder, "", ""))?;
    let mut daemon = runtime.block_on(counter.front_end("bench"))?;
    let answers = runtime.block_on(answers(&mut daemon))?;
    let (server, bare) = runtime.block_on(bare_server(&folder, &answers))?;
    let apart = Apart::from(&[counter.daemon_id(), server.id()])?;
    let desks = (RefCell::new(daemon), RefCell::new(bare));
    let rows = vec![
        unary(&runtime, &desks, &answers)?,
        stream(&runtime, &desks, &answers)?,
    ];
    drop((apart, server));
    Ok(rows)
}

/// Ours and the reference.
type Desks = (RefCell<FrontEnd>, RefCell<FrontEnd>);

async fn bare_server(folder: &Path, answers: &Answers) -> anyhow::Result<(Bare, FrontEnd)> {
    let server = Bare::start(folder, answers)?;
    let front_end = FrontEnd::connect(server.socket(), "bench").await?;
    Ok((server, front_end))
}

/// What the daemon says, for the bare server to say it too.
async fn answers(daemon: &mut FrontEnd) -> anyhow::Result<Answers> {
    for case in 0..CASES {
        let id = daemon
            .open_record(&format!("bench-{case}"))
            .await?
            .enrolment_id;
        for _ in 1..CHANGES / CASES {
            daemon.set_biodata(&id, &sari().biodata).await?;
        }
    }
    let events = watched(daemon).await?;
    Ok(Answers {
        unary: daemon.station().await?.encode_to_vec(),
        stream: events.iter().map(Message::encode_to_vec).collect(),
    })
}

/// The changes of all cases, as a watcher sees them who comes back.
async fn watched(desk: &mut FrontEnd) -> anyhow::Result<Vec<v1::WatchResponse>> {
    let request = v1::WatchRequest {
        after: 1,
        topics: vec![v1::Topic::Enrolments.into()],
        ..v1::WatchRequest::default()
    };
    let stream = desk.watches.watch(request).await;
    let mut stream = stream.map_err(explain)?.into_inner();
    let mut events = Vec::with_capacity(CHANGES);
    while events.len() < CHANGES - 1 {
        let event = stream.message().await.map_err(explain)?;
        events.push(event.context("the stream ended")?);
    }
    Ok(events)
}

fn unary(runtime: &Runtime, (daemon, bare): &Desks, answers: &Answers) -> anyhow::Result<Row> {
    let pair = in_turns(
        ROUNDS,
        || runtime.block_on(call_time(&mut daemon.borrow_mut())),
        || runtime.block_on(call_time(&mut bare.borrow_mut())),
    )?;
    let name = format!("GetStation, {} bytes, p50", answers.unary.len());
    let reference = "bare tonic server, same bytes";
    Ok(Row::at_most(1.25, name, "µs", pair, reference))
}

/// Median time of one of many calls, in microseconds.
async fn call_time(desk: &mut FrontEnd) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let begun = Instant::now();
        desk.station().await?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(&mut times))
}

fn stream(runtime: &Runtime, (daemon, bare): &Desks, answers: &Answers) -> anyhow::Result<Row> {
    let pair = in_turns(
        ROUNDS,
        || runtime.block_on(event_time(&mut daemon.borrow_mut())),
        || runtime.block_on(event_time(&mut bare.borrow_mut())),
    )?;
    let bytes: usize = answers.stream.iter().map(Vec::len).sum();
    let name = format!("Watch, {} bytes an event", bytes / answers.stream.len());
    let reference = "bare tonic server, same bytes";
    Ok(Row::at_most(1.25, name, "µs/event", pair, reference))
}

/// Time for each event of streams that are read to the last change, in microseconds.
async fn event_time(desk: &mut FrontEnd) -> anyhow::Result<f64> {
    let (mut events, begun) = (0, Instant::now());
    for _ in 0..STREAMS {
        events += watched(desk).await?.len();
    }
    Ok(begun.elapsed().as_secs_f64() * 1e6 / events as f64)
}
