//! `loket card`: a card on a reader of this machine, without the daemon. For integrators at their desks.

mod desk;
mod fault;
mod shown;
mod trace;

pub(crate) use fault::CardFault;

use super::args::{Card, CardCommand};
use super::fail::{Exit, Fail};
use super::save;
use super::screen::Screen;
use crate::chip_keys;
use crate::config::Config;
use crate::environment;
use desk::Desk;
use loket_card::profile;
use loket_card::{ChipContent, ChipError, Exchange, KeyStore, verify};
use loket_drivers::error::DeviceError;
use shown::{Chip, Found, Verdict};
use trace::Traced;

/// Carries out a command.
pub(super) fn run(card: &Card, screen: &mut Screen) -> Result<Exit, Fail> {
    let config = Config::load(&card.config).map_err(CardFault::Config)?;
    environment::settle(config.devices.pcscd_socket.as_deref()).map_err(Fail::Runtime)?;
    let mut desk = Desk::open(card.reader.as_deref(), &config)?;
    match &card.command {
        CardCommand::Info => info(&mut desk, screen)?,
        CardCommand::Read { photo, free: true } => {
            let bytes = desk.with_card(|chip| free_photo(chip))?;
            save_photo(photo.as_deref(), &bytes)?;
            screen.show(&shown::photo(&bytes))?;
        }
        CardCommand::Read { photo, free: false } => {
            let content = read(&mut desk, &config)?;
            save_photo(photo.as_deref(), &content.record.photo)?;
            screen.show(&Chip(&content))?;
        }
        CardCommand::Verify => {
            let content = read(&mut desk, &config)?;
            return say(screen, &config, &content);
        }
        CardCommand::Trace => return trace(&mut desk, screen, &config),
    }
    Ok(Exit::Done)
}

fn info(desk: &mut Desk, screen: &mut Screen) -> Result<(), Fail> {
    let atr = desk.atr()?;
    let found = desk.with_card(|chip| {
        Ok(profile::recognise(chip)?.map(|(profile, found)| (profile.name(), found)))
    })?;
    Ok(screen.show(&Found { atr, found })?)
}

/// The photo as far as it is free to read, with whatever profile the card has.
fn free_photo<X: Exchange>(chip: &mut X) -> Result<Vec<u8>, ChipError<X::Error>> {
    match profile::recognise(chip)? {
        Some((profile, _)) => profile.photo(chip),
        None => Err(ChipError::Foreign),
    }
}

fn read(desk: &mut Desk, config: &Config) -> Result<ChipContent, Fail> {
    let keys = chip_keys::open(config);
    Ok(desk.with_card(|chip| everything(chip, &*keys))?)
}

fn everything<X: Exchange>(
    chip: &mut X,
    keys: &dyn KeyStore,
) -> Result<ChipContent, ChipError<X::Error>> {
    match profile::recognise(chip)? {
        Some((profile, _)) => profile.read_back(chip, keys),
        None => Err(ChipError::Foreign),
    }
}

fn say(screen: &mut Screen, config: &Config, content: &ChipContent) -> Result<Exit, Fail> {
    let issuer = desk::issuer(config)?;
    let is_valid = verify(content, &issuer).is_ok();
    screen.show(&Verdict {
        serial: content.identity.serial,
        life_cycle: content.identity.life_cycle,
        is_valid,
    })?;
    Ok(if is_valid {
        Exit::Done
    } else {
        Exit::PersonActs
    })
}

fn trace(desk: &mut Desk, screen: &mut Screen, config: &Config) -> Result<Exit, Fail> {
    let keys = chip_keys::open(config);
    let mut lines = Vec::new();
    let read = desk.with_card(|chip| {
        let mut traced = Traced::new(chip, |line| lines.push(line));
        everything::<Traced<'_, _, _>>(&mut traced, &*keys)
    });
    for line in &lines {
        screen.show_next(line)?;
    }
    say(screen, config, &read?)
}

fn save_photo(path: Option<&std::path::Path>, bytes: &[u8]) -> Result<(), Fail> {
    path.map_or(Ok(()), |path| save::file(path, bytes))
}

/// What a chip error is, said by whoever stands at the reader.
type AtReader = ChipError<DeviceError>;
