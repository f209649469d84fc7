//! A PC/SC reader driver ("IFD handler", PC/SC part 3, pcsc-lite's `ifdhandler.h` version 3) for a simulated reader.
//!
//! The stock `pcscd` loads this library and believes that it drives hardware. Each reader is a Unix socket of the
//! simulated counter; the driver holds two connections to it ([`frame`]):
//!
//! * *events*: the counter tells about insertion, removal and unplugging the moment it happens;
//! * *commands*: power and APDUs, one question and one answer at a time.
//!
//! [`slot`] holds everything that can be said in safe Rust; `handler` is the C surface and holds every `unsafe` block.
//! A panic must not cross into `pcscd`, so the library is only built with unwinding panics.

#[cfg(not(panic = "unwind"))]
compile_error!(
    "a panic must unwind to the C surface, or it would kill pcscd: build with panic = \"unwind\""
);

mod codes;
pub mod frame;
mod handler;
pub mod slot;
