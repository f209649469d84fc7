//! The artwork that a connection has sent so far.

use crate::mechanism::{FaceJob, Movement};
use crate::print::{Panel, Plane, Side};

/// Artwork of one card.
#[derive(Debug, Default)]
pub(super) struct Job {
    side: Option<Side>,
    front: FaceJob,
    back: FaceJob,
}

impl Job {
    /// Panels that follow belong to this face. False when the order of faces is wrong: the front comes first.
    pub(super) fn turn_to(&mut self, side: Side) -> bool {
        let in_order = self.side < Some(side);
        self.side = Some(side);
        in_order
    }

    /// Adds a panel; false before a face was named and when the face has this panel or a later one of the ribbon.
    pub(super) fn add(&mut self, panel: Panel, plane: Plane) -> bool {
        let face = match self.side {
            None => return false,
            Some(Side::Front) => &mut self.front,
            Some(Side::Back) => &mut self.back,
        };
        let follows = face.last().is_none_or(|(last, _)| *last < panel);
        if follows {
            face.push((panel, plane));
        }
        follows
    }

    pub(super) fn into_movement(self) -> Movement {
        Movement::Print {
            front: self.front,
            back: self.back,
        }
    }
}
