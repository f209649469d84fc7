//! One owner for one thing: a value that only its own thread touches, or, in a single-threaded run, only the caller.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use thiserror::Error;

/// A call waiting for its owner.
type Call<T> = Box<dyn FnOnce(&mut T) + Send>;

/// How many calls may wait before the caller does.
const QUEUE: usize = 64;

/// The owner is gone: its thread ended or broke down.
#[derive(Debug, Error)]
#[error("the {0} no longer works; restart the daemon")]
pub struct OwnerGone(&'static str);

/// A handle to a value with one owner; clones reach the same value.
pub struct Actor<T> {
    name: &'static str,
    owner: Owner<T>,
}

enum Owner<T> {
    Thread(SyncSender<Call<T>>),
    Caller(Arc<Mutex<T>>),
}

impl<T: Send + 'static> Actor<T> {
    /// Gives the value a thread of its own, which ends when the last handle is dropped.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn spawn(name: &'static str, value: T) -> std::io::Result<Self> {
        let (calls, queue) = mpsc::sync_channel(QUEUE);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(value, &queue))?;
        Ok(Self {
            name,
            owner: Owner::Thread(calls),
        })
    }

    /// Keeps the value with the caller: calls are made in place.
    pub fn in_place(name: &'static str, value: T) -> Self {
        Self {
            name,
            owner: Owner::Caller(Arc::new(Mutex::new(value))),
        }
    }

    /// Has the owner carry out `work` and waits for its result.
    ///
    /// # Errors
    /// When the owner is gone.
    pub fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut T) -> R + Send + 'static,
    ) -> Result<R, OwnerGone> {
        match &self.owner {
            Owner::Caller(value) => Ok(work(
                &mut value.lock().unwrap_or_else(PoisonError::into_inner),
            )),
            Owner::Thread(calls) => {
                let (answer, result) = mpsc::sync_channel(1);
                let call: Call<T> = Box::new(move |value| {
                    // A caller that no longer waits has no use for the result.
                    let _ = answer.send(work(value));
                });
                calls.send(call).map_err(|_| OwnerGone(self.name))?;
                result.recv().map_err(|_| OwnerGone(self.name))
            }
        }
    }
}

fn serve<T>(mut value: T, queue: &Receiver<Call<T>>) {
    while let Ok(call) = queue.recv() {
        call(&mut value);
    }
}

impl<T> Clone for Actor<T> {
    fn clone(&self) -> Self {
        let owner = match &self.owner {
            Owner::Thread(calls) => Owner::Thread(calls.clone()),
            Owner::Caller(value) => Owner::Caller(Arc::clone(value)),
        };
        Self {
            name: self.name,
            owner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_owners_keep_state_between_calls() {
        for actor in [
            Actor::spawn("counter", 1).unwrap(),
            Actor::in_place("counter", 1),
        ] {
            actor.call(|n| *n += 1).unwrap();
            assert_eq!(actor.clone().call(|n| *n).unwrap(), 2);
        }
    }

    #[test]
    fn a_broken_owner_is_reported() {
        let actor = Actor::spawn("thing", ()).unwrap();
        assert!(actor.call(|()| panic!("on purpose")).is_err());
        assert!(actor.call(|()| ()).is_err());
    }
}
