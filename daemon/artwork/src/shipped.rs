//! The layouts that ship with Loket: one line each, and a folder of data.

use crate::{ArtworkError, Layout};

macro_rules! files {
    ($name:literal) => {
        (
            $name,
            [
                include_str!(concat!("../layouts/", $name, "/layout.toml")),
                include_str!(concat!("../layouts/", $name, "/front.svg")),
                include_str!(concat!("../layouts/", $name, "/back.svg")),
            ],
        )
    };
}

const SHIPPED: [(&str, [&str; 3]); 2] = [files!("ktp-like"), files!("resident-card")];

impl Layout {
    /// Names of the layouts that ship with Loket; the first is the one when none is named.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The shipped layout of this name; `None` when there is none.
    ///
    /// # Errors
    /// None with the files as shipped.
    pub fn shipped(name: &str) -> Option<Result<Layout, ArtworkError>> {
        let (_, [manifest, front, back]) = SHIPPED.iter().find(|(known, _)| *known == name)?;
        Some(Layout::from_files(manifest, front, back))
    }
}
