//! `loket-bench`: every claim about speed and cost beside a reference that is measured in the same run, in turns with it.
//! Prints a table, writes it as JSON, and fails when a row misses its target.

mod chip;
mod finger;
mod hostile;
mod journal;
mod ledger;
mod notice;
mod preview;
mod render;
mod report;
mod rest;
mod restart;
mod rounds;
mod row;
mod rpc;

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};
use loket_simulator::pcscd::SOCKET_VARIABLE;
use row::Row;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Folder of sockets, for the process that measures.
const FOLDER_VARIABLE: &str = "LOKET_BENCH_FOLDER";

/// Measures the project against references and fails when a target is missed.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Measure only these parts: finger, chip, notice, rpc, preview, journal, ledger, restart, hostile, rest, render
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    only: Vec<String>,
    /// Where the rows go, and the disk that the journal is measured on
    #[arg(long, value_name = "FILE", default_value = "target/bench.json")]
    out: PathBuf,
    #[command(subcommand)]
    helper: Option<Helper>,
}

/// Programs that rows are measured against.
#[derive(Debug, Subcommand)]
enum Helper {
    /// A bare gRPC server on a Unix socket
    #[command(hide = true)]
    ServeBare {
        socket: PathBuf,
        /// File with what it says
        answers: PathBuf,
    },
    /// Draws the card in a folder
    #[command(hide = true)]
    DrawCard { folder: PathBuf },
}

/// Where a part may put things.
struct Setting {
    /// For sockets and logs; its path is short.
    folder: PathBuf,
    /// On the disk that `--out` is on.
    disk: PathBuf,
}

impl Setting {
    /// A fresh folder for sockets of a part.
    fn folder(&self, part: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(part);
        std::fs::create_dir(&folder)?;
        Ok(folder)
    }
}

type Part = fn(&Setting) -> anyhow::Result<Vec<Row>>;

const PARTS: &[(&str, Part)] = &[
    ("finger", finger::measure),
    ("chip", chip::measure),
    ("notice", notice::measure),
    ("rpc", rpc::measure),
    ("preview", preview::measure),
    ("journal", journal::measure),
    ("ledger", ledger::measure),
    ("restart", restart::measure),
    ("hostile", hostile::measure),
    ("rest", rest::measure),
    ("render", render::measure),
];

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = match (&options.helper, env::var_os(FOLDER_VARIABLE)) {
        (Some(Helper::ServeBare { socket, answers }), _) => {
            rpc::serve_bare(socket, answers).map(|()| ExitCode::SUCCESS)
        }
        (Some(Helper::DrawCard { folder }), _) => {
            render::draw_into(folder).map(|()| ExitCode::SUCCESS)
        }
        (None, None) => in_a_folder_of_its_own(),
        (None, Some(folder)) => measure(&options, folder.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("loket-bench: {error:#}");
        ExitCode::FAILURE
    })
}

/// Runs this program again: the PC/SC client library finds its service by a variable that must be set from the start.
fn in_a_folder_of_its_own() -> anyhow::Result<ExitCode> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let status = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(FOLDER_VARIABLE, folder.path())
        .env(SOCKET_VARIABLE, chip::socket(folder.path()))
        .status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn measure(options: &Options, folder: PathBuf) -> anyhow::Result<ExitCode> {
    let chosen = chosen(&options.only)?;
    let place = options.out.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(place)?;
    let disk = tempfile::tempdir_in(place)?;
    let setting = Setting {
        folder,
        disk: disk.path().to_owned(),
    };
    let (mut rows, mut broken) = (Vec::new(), 0);
    for (name, part) in chosen {
        eprintln!("measuring {name}");
        match part(&setting) {
            Ok(measured) => rows.extend(measured),
            Err(error) => {
                eprintln!("loket-bench: {name} could not be measured: {error:#}");
                broken += 1;
            }
        }
    }
    report::write(&rows, &options.out)?;
    println!("{}", report::table(&rows));
    Ok(verdict(&rows, broken))
}

fn chosen(only: &[String]) -> anyhow::Result<Vec<(&'static str, Part)>> {
    for name in only {
        let known = PARTS.iter().any(|(part, _)| part == name);
        ensure!(known, "there is no part `{name}`");
    }
    let wanted = |name: &str| only.is_empty() || only.iter().any(|chosen| chosen == name);
    Ok(PARTS
        .iter()
        .copied()
        .filter(|(name, _)| wanted(name))
        .collect())
}

fn verdict(rows: &[Row], broken: usize) -> ExitCode {
    let missed: Vec<_> = rows.iter().filter(|row| !row.is_met()).collect();
    for row in &missed {
        println!("MISSED: {} has ratio {:.3}", row.name, row.ratio);
    }
    if missed.is_empty() && broken == 0 {
        println!("all {} targets met", rows.len());
        return ExitCode::SUCCESS;
    }
    println!(
        "{} of {} targets missed, {broken} parts not measured",
        missed.len(),
        rows.len()
    );
    ExitCode::FAILURE
}
