//! The host of the chips, and what comes back to it: the first byte chooses what it is to do.

mod forgery;
mod intrusion;
mod keys;
pub(super) mod sample;

pub(crate) use forgery::run as forgery;
pub(crate) use intrusion::run as intrusion;

/// The answer was lost; nobody needs to know why.
#[derive(Debug)]
struct Lost;
