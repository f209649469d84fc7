//! From card data to what the printer prints and the chip holds.

use crate::condition::{Condition, Reason, chain};
use crate::issuance::card_data::CardData;
use crate::issuance::order::Order;
use crate::issuance::preflight::Needs;
use loket_artwork::{ArtworkError, CardFaces, Face, FaceFields, Layout, SignatureImage};
use loket_biometrics::photo;
use loket_card::biodata::Biodata;
use loket_card::record::RecordError;
use loket_card::{CardRecord, ChipSerial, Limits};
use loket_drivers::card_printer::{CardArtwork, FacePanels, PrinterCapabilities, RibbonPanel};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Printed faces of a card.
pub const FACES: u32 = 2;

/// Fields that an order has for a layout, besides photo and signature.
pub const FIELDS: [&str; 20] = [
    "province",
    "regency",
    "nik",
    "name",
    "birth_place_date",
    "sex",
    "blood_type",
    "address",
    "rt_rw",
    "village",
    "district",
    "religion",
    "marital_status",
    "occupation",
    "citizenship",
    "valid_until",
    "issued_place",
    "issued_date",
    "card_number",
    CHIP_SERIAL,
];
/// The one of them that is not known before a blank is fed.
pub const CHIP_SERIAL: &str = "chip_serial";

/// What a printer lays down of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Pixels in landscape, width then height.
    pub size: (u32, u32),
    /// Levels of dye.
    pub dye_levels: u16,
}

impl Canvas {
    /// That of a printer.
    pub fn of(printer: &PrinterCapabilities) -> Self {
        Self {
            size: printer.canvas,
            dye_levels: printer.dye_levels,
        }
    }
}

/// What is printed besides the card data.
pub struct Marks {
    /// Number on the back; the order's.
    pub card_number: String,
    /// Date of issue.
    pub issued: time::Date,
}

impl Marks {
    /// The marks of an order's card.
    pub fn of(order: &Order) -> Self {
        let seconds = order.accepted_ms / 1000;
        let accepted =
            OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Self {
            card_number: card_number(&order.id),
            issued: accepted.date(),
        }
    }

    /// The marks of a proof that belongs to no order yet.
    pub fn proof(issued: time::Date) -> Self {
        Self {
            card_number: "PROOF".into(),
            issued,
        }
    }
}

/// The last twelve digits of the order's identifier, in capitals.
fn card_number(order: &str) -> String {
    let hex: String = order.chars().filter(char::is_ascii_hexdigit).collect();
    hex[hex.len().saturating_sub(12)..].to_uppercase()
}

/// Draws both faces, but for the chip's number. Every card says SPECIMEN: the counter is in training mode.
///
/// # Errors
/// `TextTooLong` and `InvalidArgument` name the field.
pub fn faces(
    layout: &Layout,
    data: &CardData,
    marks: &Marks,
    canvas: Canvas,
) -> Result<CardFaces, Condition> {
    let drawn = layout.render(&face_fields(data, marks)?, canvas.size);
    let drawn = drawn.map_err(|error| not_drawn(&error))?;
    Ok(drawn.in_levels(canvas.dye_levels))
}

/// Checks that [`faces`] can be drawn, at a small part of its price.
///
/// # Errors
/// As [`faces`].
pub fn check_faces(layout: &Layout, data: &CardData, marks: &Marks) -> Result<(), Condition> {
    let checked = layout.check(&face_fields(data, marks)?);
    checked.map_err(|error| not_drawn(&error))
}

/// Puts the chip's number on drawn faces.
///
/// # Errors
/// `TextTooLong` when the layout has too little room for it.
pub fn numbered(
    layout: &Layout,
    mut faces: CardFaces,
    serial: ChipSerial,
) -> Result<CardFaces, Condition> {
    let number = (CHIP_SERIAL.to_owned(), serial.to_string().to_uppercase());
    let added = layout.add_texts(&mut faces, &BTreeMap::from([number]));
    added.map_err(|error| not_drawn(&error))?;
    Ok(faces)
}

fn face_fields(data: &CardData, marks: &Marks) -> Result<FaceFields, Condition> {
    let signature =
        SignatureImage::from_packed(data.signature.as_bytes()).map_err(|e| not_drawn(&e))?;
    Ok(FaceFields {
        text: text(&data.biodata, marks),
        photo_jpeg: data.photo_jpeg.clone(),
        signature,
        specimen: true,
    })
}

