//! Where the chips' keys are.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Chips.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChipConfig {
    /// Where the keys are.
    pub keys: KeysPlace,
    /// File of the 32 bytes that a file of keys is sealed with, if it is not `chip-keys.secret` in the state folder; best one
    /// that only this machine can open. Relative to the config file.
    pub keys_secret: Option<PathBuf>,
}

/// `test`, `file:PATH` or `socket:PATH`; paths relative to the config file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum KeysPlace {
    /// `chip-keys.sealed` in the state folder.
    #[default]
    State,
    /// The keys that everybody knows, which test cards have.
    Test,
    /// A sealed file.
    File(PathBuf),
    /// A process that holds them.
    Socket(PathBuf),
}

impl TryFrom<String> for KeysPlace {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "test" => Ok(Self::Test),
            None if text == "state" => Ok(Self::State),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            Some(("socket", path)) if !path.is_empty() => Ok(Self::Socket(path.into())),
            _ => Err(format!(
                "chip.keys is `state`, `test`, `file:PATH` or `socket:PATH`, not `{text}`"
            )),
        }
    }
}

impl From<KeysPlace> for String {
    fn from(place: KeysPlace) -> Self {
        match place {
            KeysPlace::State => "state".into(),
            KeysPlace::Test => "test".into(),
            KeysPlace::File(path) => format!("file:{}", path.display()),
            KeysPlace::Socket(path) => format!("socket:{}", path.display()),
        }
    }
}

impl ChipConfig {
    pub(super) fn make_relative_to(&mut self, folder: &Path) {
        if let KeysPlace::File(path) | KeysPlace::Socket(path) = &mut self.keys {
            *path = folder.join(&*path);
        }
        self.keys_secret = self.keys_secret.take().map(|path| folder.join(path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_their_text_and_nothing_else_is_one() {
        for text in ["state", "test", "file:keys", "socket:/run/keys.sock"] {
            let place = KeysPlace::try_from(text.to_owned()).unwrap();
            assert_eq!(String::from(place), text);
        }
        for text in ["", "tests", "file:", "socket", "pcsc:sam"] {
            assert!(KeysPlace::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
