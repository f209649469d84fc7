//! What is drawn.

use super::{CANVAS, LAYOUT};
use loket_artwork::{FaceFields, Layout, Panels, SignatureImage};
use loket_tests::memory::office::recorded;
use std::path::Path;

/// Fields of both faces, as long as they are on a usual card.
pub(super) const TEXTS: [(&str, &str); 20] = [
    ("province", "SUMATERA SELATAN"),
    ("regency", "KABUPATEN MUSI BANYUASIN"),
    ("nik", "1606015708920003"),
    ("name", "RATNA DEWI KUSUMANINGRUM"),
    ("birth_place_date", "SEKAYU, 17-08-1992"),
    ("sex", "PEREMPUAN"),
    ("blood_type", "O"),
    ("address", "JL. KOLONEL WAHID UDIN NO. 47"),
    ("rt_rw", "004/002"),
    ("village", "SERASAN JAYA"),
    ("district", "SEKAYU"),
    ("religion", "ISLAM"),
    ("marital_status", "BELUM KAWIN"),
    ("occupation", "KARYAWAN SWASTA"),
    ("citizenship", "WNI"),
    ("valid_until", "SEUMUR HIDUP"),
    ("issued_place", "MUSI BANYUASIN"),
    ("issued_date", "22-11-2026"),
    ("card_number", "LKT-0001-000042"),
    ("chip_serial", "04A1B2C3D4E580"),
];
const PHOTO: &str = "photo.jpg";
const SIGNATURE: &str = "signature.bin";

/// A made-up holder's card.
pub(super) struct Card {
    pub(super) photo_jpeg: Vec<u8>,
    /// As the chip holds it: 168 by 44 pixels, one bit each.
    pub(super) signature: Vec<u8>,
}

impl Card {
    pub(super) fn sample() -> anyhow::Result<Self> {
        let data = recorded();
        Ok(Self {
            photo_jpeg: data.photo_jpeg.clone(),
            signature: data.signature.as_bytes().to_vec(),
        })
    }

    /// Puts it where [`draw_into`] looks.
    pub(super) fn save(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::write(folder.join(PHOTO), &self.photo_jpeg)?;
        Ok(std::fs::write(folder.join(SIGNATURE), &self.signature)?)
    }

    fn load(folder: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            photo_jpeg: std::fs::read(folder.join(PHOTO))?,
            signature: std::fs::read(folder.join(SIGNATURE))?,
        })
    }

    fn fields(&self) -> anyhow::Result<FaceFields> {
        let texts = TEXTS.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(FaceFields {
            text: texts.into(),
            photo_jpeg: self.photo_jpeg.clone(),
            signature: SignatureImage::from_packed(&self.signature)?,
            specimen: true,
        })
    }

    /// The panels of both faces.
    pub(super) fn panels(
        &self,
        layout: &Layout,
        canvas: (u32, u32),
    ) -> anyhow::Result<[Panels; 2]> {
        let faces = layout.render(&self.fields()?, canvas)?;
        Ok([faces.front.panels(), faces.back.panels()])
    }
}

/// Draws the card that was saved in the folder, as a process of its own: layout, fonts and data are read anew.
pub(crate) fn draw_into(folder: &Path) -> anyhow::Result<()> {
    let card = Card::load(folder)?;
    let files = ["layout.toml", "front.svg", "back.svg"];
    let [manifest, front, back] = files.map(|name| std::fs::read_to_string(layout_file(name)));
    let layout = Layout::from_files(&manifest?, &front?, &back?)?;
    let faces = layout.render(&card.fields()?, CANVAS)?;
    std::fs::write(folder.join("ours-front.png"), faces.front.proof_png()?)?;
    std::fs::write(folder.join("ours-back.png"), faces.back.proof_png()?)?;
    Ok(())
}

/// A file of the layout in the source.
pub(super) fn layout_file(name: &str) -> std::path::PathBuf {
    let artwork = Path::new(env!("CARGO_MANIFEST_DIR")).join("../daemon/artwork");
    artwork.join("layouts").join(LAYOUT).join(name)
}
