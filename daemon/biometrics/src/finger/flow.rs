//! Where ridges run.

use super::raster::Raster;

/// Windows for collecting gradients and for smoothing the flow, in pixels to each side.
const GATHER: usize = 6;
const SMOOTH: usize = 5;

/// Direction and strength of the ridge flow at each pixel.
pub(super) struct Flow {
    /// Direction of the ridges in radians within half a turn, in image terms (y downwards).
    pub(super) direction: Raster,
    /// How well the gradients around agree, 0 = not at all, 1 = parallel ridges.
    pub(super) coherence: Raster,
}

impl Flow {
    /// Reads the flow from a locally normalised image by its structure tensor.
    pub(super) fn read(image: &Raster) -> Self {
        let gradient = |dx: isize, dy: isize| {
            Raster::from_fn(image.width, image.height, |x, y| {
                let (x, y) = (x.cast_signed(), y.cast_signed());
                let side = |k: isize| {
                    let at =
                        |sign: isize| image.near(x + sign * dx + k * dy, y + sign * dy + k * dx);
                    at(1) - at(-1)
                };
                side(-1) + 2.0 * side(0) + side(1)
            })
        };
        let (gx, gy) = (gradient(1, 0), gradient(0, 1));
        let gather = |raster: Raster| raster.mean(GATHER).mean(GATHER);
        let energy = gather(gx.zip(&gy, |a, b| a * a + b * b));
        // The gradient's doubled angle; ridges run across it, which is half a turn of the doubled angle.
        let cos = gather(gx.zip(&gy, |a, b| b * b - a * a));
        let sin = gather(gx.zip(&gy, |a, b| -2.0 * a * b));
        let share = |part: &Raster| {
            part.zip(&energy, |part, all| part / (all + 1e-6))
                .mean(SMOOTH)
                .mean(SMOOTH)
        };
        let (cos, sin) = (share(&cos), share(&sin));
        Self {
            direction: cos.zip(&sin, |c, s| 0.5 * s.atan2(c)),
            coherence: cos.zip(&sin, f32::hypot),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::raster::number;

    #[test]
    fn flow_runs_along_the_ridges() {
        for direction in [-1.2_f32, -0.5, 0.0, 0.6, 1.3] {
            let (sin, cos) = direction.sin_cos();
            let ridges = Raster::from_fn(64, 64, |x, y| {
                ((number(y) * cos - number(x) * sin) * 0.7).cos()
            });
            let flow = Flow::read(&ridges);
            let middle = 32 * 64 + 32;
            let error = flow.direction.values[middle] - direction;
            assert!(error.abs() < 0.03, "{direction}: {error}");
            assert!(flow.coherence.values[middle] > 0.95);
        }
    }
}
