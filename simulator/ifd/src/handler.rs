//! The C surface of IFD handler version 3. Every `unsafe` block of the crate is in this file.
//!
//! `pcscd` passes raw pointers with lengths; each is checked for null and copied at once, and nothing keeps a pointer.
//! Every entry runs under `catch_unwind`.

#![expect(unsafe_code, reason = "pcscd calls drivers through a C interface")]
#![expect(
    unreachable_pub,
    reason = "exported to the dynamic loader, not to Rust"
)]

use crate::codes::*;
use crate::slot::{Fault, Looker, Power, Presence, Slot};
use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::{CStr, OsStr, c_char, c_int, c_uchar};
use std::os::unix::ffi::OsStrExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// `SCARD_IO_HEADER`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IoHeader {
    protocol: Dword,
    length: Dword,
}

thread_local! {
    /// Set on the threads that `pcscd` waits for events on.
    static IS_EVENT_THREAD: Cell<bool> = const { Cell::new(false) };
}

/// Opens the reader whose name has the path of its socket behind the first `:/`. In `reader.conf` that is
/// `/dev/null:/path` (`pcscd` refuses to start when the part before a colon, or the whole name, does not exist; the socket
/// may come later); for a device that was plugged in, `pcscd` makes it `usb:1234/5678:libudev:0:/dev/bus/usb/001/002`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHCreateChannelByName(lun: Dword, name: *mut c_char) -> ResponseCode {
    guarded(|| {
        if name.is_null() {
            return COMMUNICATION_ERROR;
        }
        // SAFETY: pcscd passes a NUL-terminated string that lives during the call.
        let name = unsafe { CStr::from_ptr(name) }.to_bytes();
        let Some(colon) = name.windows(2).position(|pair| pair == b":/") else {
            return COMMUNICATION_ERROR;
        };
        let socket = OsStr::from_bytes(&name[colon + 1..]);
        let slot = Slot::open(socket.into());
        slots().insert(lun, slot);
        SUCCESS
    })
}

/// Opening by channel number alone is not possible: the socket's path is needed.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHCreateChannel(_lun: Dword, _channel: Dword) -> ResponseCode {
    COMMUNICATION_ERROR
}

/// Closes the reader.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHCloseChannel(lun: Dword) -> ResponseCode {
    guarded(|| {
        let slot = slots().remove(&lun);
        if let Some(slot) = slot {
            slot.close();
        }
        SUCCESS
    })
}

/// Answers what the driver can do, and the reader's attributes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHGetCapabilities(
    lun: Dword,
    tag: Dword,
    length: *mut Dword,
    value: *mut c_uchar,
) -> ResponseCode {
    guarded(|| match capability(lun, tag) {
        // SAFETY: pcscd passes a buffer and its size in `*length`.
        Some(found) => unsafe { hand_out(&found, value, length) },
        None => ERROR_TAG,
    })
}

/// No capability can be set.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHSetCapabilities(
    _lun: Dword,
    _tag: Dword,
    _length: Dword,
    _value: *mut c_uchar,
) -> ResponseCode {
    ERROR_TAG
}

/// Accepts every protocol: `pcscd` offers only those of the card's answer to reset, and APDUs are the same in all.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHSetProtocolParameters(
    lun: Dword,
    _protocol: Dword,
    _flags: c_uchar,
    _pts1: c_uchar,
    _pts2: c_uchar,
    _pts3: c_uchar,
) -> ResponseCode {
    guarded(|| slot(lun).map_or(NO_SUCH_DEVICE, |_| SUCCESS))
}

/// Switches the card's power.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHPowerICC(
    lun: Dword,
    action: Dword,
    atr: *mut c_uchar,
    length: *mut Dword,
) -> ResponseCode {
    let result = guarded(|| {
        let Some(slot) = slot(lun) else {
            return NO_SUCH_DEVICE;
        };
        let power = match action {
            POWER_UP => Power::On,
            // Cutting the power of a card that is gone is done already; pcscd passes no buffer here.
            POWER_DOWN => {
                let _ = slot.power(Power::Off);
                return SUCCESS;
            }
            RESET => Power::Reset,
            _ => return NOT_SUPPORTED,
        };
        match slot.power(power) {
            // SAFETY: pcscd passes a buffer and its size in `*length`.
            Ok(bytes) => unsafe { hand_out(&bytes, atr, length) },
            Err(_) => ERROR_POWER_ACTION,
        }
    });
    if result != SUCCESS || action == POWER_DOWN {
        // SAFETY: `length` is null or pcscd's own variable.
        unsafe { set(length, 0) };
    }
    result
}

/// Hands an APDU to the card. Never answers `ICC_NOT_PRESENT`: pcscd would show an empty slot without an event.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHTransmitToICC(
    lun: Dword,
    send: IoHeader,
    command: *const c_uchar,
    command_length: Dword,
    response: *mut c_uchar,
    response_length: *mut Dword,
    receive: *mut IoHeader,
) -> ResponseCode {
    let result = guarded(|| {
        let Some(slot) = slot(lun) else {
            return NO_SUCH_DEVICE;
        };
        // SAFETY: pcscd passes the command and its length; both live during the call.
        let command = unsafe { bytes(command, command_length) };
        match slot.transmit(command) {
            // SAFETY: pcscd passes a buffer, its size in `*response_length`, and null or its own header.
            Ok(answer) => unsafe {
                if !receive.is_null() {
                    (*receive).protocol = send.protocol;
                }
                hand_out(&answer, response, response_length)
            },
            Err(Fault::NoReader) => NO_SUCH_DEVICE,
            Err(Fault::NoAnswer) => COMMUNICATION_ERROR,
        }
    });
    if result != SUCCESS && result != INSUFFICIENT_BUFFER {
        // A length left as it was would make pcscd hand the buffer's old content to the client.
        // SAFETY: `response_length` is null or pcscd's own variable.
        unsafe { set(response_length, 0) };
    }
    result
}

