//! A normal call while somebody does what no front end would, against the same call in quiet.

use crate::Setting;
use crate::rounds::in_turns;
use crate::row::Row;
use anyhow::Context;
use loket_daemon::rpc::MESSAGE_LIMIT;
use loket_tests::front_end::FrontEnd;
use loket_tests::lonely::{CONFIG, lonely_with};
use loket_tests::wire::grpc_web;
use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tokio::runtime::Builder;

const ROUNDS: usize = 9;
const CALLS: usize = 500;
const IDLE: usize = 500;
const OVERSIZED: usize = 1 << 20;
/// Begins a group within a group.
const NESTED: u8 = 0x0b;
const METHOD: &str = "loket.v1.StationService/GetStation";

pub(crate) fn measure(_: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let config = CONFIG.replace("[listen]", "[listen]\ntcp = \"127.0.0.1:0\"");
    let lonely = runtime.block_on(lonely_with(&config))?;
    let address = lonely.tcp()?;
    let front_end = RefCell::new(lonely.front_end.clone());
    let quiet = || runtime.block_on(slow_call(&mut front_end.borrow_mut()));
    let attacked = || {
        let attack = Attack::begin(address)?;
        let slow = runtime.block_on(slow_call(&mut front_end.borrow_mut()));
        attack.end();
        slow
    };
    let pair = in_turns(ROUNDS, attacked, quiet).context("calls under attack")?;
    let name = format!("GetStation beside {IDLE} idle connections and endless bad requests, p99");
    Ok(vec![Row::at_most(
        5.0,
        name,
        "µs",
        pair,
        "the same in quiet",
    )])
}

/// The 99th percentile of many calls, in microseconds.
async fn slow_call(front_end: &mut FrontEnd) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let begun = Instant::now();
        front_end.station().await?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times.get(CALLS * 99 / 100).copied().context("no call")
}

/// Somebody who sends bad requests one after the other, and holds connections without a word.
struct Attack {
    _idle: Vec<TcpStream>,
    over: Arc<AtomicBool>,
    sender: JoinHandle<()>,
}

impl Attack {
    fn begin(address: SocketAddr) -> anyhow::Result<Self> {
        let idle = (0..IDLE).map(|_| TcpStream::connect(address));
        let idle = idle.collect::<std::io::Result<_>>();
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        let sender = thread::spawn(move || {
            while !ended.load(Ordering::Acquire) {
                // Whatever the daemon makes of it is right as long as others are served.
                let _ = grpc_web(address, METHOD, Some("https://evil.example"), &[]);
                let _ = grpc_web(address, METHOD, None, &vec![NESTED; OVERSIZED]);
                let _ = grpc_web(address, METHOD, None, &vec![NESTED; MESSAGE_LIMIT]);
                let _ = garbage(address);
            }
        });
        Ok(Self {
            _idle: idle.context("idle connections")?,
            over,
            sender,
        })
    }

    fn end(self) {
        self.over.store(true, Ordering::Release);
        // It cannot panic, and a broken attack would show in the next round.
        let _ = self.sender.join();
    }
}

fn garbage(address: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(&[0; 4096])?;
    stream.read_to_end(&mut Vec::new()).map(drop)
}
