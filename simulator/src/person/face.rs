//! Drawn faces: seeded, of nobody who exists, natural enough for an ID card, for quality measures and for face detectors.
//!
//! A [`FaceSpec`] is a person's looks. A picture of it is painted layer by layer, from the cloth behind to the glasses in
//! front, in units of half the width of the face, so that any size of picture shows the same person. The skin is shaded
//! as a landscape under the lamp of an office ([`relief`]); every edge is antialiased by area ([`cover`]).

mod canvas;
mod clothes;
mod colour;
mod cover;
mod curve;
mod eyes;
mod glasses;
mod hair;
mod looks;
mod mouth;
mod noise;
mod relief;
mod scarf;
mod skin;

use canvas::{Canvas, View};
use colour::{Colour, rgb, times};
use cover::Cover;
use curve::Point;
use image::RgbImage;
pub use looks::FaceSpec;

/// Where the eyes are, as a share of the picture's height.
const EYES: f32 = 0.405;
/// A head unit as a share of the picture's height, and at most of its width.
const UNIT: (f32, f32) = (0.172, 0.240);

impl FaceSpec {
    /// Draws the person before a backdrop of this colour (RGB bytes), as a camera of `width` x `height` pixels sees it.
    ///
    /// `wobble`, -1 to 1, is a small movement of the head; `noise_seed` fixes the grain of the sensor. The same arguments
    /// give the same picture.
    #[must_use]
    pub fn render(
        &self,
        width: u32,
        height: u32,
        backdrop: [u8; 3],
        wobble: f32,
        noise_seed: u64,
    ) -> RgbImage {
        let (across, down) = (width as f32, height as f32);
        let unit = (down * UNIT.0).min(across * UNIT.1).max(0.5);
        let size = (width as usize, height as usize);
        let still = View::still(size, (across / 2.0, down * EYES), unit);
        let sway = wobble.clamp(-1.0, 1.0);
        let mut scene = Scene {
            face: self,
            canvas: Canvas::painted(&still, |point| cloth_behind(rgb(backdrop), point)),
            view: still.moved((0.035 * sway, 0.010 * sway), 0.014 * sway),
            still: still.moved((0.0, -0.16), 0.0),
        };
        scene.draw();
        scene.canvas.develop(noise_seed, (width, height))
    }
}

/// The backdrop: lit a little more in the middle, and woven.
fn cloth_behind(colour: Colour, point: Point) -> Colour {
    let away = point.in_radii((-0.3, 0.0), (6.0, 5.0));
    let weave = 1.0 + 0.008 * noise::grain(point, 2.1, 21);
    times(colour, (1.03 - 0.15 * away * away) * weave)
}

/// A picture of one person under way.
struct Scene<'a> {
    face: &'a FaceSpec,
    canvas: Canvas,
    /// The head, which moves.
    view: View,
    /// The body, which does not.
    still: View,
}

impl Scene<'_> {
    fn draw(&mut self) {
        hair::behind(self);
        clothes::behind(self);
        skin::neck(self);
        clothes::draw(self);
        skin::ears(self);
        skin::face(self);
        mouth::nose(self);
        mouth::lips(self);
        mouth::beard(self);
        eyes::draw(self);
        glasses::draw(self);
        hair::draw(self);
        scarf::draw(self);
    }

    fn cover(&self, outline: &[Point]) -> Cover {
        Cover::of(outline, &self.view)
    }

    fn cover_still(&self, outline: &[Point]) -> Cover {
        Cover::of(outline, &self.still)
    }

    fn soft(&self, outline: &[Point], radius: f32) -> Cover {
        self.cover(outline).soft(radius, &self.view)
    }

    fn soft_still(&self, outline: &[Point], radius: f32) -> Cover {
        self.cover_still(outline).soft(radius, &self.still)
    }

    fn fill(&mut self, cover: &Cover, colour: impl Fn(Point) -> Colour) {
        self.canvas.fill(cover, &self.view, colour);
    }

    fn fill_still(&mut self, cover: &Cover, colour: impl Fn(Point) -> Colour) {
        self.canvas.fill(cover, &self.still, colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [200, 28, 32];

    #[test]
    fn a_seed_is_a_person() {
        let draw =
            |seed, wobble, noise| FaceSpec::from_seed(seed).render(160, 120, RED, wobble, noise);
        assert_eq!(draw(1, 0.0, 7), draw(1, 0.0, 7));
        assert_ne!(draw(1, 0.0, 7), draw(2, 0.0, 7), "another person");
        assert_ne!(draw(1, 0.0, 7), draw(1, 1.0, 7), "the head moves");
        assert_ne!(
            draw(1, 0.0, 7),
            draw(1, 0.0, 8),
            "the sensor is never still"
        );
    }

    #[test]
    fn people_differ_in_looks() {
        let looks: Vec<_> = (0..40).map(FaceSpec::from_seed).collect();
        let share = |has: fn(&FaceSpec) -> bool| looks.iter().filter(|face| has(face)).count();
        assert!((5..20).contains(&share(|face| matches!(
            face.head,
            looks::Headwear::Scarf(_)
        ))));
        assert!((5..25).contains(&share(|face| face.glasses.is_some())));
        assert!((10..30).contains(&share(|face| face.made_up)));
    }

    #[test]
    fn the_backdrop_shows_in_the_corners_and_skin_in_the_middle() {
        for seed in 0..12 {
            let face = FaceSpec::from_seed(seed);
            let picture = face.render(320, 240, RED, 0.0, seed);
            let corner = picture.get_pixel(4, 4).0;
            assert!(corner[0] > 150 && corner[1] < 70, "{corner:?}");
            let cheek = picture.get_pixel(160 - 19, 97 + 16).0.map(f32::from);
            let [red, green, blue] = face.skin.map(|value| value * 255.0);
            for (seen, own) in cheek.iter().zip([red, green, blue]) {
                assert!((seen - own).abs() < 50.0, "seed {seed}: {cheek:?}");
            }
        }
    }

    #[test]
    fn any_size_can_be_drawn() {
        for (width, height) in [(1, 1), (3, 200), (200, 3)] {
            let picture = FaceSpec::from_seed(3).render(width, height, RED, 1.0, 0);
            assert_eq!(picture.dimensions(), (width, height));
        }
    }
}
