//! `loket-demo`: two applicants go through the counter, as a front end would do it over gRPC, on real protocols and
//! simulated hardware. The results are a page, pictures and dumps in a folder.

mod cast;
mod chip;
mod page;
mod picture;
mod play;
mod posted;
mod results;
mod story;

use anyhow::{Context, bail};
use cast::{Cast, NoImages};
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// How long the play may take on the wall, and in world time on top of that; it takes a fraction of both.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(120), Duration::from_secs(900));
/// Exit code when image files were asked for and are not there.
const NO_IMAGES: u8 = 2;

/// Records two applicants, prints, activates and hands over their cards at a simulated counter.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Folder with portrait.png and prints/*.jpg for applicant A
    #[arg(long, value_name = "DIR")]
    real_images: Option<PathBuf>,
    /// Where the results go
    #[arg(long, value_name = "DIR", default_value = "target/demo")]
    out: PathBuf,
    /// World seconds per second on the wall
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    scale: u32,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("loket-demo: {error:#}");
            let absent = error.downcast_ref::<NoImages>().is_some();
            ExitCode::from(if absent { NO_IMAGES } else { 1 })
        }
    }
}

fn run(options: &Options) -> anyhow::Result<()> {
    let cast = match &options.real_images {
        Some(folder) => Cast::with_images(folder)?,
        None => Cast::drawn(),
    };
    let out = results::fresh_folder(&options.out)?;
    // Sockets need a short path, and pcscd a plain one: the counter runs elsewhere, only its logs come along.
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let played = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(in_time(
            options.scale,
            play::play(&cast, options.scale, folder.path()),
        ));
    results::keep_logs(folder.path(), &out)?;
    let story = played.with_context(|| logs_are_in(&out))?;
    results::write(&story, &out)?;
    println!(
        "done; the results are in {}",
        out.join("index.html").display()
    );
    Ok(())
}

/// The outcome of the play, or that it hangs.
async fn in_time<T>(
    scale: u32,
    play: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let patience = PATIENCE.0 + PATIENCE.1 / scale;
    let outcome = tokio::time::timeout(patience, play).await;
    outcome.unwrap_or_else(|_| bail!("it did not end within {} s", patience.as_secs()))
}

fn logs_are_in(out: &Path) -> String {
    format!(
        "the demo failed (logs are in {})",
        out.join("logs").display()
    )
}
