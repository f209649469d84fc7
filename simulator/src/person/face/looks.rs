//! What tells one drawn person from another.

use super::colour::{Colour, rgb};
use crate::person::random::Dice;

/// A made-up person's looks; the same seed is the same person.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceSpec {
    /// Seed of the small irregularities: strands, folds, freckles.
    pub(super) seed: u64,
    pub(super) skin: Colour,
    /// 0 young to 1 old.
    pub(super) age: f32,
    pub(super) shape: Shape,
    pub(super) head: Headwear,
    pub(super) hair: Colour,
    pub(super) beard: Beard,
    pub(super) glasses: Option<Colour>,
    pub(super) clothes: Clothes,
    /// Painted lips and longer lashes.
    pub(super) made_up: bool,
}

/// Proportions, 1 or 0 for the average.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    /// Width of the jaw.
    pub(super) jaw: f32,
    /// Length of the lower face.
    pub(super) chin: f32,
    pub(super) nose: f32,
    pub(super) eyes: f32,
    /// How much higher the outer corners of the eyes are, in head units.
    pub(super) slant: f32,
    pub(super) brows: f32,
    pub(super) lips: f32,
    pub(super) mouth: f32,
    /// How far the corners of the mouth go up, in head units.
    pub(super) smile: f32,
    /// Width of neck and shoulders.
    pub(super) build: f32,
}

/// What is on the head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Headwear {
    /// Short hair combed to one side: -1 to the left of the picture, 1 to the right.
    Combed(f32),
    /// Hair of a few millimetres.
    Cropped,
    /// Hair to the shoulders, parted.
    Long,
    /// Hair tied at the back.
    Tied,
    /// A headscarf of this colour.
    Scarf(Colour),
}

/// Hair on a man's face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beard {
    None,
    /// The shadow of a shaved beard.
    Shaved,
    Moustache,
    /// Moustache and chin.
    Goatee,
}

/// What is worn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Clothes {
    /// A shirt with a collar.
    Shirt(Colour),
    /// A batik shirt with a collar: ground and figure.
    Batik(Colour, Colour),
    /// A jacket over a white shirt.
    Jacket(Colour),
    /// A blouse with a round neck.
    Blouse(Colour),
}

const SKINS: [[u8; 3]; 6] = [
    [232, 194, 164],
    [219, 176, 142],
    [205, 158, 122],
    [190, 140, 104],
    [168, 118, 84],
    [142, 97, 69],
];
const HAIRS: [[u8; 3]; 3] = [[24, 20, 21], [36, 27, 24], [50, 36, 29]];
const SCARVES: [[u8; 3]; 8] = [
    [226, 214, 196],
    [52, 58, 78],
    [158, 122, 116],
    [82, 104, 98],
    [196, 160, 148],
    [110, 84, 104],
    [40, 40, 44],
    [214, 198, 170],
];
const SHIRTS: [[u8; 3]; 6] = [
    [236, 238, 242],
    [190, 206, 224],
    [222, 214, 200],
    [92, 110, 128],
    [104, 122, 104],
    [206, 190, 196],
];
const DARKS: [[u8; 3]; 4] = [[40, 46, 62], [52, 50, 54], [58, 48, 44], [36, 54, 54]];
const BATIKS: [([u8; 3], [u8; 3]); 4] = [
    ([74, 46, 32], [206, 168, 112]),
    ([36, 48, 74], [196, 184, 160]),
    ([92, 38, 36], [220, 180, 120]),
    ([42, 66, 56], [206, 190, 140]),
];
const BLOUSES: [[u8; 3]; 5] = [
    [112, 58, 66],
    [64, 92, 100],
    [214, 196, 184],
    [88, 78, 112],
    [58, 62, 74],
];
const FRAMES: [[u8; 3]; 3] = [[34, 30, 32], [78, 54, 40], [96, 98, 104]];

