//! Numbers of pcsc-lite's `ifdhandler.h` and `reader.h`.

use std::ffi::{c_long, c_ulong};

/// `DWORD` of pcsc-lite: as wide as a C `unsigned long`.
pub(crate) type Dword = c_ulong;
/// `RESPONSECODE` of pcsc-lite.
pub(crate) type ResponseCode = c_long;

pub(crate) const SUCCESS: ResponseCode = 0;
pub(crate) const ERROR_TAG: ResponseCode = 600;
pub(crate) const ERROR_POWER_ACTION: ResponseCode = 608;
/// The reader could not exchange data with the card; the client sees `NotTransacted`.
pub(crate) const COMMUNICATION_ERROR: ResponseCode = 612;
pub(crate) const NOT_SUPPORTED: ResponseCode = 614;
pub(crate) const ICC_PRESENT: ResponseCode = 615;
pub(crate) const ICC_NOT_PRESENT: ResponseCode = 616;
pub(crate) const NO_SUCH_DEVICE: ResponseCode = 617;
pub(crate) const INSUFFICIENT_BUFFER: ResponseCode = 618;

pub(crate) const POWER_UP: Dword = 500;
pub(crate) const POWER_DOWN: Dword = 501;
pub(crate) const RESET: Dword = 502;

pub(crate) const TAG_ATR: Dword = 0x0303;
pub(crate) const ATTRIBUTE_ATR: Dword = 0x0009_0303;
pub(crate) const TAG_SLOT_THREAD_SAFE: Dword = 0x0FAC;
pub(crate) const TAG_THREAD_SAFE: Dword = 0x0FAD;
pub(crate) const TAG_SLOTS: Dword = 0x0FAE;
pub(crate) const TAG_SIMULTANEOUS_ACCESS: Dword = 0x0FAF;
pub(crate) const TAG_POLLING_KILLABLE: Dword = 0x0FB1;
pub(crate) const TAG_STOP_POLLING: Dword = 0x0FB2;
pub(crate) const TAG_POLLING_WITH_TIMEOUT: Dword = 0x0FB3;
