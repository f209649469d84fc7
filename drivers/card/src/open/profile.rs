//! The profile's place in the list of all.

use super::{Activation, ChipContent, MoreTries, Presence, Progress, VerifiedChip, layout::File};
use super::{activate, identify, personalise, read_back, session::Session, terminate};
use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::identity::{ChipIdentity, ChipSerial};
use crate::issuer::IssuerKey;
use crate::keys::KeyStore;
use crate::life_cycle::LifeCycle;
use crate::open::image;
use crate::profile::{Profile, Recognised};
use crate::record::CardRecord;

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

    fn personalise(
        &self,
        chip: &mut X,
        keys: &dyn KeyStore,
        serial: ChipSerial,
        record: &CardRecord,
        issuer: &IssuerKey,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ChipIdentity, X> {
        personalise(chip, keys, serial, record, issuer, progress)
    }

    fn read_back(&self, chip: &mut X, keys: &dyn KeyStore) -> Result<ChipContent, X> {
        read_back(chip, keys)
    }

    fn activate(
        &self,
        chip: &mut X,
        keys: &dyn KeyStore,
        verified: &VerifiedChip,
        presence: Presence,
        more_tries: MoreTries,
    ) -> Result<Activation, X> {
        activate(chip, keys, verified, presence, more_tries)
    }

    fn terminate(&self, chip: &mut X, keys: &dyn KeyStore, serial: ChipSerial) -> Result<(), X> {
        terminate(chip, keys, serial)
    }
}
