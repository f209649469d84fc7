//! The files that the demo leaves behind.

use crate::page;
use crate::picture::finger_png;
use crate::story::{Story, Visit};
use anyhow::Context;
use loket_proto::v1::Finger;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of the results; a run starts with empty ones.
const FOLDERS: [&str; 5] = ["cards", "chips", "photos", "fingers", "logs"];

/// Makes the results' folder ready; what an earlier run left there goes.
pub(crate) fn fresh_folder(out: &Path) -> anyhow::Result<PathBuf> {
    for name in FOLDERS {
        let folder = out.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for name in ["index.html", "events.jsonl"] {
        if out.join(name).exists() {
            fs::remove_file(out.join(name))?;
        }
    }
    Ok(out.to_owned())
}

/// Copies the logs of the counter's programs.
pub(crate) fn keep_logs(counter: &Path, out: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(counter)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "log")
            && let Some(name) = path.file_name()
        {
            fs::copy(&path, out.join("logs").join(name))?;
        }
    }
    Ok(())
}

/// Writes everything; the page last.
pub(crate) fn write(story: &Story, out: &Path) -> anyhow::Result<()> {
    for visit in &story.visits {
        write_visit(visit, out)?;
    }
    let mut events = story.events.join("\n");
    events.push('\n');
    fs::write(out.join("events.jsonl"), events)?;
    fs::write(out.join("index.html"), page::of(story)?)?;
    Ok(())
}

fn write_visit(visit: &Visit, out: &Path) -> anyhow::Result<()> {
    let (who, issued) = (visit.person.id, &visit.issued);
    for (face, png) in [("front", &issued.faces.front), ("back", &issued.faces.back)] {
        let name = format!("{}-{face}.png", issued.card);
        fs::write(out.join("cards").join(name), png)?;
    }
    let chip = serde_json::to_string_pretty(&issued.chip)?;
    fs::write(
        out.join("chips").join(format!("{}.json", issued.card)),
        chip,
    )?;
    for (number, (_, photo)) in (1..).zip(&visit.photos) {
        let name = format!("{who}-{number}.jpg");
        fs::write(out.join("photos").join(name), &photo.jpeg)?;
    }
    for finger in &visit.record.fingers {
        write_finger(who, finger, out)?;
    }
    Ok(())
}

fn write_finger(who: &str, finger: &Finger, out: &Path) -> anyhow::Result<()> {
    let Some(picture) = &finger.picture else {
        return Ok(());
    };
    let name = format!("{who}-{:02}.png", finger.position);
    fs::write(out.join("fingers").join(name), finger_png(picture)?)?;
    Ok(())
}
