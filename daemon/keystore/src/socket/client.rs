//! The side that asks.

use super::message::{self, Request};
use loket_card::keys::{SessionKeys, SessionRequest};
use loket_card::{ChipSerial, Decision, KeyStore, KeyStoreError};
use std::io;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// Longest wait for an answer. A security module that has to think for longer holds up a card in the machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// A key store behind a socket. It is called anew after every failure, so that it may be started and stopped at any time.
#[derive(Debug)]
pub struct SocketKeys {
    path: PathBuf,
    stream: Mutex<Option<UnixStream>>,
}

impl SocketKeys {
    /// The store that listens there, now or later.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            stream: Mutex::default(),
        }
    }

    /// The connection that is kept, to break it.
    #[cfg(test)]
    pub(super) fn stream(&self) -> UnixStream {
        let kept = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .and_then(|kept| kept.try_clone().ok())
            .expect("a connection")
    }

    fn ask<const N: usize>(&self, request: &Request) -> Result<Zeroizing<[u8; N]>, KeyStoreError> {
        let mut kept = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let was_open = kept.is_some();
        let mut answer = self.exchange(&mut kept, request);
        // One that was started anew since is asked once more: every request can be repeated.
        if was_open && answer.is_err() {
            answer = self.exchange(&mut kept, request);
        }
        let answer = answer.map_err(|error| {
            KeyStoreError::Unreachable(format!("{}: {error}", self.path.display()))
        })?;
        let answer = message::decode(&answer)?;
        let bytes = answer.as_slice().try_into();
        let length = |_| KeyStoreError::Unreachable("an answer of another length".into());
        bytes.map(Zeroizing::new).map_err(length)
    }

    fn exchange(
        &self,
        kept: &mut Option<UnixStream>,
        request: &Request,
    ) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut stream = match kept.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        message::send(&mut stream, &request.encode())?;
        let answer = message::receive(&mut stream)?;
        *kept = Some(stream);
        Ok(answer)
    }

    fn connect(&self) -> io::Result<UnixStream> {
        let stream = UnixStream::connect(&self.path)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}

impl KeyStore for SocketKeys {
    fn host_challenge(&self) -> Result<[u8; 8], KeyStoreError> {
        self.ask(&Request::Challenge).map(|bytes| *bytes)
    }

    fn session_keys(&self, request: &SessionRequest) -> Result<SessionKeys, KeyStoreError> {
        let keys = self.ask::<48>(&Request::Session(*request))?;
        let key = |at: usize| std::array::from_fn(|index| keys[at * 16 + index]);
        Ok(SessionKeys {
            enc: key(0),
            mac: key(1),
            rmac: key(2),
        })
    }

    fn sign_decision(
        &self,
        serial: ChipSerial,
        challenge: &[u8; 8],
        decision: Decision,
    ) -> Result<[u8; 16], KeyStoreError> {
        let request = Request::Decision(serial, *challenge, decision);
        self.ask(&request).map(|bytes| *bytes)
    }
}
