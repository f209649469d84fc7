//! A printed card, as programs of others see it.

use loket_simulator::card::Place;
use loket_tests::memory::office::{Office, recorded};

/// The texts of the codes on a picture.
fn codes(picture: &image::RgbImage) -> Vec<String> {
    let light = image::imageops::grayscale(picture);
    let (width, height) = light.dimensions();
    let at = |x: usize, y: usize| light.as_raw()[y * light.width() as usize + x];
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, at);
    let grids = picture.detect_grids();
    grids.iter().map(|grid| grid.decode().unwrap().1).collect()
}

#[test]
fn the_code_on_the_back_names_the_order() {
    let office = Office::new();
    let order = office.order_for(recorded(), "r1").unwrap();
    let back = office.world.with(|world| {
        let card = world.cards().first_at(Place::Output).unwrap();
        world.cards().get(card).unwrap().back.picture()
    });
    let hex: String = order.id.split('-').collect();
    let number = hex[hex.len() - 12..].to_uppercase();
    assert_eq!(codes(&back), [number]);
}
