//! Where the chips' keys are, and how much of a chip is used.

use super::ConfigError;
use loket_card::{Limits, profile};
use serde::{Deserialize, Serialize};
use std::fs;
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
    /// Profile file, if not the shipped one counts; relative to the config file.
    pub profile: Option<PathBuf>,
    /// What that file says.
    #[serde(skip)]
    pub limits: Limits,
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
        self.profile = self.profile.take().map(|path| folder.join(path));
    }

    pub(super) fn read_profile(&mut self) -> Result<(), ConfigError> {
        let Some(path) = &self.profile else {
            return Ok(());
        };
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.clone(),
            source,
        })?;
        self.limits = profile::limits(&text).map_err(|source| ConfigError::Profile {
            path: path.clone(),
            source: Box::new(source),
        })?;
        Ok(())
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