impl FaceSpec {
    /// The person of this seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let mut dice = Dice::new(&[seed, 0x66_61_63_65]);
        if dice.chance(0.5) {
            Self::woman(seed, &mut dice)
        } else {
            Self::man(seed, &mut dice)
        }
    }

    fn woman(seed: u64, dice: &mut Dice) -> Self {
        let head = match dice.uniform(0.0, 1.0) {
            share if share < 0.5 => Headwear::Scarf(rgb(pick(dice, &SCARVES))),
            share if share < 0.8 => Headwear::Long,
            _ => Headwear::Tied,
        };
        let clothes = match dice.uniform(0.0, 1.0) {
            share if share < 0.6 => Clothes::Blouse(rgb(pick(dice, &BLOUSES))),
            share if share < 0.8 => batik(dice),
            _ => Clothes::Jacket(rgb(pick(dice, &DARKS))),
        };
        Self {
            shape: Shape {
                jaw: dice.uniform(0.88, 0.98),
                chin: dice.uniform(0.94, 1.02),
                eyes: dice.uniform(1.02, 1.14),
                brows: dice.uniform(0.60, 0.80),
                lips: dice.uniform(1.0, 1.25),
                build: dice.uniform(0.84, 0.92),
                ..Shape::any(dice)
            },
            head,
            clothes,
            made_up: true,
            ..Self::anybody(seed, dice)
        }
    }

    fn man(seed: u64, dice: &mut Dice) -> Self {
        let head = match dice.uniform(0.0, 1.0) {
            share if share < 0.40 => Headwear::Combed(1.0),
            share if share < 0.65 => Headwear::Combed(-1.0),
            _ => Headwear::Cropped,
        };
        let clothes = match dice.uniform(0.0, 1.0) {
            share if share < 0.45 => Clothes::Shirt(rgb(pick(dice, &SHIRTS))),
            share if share < 0.75 => batik(dice),
            _ => Clothes::Jacket(rgb(pick(dice, &DARKS))),
        };
        let beard = match dice.uniform(0.0, 1.0) {
            share if share < 0.35 => Beard::None,
            share if share < 0.70 => Beard::Shaved,
            share if share < 0.88 => Beard::Moustache,
            _ => Beard::Goatee,
        };
        Self {
            head,
            clothes,
            beard,
            ..Self::anybody(seed, dice)
        }
    }

    fn anybody(seed: u64, dice: &mut Dice) -> Self {
        let age = dice.uniform(0.0, 1.0).powi(2);
        let hair = rgb(pick(dice, &HAIRS));
        // Gray comes late and never evenly.
        let gray = ((age - 0.45) * 1.6).clamp(0.0, 0.75);
        Self {
            seed,
            skin: rgb(pick(dice, &SKINS)),
            age,
            shape: Shape::any(dice),
            head: Headwear::Cropped,
            hair: super::colour::mix(hair, [0.62, 0.61, 0.60], gray),
            beard: Beard::None,
            glasses: dice
                .chance(0.2 + 0.3 * age)
                .then(|| rgb(pick(dice, &FRAMES))),
            clothes: Clothes::Shirt(rgb(SHIRTS[0])),
            made_up: false,
        }
    }
}

impl Shape {
    fn any(dice: &mut Dice) -> Self {
        Self {
            jaw: dice.uniform(0.97, 1.07),
            chin: dice.uniform(0.97, 1.06),
            nose: dice.uniform(0.90, 1.15),
            eyes: dice.uniform(0.92, 1.06),
            slant: dice.uniform(-0.005, 0.025),
            brows: dice.uniform(0.95, 1.25),
            lips: dice.uniform(0.85, 1.10),
            mouth: dice.uniform(0.93, 1.07),
            smile: dice.uniform(0.018, 0.045),
            build: dice.uniform(0.98, 1.10),
        }
    }
}

fn batik(dice: &mut Dice) -> Clothes {
    let (ground, figure) = pick(dice, &BATIKS);
    Clothes::Batik(rgb(ground), rgb(figure))
}

fn pick<T: Copy>(dice: &mut Dice, choices: &[T]) -> T {
    let at = super::cover::whole(dice.uniform(0.0, choices.len() as f32));
    choices[at.min(choices.len() - 1)]
}
