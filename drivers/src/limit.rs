//! How long a call may take and how it is called off.

use crate::clock::{Clock, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Calls off a running device call from another thread; clones share one flag.
#[derive(Clone, Debug, Default)]
pub struct Canceller(Arc<AtomicBool>);

impl Canceller {
    /// Asks the call to end; it does so within [`Limit::SLICE`].
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether [`Canceller::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The end of a call's patience: a moment on the port's clock, and a canceller.
#[derive(Clone, Debug)]
pub struct Limit {
    until: Moment,
    canceller: Canceller,
}

impl Limit {
    /// The longest a blocking wait goes without looking at the canceller.
    pub const SLICE: Duration = Duration::from_millis(50);

    /// A limit `span` from now.
    pub fn after(clock: &dyn Clock, span: Duration) -> Self {
        Self::until(clock.now() + span)
    }

    /// A limit at `until`.
    pub fn until(until: Moment) -> Self {
        Self {
            until,
            canceller: Canceller::default(),
        }
    }

    /// The same limit, called off by `canceller`.
    pub fn with_canceller(mut self, canceller: Canceller) -> Self {
        self.canceller = canceller;
        self
    }

    /// The same canceller with an end no later than `span` from now: the patience for one exchange of a longer call.
    pub fn at_most(&self, clock: &dyn Clock, span: Duration) -> Self {
        Self {
            until: self.until.min(clock.now() + span),
            canceller: self.canceller.clone(),
        }
    }

    /// The same canceller with an end `span` earlier: leaves that much time for what comes after.
    pub fn leaving(&self, span: Duration) -> Self {
        let until = self.until.since_origin().saturating_sub(span);
        Self {
            until: Moment::from_origin(until),
            canceller: self.canceller.clone(),
        }
    }

    /// When patience ends.
    pub fn end(&self) -> Moment {
        self.until
    }

    /// Time left, zero when over.
    pub fn left(&self, clock: &dyn Clock) -> Duration {
        self.until.since(clock.now())
    }

    /// Whether the moment has passed.
    pub fn is_over(&self, clock: &dyn Clock) -> bool {
        self.left(clock).is_zero()
    }

    /// Whether the call was called off.
    pub fn is_cancelled(&self) -> bool {
        self.canceller.is_cancelled()
    }
}
