//! `loketd`: the daemon of one counter.

use anyhow::{Context, Result};
use clap::Parser;
use loket_daemon::config::{Config, DEFAULT};
use loket_daemon::counter::Counter;
use loket_daemon::device::handle::Ownership;
use loket_daemon::rpc::server;
use loket_drivers::link::system::SystemPorts;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Where the PC/SC client library looks for its service.
const PCSC_SOCKET: &str = "PCSCLITE_CSOCK_NAME";

/// Owns the devices of a counter and serves the Loket API.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Config file.
    #[arg(long, default_value = "counter/loketd.toml")]
    config: PathBuf,
    /// Check the config file and end.
    #[arg(long)]
    check_config: bool,
    /// Print the config of a simulated counter and end.
    #[arg(long)]
    print_default_config: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    if options.print_default_config {
        return Ok(io::stdout().write_all(DEFAULT.as_bytes())?);
    }
    let config = Config::load(&options.config)?;
    if options.check_config {
        return Ok(writeln!(
            io::stdout(),
            "{} is valid",
            options.config.display()
        )?);
    }
    point_to_pcscd(config.devices.pcscd_socket.as_deref())?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    let ports = Arc::new(SystemPorts::new());
    let counter = Counter::open(config, ports, Ownership::Workers)?;
    tracing::info!(
        station = counter.base.config.station.id,
        boot = counter.base.boot_id,
        "serving"
    );
    Ok(server::serve(&counter, asked_to_end())?)
}

/// The PC/SC library reads its service's socket from the environment, which a running process must not change: start anew.
fn point_to_pcscd(socket: Option<&Path>) -> Result<()> {
    match socket {
        Some(socket) if std::env::var_os(PCSC_SOCKET).as_deref() != Some(socket.as_os_str()) => {
            let mut again = Command::new(std::env::current_exe()?);
            let error = again
                .args(std::env::args_os().skip(1))
                .env(PCSC_SOCKET, socket)
                .exec();
            Err(error).context("cannot start anew with the PC/SC service's socket")
        }
        _ => Ok(()),
    }
}

/// SIGTERM or SIGINT.
async fn asked_to_end() {
    match (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        }
        _ => tracing::error!("cannot wait for signals; end the daemon with SIGKILL"),
    }
}
