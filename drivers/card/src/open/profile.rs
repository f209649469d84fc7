//! The profile's place in the list of all.

use super::layout::File;
use super::session::Session;
use super::{ChipContent, Limits, identify, image, read_back};
use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::keys::KeyStore;
use crate::life_cycle::LifeCycle;
use crate::profile::{Profile, ProfileFileError, Recognised};

type Result<T, X> = std::result::Result<T, ChipError<<X as Exchange>::Error>>;

/// The profile.
pub struct Open;

impl<X: Exchange> Profile<X> for Open {
    fn name(&self) -> &'static str {
        "open"
    }

    fn recognise(&self, chip: &mut X) -> Result<Option<Recognised>, X> {
        match identify(chip) {
            Ok(identity) => Ok(Some(Recognised::Open(identity))),
            Err(ChipError::Foreign) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn photo(&self, chip: &mut X) -> Result<Vec<u8>, X> {
        let mut session = Session::new(chip);
        match session.identify()?.life_cycle {
            LifeCycle::Personalised | LifeCycle::Activated => {}
            LifeCycle::Terminated => return Err(ChipError::Terminated),
            other => return Err(ChipError::NotPersonalised(other)),
        }
        let image = session.read(File::Photo, |_| {})?;
        let photo = image::content(&image).map(<[u8]>::to_vec);
        photo.ok_or(ChipError::Malformed(Step::Read(File::Photo)))
    }

    fn read_back(&self, chip: &mut X, keys: &dyn KeyStore) -> Result<ChipContent, X> {
        read_back(chip, keys)
    }

    fn limits(&self, file: &str) -> std::result::Result<Limits, ProfileFileError> {
        Limits::parse(file)
    }
}
