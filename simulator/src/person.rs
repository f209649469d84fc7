//! Synthetic applicants: nobody who exists.

pub mod finger;
