//! The simulated end of a card reader: a Unix socket that the reader driver inside `pcscd` connects to.
//!
//! The server has hands (insert, remove, unplug, plug) and a card that answers. Commands are executed on threads of its
//! own; hands never wait for the card, so they may be called by whoever holds the lock that the card needs.

mod frame;
mod serve;
mod slot;

use frame::Event;
use slot::Slot;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// `SCARD_ATTR_VENDOR_NAME`.
const VENDOR_NAME: u32 = 0x0001_0100;
/// `SCARD_ATTR_VENDOR_IFD_TYPE`.
const VENDOR_IFD_TYPE: u32 = 0x0001_0101;
/// `SCARD_ATTR_VENDOR_IFD_SERIAL_NO`.
const VENDOR_IFD_SERIAL: u32 = 0x0001_0103;
/// The maker of every simulated reader.
const VENDOR: &str = "Loket SIM";

/// A chip that can lie in a reader.
///
/// Being taken out is not told: a card without a reader has no power, and the next thing it sees is
/// [`SlotCard::power_on`].
pub trait SlotCard: Send {
    /// Starts the chip anew and returns its answer to reset (2 to 33 bytes; empty from a mute chip).
    fn power_on(&mut self) -> Vec<u8>;

    /// Cuts the power of the chip while it stays in the reader.
    fn power_off(&mut self);

    /// Executes one command APDU. Only called while the chip has power.
    fn transmit(&mut self, apdu: &[u8]) -> CardReply;
}

/// What comes back from the chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardReply {
    /// A response APDU.
    Response(Vec<u8>),
    /// The chip executed the command and its answer was lost.
    Empty,
    /// The chip never answers; the reader hangs until the card is pulled.
    Silent,
    /// The card was pulled during the command.
    Gone,
}

/// What a reader states about itself; the vendor is always [`VENDOR`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Model name, such as `Encoder`.
    pub model: String,
    /// Serial number.
    pub serial: String,
}

impl Attributes {
    fn events(&self) -> Vec<Event> {
        [
            (VENDOR_NAME, VENDOR),
            (VENDOR_IFD_TYPE, &self.model),
            (VENDOR_IFD_SERIAL, &self.serial),
        ]
        .map(|(tag, value)| Event::Attribute {
            tag,
            value: value.as_bytes().to_vec(),
        })
        .into()
    }
}

/// A simulated reader with one slot. Dropping it is the counter leaving: the slot becomes empty for `pcscd`.
pub struct ReaderServer {
    path: PathBuf,
    listener: Arc<UnixListener>,
    slot: Arc<Slot>,
    acceptor: Option<JoinHandle<()>>,
}

impl ReaderServer {
    /// Serves a plugged-in reader with an empty slot on a new socket at `path`; a stale socket file is replaced.
    ///
    /// # Errors
    /// The system's: no such directory, no permission, a path longer than 107 bytes.
    pub fn bind(path: &Path, attributes: &Attributes) -> io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = Arc::new(UnixListener::bind(path)?);
        let slot = Arc::new(Slot::new(attributes.events()));
        let acceptor = std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn({
                let (listener, slot) = (Arc::clone(&listener), Arc::clone(&slot));
                move || serve::accept(&listener, &slot)
            })?;
        Ok(Self {
            path: path.to_owned(),
            listener,
            slot,
            acceptor: Some(acceptor),
        })
    }

    /// The socket's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a card in; one that was in is taken out first.
    pub fn insert(&self, card: Arc<Mutex<dyn SlotCard>>) {
        self.slot.insert(card);
    }

    /// Takes the card out, if one is in.
    pub fn remove(&self) {
        self.slot.remove();
    }

    /// Pulls the reader's plug; a card stays in it without power.
    pub fn unplug(&self) {
        self.slot.unplug();
    }

    /// Plugs the reader in again.
    pub fn plug(&self) {
        self.slot.plug();
    }
}

impl Drop for ReaderServer {
    fn drop(&mut self) {
        self.slot.close();
        // Both can only fail because the thing is gone already.
        let _ = rustix::net::shutdown(self.listener.as_fd(), rustix::net::Shutdown::Both);
        let _ = std::fs::remove_file(&self.path);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}
