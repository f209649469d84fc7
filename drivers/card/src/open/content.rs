//! Reading a personalised chip.

use crate::error::{ChipError, Step};
use crate::exchange::Exchange;
use crate::identity::ChipIdentity;
use crate::issuer::SIGNATURE_BYTES;
use crate::keys::{KeyStore, KeyVersion};
use crate::life_cycle::LifeCycle;
use crate::open::image;
use crate::open::layout::File;
use crate::open::session::Session;
use crate::record::{CardRecord, Content};

/// Everything on a personalised chip. Nothing is proven until [`crate::verify`] accepts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChipContent {
    /// Which chip.
    pub identity: ChipIdentity,
    /// What it says of its holder.
    pub record: CardRecord,
    /// The contents of the files in [`File::RECORD`] as they were read, which the signature covers.
    pub(crate) contents: [Content; 5],
    /// The issuer's signature over them.
    pub(crate) signature: [u8; SIGNATURE_BYTES],
}

/// Reads and decodes all files of a personalised or activated chip, in a session.
///
/// # Errors
/// `NotPersonalised`, `Terminated`, `Foreign`, `OtherVersion`; `Keys`, `OtherKeys`, `KeysBlocked`; `Malformed` when a file cannot be decoded; and whatever
/// the exchange brings. A chip swapped during the reading gives `WrongCard`.
pub fn read_back<X: Exchange>(
    exchange: &mut X,
    keys: &dyn KeyStore,
) -> Result<ChipContent, ChipError<X::Error>> {
    let mut session = Session::new(exchange);
    let identity = session.identify()?;
    match identity.life_cycle {
        LifeCycle::Personalised | LifeCycle::Activated => {}
        LifeCycle::Terminated => return Err(ChipError::Terminated),
        other => return Err(ChipError::NotPersonalised(other)),
    }
    let serial = identity.serial;
    read_content(&mut session, keys, identity).map_err(|error| session.blame_swap(serial, error))
}

fn read_content<X: Exchange>(
    session: &mut Session<'_, X>,
    keys: &dyn KeyStore,
    identity: ChipIdentity,
) -> Result<ChipContent, ChipError<X::Error>> {
    session.open(keys, identity.serial, KeyVersion::Activation)?;
    let mut contents: [Content; 5] = Default::default();
    for (content, file) in contents.iter_mut().zip(File::RECORD) {
        *content = read_file(session, file)?;
    }
    let signature = read_file(session, File::IssuerSignature)?;
    let malformed = |file| ChipError::Malformed(Step::Read(file));
    Ok(ChipContent {
        identity,
        record: CardRecord::from_contents(&contents).map_err(malformed)?,
        contents,
        signature: signature[..]
            .try_into()
            .map_err(|_| malformed(File::IssuerSignature))?,
    })
}

fn read_file<X: Exchange>(
    session: &mut Session<'_, X>,
    file: File,
) -> Result<Content, ChipError<X::Error>> {
    let image = session.read(file, |_| {})?;
    let content = image::content(&image).ok_or(ChipError::Malformed(Step::Read(file)))?;
    Ok(Content::new(content.to_vec()))
}
