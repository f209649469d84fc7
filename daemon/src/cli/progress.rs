//! A bar for long steps, on standard error, when that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

const LOOK: &str = "{msg} {bar:40} {percent}%";

/// One bar at a time; there while something is under way.
pub(crate) struct Progress {
    label: &'static str,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// No bar yet.
    pub(crate) fn new(label: &'static str) -> Self {
        Self { label, bar: None }
    }

    /// `done` of `total`; nothing is drawn while there is no total.
    pub(crate) fn advance(&mut self, done: u64, total: u64) {
        if total == 0 {
            return self.clear();
        }
        let label = self.label;
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template(LOOK);
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(total)
                .with_style(style)
                .with_message(label)
        });
        bar.set_length(total);
        bar.set_position(done);
    }

    /// Takes the bar away, so that a line can be written.
    pub(crate) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_bar_only_while_there_is_a_total() {
        let mut progress = Progress::new("printing");
        progress.advance(0, 0);
        assert!(progress.bar.is_none());
        progress.advance(3, 10);
        let bar = progress.bar.as_ref().unwrap();
        assert_eq!((bar.position(), bar.length()), (3, Some(10)));
        progress.advance(0, 0);
        assert!(progress.bar.is_none());
    }

    #[test]
    fn the_look_is_sound() {
        ProgressStyle::with_template(LOOK).unwrap();
    }
}
