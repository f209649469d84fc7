//! `loket-keys`: holds a counter's chip keys in a process of its own, for `chip.keys = "socket:…"`. Run as another user
//! than `loketd`, it leaves whoever breaks into the daemon without the keys.

use anyhow::{Context, Result, ensure};
use clap::Parser;
use loket_daemon::chip_keys;
use loket_daemon::config::{Config, KeysPlace};
use loket_keystore::socket::KeyServer;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Answers `loketd` with the keys of single sessions.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Config file; its `chip.keys` names the file of keys
    #[arg(long)]
    config: PathBuf,
    /// Socket to listen on; a stale one is replaced
    #[arg(long)]
    socket: PathBuf,
    /// User whose processes are answered, as a number; without it those of the user that this runs as
    #[arg(long)]
    user: Option<u32>,
}

fn main() -> ExitCode {
    let Err(error) = run(&Options::parse()) else {
        return ExitCode::SUCCESS;
    };
    let _ = writeln!(io::stderr(), "loket-keys: {error:#}");
    ExitCode::FAILURE
}

fn run(options: &Options) -> Result<()> {
    chip_keys::keep_out_of_dumps().context("cannot keep keys out of memory dumps")?;
    let config = Config::load(&options.config)?;
    let is_own = !matches!(config.chip.keys, KeysPlace::Socket(_));
    ensure!(
        is_own,
        "chip.keys names a socket; it must name the file of keys here"
    );
    let keys = chip_keys::store(&config)?;
    let own = rustix::process::geteuid().as_raw();
    let server = KeyServer::bind(&options.socket, keys, options.user.unwrap_or(own))?;
    writeln!(io::stdout(), "listening on {}", options.socket.display())?;
    Ok(server.serve()?)
}
