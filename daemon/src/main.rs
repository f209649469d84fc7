//! `loketd`: the daemon of one counter.

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use loket_daemon::card_layout::CardLayout;
use loket_daemon::chip_keys;
use loket_daemon::config::{Config, DEFAULT};
use loket_daemon::counter::Counter;
use loket_daemon::device::handle::Ownership;
use loket_daemon::environment;
use loket_daemon::rpc::{server, signals};
use loket_daemon::store::check::check;
use loket_daemon::store::database::{Database, Place};
use loket_drivers::link::system::SystemPorts;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use zeroize::Zeroizing;

/// Longest reason in characters, and longest account in bytes.
const LONGEST: (usize, usize) = (200, 64);

/// How long the end waits for the card under way.
const LAST_CARD: Duration = Duration::from_secs(60);

/// Owns the devices of a counter and serves the Loket API.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Config file
    #[arg(long, default_value = "counter/loketd.toml")]
    config: PathBuf,
    /// Check the config file and the card layout that it names, and end
    #[arg(long)]
    check_config: bool,
    /// Print the config of a simulated counter and end
    #[arg(long)]
    print_default_config: bool,
    /// Read two chip master keys from standard input, seal them into the file that `chip.keys` names, and end: 32 hexadecimal
    /// digits for version 30 (personalisation), then 32 for version 31 (activation)
    #[arg(long)]
    import_chip_keys: bool,
    /// Look through all records of a daemon that does not run, and end; names the first thing that is wrong
    #[arg(long)]
    check_records: bool,
    /// Take damaged records, or the time, as they are now, and end; the daemon must not run
    #[arg(long, value_name = "REASON", requires = "by")]
    accept_records: Option<String>,
    /// Account of the person who accepts the records
    #[arg(long, value_name = "ACCOUNT")]
    by: Option<String>,
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
        CardLayout::open(&config.card)?;
        return Ok(writeln!(
            io::stdout(),
            "{} is valid",
            options.config.display()
        )?);
    }
    if options.import_chip_keys {
        return import_chip_keys(&config);
    }
    if options.check_records {
        return check_records(&config.station.records());
    }
    if let (Some(reason), Some(by)) = (&options.accept_records, &options.by) {
        return accept_records(&config.station.records(), by, reason);
    }
    environment::settle(config.devices.pcscd_socket.as_deref())?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    chip_keys::keep_out_of_dumps().context("cannot keep keys out of memory dumps")?;
    let counter = Counter::open(config, Arc::new(SystemPorts::new()), Ownership::Workers)?;
    tracing::info!(station = counter.base.config.station.id, "serving");
    let served = server::serve(&counter, signals::asked_to_end());
    if !counter.issuance.close(LAST_CARD) {
        tracing::warn!("a card is left half-way; the next start looks what became of it");
    }
    counter.settle();
    Ok(served?)
}

fn import_chip_keys(config: &Config) -> Result<()> {
    let text = Zeroizing::new(io::read_to_string(io::stdin().take(1_024))?);
    let keys: Vec<_> = text.split_whitespace().map(chip_keys::parse_key).collect();
    let [Some(personalisation), Some(activation)] = keys.as_slice() else {
        bail!("give two keys of 32 hexadecimal digits on standard input");
    };
    let path = chip_keys::import(config, personalisation, activation)?;
    Ok(writeln!(
        io::stdout(),
        "sealed into {}; destroy other copies",
        path.display()
    )?)
}

fn check_records(place: &Place) -> Result<()> {
    let checked = check(place).context("the records are not sound")?;
    let (entries, since) = (checked.entries, checked.since);
    Ok(writeln!(
        io::stdout(),
        "{entries} entries from number {since} on, and all records, are as they were written"
    )?)
}

fn accept_records(place: &Place, by: &str, reason: &str) -> Result<()> {
    let (reason_limit, account_limit) = LONGEST;
    let has_reason = (1..=reason_limit).contains(&reason.trim().chars().count());
    ensure!(
        has_reason,
        "give a reason of 1 to {reason_limit} characters"
    );
    let has_account = (1..=account_limit).contains(&by.trim().len());
    ensure!(has_account, "name an account of 1 to {account_limit} bytes");
    let found = Database::open_at(place)?.accept(by, reason)?;
    let found = found.map_or("nothing was wrong".to_owned(), |damage| damage.to_string());
    Ok(writeln!(io::stdout(), "accepted by {by}: {found}")?)
}
