//! Input files: JSON of a documented shape in which unknown keys are refused, and the files that it names.
//!
//! What a value may be is the daemon's to judge, which names every bad field at once; here only the shape is checked. No
//! message quotes a value.

mod biodata;
mod card;
mod order;
mod pbm;

pub(crate) use biodata::BiodataFile;
pub(crate) use card::CardFile;
pub(crate) use order::OrderFile;

use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Largest input file in bytes; the daemon takes no larger request.
const MOST_BYTES: u64 = 8 << 20;

/// Why an input file is unusable.
#[derive(Debug, Error)]
pub(crate) enum InputError {
    /// It cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It has more than [`MOST_BYTES`] bytes.
    #[error("{0} has more than {MOST_BYTES} bytes")]
    TooLarge(PathBuf),
    /// It does not have the documented shape.
    #[error("{path}: line {line}, column {column}: {problem}")]
    Shape {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong, without the value.
        problem: String,
    },
    /// A signature is no bitmap of the right size.
    #[error("{0} is no binary PBM (P4) of 168 by 44 pixels")]
    Signature(PathBuf),
    /// A stored package cannot be decoded.
    #[error("{0} is no sealed package")]
    Package(PathBuf),
}

/// The whole file.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, InputError> {
    let mut content = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut content));
    read.map_err(|source| InputError::Read {
        path: path.to_owned(),
        source,
    })?;
    match u64::try_from(content.len()) {
        Ok(length) if length <= MOST_BYTES => Ok(content),
        _ => Err(InputError::TooLarge(path.to_owned())),
    }
}

/// A JSON file of a documented shape.
pub(crate) fn document<T: DeserializeOwned>(path: &Path) -> Result<T, InputError> {
    serde_json::from_slice(&bytes(path)?).map_err(|error| InputError::Shape {
        path: path.to_owned(),
        line: error.line(),
        column: error.column(),
        problem: without_values(&error),
    })
}

/// The parser's words, unless they quote a value from the file, which may be an applicant's.
fn without_values(error: &serde_json::Error) -> String {
    let (text, place) = (error.to_string(), format!(" at line {}", error.line()));
    let text = text.split(&place).next().unwrap_or_default();
    let names_keys = ["unknown field", "missing field", "duplicate field"];
    if !error.is_data() || names_keys.iter().any(|start| text.starts_with(start)) {
        return text.to_owned();
    }
    match text.rsplit_once("expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => "unfit value".to_owned(),
    }
}

/// A file named in a document, relative to the document's folder.
fn beside(document: &Path, named: &Path) -> PathBuf {
    document
        .parent()
        .map_or_else(|| named.to_owned(), |folder| folder.join(named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only its shape matters")]
        count: u8,
    }

    fn problem(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.json");
        std::fs::write(&path, text).unwrap();
        match document::<Sample>(&path).unwrap_err() {
            InputError::Shape { line, problem, .. } => format!("{line}: {problem}"),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn unknown_and_missing_keys_are_named_with_their_line() {
        assert_eq!(
            problem("{\"count\": 1,\n\"extra\": 2}"),
            "2: unknown field `extra`, expected `count`"
        );
        assert_eq!(problem("{}"), "1: missing field `count`");
    }

    #[test]
    fn values_are_never_quoted() {
        assert_eq!(problem("{\"count\": \"SITI CONTOH\"}"), "1: expected u8");
        assert_eq!(problem("{\"count\": 3171015708900001}"), "1: expected u8");
    }

    #[test]
    fn broken_json_and_missing_files_are_told_apart() {
        assert_eq!(problem("{"), "1: EOF while parsing an object");
        let error = document::<Sample>(Path::new("/nonexistent/file.json")).unwrap_err();
        assert!(matches!(error, InputError::Read { .. }));
    }

    #[test]
    fn named_files_lie_beside_the_document() {
        let order = Path::new("cases/7/order.json");
        assert_eq!(
            beside(order, Path::new("card.json")),
            Path::new("cases/7/card.json")
        );
        assert_eq!(beside(order, Path::new("/a/b")), Path::new("/a/b"));
        assert_eq!(
            beside(Path::new("order.json"), Path::new("c")),
            Path::new("c")
        );
    }
}
