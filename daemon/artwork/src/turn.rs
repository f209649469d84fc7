//! A card that is read upright lies on its side in the printer: its top edge is the left one there.

/// Turns rows of `width` pixels of `N` bytes a quarter to the left; the result has rows as long as there were columns.
pub(crate) fn to_the_left<const N: usize>(pixels: &[u8], width: u32) -> Vec<u8> {
    let width = width as usize;
    let (pixels, _) = pixels.as_chunks::<N>();
    let height = pixels.len() / width;
    let columns = (0..width).rev();
    let turned = columns.flat_map(|x| (0..height).map(move |y| y * width + x));
    turned.flat_map(|at| pixels[at]).collect()
}

/// The opposite of [`to_the_left`].
pub(crate) fn to_the_right<const N: usize>(pixels: &[u8], width: u32) -> Vec<u8> {
    let width = width as usize;
    let (pixels, _) = pixels.as_chunks::<N>();
    let height = pixels.len() / width;
    let turned = (0..width).flat_map(|x| (0..height).rev().map(move |y| y * width + x));
    turned.flat_map(|at| pixels[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_becomes_the_left_edge_and_turning_back_undoes_it() {
        let upright = [1, 2, 3, 4, 5, 6];
        let lying = to_the_left::<1>(&upright, 2);
        assert_eq!(lying, [2, 4, 6, 1, 3, 5]);
        assert_eq!(to_the_right::<1>(&lying, 3), upright);
        assert_eq!(to_the_left::<3>(&upright, 2), [4, 5, 6, 1, 2, 3]);
    }
}
