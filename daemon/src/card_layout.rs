//! How this station's cards look, read when the first card is drawn: a counter at rest needs no fonts in memory.

use crate::condition::{Condition, Reason, chain};
use loket_artwork::Layout;
use std::sync::OnceLock;

/// The layout that ships with Loket.
#[derive(Debug)]
pub struct CardLayout(OnceLock<Layout>);

/// The files are part of the program, so all counters in it share what was made of them.
static SHIPPED: CardLayout = CardLayout(OnceLock::new());

impl CardLayout {
    /// Its name.
    pub const NAME: &str = "ktp-like";

    /// The one of this program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The layout; the first call takes as long as reading fonts and artwork does.
    ///
    /// # Errors
    /// `Internal` when the files of the layout are damaged, which tests exclude.
    pub fn get(&self) -> Result<&Layout, Condition> {
        if let Some(layout) = self.0.get() {
            return Ok(layout);
        }
        let layout =
            Layout::ktp_like().map_err(|error| Condition::new(Reason::Internal, chain(&error)))?;
        Ok(self.0.get_or_init(|| layout))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_has_the_name_that_is_told_before_it_is_read() {
        let layout = CardLayout::shipped();
        assert_eq!(layout.get().unwrap().name(), CardLayout::NAME);
    }
}
