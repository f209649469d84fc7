//! Fingerprints: image quality, minutiae, 1:1 scores and ISO/IEC 19794-2 records.
//!
//! Everything is a function of its input: no state, no I/O, callable from any thread.
//!
//! An image passes through these steps, one per file: local normalisation ([`raster`]), ridge flow ([`flow`]), print area
//! ([`area`]), ridge spacing ([`spacing`]), directional filtering ([`gabor`], [`ridges`]), thinning ([`skeleton`]), reading
//! of ends and forks ([`detect`]) and removal of the false ones ([`prune`]). Two sets of minutiae are compared by their
//! neighbourhoods ([`descriptor`]) and then as a whole ([`matching`]).

mod area;
mod descriptor;
mod detect;
mod extract;
mod finger_image;
mod flow;
mod gabor;
mod matching;
mod minutia;
mod position;
mod prune;
mod quality;
mod raster;
mod ridges;
mod skeleton;
mod spacing;
pub mod template;

pub use extract::{extract, read};
pub use finger_image::{FingerImageRef, ImageError};
pub use matching::{MATCH_THRESHOLD, Score, match_score};
pub use minutia::{Minutia, MinutiaKind};
pub use position::{FingerPosition, UnknownPosition};
pub use quality::{FingerProblem, FingerQuality, quality};
