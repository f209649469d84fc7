//! Bytes to types and back for every protocol that Loket speaks; no input or output happens here.
//!
//! Each module follows one public document, named in its header. Decoders take bytes as they come, in pieces of any
//! size, bound every length before they allocate, and report what is wrong instead of guessing.

pub mod apdu;
pub mod atr;
pub mod evolis;
pub mod fcp;
pub mod http;
pub mod ipp;
pub mod life_cycle;
pub mod limits;
pub mod multipart;
pub mod pwg_raster;
pub mod tlv;
pub mod zfm;
