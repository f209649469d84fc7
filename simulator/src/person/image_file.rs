//! Faces and fingers of applicants out of image files.

use image::{DynamicImage, GrayImage, ImageReader, Limits, RgbImage};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Most pixels a side of a file that is loaded.
const MOST_SIDE: u32 = 8000;

/// Why a file cannot be used.
#[derive(Debug, Error)]
pub enum ImageFileError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is no PNG or JPEG picture of at most 8,000 pixels a side.
    #[error("{path} is no PNG or JPEG picture of at most 8000 pixels a side")]
    Picture {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: image::ImageError,
    },
}

/// Loads a portrait.
///
/// # Errors
/// See [`ImageFileError`].
pub fn portrait(path: &Path) -> Result<RgbImage, ImageFileError> {
    load(path).map(DynamicImage::into_rgb8)
}

/// Loads a fingerprint: dark ridges on a light ground, about 500 ppi.
///
/// # Errors
/// See [`ImageFileError`].
pub fn print(path: &Path) -> Result<GrayImage, ImageFileError> {
    load(path).map(DynamicImage::into_luma8)
}

fn load(path: &Path) -> Result<DynamicImage, ImageFileError> {
    let read = |source| ImageFileError::Read {
        path: path.to_owned(),
        source,
    };
    let mut reader = ImageReader::open(path)
        .map_err(read)?
        .with_guessed_format()
        .map_err(read)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    reader.limits(limits);
    reader.decode().map_err(|source| ImageFileError::Picture {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn pictures_are_loaded_and_other_files_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.png");
        RgbImage::from_pixel(3, 4, Rgb([9, 9, 9]))
            .save(&path)
            .unwrap();
        assert_eq!(portrait(&path).unwrap().dimensions(), (3, 4));
        assert_eq!(print(&path).unwrap().get_pixel(0, 0).0, [9]);
        std::fs::write(&path, b"no picture").unwrap();
        assert!(portrait(&path).unwrap_err().to_string().contains("p.png"));
        assert!(matches!(
            print(&folder.path().join("x")),
            Err(ImageFileError::Read { .. })
        ));
    }
}
