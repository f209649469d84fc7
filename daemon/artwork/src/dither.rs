//! Panels whose head has few levels: each pixel takes the level above or below by its place alone (an ordered screen), so that
//! what is added to a face later leaves all other pixels as they were.

/// The screen of Bayer, 8 by 8: every value from 0 to 63 once, neighbours far apart.
const SCREEN: [[u16; 8]; 8] = [
    [0, 32, 8, 40, 2, 34, 10, 42],
    [48, 16, 56, 24, 50, 18, 58, 26],
    [12, 44, 4, 36, 14, 46, 6, 38],
    [60, 28, 52, 20, 62, 30, 54, 22],
    [3, 35, 11, 43, 1, 33, 9, 41],
    [51, 19, 59, 27, 49, 17, 57, 25],
    [15, 47, 7, 39, 13, 45, 5, 37],
    [63, 31, 55, 23, 61, 29, 53, 21],
];

/// The value that a head with this many levels (2 to 256) lays down at a place for `value`: one of its levels, spread over
/// 0 to 255. No dye stays none and full dye stays full; with 256 levels nothing changes.
pub(crate) fn level(value: u8, (x, y): (usize, usize), levels: u16) -> u8 {
    let steps = u32::from(levels.clamp(2, 256) - 1);
    let (below, rest) = (
        u32::from(value) * steps / 255,
        u32::from(value) * steps % 255,
    );
    let threshold = u32::from(SCREEN[y % 8][x % 8]) * 255 + 127;
    let step = below + u32::from(rest * 64 > threshold);
    u8::try_from((step * 255 + steps / 2) / steps).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_with_all_levels_loses_nothing_and_ends_stay_ends() {
        for value in 0..=255 {
            assert_eq!(level(value, (3, 5), 256), value);
        }
        for levels in [2, 3, 32, 64, 128] {
            for at in (0..8).flat_map(|x| (0..8).map(move |y| (x, y))) {
                assert_eq!((level(0, at, levels), level(255, at, levels)), (0, 255));
            }
        }
    }

    #[test]
    fn few_levels_keep_the_mean_of_an_area() {
        for levels in [2, 4, 32, 64, 128] {
            for value in 0..=255_u8 {
                let places = (0..8).flat_map(|x| (0..8).map(move |y| (x, y)));
                let sum: u32 = places.map(|at| u32::from(level(value, at, levels))).sum();
                let off = (f64::from(sum) / 64.0 - f64::from(value)).abs();
                assert!(off <= 2.6, "{value} in {levels} levels is {off} off");
            }
        }
    }

    #[test]
    fn there_are_no_more_levels_than_were_asked_for() {
        let seen: std::collections::BTreeSet<u8> = (0..=255)
            .flat_map(|value| (0..8).map(move |x| level(value, (x, 0), 32)))
            .collect();
        assert_eq!(seen.len(), 32);
    }
}
