//! What can be measured in a portrait, with limits that an office may set.

use super::backdrop::{Backdrop, Behind};
use super::outline::presence;
use image::imageops::grayscale;
use image::{GrayImage, RgbImage};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Limits of the measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Colour behind the applicant; with `any`, the backdrop is not judged at all.
    pub backdrop: Backdrop,
    /// Least variance of the Laplacian in gray levels squared.
    pub sharpness: f64,
    /// Largest share of pixels below 26 of 255.
    pub underexposed: f64,
    /// Largest share of pixels above 250 of 255.
    pub overexposed: f64,
    /// Largest spread of the backdrop in gray levels.
    pub backdrop_spread: f64,
    /// Least lead of the backdrop's colour over the others in gray levels.
    pub backdrop_lead: f64,
    /// Least share of the middle that is not backdrop.
    pub subject: f64,
    /// Largest distance of the applicant from the middle as a share of the width.
    pub off_centre: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            backdrop: Backdrop::Any,
            sharpness: 12.0,
            underexposed: 0.35,
            overexposed: 0.20,
            backdrop_spread: 30.0,
            backdrop_lead: 40.0,
            subject: 0.40,
            off_centre: 0.10,
        }
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "described by the limits in Rules")]
pub enum MeasureName {
    Sharpness,
    Underexposed,
    Overexposed,
    BackdropSpread,
    BackdropColour,
    Subject,
    OffCentre,
}

impl MeasureName {
    /// Stable word for what to do when it failed.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Sharpness => "hold-still-and-focus",
            Self::Underexposed => "more-light",
            Self::Overexposed => "less-light",
            Self::BackdropSpread => "smooth-the-backdrop",
            Self::BackdropColour => "change-the-backdrop",
            Self::Subject => "sit-before-the-camera",
            Self::OffCentre => "move-to-the-middle",
        }
    }
}

impl fmt::Display for MeasureName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sharpness => "sharpness",
            Self::Underexposed => "underexposed",
            Self::Overexposed => "overexposed",
            Self::BackdropSpread => "backdrop-spread",
            Self::BackdropColour => "backdrop-colour",
            Self::Subject => "subject",
            Self::OffCentre => "off-centre",
        })
    }
}

/// One measured property.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// What was measured.
    pub name: MeasureName,
    /// The value, in the unit of its limit in [`Rules`].
    pub value: f64,
    /// Lowest allowed value.
    pub low: Option<f64>,
    /// Highest allowed value.
    pub high: Option<f64>,
    /// Whether it is allowed.
    pub passed: bool,
    /// See [`MeasureName::remedy`].
    pub remedy: &'static str,
}

/// All measures of a portrait.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoReport {
    /// In a fixed order.
    pub measures: Vec<Measure>,
    /// Whether all passed.
    pub acceptable: bool,
}

/// Measures a portrait.
pub fn assess(portrait: &RgbImage, rules: &Rules) -> PhotoReport {
    use MeasureName as M;
    let (behind, gray) = (Behind::of(portrait), grayscale(portrait));
    let (subject, off_centre) = presence(portrait, behind);
    let mut measures = vec![
        at_least(M::Sharpness, laplacian_variance(&gray), rules.sharpness),
        at_most(
            M::Underexposed,
            share(&gray, |level| level < 26),
            rules.underexposed,
        ),
        at_most(
            M::Overexposed,
            share(&gray, |level| level > 250),
            rules.overexposed,
        ),
    ];
    if rules.backdrop != Backdrop::Any {
        measures.extend([
            at_most(M::BackdropSpread, behind.spread, rules.backdrop_spread),
            at_least(
                M::BackdropColour,
                behind.dominance(rules.backdrop),
                rules.backdrop_lead,
            ),
            at_least(M::Subject, subject, rules.subject),
            at_most(M::OffCentre, off_centre.abs(), rules.off_centre),
        ]);
    }
    let acceptable = measures.iter().all(|measure| measure.passed);
    PhotoReport {
        measures,
        acceptable,
    }
}

fn at_least(name: MeasureName, value: f64, low: f64) -> Measure {
    Measure {
        name,
        value,
        low: Some(low),
        high: None,
        passed: value >= low,
        remedy: name.remedy(),
    }
}

fn at_most(name: MeasureName, value: f64, high: f64) -> Measure {
    Measure {
        name,
        value,
        low: None,
        high: Some(high),
        passed: value <= high,
        remedy: name.remedy(),
    }
}

fn share(gray: &GrayImage, is_meant: impl Fn(u8) -> bool) -> f64 {
    let meant = gray
        .as_raw()
        .iter()
        .filter(|level| is_meant(**level))
        .count();
    meant as f64 / gray.as_raw().len().max(1) as f64
}

/// Variance of the four-neighbour Laplacian: low where nothing has an edge.
fn laplacian_variance(gray: &GrayImage) -> f64 {
    let (width, height) = gray.dimensions();
    let at = |x: u32, y: u32| f64::from(gray.get_pixel(x, y).0[0]);
    let (mut sum, mut square, mut count) = (0.0, 0.0, 0.0);
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let value = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4.0 * at(x, y);
            sum += value;
            square += value * value;
            count += 1.0;
        }
    }
    if count == 0.0 {
        0.0
    } else {
        square / count - (sum / count).powi(2)
    }
}
