//! A card reader: what it says of itself, and the card that lies on it.

use super::{Advice, Reading, SelfTest};
use crate::condition::Condition;
use crate::device::class::Readers;
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use loket_drivers::card_reader::{CardPresence, CardReader};
use loket_drivers::error::{DeviceError, ErrorKind};
use loket_drivers::limit::Limit;
use std::time::Duration;

/// A card answers one command well within this.
const PATIENCE: Duration = Duration::from_secs(5);
/// SELECT of the master file without an answer (ISO/IEC 7816-4): changes nothing on any card.
const SELECT: [u8; 7] = [0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00];

const MUTE: Advice = (
    "The card does not answer. Put it in again with the chip in the reader, or try another card.",
    "Kartu tidak menjawab. Masukkan lagi dengan chip di pembaca, atau coba kartu lain.",
);

const UNFIT: Advice = (
    "Reader and card do not go together. Try a card of the kind that this reader is for.",
    "Pembaca dan kartu tidak cocok. Coba kartu dari jenis yang sesuai dengan pembaca ini.",
);

/// Looks at the slot, and has a card that is in it answer one command.
pub(super) fn test(reader: &Handle<Readers>, token: Option<&Token>) -> Result<SelfTest, Condition> {
    let reader = reader.claim(token, Job::Maintenance(reader.name()))?;
    let card = reader.call(PATIENCE, look)?;
    let identity = reader.watch().borrow().identity.clone();
    let mut readings = vec![Reading::good("reader", identity.model)];
    let stated = [("serial", identity.serial), ("firmware", identity.firmware)];
    let stated = stated.into_iter().filter(|(_, value)| !value.is_empty());
    readings.extend(stated.map(|(name, value)| Reading::good(name, value)));
    readings.extend(card);
    Ok(SelfTest {
        readings,
        picture: None,
    })
}

fn look(
    reader: &mut (dyn CardReader + 'static),
    limit: &Limit,
) -> Result<Vec<Reading>, DeviceError> {
    let CardPresence::Present { atr, .. } = reader.presence(limit)? else {
        return Ok(vec![Reading::good("card", "none")]);
    };
    let mut readings = vec![Reading::good("card", "present")];
    if atr.is_empty() {
        readings.push(Reading::judged("atr", "none", false, MUTE));
        return Ok(readings);
    }
    readings.push(Reading::good("atr", hex(&atr)));
    readings.extend(answers(reader, limit)?);
    Ok(readings)
}

/// Any status words are an answer; a contactless card has a number besides.
fn answers(reader: &mut dyn CardReader, limit: &Limit) -> Result<Vec<Reading>, DeviceError> {
    let spoken = reader.open_card(limit).and_then(|()| {
        let words = reader.transmit(&SELECT, limit)?;
        Ok((words, reader.uid(limit)?))
    });
    reader.close_card();
    match spoken {
        Ok((words, uid)) => {
            let mut readings = vec![Reading::good("chip", format!("answers {}", hex(&words)))];
            readings.extend(uid.map(|uid| Reading::good("uid", hex(&uid))));
            Ok(readings)
        }
        Err(error) if error.kind() == ErrorKind::CardMute => Ok(vec![Reading::judged(
            "chip",
            "does not answer",
            false,
            MUTE,
        )]),
        Err(error) if error.kind() == ErrorKind::CardUnfit => {
            Ok(vec![Reading::judged("chip", "does not fit", false, UNFIT)])
        }
        Err(error) => Err(error),
    }
}

fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(" ")
}
