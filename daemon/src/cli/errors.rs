//! `loket errors`.

use super::fail::{Exit, Fail};
use super::screen::Screen;
use super::show::Conditions;

/// Shows everything that can be wrong.
pub(super) fn run(screen: &mut Screen) -> Result<Exit, Fail> {
    screen.show(&Conditions)?;
    Ok(Exit::Done)
}
