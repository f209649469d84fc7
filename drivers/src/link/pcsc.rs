//! A reader slot over PC/SC (`pcscd` and `libpcsclite`).
//!
//! PC/SC calls on one context wait for each other, so the slot has three: one watches, one holds the card, and while nobody
//! uses the slot one sleeps inside the service until something happens. Whether the
//! service lives is known only from real calls (`SCardIsValidContext` says yes after its death), so a context is thrown
//! away when a call says that the service is gone, and the next call establishes a new one.
//!
//! Waiting is done in slices of [`Limit::SLICE`]: between two slices the canceller is looked at, and a notification that
//! was lost is found, because each slice begins by comparing states. `SCardTransmit` can neither be cancelled nor limited; a
//! card that hangs is the worker thread's matter, and it ends when the card is pulled.

mod error;
mod name;
mod session;
mod vigil;
mod watch;

use crate::bell::{Bell, Waking};
use crate::card_channel::{CardChannel, ChannelError, ReaderDescription, SlotState, SlotStatus};
use crate::clock::Clock;
use crate::limit::Limit;
use pcsc::{Context, Scope};
use session::{Broken, Session};
use std::ffi::CString;
use std::sync::Arc;
use std::time::Duration;
use vigil::Vigil;
use watch::Watch;

/// How long the watcher is given to notice that a card or reader has left, after a command or a reset got no answer. Readers
/// that are polled show a removal up to 0.4 s late.
const NOTICE: Duration = Duration::from_millis(500);

/// Opens the slot of the reader of this PC/SC name, with or without its numbers.
///
/// # Errors
/// `NoService`, `NoReader`, `ManyReaders`, `NotPermitted`, `Cancelled`, `TimedOut`.
pub fn open(
    reader: &str,
    clock: Arc<dyn Clock>,
    limit: &Limit,
) -> Result<Box<dyn CardChannel>, ChannelError> {
    may_begin(&*clock, limit)?;
    let reader = find(reader)?;
    let mut channel = PcscChannel {
        watch: Watch::new(reader.clone()),
        reader,
        clock,
        session: None,
        vigil: None,
    };
    channel.status()?;
    Ok(Box::new(channel))
}

fn find(wanted: &str) -> Result<CString, ChannelError> {
    let context = Context::establish(Scope::User).map_err(error::meaning)?;
    let names = match context.list_readers_owned() {
        Ok(names) => names,
        Err(refused) => return Err(error::meaning(refused)),
    };
    name::resolve(wanted, names.iter().map(CString::as_c_str))
}

struct PcscChannel {
    reader: CString,
    clock: Arc<dyn Clock>,
    watch: Watch,
    session: Option<Session>,
    /// Kept from the first rest on.
    vigil: Option<Vigil>,
}

impl PcscChannel {
    /// Tells a card that was pulled from an answer that was lost.
    fn after_silence(&mut self, changes: u64, error: pcsc::Error) -> ChannelError {
        if error::context_is_lost(error) {
            return ChannelError::NoAnswer(Some(error.into()));
        }
        let limit = Limit::after(&*self.clock, NOTICE);
        match self.wait_change(changes, &limit) {
            Ok(_) => ChannelError::Removed,
            Err(_) => ChannelError::NoAnswer(Some(error.into())),
        }
    }

    /// Tells a mute card from a reader or card that is leaving: the service sees a card without contact first.
    fn after_mute(&mut self, changes: u64) -> ChannelError {
        let limit = Limit::after(&*self.clock, NOTICE);
        match self.wait_change(changes, &limit).map(|status| status.state) {
            Ok(SlotState::Mute) | Err(ChannelError::TimedOut) => ChannelError::Mute,
            Ok(SlotState::Empty | SlotState::Card { .. }) => ChannelError::Removed,
            Err(gone) => gone,
        }
    }
}

impl CardChannel for PcscChannel {
    fn describe(&mut self) -> ReaderDescription {
        session::describe(&self.reader)
    }

    fn status(&mut self) -> Result<SlotStatus, ChannelError> {
        self.watch.status()
    }

    fn wait_change(&mut self, seen: u64, limit: &Limit) -> Result<SlotStatus, ChannelError> {
        let mut known = self.watch.unaware();
        loop {
            let slice = limit.left(&*self.clock).min(Limit::SLICE);
            if let Some(status) = self.watch.look(&mut known, slice)?
                && status.changes != seen
            {
                return Ok(status);
            }
            may_begin(&*self.clock, limit)?;
        }
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        if self.vigil.as_ref().is_none_or(Vigil::is_over) {
            self.vigil = Vigil::begin(&self.reader);
        }
        match &self.vigil {
            Some(vigil) => vigil.rest(bell, span),
            // Something is wrong with the service: the next look will tell what.
            None => Waking::Stirred,
        }
    }

    fn connect(&mut self, limit: &Limit) -> Result<(), ChannelError> {
        may_begin(&*self.clock, limit)?;
        self.disconnect();
        let before = self.status()?;
        match before.state {
            SlotState::Empty => return Err(ChannelError::NoCard),
            SlotState::Mute => return Err(self.after_mute(before.changes)),
            SlotState::Card { .. } => {}
        }
        match Session::open(&self.reader, before.changes) {
            Ok(session) => self.session = Some(session),
            Err(ChannelError::Mute) => return Err(self.after_mute(before.changes)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, ChannelError> {
        may_begin(&*self.clock, limit)?;
        let Some(session) = &mut self.session else {
            return Err(ChannelError::NoCard);
        };
        let (changes, broken) = match session.transmit(command) {
            Ok(response) => return Ok(response),
            Err(broken) => (session.changes(), broken),
        };
        self.disconnect();
        Err(match broken {
            Broken::Known(error) => error,
            Broken::Silent(error) => self.after_silence(changes, error),
        })
    }

    fn disconnect(&mut self) {
        if let Some(session) = self.session.take() {
            session.close();
        }
    }
}

fn may_begin(clock: &dyn Clock, limit: &Limit) -> Result<(), ChannelError> {
    if limit.is_cancelled() {
        return Err(ChannelError::Cancelled);
    }
    if limit.is_over(clock) {
        return Err(ChannelError::TimedOut);
    }
    Ok(())
}
