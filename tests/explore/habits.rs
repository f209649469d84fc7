//! What the counter knows of its printer from the cards of earlier days.

use loket_daemon::condition::Condition;
use loket_daemon::device::class::Printers;
use loket_daemon::device::handle::Handle;
use loket_simulator::mechanism::CardCount;
use loket_tests::memory::office::Office;
use serde_json::json;
use std::time::Duration;

const LOOK: Duration = Duration::from_secs(10);

/// The printer has shown when it counts a card, as it does with the first one; nothing for a printer that never does.
pub(crate) fn teach(office: &Office, count: CardCount) -> Option<()> {
    let counting = match count {
        CardCount::AtFeed => "AtFeed",
        CardCount::AtPrint | CardCount::AtEject => "Later",
        CardCount::Never => return Some(()),
    };
    let base = &office.counter.base;
    let printer = base.hardware.printer().ok()?;
    // It tells its serial number when it is first spoken to.
    printer.status(LOOK).ok()?;
    let key = format!("printer/{}", serial(printer));
    let habits = serde_json::to_vec(&json!({ "counting": counting })).ok()?;
    let kept = base
        .store
        .call(move |database| database.set_note(&key, &habits));
    kept.ok()
}

/// The daemon looks for what the line needs and is away, as it does of itself where each device has a thread: an order that
/// waits for it goes on.
pub(crate) fn look_for_absent(office: &Office) {
    let hardware = &office.counter.base.hardware;
    let _ = hardware.printer().map(Handle::look);
    for reader in [hardware.encoder(), hardware.desk()] {
        let _ = reader.map(Handle::look);
    }
}

/// The daemon looks at all its devices, as it does of itself where each has a thread.
///
/// # Errors
/// What is wrong with one.
pub(crate) fn look_at_all(office: &Office) -> Result<(), Condition> {
    let hardware = &office.counter.base.hardware;
    hardware.scanner()?.call(LOOK, |_, _| Ok(()))?;
    hardware.camera()?.call(LOOK, |_, _| Ok(()))?;
    hardware.printer()?.call(LOOK, |_, _| Ok(()))?;
    hardware.encoder()?.call(LOOK, |_, _| Ok(()))?;
    hardware.desk()?.call(LOOK, |_, _| Ok(()))
}

fn serial(printer: &Handle<Printers>) -> String {
    printer.watch().borrow().identity.serial.clone()
}
