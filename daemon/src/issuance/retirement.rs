//! The card that the new one replaces: put out of force on the desk reader.

use crate::condition::{Condition, Reason};
use crate::counter::Base;
use crate::device::class::Readers;
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use crate::issuance::card_data::CardData;
use crate::issuance::chip_access::{wait_card, with_card};
use crate::issuance::event::Event;
use crate::issuance::order::{OldCard, Order, OrderReason};
use crate::issuance::orders::{Orders, refused};
use crate::ledger::Ledger;
use crate::ledger::authority::Signed;
use crate::ledger::card::Surrender;
use crate::ledger::wish::Wish;
use crate::person::Person;
use crate::refusal::Refusal;
use crate::store::records::RequestKey;
use loket_card::{ChipIdentity, ChipSerial, LifeCycle, identify, read_back, terminate};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// Patience for reading a whole chip.
const READING: Duration = Duration::from_secs(30);

/// Puts the chip of the order's old card, which must lie on the desk reader, out of force; its serial number. Which chip
/// it is to be is on record before, since a chip that is out of force does not tell whose it was: cut short, this is begun
/// again with the same card.
///
/// # Errors
/// `CardAbsent`; `NotTheOldCard` when the card is the new one, another holder's, or was never issued; `DeviceInUse`,
/// `DeviceLeased`, `LeaseLost`, and device conditions.
pub(super) fn retire_card(
    base: &Base,
    orders: &Orders,
    order: &Order,
    lease: Option<&Token>,
) -> Result<ChipSerial, Condition> {
    let job = Job::Order(order.id.clone());
    let desk = base.hardware.desk()?.claim(lease, job)?;
    wait_card(&desk, base.config.limits.person())?;
    let chip = read_chip(&desk)?;
    let serial = chip.serial;
    if order.old_card != OldCard::Retiring(serial) {
        if orders.is_under_way(serial) {
            return Err(not_the_old_card("it belongs to an order under way"));
        }
        is_the_holders(base, &desk, order)?;
        orders.apply(&order.id, Event::Retiring(serial))?;
    }
    put_out_of_force(base, &desk, serial)
}

/// Puts the chip of a card out of force that lies on the desk reader and was issued before; its serial number. May be run
/// again.
///
/// # Errors
/// `CardAbsent`; `NotTheOldCard` for a blank, and for the card of an order under way; `DeviceInUse`, `DeviceLeased`,
/// `LeaseLost`, and device conditions.
pub(super) fn retire_found(
    base: &Base,
    orders: &Orders,
    lease: Option<&Token>,
) -> Result<ChipSerial, Condition> {
    let job = Job::Maintenance("desk");
    let desk = base.hardware.desk()?.claim(lease, job)?;
    wait_card(&desk, base.config.limits.person())?;
    let chip = read_chip(&desk)?;
    let serial = chip.serial;
    if orders.is_under_way(serial) {
        return Err(not_the_old_card("it belongs to an order under way"));
    }
    if chip.life_cycle < LifeCycle::Personalised {
        return Err(not_the_old_card("it is a blank"));
    }
    put_out_of_force(base, &desk, serial)
}

fn read_chip(desk: &Handle<Readers>) -> Result<ChipIdentity, Condition> {
    with_card(desk, READING, Reason::NotTheOldCard, |mut transmit| {
        identify(&mut transmit)
    })
}

/// Terminates the chip on the desk reader if it is this one; its serial number.
fn put_out_of_force(
    base: &Base,
    desk: &Handle<Readers>,
    serial: ChipSerial,
) -> Result<ChipSerial, Condition> {
    let other = Reason::NotTheOldCard;
    let keys = Arc::clone(&base.chip_keys);
    with_card(desk, READING, other, move |mut transmit| {
        terminate(&mut transmit, &*keys, serial)
    })?;
    Ok(serial)
}

/// Whether the card on the desk was issued to the order's holder.
fn is_the_holders(base: &Base, desk: &Handle<Readers>, order: &Order) -> Result<(), Condition> {
    let keys = Arc::clone(&base.chip_keys);
    let content = with_card(desk, READING, Reason::NotTheOldCard, move |mut transmit| {
        read_back(&mut transmit, &*keys)
    })?;
    let owner = order.id.clone();
    let data = base
        .store
        .call(move |database| CardData::load(database, &owner));
    let holder = data.map_err(|error| refused(&error))?;
    if content.record.biodata.nik == holder.biodata.nik {
        Ok(())
    } else {
        Err(not_the_old_card("it is another holder's"))
    }
}

/// Enters the old card in the book of surrendered cards, once.
///
/// # Errors
/// As [`Ledger::enter`].
pub(super) fn surrender(
    ledger: &Ledger,
    order: &Order,
    serial: Option<ChipSerial>,
    by: &Person,
) -> Result<(), Refusal> {
    let serial = serial.map(|serial| serial.to_string()).unwrap_or_default();
    let request = RequestKey {
        id: format!("old-card-{}", order.id),
        sha256: Sha256::digest(&serial).into(),
    };
    let signed = Signed {
        by: by.clone(),
        witnesses: Vec::new(),
        reason: String::new(),
    };
    let why = match order.reason {
        OrderReason::DataChange => Surrender::DataChange,
        _ => Surrender::Damaged,
    };
    let order = order.id.clone();
    ledger.enter(request, signed, Wish::Surrender { why, serial, order })?;
    Ok(())
}

fn not_the_old_card(why: &str) -> Condition {
    Condition::new(Reason::NotTheOldCard, why)
}
