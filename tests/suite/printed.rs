//! A printed card, as programs of others see it.

use image::RgbImage;
use loket_artwork::CardFaces;
use loket_daemon::issuance::compose::{self, Canvas, Marks};
use loket_daemon::issuance::order::Order;
use loket_daemon::rpc::issuance::Issuance;
use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::issuance_service_server::IssuanceService;
use loket_proto::v1::render_proof_request::Source;
use loket_simulator::card::Place;
use loket_tests::memory::office::{Office, recorded};
use std::process::Command;
use tonic::Request;

/// What white plastic and resin look like in the simulated world, and how far dye may be off.
const PLASTIC: [u8; 3] = [252, 252, 250];
const RESIN: [u8; 3] = [18, 18, 20];
const NEAR: u8 = 1;

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

fn office(layout: &'static str) -> Office {
    let premises = Office::new().closed().with_layout(layout);
    let opened = premises.open().map_err(|refused| refused.1);
    opened.expect("the office opens")
}

/// Front and back of the card in the output tray, as they lie in the printer.
fn printed(office: &Office) -> [RgbImage; 2] {
    office.world.with(|world| {
        let card = world.cards().first_at(Place::Output).unwrap();
        let card = world.cards().get(card).unwrap();
        [card.front.picture(), card.back.picture()]
    })
}

/// The faces that were shown for the order, with the number of the chip that its card got.
fn shown(office: &Office, order: &Order) -> CardFaces {
    let layout = office.counter.base.layout.get().unwrap();
    let canvas = Canvas {
        size: (1016, 648),
        dye_levels: 256,
    };
    let order = office.counter.issuance.orders().get(&order.id).unwrap();
    let faces = compose::faces(&layout, &recorded(), &Marks::of(&order), canvas).unwrap();
    let serial = order.attempt().unwrap().serial.unwrap();
    compose::numbered(&layout, faces, serial).unwrap()
}

/// What the picture of a proof becomes on plastic.
fn on_plastic(proof: [u8; 3]) -> [u8; 3] {
    if proof == [0, 0, 0] {
        return RESIN;
    }
    let lit = |i: usize| u16::from(PLASTIC[i]) * u16::from(proof[i]) / 255;
    std::array::from_fn(|i| u8::try_from(lit(i)).unwrap())
}

/// Resin must be where the proof has it, and nowhere else; dye within a level.
#[test]
fn every_pixel_of_a_printed_card_is_the_one_of_its_proof() {
    for layout in ["ktp-like", "resident-card"] {
        let office = office(layout);
        let order = office.order_for(recorded(), "r1").unwrap();
        let faces = shown(&office, &order);
        for (face, printed) in [&faces.front, &faces.back]
            .into_iter()
            .zip(printed(&office))
        {
            let proof = face.proof_png().unwrap();
            let mut proof = image::load_from_memory(&proof).unwrap().into_rgb8();
            if layout == "resident-card" {
                proof = image::imageops::rotate270(&proof);
            }
            assert_eq!(proof.dimensions(), printed.dimensions());
            let resin = face.panels().black;
            for (i, (shown, printed)) in proof.pixels().zip(printed.pixels()).enumerate() {
                let expected = on_plastic(shown.0);
                assert_eq!(resin[i] == 1, printed.0 == RESIN, "{layout} {i}");
                let near = |c: usize| printed.0[c].abs_diff(expected[c]) <= NEAR;
                assert!((0..3).all(near), "{layout} {i}: {printed:?} {expected:?}");
            }
        }
    }
}

#[test]
fn another_program_reads_the_codes_of_a_printed_residence_card() {
    let office = office("resident-card");
    let order = office.order_for(recorded(), "r1").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("back.png");
    printed(&office)[1].save(&file).unwrap();
    // Without D-Bus it complains of a service that it does not need.
    let read = Command::new("zbarimg")
        .args(["-q", "--nodbus"])
        .arg(&file)
        .output();
    let read = read.expect("zbarimg, which tests/setup/packages.sh --tests installs");
    let hex: String = order.id.split('-').collect();
    let number = hex[hex.len() - 12..].to_uppercase();
    let text = String::from_utf8(read.stdout).unwrap();
    let mut codes: Vec<_> = text.lines().collect();
    codes.sort_unstable();
    let expected = [format!("CODE-128:{number}"), format!("QR-Code:{number}")];
    assert_eq!(codes, expected);
}

/// The panels of one face as the API gives them, put together again: resin over dye on white.
fn together(panels: &[v1::ProofPanel], back: bool) -> RgbImage {
    let grey = |letter: &str| {
        let panel = panels
            .iter()
            .find(|panel| panel.back == back && panel.panel == letter);
        panel.map(|panel| image::load_from_memory(&panel.png).unwrap().into_luma8())
    };
    let [red, green, blue] = ["c", "m", "y"].map(grey);
    let resin = grey("k").unwrap();
    RgbImage::from_fn(resin.width(), resin.height(), |x, y| {
        let light = |dye: &Option<image::GrayImage>| {
            dye.as_ref().map_or(255, |dye| dye.get_pixel(x, y).0[0])
        };
        let lit = resin.get_pixel(x, y).0[0] == 255;
        let colours = [light(&red), light(&green), light(&blue)];
        image::Rgb(if lit { colours } else { [0; 3] })
    })
}

#[tokio::test]
async fn the_panels_of_a_proof_make_up_its_faces() {
    let office = Office::new();
    let request = v1::RenderProofRequest {
        source: Some(Source::CardData(card_data_message(&recorded()))),
        with_panels: true,
    };
    let service = Issuance(office.counter.clone());
    let answer = service.render_proof(Request::new(request)).await.unwrap();
    let proof = answer.into_inner();
    let letters: String = proof
        .panels
        .iter()
        .filter(|panel| !panel.back)
        .map(|panel| panel.panel.as_str())
        .collect();
    assert_eq!(letters, "ymcko");
    for (back, png) in [(false, &proof.front_png), (true, &proof.back_png)] {
        let face = image::load_from_memory(png).unwrap().into_rgb8();
        assert!(together(&proof.panels, back) == face, "back: {back}");
    }
}
