//! Biometrics of a counter: pure functions from images to quality, features and scores.

pub mod finger;
pub mod photo;
