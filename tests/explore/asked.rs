//! What an order asks of a person, as any front end shows it.

use loket_daemon::condition::Reason;
use loket_daemon::issuance::attempt::AttemptState;
use loket_daemon::issuance::order::Order;
use loket_daemon::prompt::{Key, Kind, Prompt};

/// A question about an order.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// What is asked.
    pub(crate) kind: Kind,
    /// What is in the way.
    pub(crate) reason: Option<Reason>,
    /// The allowed answers.
    pub(crate) choices: Vec<Key>,
    /// Serial number of the chip that the order has now.
    pub(crate) serial: Option<[u8; 8]>,
    /// Blanks that the attempts before the present one used.
    pub(crate) used: usize,
}

impl Asked {
    /// What this prompt asks about its order.
    pub(crate) fn of(order: &Order, prompt: &Prompt) -> Self {
        let question = &prompt.question;
        let earlier = order.attempts.iter().rev().skip(1);
        let used = earlier.filter(|attempt| attempt.state != AttemptState::NotFed);
        Self {
            kind: question.kind,
            reason: question.condition.as_ref().map(|held| held.reason),
            choices: question.choices.clone(),
            serial: serial_of(order),
            used: used.count(),
        }
    }
}

/// Serial number of the chip that the order has now.
pub(crate) fn serial_of(order: &Order) -> Option<[u8; 8]> {
    Some(order.attempt()?.serial?.0)
}
