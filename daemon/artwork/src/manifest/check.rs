//! What a manifest may say: everything lies on the card and apart, and every number has a meaning.

use super::{Anchor, Area, Barcode, FaceManifest, Grid, Manifest, Qr, TextField};
use crate::fonts::WEIGHTS;

/// Longest side of a grid, and most texts of a face.
const LONGEST: f32 = 4096.0;
const MOST_TEXTS: usize = 64;

impl Manifest {
    /// # Errors
    /// The first thing that is wrong: face, field, value and limit.
    pub(super) fn check(&self) -> Result<(), String> {
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !(1..=32).contains(&self.name.len()) || !self.name.chars().all(sound) {
            return Err("name must be 1 to 32 of a-z 0-9 -".to_owned());
        }
        for (side, length) in [("width", self.grid.width), ("height", self.grid.height)] {
            within(&format!("grid.{side}"), length, 100.0, LONGEST)?;
        }
        within("specimen.size", self.specimen.size, 1.0, LONGEST)?;
        within("specimen.opacity", self.specimen.opacity, 0.1, 1.0)?;
        within("specimen.angle", self.specimen.angle, -360.0, 360.0)?;
        within("specimen.spacing", self.specimen.spacing, 0.0, LONGEST)?;
        if (self.head_celsius).is_some_and(|window| window.from > window.to) {
            return Err("head_celsius is empty".to_owned());
        }
        self.front.check("front", self.grid)?;
        self.back.check("back", self.grid)
    }
}

/// Refuses what is out of bounds, and what is no number.
fn within(what: &str, value: f32, least: f32, most: f32) -> Result<(), String> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(format!("{what} is {value}, not {least} to {most}"))
}

impl FaceManifest {
    /// Nothing reaches over the edge or lies on something else: so resin never meets the photo or the chip.
    fn check(&self, face: &str, grid: Grid) -> Result<(), String> {
        if self.text.len() > MOST_TEXTS {
            return Err(format!("{face} has more than {MOST_TEXTS} texts"));
        }
        self.text.iter().try_for_each(|text| text.check(face))?;
        let areas = self.areas();
        for (i, (name, area)) in areas.iter().enumerate() {
            if !area.is_inside(grid) {
                return Err(format!("{face} {name} leaves the card"));
            }
            if let Some((other, _)) = areas[..i].iter().find(|(_, o)| o.overlaps(area)) {
                return Err(format!("{face} {name} lies on {other}"));
            }
        }
        Ok(())
    }

    fn areas(&self) -> Vec<(&str, Area)> {
        let mut areas: Vec<_> = [
            ("photo", self.photo),
            ("signature", self.signature),
            ("chip", self.chip),
            ("qr", self.qr.as_ref().map(Qr::area)),
            ("barcode", self.barcode.as_ref().map(Barcode::area)),
        ]
        .into_iter()
        .filter_map(|(name, area)| Some((name, area?)))
        .collect();
        areas.extend(self.text.iter().map(|t| (t.field.as_str(), t.area())));
        areas
    }
}

impl TextField {
    fn check(&self, face: &str) -> Result<(), String> {
        let of = |what: &str| format!("{face} {} {what}", self.field);
        within(&of("size"), self.size, 4.0, 400.0)?;
        within(&of("min_size"), self.min_size, 4.0, self.size)?;
        within(&of("spacing"), self.spacing, 0.0, 100.0)?;
        if !WEIGHTS.contains(&self.weight) {
            let weight = self.weight;
            return Err(of(&format!("weight is {weight}, not one of {WEIGHTS:?}")));
        }
        Ok(())
    }

    /// The room that the text may fill, from the tallest letter to the deepest.
    fn area(&self) -> Area {
        let left = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => self.width / 2.0,
            Anchor::End => self.width,
        };
        Area {
            x: self.x - left,
            y: self.y - self.size * 0.8,
            width: self.width,
            height: self.size,
        }
    }
}

impl Qr {
    pub(crate) fn area(&self) -> Area {
        Area {
            x: self.x,
            y: self.y,
            width: self.size,
            height: self.size,
        }
    }
}

impl Barcode {
    pub(crate) fn area(&self) -> Area {
        Area {
            x: self.x,
            y: self.y,
            width: self.width,
            height: self.height,
        }
    }
}

impl Area {
    fn overlaps(&self, other: &Area) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    fn is_inside(&self, grid: Grid) -> bool {
        self.width > 0.0
            && self.height > 0.0
            && self.x >= 0.0
            && self.y >= 0.0
            && self.x + self.width <= grid.width
            && self.y + self.height <= grid.height
    }
}
