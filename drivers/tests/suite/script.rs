//! Lines whose other end follows a script.

use loket_drivers::card_channel::{CardChannel, ChannelError};
use loket_drivers::clock::{Clock, Moment};
use loket_drivers::limit::Limit;
use loket_drivers::link::{Link, LinkError};
use loket_drivers::ports::{Address, Ports};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A clock that moves only when somebody waits.
#[derive(Debug, Default)]
pub struct StepClock(Mutex<Moment>);

impl Clock for StepClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }

    fn sleep_until(&self, until: Moment) {
        let mut now = self.0.lock().unwrap();
        *now = until.max(*now);
    }
}

/// What the other end does.
#[derive(Clone)]
enum Act {
    /// Waits for exactly these bytes; at the given line speed, others do not get through.
    Expect(Vec<u8>, Option<u32>),
    Pause(Duration),
    Say(Vec<u8>),
    Close,
}

/// One connection's script.
#[derive(Clone, Default)]
pub struct Script {
    acts: VecDeque<Act>,
    piece: Option<usize>,
    accepts: Option<usize>,
    refused: bool,
    has_speed: bool,
}

impl Script {
    pub fn new() -> Self {
        Self::default()
    }

    /// A connection that cannot be opened.
    pub fn refused() -> Self {
        Self {
            refused: true,
            ..Self::default()
        }
    }

    /// A line that has a speed, 57,600 bits per second at first.
    pub fn serial() -> Self {
        Self {
            has_speed: true,
            ..Self::default()
        }
    }

    pub fn expect(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.acts.push_back(Act::Expect(bytes.into(), None));
        self
    }

    /// Like [`Self::expect`]; what is written at another speed is lost.
    pub fn expect_at(mut self, speed: u32, bytes: impl Into<Vec<u8>>) -> Self {
        self.acts.push_back(Act::Expect(bytes.into(), Some(speed)));
        self
    }

    pub fn say(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.acts.push_back(Act::Say(bytes.into()));
        self
    }

    pub fn pause(mut self, span: Duration) -> Self {
        self.acts.push_back(Act::Pause(span));
        self
    }

    pub fn close(mut self) -> Self {
        self.acts.push_back(Act::Close);
        self
    }

    /// The same script, read in pieces of at most `bytes`.
    pub fn in_pieces(mut self, bytes: usize) -> Self {
        self.piece = Some(bytes);
        self
    }

    /// The same script on a line that breaks when more than `bytes` are written.
    pub fn accepting(mut self, bytes: usize) -> Self {
        self.accepts = Some(bytes);
        self
    }

    pub fn then(mut self, more: Script) -> Self {
        self.acts.extend(more.acts);
        self
    }
}

/// Ports that hand out scripted connections in order.
pub struct ScriptedPorts {
    clock: Arc<StepClock>,
    scripts: Mutex<VecDeque<Script>>,
    unplayed: Arc<Mutex<usize>>,
}

impl ScriptedPorts {
    pub fn new(scripts: impl IntoIterator<Item = Script>) -> Arc<Self> {
        Arc::new(Self {
            clock: Arc::new(StepClock::default()),
            scripts: Mutex::new(scripts.into_iter().collect()),
            unplayed: Arc::new(Mutex::new(0)),
        })
    }

    pub fn seconds(&self, seconds: u64) -> Limit {
        self.millis(seconds * 1000)
    }

