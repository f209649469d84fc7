//! Synthetic applicants: nobody who exists.

pub mod face;
pub mod finger;
pub mod image_file;
pub mod portrait;
mod random;
