//! How this station's cards look. A layout that ships is read when the first card is drawn: a counter at rest needs no fonts in
//! memory. An office's own is read at the start, so that what is wrong with it is known before there is an order.

use crate::condition::{Condition, Reason, chain};
use crate::config::{CardConfig, LayoutPlace};
use crate::issuance::compose;
use loket_artwork::{ArtworkError, Layout};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;

/// Longest file of a layout in bytes.
const MOST_BYTES: u64 = 256 << 10;

/// The files of a shipped layout are part of the program, so all counters in it share what was made of them.
static SHIPPED: Mutex<BTreeMap<String, Arc<Layout>>> = Mutex::new(BTreeMap::new());

/// Why a layout cannot be used. It names the file, and the field and the limit where there is one.
#[derive(Debug, Error)]
pub enum LayoutError {
    /// A file of it cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What a file says is wrong.
    #[error("{path} cannot be used")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: ArtworkError,
    },
    /// It asks for a field that orders do not have.
    #[error("{path}: there is no field `{field}`; there are: {}", compose::FIELDS.join(", "))]
    UnknownField {
        /// The manifest.
        path: PathBuf,
        /// The field.
        field: String,
    },
    /// It needs the chip's number for every picture of a card.
    #[error("{path}: `chip_serial` must be optional, for it is not known before a blank is fed")]
    SerialNeeded {
        /// The manifest.
        path: PathBuf,
    },
}

/// The layout of this station.
#[derive(Debug)]
pub enum CardLayout {
    /// One that ships with Loket, by name.
    Shipped(String),
    /// The office's own.
    Own(Arc<Layout>),
}

impl CardLayout {
    /// The layout that the config names; reads and checks the office's own.
    ///
    /// # Errors
    /// See [`LayoutError`].
    pub fn open(config: &CardConfig) -> Result<Self, LayoutError> {
        match &config.layout {
            LayoutPlace::Shipped(name) => Ok(Self::Shipped(name.clone())),
            LayoutPlace::Folder(folder) => read(folder).map(|layout| Self::Own(Arc::new(layout))),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Shipped(name) => name,
            Self::Own(layout) => layout.name(),
        }
    }

    /// The layout; the first call for one that ships takes as long as reading fonts and artwork does.
    ///
    /// # Errors
    /// `Internal` when the files of a shipped layout are damaged, which tests exclude.
    pub fn get(&self) -> Result<Arc<Layout>, Condition> {
        match self {
            Self::Shipped(name) => shipped(name),
            Self::Own(layout) => Ok(Arc::clone(layout)),
        }
    }
}

fn shipped(name: &str) -> Result<Arc<Layout>, Condition> {
    let mut known = SHIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(layout) = known.get(name) {
        return Ok(Arc::clone(layout));
    }
    let layout = Layout::shipped(name).ok_or(Reason::Internal)?;
    let layout = layout.map_err(|error| Condition::new(Reason::Internal, chain(&error)))?;
    let layout = Arc::new(layout);
    known.insert(name.to_owned(), Arc::clone(&layout));
    Ok(layout)
}

fn read(folder: &Path) -> Result<Layout, LayoutError> {
    let text = |name: &str| {
        let path = folder.join(name);
        text(&path).map_err(|source| LayoutError::Read { path, source })
    };
    let [manifest, front, back] = [text("layout.toml")?, text("front.svg")?, text("back.svg")?];
    let layout = Layout::from_files(&manifest, &front, &back);
    let layout = layout.map_err(|source| LayoutError::Wrong {
        path: folder.join(file_of(&source)),
        source,
    })?;
    check_fields(&layout, &folder.join("layout.toml"))?;
    Ok(layout)
}

fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?
        .take(MOST_BYTES + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > MOST_BYTES {
        let problem = format!("it has more than {MOST_BYTES} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
    }
    Ok(text)
}

fn file_of(error: &ArtworkError) -> &'static str {
    match error {
        ArtworkError::Template { face: "front", .. } => "front.svg",
        ArtworkError::Template { face: "back", .. } => "back.svg",
        _ => "layout.toml",
    }
}

fn check_fields(layout: &Layout, manifest: &Path) -> Result<(), LayoutError> {
    for (field, optional) in layout.fields() {
        let path = manifest.to_owned();
        if !compose::FIELDS.contains(&field) {
            let field = field.to_owned();
            return Err(LayoutError::UnknownField { path, field });
        }
        if field == compose::CHIP_SERIAL && !optional {
            return Err(LayoutError::SerialNeeded { path });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
