//! The command language of Evolis card printers, as far as Loket uses it.
//!
//! A command is `ESC text CR`; a panel is a command whose last parameter is raw bytes, framed by their number alone;
//! every command is answered by one text that ends with NUL. Document: Evolis Programming Guide A5013 Rev E; the
//! 256-level panels are those that the maker's own library sends.

mod command;
mod panel;
mod reply;
mod word;

pub use command::{Command, Side};
pub use panel::{CANVAS, Panel, PanelError, colour, resin};
pub use reply::{Position, Reply, ReplyError, ReplyReader};
pub use word::ErrorWord;

#[cfg(test)]
mod tests;
