//! Frames from the host: `1B command 0D`, and panels, whose data may hold any byte and are framed by length alone.

use super::command::Command;
use crate::print::{DOTS, LINES, Panel, Plane};

const ESCAPE: u8 = 0x1B;
const RETURN: u8 = 0x0D;
/// Longest command without artwork.
const LONGEST: usize = 128;

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Command(Command),
    /// A panel; without a plane when its frame did not end where it should.
    Panel(Panel, Option<Plane>),
    /// No end of the command in sight, or bytes that are no text.
    Unreadable,
}

/// Bytes that are not yet a frame.
#[derive(Debug, Default)]
pub(super) struct Incoming(Vec<u8>);

/// The head of a panel frame: `Db;panel;levels;`.
struct PanelHead {
    panel: Panel,
    bits: u32,
    /// Bytes before the data, the escape included.
    length: usize,
}

impl PanelHead {
    fn data_length(&self) -> usize {
        ((LINES * DOTS * self.bits) / 8) as usize
    }
}

impl Incoming {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Takes the next whole frame. Bytes between frames (some hosts end a command with 00) are dropped.
    pub(super) fn next(&mut self) -> Option<Frame> {
        let start = self.0.iter().position(|&byte| byte == ESCAPE);
        self.0.drain(..start.unwrap_or(self.0.len()));
        match panel_head(&self.0) {
            Some(head) => self.next_panel(&head),
            None => self.next_command(),
        }
    }

    fn next_panel(&mut self, head: &PanelHead) -> Option<Frame> {
        let end = head.length + head.data_length();
        if self.0.len() <= end {
            return None;
        }
        let dots = unpack(&self.0[head.length..end], head.bits);
        let plane = Plane::new(dots).filter(|_| self.0[end] == RETURN);
        self.0.drain(..=end);
        Some(Frame::Panel(head.panel, plane))
    }

    fn next_command(&mut self) -> Option<Frame> {
        let head = &self.0[..self.0.len().min(LONGEST)];
        let Some(end) = head.iter().position(|&byte| byte == RETURN) else {
            let hopeless = self.0.len() >= LONGEST;
            return hopeless.then(|| {
                self.0.clear();
                Frame::Unreadable
            });
        };
        let frame: Vec<u8> = self.0.drain(..=end).collect();
        Some(match std::str::from_utf8(&frame[1..end]) {
            Ok(text) => Frame::Command(Command::read(text)),
            Err(_) => Frame::Unreadable,
        })
    }
}

fn panel_head(bytes: &[u8]) -> Option<PanelHead> {
    let rest = bytes.strip_prefix(b"\x1BDb;")?;
    let mut fields = rest.splitn(3, |&byte| byte == b';');
    let (panel, levels) = (fields.next()?, fields.next()?);
    fields.next()?;
    let bits = match levels {
        b"2" => 1,
        b"32" => 5,
        b"64" => 6,
        b"128" => 7,
        b"256" => 8,
        _ => return None,
    };
    Some(PanelHead {
        panel: std::str::from_utf8(panel).ok()?.parse().ok()?,
        bits,
        length: 4 + panel.len() + 1 + levels.len() + 1,
    })
}

/// Spreads dots of `bits` bits each, most significant first, over the range 0 to 255.
fn unpack(data: &[u8], bits: u32) -> Vec<u8> {
    if bits == 8 {
        return data.to_vec();
    }
    let highest = (1_u32 << bits) - 1;
    let mut dots = Vec::with_capacity(data.len() * 8 / bits as usize);
    let (mut held, mut count) = (0_u32, 0);
    for &byte in data {
        held = (held << 8) | u32::from(byte);
        count += 8;
        while count >= bits {
            count -= bits;
            let level = (held >> count) & highest;
            dots.push(u8::try_from(level * 255 / highest).unwrap_or(u8::MAX));
        }
        held &= (1 << count) - 1;
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::super::command::Query;
    use super::*;

    fn frames(bytes: &[u8]) -> Vec<Frame> {
        let mut incoming = Incoming::default();
        incoming.push(bytes);
        std::iter::from_fn(|| incoming.next()).collect()
    }

    #[test]
    fn commands_are_found_however_they_are_split() {
        let bytes = b"\x1BRtp\x0D\x00\x1BPem;2\x0D";
        for split in 0..bytes.len() {
            let mut incoming = Incoming::default();
            let mut found = Vec::new();
            for part in [&bytes[..split], &bytes[split..]] {
                incoming.push(part);
                found.extend(std::iter::from_fn(|| incoming.next()));
            }
            assert_eq!(
                found,
                [
                    Frame::Command(Command::Query(Query::Model)),
                    Frame::Command(Command::HostManagesErrors(true))
                ]
            );
        }
    }

    #[test]
    fn panel_data_may_hold_returns_and_escapes() {
        let mut bytes = b"\x1BDb;k;2;".to_vec();
        bytes.extend([0x0D, 0x1B].repeat(82_296 / 2));
        bytes.extend(b"\x0D\x1BSe\x0D");
        let found = frames(&bytes);
        assert!(matches!(&found[0], Frame::Panel(Panel::Black, Some(_))));
        assert_eq!(found[1..], [Frame::Command(Command::Print)]);
    }

    #[test]
    fn panel_sizes_are_those_of_the_documents_canvas() {
        for (levels, size) in [
            ("2", 82_296),
            ("32", 411_480),
            ("64", 493_776),
            ("128", 576_072),
            ("256", 658_368),
        ] {
            let mut bytes = format!("\x1BDb;y;{levels};").into_bytes();
            bytes.extend(vec![0xFF; size]);
            let full = Plane::new(vec![255; (LINES * DOTS) as usize]);
            assert_eq!(frames(&bytes), []);
            bytes.push(RETURN);
            assert_eq!(frames(&bytes), [Frame::Panel(Panel::Yellow, full)]);
        }
    }

    #[test]
    fn a_panel_that_does_not_end_where_it_should_is_refused() {
        let mut bytes = b"\x1BDb;k;2;".to_vec();
        bytes.extend(vec![0; 82_297]);
        assert_eq!(frames(&bytes), [Frame::Panel(Panel::Black, None)]);
    }

    #[test]
    fn garbage_neither_hangs_nor_grows() {
        assert_eq!(frames(&[0x41; 500]), []);
        let mut endless = vec![ESCAPE];
        endless.extend([0x41; 500]);
        assert_eq!(frames(&endless), [Frame::Unreadable]);
        assert_eq!(frames(b"\x1B\xFF\xFE\x0D"), [Frame::Unreadable]);
    }
}
