//! From image to minutiae.

use super::area::Area;
use super::detect::{Node, nodes};
use super::finger_image::FingerImageRef;
use super::flow::Flow;
use super::minutia::{Minutia, MinutiaKind};
use super::prune::{believable, difference};
use super::quality::{self, FingerQuality};
use super::raster::{Raster, nearest, percent};
use super::ridges;
use super::skeleton::Skeleton;
use super::spacing::Spacing;
use std::f32::consts::{FRAC_PI_2, PI, TAU};

/// Window of the local normalisation, in pixels to each side.
const REACH: usize = 12;
/// Minutiae nearer than this to the edge of the print are its edge, in pixels.
const MARGIN: usize = 10;
/// Distance in ridge periods from the end or fork of a line to the tip of the ridge or valley: half the breadth that
/// thinning takes off. Tips stay where they are when pressure joins an end to the next ridge.
const TO_TIP: f32 = 0.25;

/// What the steps before the minutiae found out about an image.
pub(super) struct Analysis {
    pub(super) gray: Raster,
    /// Brightness and contrast evened out; ridges above 0.
    pub(super) even: Raster,
    pub(super) flow: Flow,
    pub(super) area: Area,
    pub(super) spacing: Spacing,
    /// Filtered along the flow; ridges above 0.
    pub(super) ridges: Raster,
}

impl Analysis {
    pub(super) fn of(image: &FingerImageRef<'_>) -> Self {
        let width = usize::from(image.width());
        let gray = Raster::from_fn(width, usize::from(image.height()), |x, y| {
            f32::from(image.pixels()[y * width + x])
        });
        let mean = gray.mean(REACH);
        let deviation = gray.deviation(&mean, REACH);
        let even = gray
            .zip(&mean, |v, m| m - v)
            .zip(&deviation, |v, d| (v / (d + 4.0)).clamp(-2.0, 2.0));
        let flow = Flow::read(&even);
        let area = Area::find(&gray, &flow);
        let spacing = Spacing::measure(&even, &flow, &area);
        let ridges = ridges::clear(&even, &flow, &spacing, &area);
        Self {
            gray,
            even,
            flow,
            area,
            spacing,
            ridges,
        }
    }

    /// How well the ridges around a pixel can be trusted, 0..=1.
    fn trust(&self, at: usize, strength: &Raster) -> f32 {
        let clear = (strength.values[at] / 0.8).min(1.0);
        (self.flow.coherence.values[at] * clear).sqrt()
    }
}

/// Reads the minutiae of a print, the most trustworthy first. A blank or unreadable image has none.
#[must_use]
pub fn extract(image: &FingerImageRef<'_>) -> Vec<Minutia> {
    minutiae(&Analysis::of(image))
}

/// Judges a print and reads its minutiae in one pass: [`super::quality`] and [`extract`] at the price of one.
#[must_use]
pub fn read(image: &FingerImageRef<'_>) -> (FingerQuality, Vec<Minutia>) {
    let analysis = Analysis::of(image);
    (quality::judge(image, &analysis), minutiae(&analysis))
}

fn minutiae(analysis: &Analysis) -> Vec<Minutia> {
    let skeleton = Skeleton::thin(&analysis.ridges);
    let nodes = nodes(&skeleton);
    let keep = believable(&nodes, |node| {
        let (x, y) = skeleton.position(node.at);
        analysis.spacing.at(x, y)
    });
    let deep = analysis.area.shrink(MARGIN);
    let strength = analysis.ridges.map(f32::abs).mean(REACH / 2);
    let mut minutiae: Vec<Minutia> = nodes
        .iter()
        .zip(keep)
        .filter(|(node, keep)| *keep && deep.inside[node.at])
        .filter_map(|(node, _)| {
            let (x, y) = skeleton.position(node.at);
            let flow = analysis.flow.direction(x, y);
            let to_tip = TO_TIP * analysis.spacing.at(x, y);
            minutia(node, flow, to_tip, analysis.trust(node.at, &strength))
        })
        .collect();
    minutiae.sort_by_key(|m| (u8::MAX - m.quality, m.y, m.x));
    minutiae
}

fn minutia(node: &Node, flow: f32, to_tip: f32, trust: f32) -> Option<Minutia> {
    // The flow is steadier than a short line, but knows no forward and backward.
    let backward = difference(flow, node.direction()).abs() > FRAC_PI_2;
    let direction = if backward { flow + PI } else { flow };
    // The direction leads away from a ridge's tip, and from a fork towards the tip of the valley in it.
    let forward = match node.kind {
        MinutiaKind::Bifurcation => to_tip,
        _ => -to_tip,
    };
    let (sin, cos) = direction.sin_cos();
    Some(Minutia {
        x: u16::try_from(nearest(node.x + forward * cos)).ok()?,
        y: u16::try_from(nearest(node.y + forward * sin)).ok()?,
        angle: counter_clockwise(direction),
        kind: node.kind,
        quality: percent(trust).max(1),
    })
}

/// A direction in image terms (y downwards) as 256ths of a counter-clockwise turn.
fn counter_clockwise(direction: f32) -> u8 {
    let turn = nearest((-direction / TAU).rem_euclid(1.0) * 256.0);
    u8::try_from(turn.rem_euclid(256)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_counter_clockwise_256ths() {
        assert_eq!(counter_clockwise(0.0), 0);
        assert_eq!(counter_clockwise(-FRAC_PI_2), 64);
        assert_eq!(counter_clockwise(PI), 128);
        assert_eq!(counter_clockwise(TAU - 1e-4), 0);
    }

    #[test]
    fn pictures_without_ridges_have_no_minutiae() {
        for value in [0, 128, 255] {
            let pixels = vec![value; 100 * 100];
            let image = FingerImageRef::new(100, 100, 500, &pixels).unwrap();
            assert_eq!(extract(&image), []);
        }
    }

    #[test]
    fn one_ridge_more_on_the_left_is_one_minutia() {
        // Ridges along x, 9 pixels apart, whose phase turns once around the centre: one more ridge on the left.
        let pixels: Vec<u8> = (0..120 * 120_u16)
            .map(|at| {
                let (x, y) = (f32::from(at % 120) - 60.0, f32::from(at / 120) - 60.0);
                let phase = y * TAU / 9.0 - y.atan2(x);
                if phase.cos() > 0.0 { 40 } else { 220 }
            })
            .collect();
        let image = FingerImageRef::new(120, 120, 500, &pixels).unwrap();
        let [minutia] = extract(&image)[..] else {
            panic!("{:?}", extract(&image))
        };
        assert!(minutia.x.abs_diff(60) < 8 && minutia.y.abs_diff(60) < 8);
        assert!(minutia.angle.abs_diff(128) < 8, "{minutia:?}");
    }
}
