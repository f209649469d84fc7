//! `loket shift`.

use super::{books, shown};
use crate::cli::args::ledger::{CountArgs, Shift, ShiftCommand, Signing};
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use loket_proto::v1;

/// Runs one command.
pub(in crate::cli) async fn run(session: &mut Session<'_>, shift: Shift) -> Result<Exit, Fail> {
    let signing = shift.signing;
    match shift.command {
        ShiftCommand::Show => show(session).await,
        ShiftCommand::Open(counts) => open(session, counts, signing).await,
        ShiftCommand::Close {
            counts,
            carried_over,
            shift,
        } => {
            let shift_id = match shift {
                Some(shift) => shift,
                None => present(session).await?,
            };
            let request = v1::CloseShiftRequest {
                request_id: signing.id(),
                actor: session.actor()?,
                witnesses: signing.witnesses,
                reason: signing.reason,
                shift_id,
                counts: Some(counts.message()),
                carried_over,
            };
            let entry = session.ledger().close_shift(request).await?;
            shown(session, entry.get_ref())
        }
    }
}

async fn show(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let shift = books(session).await?.shift;
    shown(session, &shift.unwrap_or_default())
}

async fn open(
    session: &mut Session<'_>,
    counts: CountArgs,
    signing: Signing,
) -> Result<Exit, Fail> {
    let request = v1::OpenShiftRequest {
        request_id: signing.id(),
        actor: session.actor()?,
        witnesses: signing.witnesses,
        reason: signing.reason,
        counts: Some(counts.message()),
    };
    let entry = session.ledger().open_shift(request).await?;
    shown(session, entry.get_ref())
}

/// The open shift; a word that names none where none is open, which the daemon then says.
async fn present(session: &Session<'_>) -> Result<String, Fail> {
    let shift = books(session).await?.shift;
    Ok(shift.map_or_else(|| "none".to_owned(), |shift| shift.entry_id))
}

impl CountArgs {
    fn message(self) -> v1::Counts {
        v1::Counts {
            store: self.store,
            hopper: self.hopper,
            spoiled: self.spoiled,
            ribbon: self.ribbon,
            missing: self.missing,
        }
    }
}
