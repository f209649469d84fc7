//! `loketd`: the daemon of one counter.

use anyhow::Result;
use clap::Parser;
use loket_daemon::config::{Config, DEFAULT};
use loket_daemon::counter::Counter;
use loket_daemon::device::handle::Ownership;
use loket_daemon::environment;
use loket_daemon::rpc::{server, signals};
use loket_drivers::link::system::SystemPorts;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// Owns the devices of a counter and serves the Loket API.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Config file
    #[arg(long, default_value = "counter/loketd.toml")]
    config: PathBuf,
    /// Check the config file and end
    #[arg(long)]
    check_config: bool,
    /// Print the config of a simulated counter and end
    #[arg(long)]
    print_default_config: bool,
}

fn main() -> ExitCode {
    let Err(error) = run(&Options::parse()) else {
        return ExitCode::SUCCESS;
    };
    // The causes in one line and no backtrace: it is read by whoever wrote the config file.
    let _ = writeln!(io::stderr(), "loketd: {error:#}");
    ExitCode::FAILURE
}

fn run(options: &Options) -> Result<()> {
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
    environment::settle(config.devices.pcscd_socket.as_deref())?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    let counter = Counter::open(config, Arc::new(SystemPorts::new()), Ownership::Workers)?;
    tracing::info!(station = counter.base.config.station.id, "serving");
    Ok(server::serve(&counter, signals::asked_to_end())?)
}
