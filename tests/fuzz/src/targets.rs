//! The targets, one file per protocol.

pub(crate) mod assembly;
pub(crate) mod atr;
pub(crate) mod camera;
pub(crate) mod chip;
pub(crate) mod command;
pub(crate) mod fcp;
pub(crate) mod frames;
pub(crate) mod host;
pub(crate) mod ipp;
pub(crate) mod limits;
pub(crate) mod printer;
pub(crate) mod sensor;
pub(crate) mod session;
pub(crate) mod tlv;
