//! A card's artwork as one document in the format that the printer takes.

use super::IppPrinterError;
use super::offer::{Format, Offer};
use super::picture::Picture;
use crate::card_printer::{CardArtwork, FacePanels};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use loket_wire::pwg_raster::{self, Binding, Colour, Page, Transform};

mod pdf;

/// Nothing of a card may be lost; what JPEG loses at this is not seen.
const JPEG_QUALITY: u8 = 97;
const HALF_TURN: Transform = Transform {
    mirrored: true,
    flipped: true,
};

/// What is sent, and how it is to be printed.
pub(super) struct Document {
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: &'static str,
    pub(super) media: String,
    pub(super) binding: Binding,
    /// Faces that are printed.
    pub(super) pages: i32,
}

/// Puts both faces into a document.
///
/// # Errors
/// `Size`, `Panel`, `OneSided`, `Encoding`.
pub(super) fn compose(offer: &Offer, artwork: &CardArtwork) -> Result<Document, IppPrinterError> {
    let mut pages = vec![page(offer, &artwork.front)?];
    let mut binding = Binding::OneSided;
    if let Some(back) = &artwork.back {
        binding = offer.binding.ok_or(IppPrinterError::OneSided)?;
        pages.push(back_page(offer, binding, back)?);
    }
    Ok(Document {
        bytes: encode(offer, binding, &pages)?,
        media_type: offer.format.media_type(),
        media: offer.media.clone(),
        binding,
        pages: if artwork.back.is_some() { 2 } else { 1 },
    })
}

/// A face as it lies on the medium.
fn page(offer: &Offer, face: &FacePanels) -> Result<Picture, IppPrinterError> {
    if (face.width, face.height) != offer.canvas() {
        return Err(IppPrinterError::Size(face.width, face.height));
    }
    let picture = Picture::of(face, offer.colour)?;
    Ok(if offer.portrait {
        picture.turned()
    } else {
        picture
    })
}

/// The other face. A printer that turns the card about its long side alone gets it upside down.
fn back_page(
    offer: &Offer,
    binding: Binding,
    face: &FacePanels,
) -> Result<Picture, IppPrinterError> {
    let picture = page(offer, face)?;
    Ok(if binding == Binding::LongEdge {
        picture.transformed(HALF_TURN)
    } else {
        picture
    })
}

fn encode(offer: &Offer, binding: Binding, pages: &[Picture]) -> Result<Vec<u8>, IppPrinterError> {
    match (offer.format, pages) {
        (Format::PwgRaster, _) => Ok(raster(offer, binding, pages)),
        (Format::Pdf, _) => Ok(pdf::document(offer.resolution, pages)),
        (Format::Png, [face]) => {
            let mut bytes = Vec::new();
            write(face, PngEncoder::new(&mut bytes))?;
            Ok(bytes)
        }
        (Format::Jpeg, [face]) => {
            let mut bytes = Vec::new();
            write(
                face,
                JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY),
            )?;
            Ok(bytes)
        }
        (Format::Png | Format::Jpeg, _) => Err(IppPrinterError::OneSided),
    }
}

fn raster(offer: &Offer, binding: Binding, pictures: &[Picture]) -> Vec<u8> {
    let transforms = [Transform::NONE, offer.back];
    let pictures = pictures.iter().zip(transforms);
    let sent: Vec<_> = pictures
        .map(|(picture, transform)| (picture.transformed(transform), transform))
        .collect();
    let pages: Vec<_> = sent
        .iter()
        .map(|(picture, transform)| Page {
            width: picture.width,
            height: picture.height,
            resolution: offer.resolution,
            colour: picture.colour,
            pixels: &picture.pixels,
            transform: *transform,
        })
        .collect();
    pwg_raster::document(&offer.media, binding, &pages)
}

fn write(face: &Picture, encoder: impl ImageEncoder) -> Result<(), IppPrinterError> {
    let colour = match face.colour {
        Colour::Rgb => ExtendedColorType::Rgb8,
        Colour::Grey => ExtendedColorType::L8,
    };
    encoder
        .write_image(&face.pixels, face.width, face.height, colour)
        .map_err(IppPrinterError::Encoding)
}
