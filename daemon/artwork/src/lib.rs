//! Card artwork: a layout and a record in, proof pictures and ribbon panels out.
//!
//! A [`Layout`] is data: an SVG for each face with two layers, `colour` for dye and `resin` for black, and a manifest that
//! says where texts, photo, signature, codes and chip lie. Text, signature and codes become resin without grey edges, as
//! card printers need it (they send exact black to the K panel); the photo and all ornament stay dye; no pixel has both.
//!
//! Pure code: it opens no file, consults no font of the machine and gives the same pixels for the same input.

mod barcode;
mod dither;
mod draw;
mod error;
mod face;
mod fields;
mod fonts;
mod ink;
mod inspection;
mod layer;
mod layout;
mod manifest;
mod photo;
mod qr;
mod raster;
mod shipped;
mod signature;
mod template;
mod text;
mod turn;

pub use error::ArtworkError;
pub use face::{CardFaces, Face, Panels};
pub use fields::FaceFields;
pub use layout::Layout;
pub use signature::SignatureImage;
