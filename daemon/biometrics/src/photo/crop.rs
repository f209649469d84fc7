//! The portrait out of the camera's picture.

use super::backdrop::{Behind, whole};
use super::outline::{Head, head};
use image::RgbImage;
use image::imageops::{FilterType, crop_imm, resize};

/// Height of the head, hair to neck, as a share of the portrait.
const HEAD: f64 = 0.62;
/// Space above the hair, as a share of the portrait.
const ABOVE: f64 = 0.10;

/// A part of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Cuts a portrait of `width` by `height` out of `picture`: around the head where it stands out from a plain backdrop,
/// otherwise the upper middle.
pub fn crop_portrait(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let shape = f64::from(width.max(1)) / f64::from(height.max(1));
    let behind = Behind::of(picture);
    let frame = match head(picture, behind) {
        Some(head) => around(head, shape),
        None => upper_middle(picture, shape),
    };
    let (left, top, across, down) = within(frame, picture, shape);
    let part = crop_imm(picture, left, top, across, down).to_image();
    resize(&part, width.max(1), height.max(1), FilterType::CatmullRom)
}

fn around(head: Head, shape: f64) -> Frame {
    let height = head.height / HEAD;
    let width = height * shape;
    Frame {
        left: head.centre - width / 2.0,
        top: head.top - height * ABOVE,
        width,
        height,
    }
}

fn upper_middle(picture: &RgbImage, shape: f64) -> Frame {
    let (across, down) = (f64::from(picture.width()), f64::from(picture.height()));
    let height = down.min(across / shape);
    let width = height * shape;
    Frame {
        left: (across - width) / 2.0,
        top: 0.0,
        width,
        height,
    }
}

/// The frame as whole pixels inside the picture: made smaller if it must be, then moved.
fn within(frame: Frame, picture: &RgbImage, shape: f64) -> (u32, u32, u32, u32) {
    let (across, down) = (f64::from(picture.width()), f64::from(picture.height()));
    let height = frame.height.min(down).min(across / shape).max(1.0);
    let width = (height * shape).max(1.0);
    let left = (frame.left + (frame.width - width) / 2.0).clamp(0.0, (across - width).max(0.0));
    let top = frame.top.clamp(0.0, (down - height).max(0.0));
    (whole(left), whole(top), whole(width), whole(height))
}
