//! The connections of a reader: one thread accepts, one thread per command connection executes.

use super::CardReply;
use super::frame::{Action, Answer, Command, Role};
use super::slot::{Inserted, Slot};
use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;

/// Accepts connections until the listener is shut down.
pub(super) fn accept(listener: &UnixListener, slot: &Arc<Slot>) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else { return };
        if let Err(error) = admit(stream, slot) {
            tracing::debug!(%error, "a connection to a simulated reader failed");
        }
    }
}

fn admit(mut stream: UnixStream, slot: &Arc<Slot>) -> io::Result<()> {
    match Role::read(&mut stream)? {
        Role::Events => slot.add_listener(stream),
        Role::Commands => {
            let stream = Arc::new(stream);
            slot.add_commander(&stream);
            let slot = Arc::clone(slot);
            // Nobody joins this thread: a card may take its time, and the connection's end is its end.
            std::thread::Builder::new()
                .name("reader-card".to_owned())
                .spawn(move || execute_all(&stream, &slot))?;
        }
    }
    Ok(())
}

fn execute_all(mut stream: &UnixStream, slot: &Slot) {
    while let Ok(command) = Command::read(&mut stream) {
        let Some(answer) = execute(slot, &command) else {
            // The driver gives up this connection when the card leaves.
            continue;
        };
        if answer.write(&mut stream).is_err() {
            return;
        }
    }
}

/// The answer, or none from a card that stays silent.
fn execute(slot: &Slot, command: &Command) -> Option<Answer> {
    let Some(card) = slot.card(command.stay) else {
        return Some(Answer::Refused);
    };
    match &command.action {
        Action::PowerOn => Some(power_on(slot, &card)),
        Action::PowerOff => {
            power_off(slot, &card);
            Some(Answer::Bytes(Vec::new()))
        }
        Action::Reset => {
            power_off(slot, &card);
            Some(power_on(slot, &card))
        }
        Action::Transmit(_) if !card.powered => Some(Answer::Refused),
        Action::Transmit(apdu) => transmit(slot, &card, apdu),
    }
}

fn power_on(slot: &Slot, card: &Inserted) -> Answer {
    let atr = card.chip().power_on();
    if atr.is_empty() {
        return Answer::Refused;
    }
    slot.set_powered(card.stay, true);
    Answer::Bytes(atr)
}

fn power_off(slot: &Slot, card: &Inserted) {
    card.chip().power_off();
    slot.set_powered(card.stay, false);
}

fn transmit(slot: &Slot, card: &Inserted, apdu: &[u8]) -> Option<Answer> {
    let reply = card.chip().transmit(apdu);
    match reply {
        CardReply::Response(response) => Some(Answer::Bytes(response)),
        CardReply::Empty => Some(Answer::Bytes(Vec::new())),
        CardReply::Silent => None,
        CardReply::Gone => {
            slot.remove_stay(card.stay);
            None
        }
    }
}