fn not_drawn(error: &ArtworkError) -> Condition {
    let reason = match error {
        ArtworkError::TextTooLong { .. }
        | ArtworkError::QrTooLong { .. }
        | ArtworkError::BarcodeTooLong { .. } => Reason::TextTooLong,
        ArtworkError::MissingField { .. }
        | ArtworkError::UnprintableCharacter { .. }
        | ArtworkError::Photo(_)
        | ArtworkError::PhotoTooLarge { .. }
        | ArtworkError::SignatureLength(_) => Reason::InvalidArgument,
        _ => Reason::Internal,
    };
    Condition::new(reason, error.to_string())
}

fn text(biodata: &Biodata, marks: &Marks) -> BTreeMap<String, String> {
    let date = biodata.birth_date;
    let born = format!(
        "{}, {:02}-{:02}-{:04}",
        biodata.birth_place, date.day, date.month, date.year
    );
    let issued = marks.issued;
    let issued = format!(
        "{:02}-{:02}-{:04}",
        issued.day(),
        u8::from(issued.month()),
        issued.year()
    );
    let fields = [
        ("province", biodata.province.clone()),
        ("regency", biodata.regency.clone()),
        ("nik", biodata.nik.clone()),
        ("name", biodata.name.clone()),
        ("birth_place_date", born),
        ("sex", biodata.sex.text().to_owned()),
        ("blood_type", biodata.blood_type.text().to_owned()),
        ("address", biodata.address.clone()),
        ("rt_rw", format!("{}/{}", biodata.rt, biodata.rw)),
        ("village", biodata.village.clone()),
        ("district", biodata.district.clone()),
        ("religion", biodata.religion.clone()),
        ("marital_status", biodata.marital_status.clone()),
        ("occupation", biodata.occupation.clone()),
        ("citizenship", biodata.citizenship.clone()),
        ("valid_until", "SEUMUR HIDUP".to_owned()),
        ("issued_place", biodata.regency.clone()),
        ("issued_date", issued),
        ("card_number", marks.card_number.clone()),
    ];
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// What goes on the chip: the photo is made to fit.
///
/// # Errors
/// `CardDataTooLarge` and `InvalidArgument` name the part.
pub fn chip_record(data: &CardData, limits: &Limits) -> Result<CardRecord, Condition> {
    let unusable = |detail: String| Condition::new(Reason::InvalidArgument, detail);
    let picture = photo::decode(&data.photo_jpeg, &photo::Limits::default())
        .map_err(|error| unusable(format!("photo: {}", chain(&error))))?;
    let small = photo::encode_to_budget(&picture, limits.photo)
        .map_err(|error| Condition::new(Reason::CardDataTooLarge, format!("photo: {error}")))?;
    let record = CardRecord {
        biodata: data.biodata.clone(),
        photo: small.jpeg,
        signature: data.signature.clone(),
        templates: data.fingers.clone(),
    };
    match record.check(limits) {
        Ok(()) => Ok(record),
        Err(error @ RecordError::OverBudget { .. }) => {
            Err(Condition::new(Reason::CardDataTooLarge, error.to_string()))
        }
        Err(error) => Err(unusable(error.to_string())),
    }
}

/// The faces as the printer takes them.
pub fn artwork(faces: &CardFaces) -> CardArtwork {
    CardArtwork {
        front: panels(&faces.front),
        back: Some(panels(&faces.back)),
    }
}

fn panels(face: &Face) -> FacePanels {
    let panels = face.panels();
    FacePanels {
        width: panels.width,
        height: panels.height,
        colour: panels.colour,
        black: panels.black,
        overlay: panels.overlay,
    }
}

/// Ribbon panels that the faces need.
pub fn panel_count(faces: &CardFaces) -> u32 {
    let panels = |face: &Face| u32::try_from(ribbon(face).len()).unwrap_or(u32::MAX);
    panels(&faces.front) + panels(&faces.back)
}

/// What a printer must have for a card with these faces.
pub fn needs(layout: &Layout, faces: &CardFaces) -> Needs {
    let both = [&faces.front, &faces.back];
    Needs {
        faces: FACES,
        panels: both.into_iter().flat_map(ribbon).copied().collect(),
        window: layout.head_celsius(),
    }
}

fn ribbon(face: &Face) -> &'static [RibbonPanel] {
    use RibbonPanel as P;
    match face.is_coloured() {
        true => &[P::Yellow, P::Magenta, P::Cyan, P::Black, P::Overlay],
        false => &[P::Black, P::Overlay],
    }
}
