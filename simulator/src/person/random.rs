//! Seeded chance.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// A source of random numbers whose sequence is fixed by its seed.
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    /// A source for the thing that these numbers name together.
    pub(super) fn new(names: &[u64]) -> Self {
        let seed = names
            .iter()
            .fold(0, |state, name| scramble(state ^ scramble(*name)));
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// Evenly distributed in `low..high`.
    pub(super) fn uniform(&mut self, low: f32, high: f32) -> f32 {
        let [a, b, c, _] = self.0.next_u32().to_le_bytes();
        let unit = f32::from(a) / 256.0 + f32::from(b) / 65_536.0 + f32::from(c) / 16_777_216.0;
        low + (high - low) * unit
    }

    /// Bell-shaped around 0 with deviation 1 (sum of four even numbers, so never beyond 3.5).
    pub(super) fn normal(&mut self) -> f32 {
        let bits = self.0.next_u64().to_le_bytes();
        let sum: f32 = bits
            .chunks_exact(2)
            .map(|pair| f32::from(u16::from_le_bytes([pair[0], pair[1]])) / 65_536.0)
            .sum();
        // The variance of a sum of four even numbers is 4/12.
        (sum - 2.0) * 3.0_f32.sqrt()
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f32) -> bool {
        self.uniform(0.0, 1.0) < probability
    }
}

/// The finaliser of splitmix64: neighbouring seeds get unrelated sequences.
fn scramble(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_has_mean_0_and_deviation_1() {
        let mut dice = Dice::new(&[1]);
        let draws: Vec<f32> = (0..10_000).map(|_| dice.normal()).collect();
        let mean = draws.iter().sum::<f32>() / 10_000.0;
        let variance = draws.iter().map(|d| d * d).sum::<f32>() / 10_000.0;
        assert!(mean.abs() < 0.05, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }
}