    pub fn millis(&self, millis: u64) -> Limit {
        Limit::after(self.clock.as_ref(), Duration::from_millis(millis))
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    pub fn add(&self, script: Script) {
        self.scripts.lock().unwrap().push_back(script);
    }

    /// Fails when a script was not played to its end. Call it when the device is dropped.
    #[track_caller]
    pub fn assert_played(&self) {
        assert_eq!(
            self.scripts.lock().unwrap().len(),
            0,
            "connections never made"
        );
        assert_eq!(*self.unplayed.lock().unwrap(), 0, "acts never played");
    }
}

impl Ports for ScriptedPorts {
    fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn link(&self, address: &Address, _limit: &Limit) -> Result<Box<dyn Link>, LinkError> {
        let script = self.scripts.lock().unwrap().pop_front();
        match script.expect("a connection too many") {
            Script { refused: true, .. } => Err(LinkError::Open {
                address: address.to_string(),
                source: io::ErrorKind::ConnectionRefused.into(),
            }),
            script => Ok(Box::new(ScriptedLink {
                script,
                clock: self.clock.clone(),
                speed: 57_600,
                written: Vec::new(),
                unplayed: self.unplayed.clone(),
            })),
        }
    }

    fn card_channel(
        &self,
        _reader: &str,
        _limit: &Limit,
    ) -> Result<Box<dyn CardChannel>, ChannelError> {
        Err(ChannelError::NoReader)
    }
}

struct ScriptedLink {
    script: Script,
    clock: Arc<StepClock>,
    speed: u32,
    written: Vec<u8>,
    unplayed: Arc<Mutex<usize>>,
}

impl ScriptedLink {
    /// Takes what was written as far as the script expects it.
    fn advance(&mut self) {
        while let Some(Act::Expect(bytes, _)) = self.script.acts.front() {
            let common = bytes.len().min(self.written.len());
            assert!(
                bytes[..common] == self.written[..common],
                "expected {}, got {}",
                excerpt(bytes),
                excerpt(&self.written)
            );
            if self.written.len() < bytes.len() {
                return;
            }
            self.written.drain(..bytes.len());
            self.script.acts.pop_front();
        }
    }

    fn silence(&self, limit: &Limit) -> Result<usize, LinkError> {
        self.clock.sleep_until(limit.end());
        Err(LinkError::TimedOut)
    }
}

fn excerpt(bytes: &[u8]) -> String {
    format!(
        "{:?}",
        String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
    )
}

impl Drop for ScriptedLink {
    fn drop(&mut self) {
        let acts = &self.script.acts;
        let played = acts.iter().all(|act| matches!(act, Act::Close));
        *self.unplayed.lock().unwrap() += usize::from(!played);
    }
}

impl Link for ScriptedLink {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        if limit.is_cancelled() {
            return Err(LinkError::Cancelled);
        }
        if let Some(accepts) = &mut self.script.accepts {
            *accepts = accepts.checked_sub(bytes.len()).ok_or(LinkError::Closed)?;
        }
        match self.script.acts.front() {
            Some(Act::Expect(_, Some(speed))) if *speed != self.speed => return Ok(()),
            Some(Act::Close) => return Err(LinkError::Closed),
            _ => {}
        }
        self.written.extend(bytes);
        self.advance();
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        if limit.is_cancelled() {
            return Err(LinkError::Cancelled);
        }
        let most = self.script.piece.unwrap_or(usize::MAX).min(buffer.len());
        loop {
            match self.script.acts.front_mut() {
                Some(Act::Say(bytes)) => {
                    let count = most.min(bytes.len());
                    buffer[..count].copy_from_slice(&bytes[..count]);
                    bytes.drain(..count);
                    if bytes.is_empty() {
                        self.script.acts.pop_front();
                        self.advance();
                    }
                    if count > 0 {
                        return Ok(count);
                    }
                }
                Some(Act::Pause(span)) => {
                    let left = limit.left(self.clock.as_ref());
                    if *span > left {
                        *span -= left;
                        return self.silence(limit);
                    }
                    let end = self.clock.now() + *span;
                    self.clock.sleep_until(end);
                    self.script.acts.pop_front();
                }
                Some(Act::Close) => return Err(LinkError::Closed),
                Some(Act::Expect(..)) | None => return self.silence(limit),
            }
        }
    }

    fn set_speed(&mut self, bits_per_second: u32) -> Result<(), LinkError> {
        if !self.script.has_speed {
            return Err(LinkError::NoSpeed);
        }
        self.speed = bits_per_second;
        Ok(())
    }
}
