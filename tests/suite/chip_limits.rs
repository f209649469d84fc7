//! How much of a chip a counter uses: a profile file with a mistake keeps the daemon from starting, and card data that do not fit
//! are refused when the order is submitted.

use crate::refusals::{card_data, order, order_count};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use loket_card::open::limits::SHIPPED;
use loket_proto::v1;
use loket_tests::front_end::reason;
use loket_tests::lonely::{CONFIG, Lonely, lonely, lonely_with};
use loket_tests::process;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use tonic::Status;

/// A profile file like the shipped one but for this.
fn profile(from: &str, to: &str) -> TempDir {
    assert!(SHIPPED.contains(from));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("chip.toml"), SHIPPED.replace(from, to)).unwrap();
    folder
}

/// The config of a daemon that uses this profile file.
fn config(profile: &Path) -> String {
    let profile = toml::Value::from(profile.to_str().unwrap());
    CONFIG.replace(
        "keys = \"test\"",
        &format!("keys = \"test\"\nprofile = {profile}"),
    )
}

/// What `loketd` says before it ends.
fn last_words(folder: &Path, words: &[&str]) -> String {
    let config = folder.join("loketd.toml");
    let mut command = Command::new(process::built("loketd").unwrap());
    let output = command.arg("--config").arg(config).args(words).output();
    let output = output.unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_profile_with_a_mistake_is_refused_with_file_field_value_and_limit() {
    let folder = profile("photo = 4094", "photo = 5000");
    let folder = folder.path();
    fs::write(folder.join("loketd.toml"), config(Path::new("chip.toml"))).unwrap();
    for words in [&["--check-config"][..], &[]] {
        let said = last_words(folder, words);
        for part in ["chip.profile", "chip.toml", "content.photo", "5000", "4094"] {
            assert!(said.contains(part), "{part} is missing in {said}");
        }
    }
    assert!(!folder.join("state").exists(), "nothing was begun");
    fs::remove_file(folder.join("chip.toml")).unwrap();
    let said = last_words(folder, &["--check-config"]);
    assert!(said.contains("chip.toml"), "{said}");
}

async fn submit(lonely: &mut Lonely, data: v1::CardData) -> Result<(), Status> {
    let orders = &mut lonely.front_end.orders;
    orders.submit_order(order(data)).await.map(drop)
}

/// The order is refused with these words, and is not kept.
async fn refused(lonely: &mut Lonely, data: v1::CardData, words: &str) {
    let refused = submit(lonely, data).await.unwrap_err();
    assert_eq!(reason(&refused), "CARD_DATA_TOO_LARGE");
    let said = refused.message();
    assert!(said.contains(words), "{said}");
    assert_eq!(order_count(&mut lonely.front_end).await, 0);
}

#[tokio::test]
async fn biodata_and_templates_over_the_limits_are_refused_with_part_and_limit() {
    for (from, to, words) in [
        ("biodata = 766", "biodata = 256", "biodata has"),
        ("template = 1021", "template = 256", "first finger has"),
    ] {
        let folder = profile(from, to);
        let config = config(&folder.path().join("chip.toml"));
        let mut lonely = lonely_with(&config).await.unwrap();
        let mut data = card_data().await;
        let biodata = data.biodata.as_mut().unwrap();
        biodata.address = "JL. ".repeat(12);
        biodata.address.push('7');
        biodata.occupation = "PETANI/".repeat(5);
        refused(&mut lonely, data, words).await;
    }
}

/// Noise, so wide and low that no encoder makes it small.
fn noise() -> Vec<u8> {
    let mut state = 1_u32;
    let pixels: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(512 * 64)
    .map(|value| if value < 128 { 0 } else { 255 })
    .collect();
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg)
        .write_image(&pixels, 512, 64, ExtendedColorType::L8)
        .unwrap();
    jpeg
}

#[tokio::test]
async fn a_photo_that_does_not_fit_however_it_is_encoded_is_refused() {
    let mut lonely = lonely().await.unwrap();
    let data = v1::CardData {
        photo_jpeg: noise().into(),
        ..card_data().await
    };
    refused(&mut lonely, data, "photo: ").await;
}

#[tokio::test]
async fn the_least_photo_is_enough_for_a_portrait_and_front_ends_are_told_the_limits() {
    let folder = profile("photo = 4094", "photo = 1536");
    let config = config(&folder.path().join("chip.toml"));
    let mut lonely = lonely_with(&config).await.unwrap();
    submit(&mut lonely, card_data().await).await.unwrap();
    let told = lonely
        .front_end
        .catalogue
        .describe_profile(v1::DescribeProfileRequest {});
    let told = told.await.unwrap().into_inner();
    assert_eq!(
        (told.chip_budget, told.photo_budget, told.template_budget),
        (8192, 1536, 1021)
    );
}
