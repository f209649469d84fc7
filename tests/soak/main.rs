//! `loket-soak`: what must hold over many rounds and takes too long for the test suite. Runs every soak, or those that are
//! named.

mod cards;
mod fuzz;
mod hung;
mod kills;
mod leaks;
mod resumes;
mod sampled;

use anyhow::{Context, ensure};
use clap::Parser;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// Runs what takes too long for the test suite.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Run only these soaks
    #[arg(value_name = "NAME", env = "SOAK", value_delimiter = ',')]
    names: Vec<String>,
    /// Say which soaks there are, and end
    #[arg(long)]
    list: bool,
}

/// One soak.
struct Soak {
    name: &'static str,
    /// What it shows when it passes.
    shows: &'static str,
    /// Runs it in a folder of its own; what came of it, in a line.
    run: fn(&Path) -> anyhow::Result<String>,
}

/// All soaks.
const SOAKS: &[Soak] = &[
    Soak {
        name: "cards",
        shows: "500 cards on one reader and on two side by side, every tenth with a flaw, end activated or spoiled, none mixed up",
        run: cards::run,
    },
    Soak {
        name: "fuzz",
        shows: "no bytes make a parser or the simulated chip panic, hang or take too much, in 10 minutes of search each",
        run: fuzz::run,
    },
    Soak {
        name: "hung",
        shows: "200 cards that hang and are pulled leave the daemon with the threads, descriptors and memory it had",
        run: hung::run,
    },
    Soak {
        name: "kills",
        shows: "a daemon that is killed 200 times while it makes 100 cards makes 100 good ones, and the books close",
        run: kills::run,
    },
    Soak {
        name: "leaks",
        shows: "20 rounds of the whole counter leave the daemon with the threads, descriptors and memory it had",
        run: leaks::run,
    },
    Soak {
        name: "resumes",
        shows: "a watcher that is killed 500 times during 50 jobs sees every change once and in order",
        run: resumes::run,
    },
    Soak {
        name: "sampled",
        shows: "200 points of the explorer end alike with real processes, pcscd, pseudo-terminal and TCP",
        run: sampled::run,
    },
];

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("loket-soak: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all passed.
fn run(options: &Options) -> anyhow::Result<bool> {
    let chosen = chosen(&options.names)?;
    let mut all_passed = true;
    for soak in chosen {
        println!("{}: {}", soak.name, soak.shows);
        if !options.list {
            all_passed &= passes(soak)?;
        }
    }
    Ok(all_passed)
}

/// All soaks, or those of these names.
fn chosen(names: &[String]) -> anyhow::Result<Vec<&'static Soak>> {
    let names: Vec<_> = names.iter().filter(|name| !name.is_empty()).collect();
    for name in &names {
        let known = SOAKS.iter().any(|soak| soak.name == **name);
        ensure!(known, "there is no soak `{name}`");
    }
    let wanted = |soak: &&Soak| names.is_empty() || names.iter().any(|name| **name == soak.name);
    Ok(SOAKS.iter().filter(wanted).collect())
}

fn passes(soak: &Soak) -> anyhow::Result<bool> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let begun = Instant::now();
    let outcome = (soak.run)(folder.path());
    let seconds = begun.elapsed().as_secs();
    match &outcome {
        Ok(said) => println!("  passed in {seconds} s\n{}: {said}", soak.name),
        Err(error) => println!("  FAILED after {seconds} s\n{}: {error:#}", soak.name),
    }
    Ok(outcome.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soaks_are_chosen_by_name() {
        assert_eq!(chosen(&[]).unwrap().len(), SOAKS.len());
        // `SOAK=` is an empty name.
        assert_eq!(chosen(&[String::new()]).unwrap().len(), SOAKS.len());
        assert_eq!(chosen(&["leaks".to_owned()]).unwrap()[0].name, "leaks");
        assert!(chosen(&["other".to_owned()]).is_err());
    }
}
