//! The scanner: an image of its empty platen.

use super::{PATIENCE, Picture, Reading, SelfTest, platen};
use crate::condition::{Condition, Reason};
use crate::device::class::Scanners;
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use loket_biometrics::finger::{self, FingerImageRef};
use loket_drivers::fingerprint_scanner::FingerImage;

const WIPE: super::Advice = (
    "Wipe the platen with a soft dry cloth and try again.",
    "Lap permukaan sensor dengan kain lembut kering, lalu ulangi.",
);
const LIGHT: super::Advice = (
    "The platen is dark: shade it from the sun, take away what covers it, or have its light repaired.",
    "Permukaan sensor gelap: lindungi dari sinar matahari, singkirkan penutupnya, atau perbaiki lampunya.",
);

/// Clarity and minutiae from which an image shows a finger.
const TRACE: (f32, usize) = (0.5, 12);

/// Takes and judges the image. A scanner that cannot show its empty platen is none the worse for it.
pub(super) fn test(
    scanner: &Handle<Scanners>,
    token: Option<&Token>,
) -> Result<SelfTest, Condition> {
    let scanner = scanner.claim(token, Job::Maintenance("scanner"))?;
    let taken = scanner.call(PATIENCE, |scanner, limit| scanner.platen(limit));
    match taken {
        Ok(image) => judge(&image),
        Err(condition) if condition.reason == Reason::DeviceUnsupported => Ok(SelfTest {
            readings: vec![Reading::good("platen", "not shown by this model")],
            picture: None,
        }),
        Err(condition) => Err(condition),
    }
}

fn judge(image: &FingerImage) -> Result<SelfTest, Condition> {
    if shows_a_finger(image)? {
        // Whose it is nobody knows, so nobody sees it.
        return Ok(SelfTest {
            readings: vec![Reading::judged("platen_dirt", "a fingerprint", false, WIPE)],
            picture: None,
        });
    }
    let platen = platen::measure(image);
    let dirt = match platen.dirty.len() {
        0 => "none".to_owned(),
        count => format!("{count} places, {:.1} % of the area", platen.dirty_percent),
    };
    let readings = vec![
        Reading::good(
            "platen_size",
            format!("{} x {} pixels", image.width, image.height),
        ),
        Reading::judged(
            "platen_mean",
            format!("{:.0} of 255", platen.mean),
            platen.is_light(),
            LIGHT,
        ),
        Reading::good("platen_spread", format!("{:.1}", platen.spread)),
        Reading::judged("platen_dirt", dirt, platen.dirty.is_empty(), WIPE),
    ];
    Ok(SelfTest {
        readings,
        picture: Some(png(image)?),
    })
}

/// Ridges on an empty platen are the trace of a finger, or an old image.
fn shows_a_finger(image: &FingerImage) -> Result<bool, Condition> {
    let view = FingerImageRef::new(image.width, image.height, image.ppi, &image.pixels)
        .map_err(|error| Condition::new(Reason::DeviceProtocol, format!("scanner: {error}")))?;
    let (quality, minutiae) = finger::read(&view);
    Ok(quality.clarity >= TRACE.0 && minutiae.len() >= TRACE.1)
}

fn png(image: &FingerImage) -> Result<Picture, Condition> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(
            &image.pixels,
            image.width.into(),
            image.height.into(),
            ExtendedColorType::L8,
        )
        .map_err(|error| Condition::new(Reason::Internal, error.to_string()))?;
    Ok(Picture {
        media_type: "image/png",
        bytes,
    })
}
