//! What cards look like.

use loket_artwork::Layout;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Cards.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CardConfig {
    /// How their faces look.
    pub layout: LayoutPlace,
}

/// The name of a layout that ships with Loket, or `folder:PATH`; a path relative to the config file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LayoutPlace {
    /// One that ships.
    Shipped(String),
    /// A folder with `layout.toml`, `front.svg` and `back.svg`.
    Folder(PathBuf),
}

impl Default for LayoutPlace {
    fn default() -> Self {
        Self::Shipped("ktp-like".to_owned())
    }
}

impl TryFrom<String> for LayoutPlace {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.strip_prefix("folder:") {
            Some(path) if !path.is_empty() => return Ok(Self::Folder(path.into())),
            _ => {}
        }
        let known = Layout::shipped_names().find(|name| *name == text);
        known
            .map(|name| Self::Shipped(name.to_owned()))
            .ok_or_else(|| {
                let names: Vec<_> = Layout::shipped_names().collect();
                let names = names.join("`, `");
                format!("card.layout is `{names}` or `folder:PATH`, not `{text}`")
            })
    }
}

impl From<LayoutPlace> for String {
    fn from(place: LayoutPlace) -> Self {
        match place {
            LayoutPlace::Shipped(name) => name,
            LayoutPlace::Folder(path) => format!("folder:{}", path.display()),
        }
    }
}

impl CardConfig {
    pub(super) fn make_relative_to(&mut self, folder: &Path) {
        if let LayoutPlace::Folder(path) = &mut self.layout {
            *path = folder.join(&*path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_their_text_and_nothing_else_is_one() {
        for text in ["ktp-like", "resident-card", "folder:layouts/office"] {
            let place = LayoutPlace::try_from(text.to_owned()).unwrap();
            assert_eq!(String::from(place), text);
        }
        for text in ["", "ktp", "folder:", "layouts/office"] {
            let refused = LayoutPlace::try_from(text.to_owned()).unwrap_err();
            assert!(refused.contains("`ktp-like`, `resident-card` or `folder:PATH`"));
        }
        let first = LayoutPlace::try_from("ktp-like".to_owned());
        assert_eq!(first, Ok(LayoutPlace::default()));
    }
}
