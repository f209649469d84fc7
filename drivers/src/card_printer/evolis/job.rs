//! Print jobs: panels down, then the one command that prints and ejects.

use super::EvolisError;
use super::model::CANVAS;
use super::session::{Conversation, Session, expect_ok};
use crate::card_printer::{CardArtwork, FacePanels, PrintForbidden, PrintGuard};
use crate::limit::Limit;
use loket_wire::evolis::{Command, Panel, Side, colour, resin};
use std::time::Duration;

/// The guard is told of the artwork after so many bytes.
const PIECE: usize = 32 * 1024;
/// A panel is stored within this time.
const PANEL: Duration = Duration::from_secs(30);

enum Step {
    Set(Command),
    Download(Vec<u8>),
}

/// Prints the card that is inside and ejects it.
///
/// The printer prints nothing before the end of the sequence is commanded, so up to there every failure leaves the card
/// as it was; from there on, only an answer tells.
pub(super) fn print(
    session: &mut Session,
    artwork: &CardArtwork,
    guard: &mut dyn PrintGuard,
    limit: &Limit,
) -> Result<(), EvolisError> {
    let steps = steps(artwork)?;
    session.setting(Command::HostManagesErrors, limit)?;
    let mut conversation = session.begin(limit)?;
    match load(&mut conversation, steps, guard, limit) {
        Err(EvolisError::Reported(word)) => {
            session.end(conversation);
            return Err(session.explain(word, limit));
        }
        outcome => outcome?,
    }
    if let Err(PrintForbidden) = guard.may_print(None) {
        session.end(conversation);
        return Err(EvolisError::Forbidden);
    }
    conversation.send(&Command::EndSequence.encode(), limit)?;
    let outcome = conversation.confirmation(limit);
    session.conclude(conversation, outcome, limit)
}

/// Everything before the end of the sequence.
fn load(
    conversation: &mut Conversation,
    steps: Vec<Step>,
    guard: &mut dyn PrintGuard,
    limit: &Limit,
) -> Result<(), EvolisError> {
    let total = steps.iter().map(Step::bytes).sum();
    let mut sent = 0;
    for step in steps {
        match step {
            Step::Set(command) => conversation.set(command, limit)?,
            Step::Download(panel) => {
                conversation.expect_in_step()?;
                for piece in panel.chunks(PIECE) {
                    conversation.send(piece, limit)?;
                    sent += piece.len() as u64;
                    guard.sent(sent, total);
                }
                expect_ok(&conversation.reply_within(PANEL, limit)?)?;
            }
        }
    }
    conversation.expect_in_step()
}

impl Step {
    fn bytes(&self) -> u64 {
        match self {
            Self::Set(_) => 0,
            Self::Download(panel) => panel.len() as u64,
        }
    }
}

fn steps(artwork: &CardArtwork) -> Result<Vec<Step>, EvolisError> {
    let faces = [Some(&artwork.front), artwork.back.as_ref()];
    let in_colour = faces.iter().flatten().any(|face| face.colour.is_some());
    let ribbon = if in_colour {
        Command::ColourRibbon
    } else {
        Command::BlackRibbon
    };
    let mut steps = vec![Step::Set(ribbon), Step::Set(Command::StartSequence)];
    add_face(&mut steps, Side::Front, &artwork.front)?;
    if let Some(back) = &artwork.back {
        add_face(&mut steps, Side::Back, back)?;
    }
    Ok(steps)
}

fn add_face(steps: &mut Vec<Step>, side: Side, face: &FacePanels) -> Result<(), EvolisError> {
    if (face.width, face.height) != CANVAS {
        return Err(EvolisError::Size(face.width, face.height));
    }
    steps.push(Step::Set(Command::Face(side)));
    let dyes = [Panel::Yellow, Panel::Magenta, Panel::Cyan];
    for (panel, raster) in dyes.into_iter().zip(face.colour.iter().flatten()) {
        steps.push(Step::Download(colour(panel, raster)?));
    }
    steps.push(Step::Download(resin(Panel::Black, &face.black)?));
    steps.push(Step::Download(resin(Panel::Overlay, &face.overlay)?));
    Ok(())
}
