//! Changes to inputs, drawn by seed: the same ones in every run.

use crate::MAX_INPUT;
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// Bytes at which formats change their mind.
const EDGES: [u8; 12] = [
    0, 1, 2, 0x0F, 0x10, 0x61, 0x6C, 0x7F, 0x80, 0x81, 0x82, 0xFF,
];
/// Most changes to one input.
const MOST_CHANGES: usize = 6;

/// A source of changed inputs.
#[derive(Debug)]
pub struct Mutator {
    chance: Pcg64Mcg,
}

impl Mutator {
    /// Begins with this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            chance: Pcg64Mcg::seed_from_u64(seed),
        }
    }

    /// One of the seeds with one to six changes; at most [`MAX_INPUT`] bytes.
    pub fn next(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.one_of(seeds).cloned().unwrap_or_default();
        for _ in 0..=self.below(MOST_CHANGES) {
            self.change(&mut input, seeds);
        }
        input.truncate(MAX_INPUT);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let place = self.below(input.len());
        let length = self.below(input.len() - place).min(self.below(64));
        match self.below(8) {
            0 => self.set(input, place, |byte, chance| byte ^ 1 << (chance % 8)),
            1 => self.set(input, place, |_, chance| chance.to_be_bytes()[7]),
            2 => self.set(input, place, |_, chance| edge(chance)),
            3 => self.set(input, place, |byte, chance| {
                byte.wrapping_add([1, 2, 0xFE, 0xFF][(chance % 4) as usize])
            }),
            4 => drop(input.drain(place..place + length)),
            5 => {
                let again = input[place..place + length].to_vec();
                drop(input.splice(place..place, again));
            }
            6 => input.insert(place, edge(self.chance.next_u64())),
            _ => {
                let other = self.one_of(seeds).cloned().unwrap_or_default();
                let from = self.below(other.len());
                input.truncate(place);
                input.extend(&other[from..]);
            }
        }
    }

    fn set(&mut self, input: &mut [u8], place: usize, new: impl Fn(u8, u64) -> u8) {
        let chance = self.chance.next_u64();
        if let Some(byte) = input.get_mut(place) {
            *byte = new(*byte, chance);
        }
    }

    fn one_of<'a>(&mut self, seeds: &'a [Vec<u8>]) -> Option<&'a Vec<u8>> {
        seeds.get(self.below(seeds.len()))
    }

    /// A number below `bound`, or 0.
    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.chance.next_u64() % bound).unwrap_or(0)
    }
}

fn edge(chance: u64) -> u8 {
    EDGES[(chance % 12) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_another_one_others() {
        let seeds = [b"seed one".to_vec(), b"another".to_vec()];
        let draw = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..100).map(|_| mutator.next(&seeds)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn an_input_can_grow_from_nothing_and_has_an_end() {
        let mut mutator = Mutator::new(1);
        let mut input = vec![Vec::new()];
        for _ in 0..2_000 {
            input = vec![input[0].clone(), mutator.next(&input)];
            input.swap_remove(0);
            assert!(input[0].len() <= MAX_INPUT);
        }
        let some = (0..100).any(|_| !mutator.next(&[Vec::new()]).is_empty());
        assert!(some);
    }
}