/// The reader has no features of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHControl(
    _lun: Dword,
    _code: Dword,
    _command: *const c_uchar,
    _command_length: Dword,
    _response: *mut c_uchar,
    _response_size: Dword,
    returned: *mut Dword,
) -> ResponseCode {
    // SAFETY: `returned` is null or pcscd's own variable.
    unsafe { set(returned, 0) };
    NOT_SUPPORTED
}

/// Whether a card is in the slot.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHICCPresence(lun: Dword) -> ResponseCode {
    guarded(|| {
        let Some(slot) = slot(lun) else {
            return NO_SUCH_DEVICE;
        };
        let looker = if IS_EVENT_THREAD.get() {
            Looker::EventThread
        } else {
            Looker::Client
        };
        match slot.presence(looker) {
            Presence::Card => ICC_PRESENT,
            Presence::Empty => ICC_NOT_PRESENT,
            Presence::NoReader => NO_SUCH_DEVICE,
        }
    })
}

/// Handed out under `TAG_IFD_POLLING_THREAD_WITH_TIMEOUT`.
extern "C" fn wait_for_event(lun: Dword, milliseconds: c_int) -> ResponseCode {
    guarded(|| {
        IS_EVENT_THREAD.set(true);
        let limit = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
        slot(lun).map_or(NO_SUCH_DEVICE, |slot| {
            slot.wait(limit);
            SUCCESS
        })
    })
}

/// Handed out under `TAG_IFD_STOP_POLLING_THREAD`.
extern "C" fn stop_waiting(lun: Dword) -> ResponseCode {
    guarded(|| {
        if let Some(slot) = slot(lun) {
            slot.stop_wait();
        }
        SUCCESS
    })
}

fn capability(lun: Dword, tag: Dword) -> Option<Vec<u8>> {
    let wait: extern "C" fn(Dword, c_int) -> ResponseCode = wait_for_event;
    let stop: extern "C" fn(Dword) -> ResponseCode = stop_waiting;
    match tag {
        // As many readers as pcscd has: with less than two it would give all readers of this library the same number.
        TAG_SIMULTANEOUS_ACCESS => Some(vec![16]),
        TAG_SLOTS => Some(vec![1]),
        TAG_THREAD_SAFE | TAG_SLOT_THREAD_SAFE => Some(vec![1]),
        TAG_POLLING_KILLABLE => Some(vec![0]),
        TAG_POLLING_WITH_TIMEOUT => Some((wait as usize).to_ne_bytes().to_vec()),
        TAG_STOP_POLLING => Some((stop as usize).to_ne_bytes().to_vec()),
        TAG_ATR | ATTRIBUTE_ATR => slot(lun).map(|slot| slot.atr()),
        _ => slot(lun)?.attribute(u32::try_from(tag).ok()?),
    }
}

fn slots() -> MutexGuard<'static, HashMap<Dword, Arc<Slot>>> {
    static SLOTS: OnceLock<Mutex<HashMap<Dword, Arc<Slot>>>> = OnceLock::new();
    SLOTS
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

fn slot(lun: Dword) -> Option<Arc<Slot>> {
    slots().get(&lun).cloned()
}

fn guarded(entry: impl FnOnce() -> ResponseCode) -> ResponseCode {
    catch_unwind(AssertUnwindSafe(entry)).unwrap_or(COMMUNICATION_ERROR)
}

/// Copies `value` to a buffer of `*length` bytes; `*length` becomes the true size.
///
/// # Safety
/// `length` is null or valid for reads and writes; `buffer` is null or valid for writing `*length` bytes.
unsafe fn hand_out(value: &[u8], buffer: *mut c_uchar, length: *mut Dword) -> ResponseCode {
    if length.is_null() {
        return COMMUNICATION_ERROR;
    }
    // SAFETY: not null, see above.
    let size = unsafe { length.replace(value.len() as Dword) };
    if value.len() as Dword > size || buffer.is_null() {
        return INSUFFICIENT_BUFFER;
    }
    // SAFETY: `buffer` has room for `size` bytes, and pcscd's buffer cannot overlap a vector of ours.
    unsafe { std::ptr::copy_nonoverlapping(value.as_ptr(), buffer, value.len()) };
    SUCCESS
}

/// # Safety
/// `place` is null or valid for writes.
unsafe fn set(place: *mut Dword, value: Dword) {
    if !place.is_null() {
        // SAFETY: not null, see above.
        unsafe { place.write(value) };
    }
}

/// # Safety
/// `start` is null or valid for reading `length` bytes during `'a`.
unsafe fn bytes<'a>(start: *const c_uchar, length: Dword) -> &'a [u8] {
    match usize::try_from(length) {
        Ok(length) if length > 0 && !start.is_null() => {
            // SAFETY: not null, see above.
            unsafe { std::slice::from_raw_parts(start, length) }
        }
        _ => &[],
    }
}
