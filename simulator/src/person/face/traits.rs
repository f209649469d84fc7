//! What tells one drawn person from another.

use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// An RGB colour, 0 to 255 each.
pub(super) type Colour = [f32; 3];

/// What is on the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Headwear {
    /// Short hair.
    Short,
    /// Short hair, parted.
    Parted,
    /// Hair to the shoulders.
    Long,
    /// A headscarf.
    Scarf,
}

/// A person's looks.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceSpec {
    pub(super) skin: Colour,
    pub(super) hair: Colour,
    pub(super) cloth: Colour,
    pub(super) scarf: Colour,
    pub(super) lips: Colour,
    pub(super) headwear: Headwear,
    pub(super) glasses: bool,
    pub(super) moustache: bool,
    pub(super) collar: bool,
    /// Half the width of the face, in units.
    pub(super) breadth: f32,
    /// From the eyes to the chin, in units.
    pub(super) length: f32,
    /// Thickness of the brows, in units.
    pub(super) brows: f32,
    /// Half the width of the mouth, in units.
    pub(super) mouth: f32,
    /// Half the width of the nose, in units.
    pub(super) nose: f32,
    /// Half the opening of the eyes, in units.
    pub(super) eyes: f32,
}

const SKINS: [Colour; 5] = [
    [224.0, 178.0, 142.0],
    [208.0, 158.0, 122.0],
    [190.0, 140.0, 106.0],
    [170.0, 120.0, 88.0],
    [146.0, 100.0, 72.0],
];
const HAIRS: [Colour; 4] = [
    [26.0, 22.0, 22.0],
    [40.0, 30.0, 26.0],
    [58.0, 42.0, 34.0],
    [88.0, 86.0, 88.0],
];
const CLOTHS: [Colour; 6] = [
    [236.0, 236.0, 238.0],
    [52.0, 66.0, 94.0],
    [92.0, 110.0, 96.0],
    [120.0, 84.0, 66.0],
    [70.0, 70.0, 76.0],
    [206.0, 196.0, 176.0],
];
const SCARVES: [Colour; 5] = [
    [238.0, 234.0, 228.0],
    [64.0, 70.0, 88.0],
    [150.0, 128.0, 120.0],
    [92.0, 112.0, 108.0],
    [196.0, 170.0, 158.0],
];

impl FaceSpec {
    /// The person of that seed.
    pub fn from_seed(seed: u64) -> Self {
        let mut dice = Pcg64::seed_from_u64(seed ^ 0x66_61_63_65);
        let woman = dice.random_bool(0.5);
        let headwear = match (woman, dice.random_bool(0.5)) {
            (true, true) => Headwear::Scarf,
            (true, false) => Headwear::Long,
            (false, true) => Headwear::Parted,
            (false, false) => Headwear::Short,
        };
        let skin = SKINS[dice.random_range(0..SKINS.len())];
        Self {
            skin,
            hair: HAIRS[dice.random_range(0..HAIRS.len())],
            cloth: CLOTHS[dice.random_range(0..CLOTHS.len())],
            scarf: SCARVES[dice.random_range(0..SCARVES.len())],
            lips: [skin[0] * 0.86, skin[1] * 0.60, skin[2] * 0.62],
            headwear,
            glasses: dice.random_bool(0.25),
            moustache: !woman && dice.random_bool(0.3),
            collar: dice.random_bool(0.6),
            breadth: dice.random_range(1.08..1.22),
            length: dice.random_range(1.66..1.86),
            brows: if woman { 0.045 } else { 0.075 },
            mouth: dice.random_range(0.34..0.42),
            nose: dice.random_range(0.19..0.25),
            eyes: dice.random_range(0.085..0.11),
        }
    }
}
