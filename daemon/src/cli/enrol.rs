//! `loket enrol`.

mod finger;
mod package;
mod photo;
mod preview;
mod record;

use super::args::EnrolCommand;
use super::connect::Session;
use super::fail::{Exit, Fail};
use loket_proto::v1;
use tonic::{Response, Status};

/// Runs one command.
pub(super) async fn run(session: &mut Session<'_>, command: EnrolCommand) -> Result<Exit, Fail> {
    use EnrolCommand as C;
    match command {
        C::Open(open) => record::open(session, open).await,
        C::List { open, before } => record::list(session, open, before).await,
        C::Show { enrolment } => record::get(session, enrolment).await,
        C::Resume { enrolment } => record::resume(session, enrolment).await,
        C::Biodata { enrolment, file } => record::biodata(session, enrolment, &file).await,
        C::Preview {
            enrolment,
            seconds,
            save,
        } => preview::watch(session, enrolment, seconds, save.as_deref()).await,
        C::Photo { enrolment, save } => photo::capture(session, enrolment, save.as_deref()).await,
        C::Accept {
            enrolment,
            take,
            override_reason,
        } => photo::accept(session, enrolment, take, override_reason).await,
        C::Finger {
            enrolment,
            position,
        } => finger::capture(session, enrolment, position).await,
        C::Except {
            enrolment,
            position,
            kind,
            reason,
        } => finger::except(session, enrolment, position, kind, reason).await,
        C::Verify {
            enrolment,
            position,
        } => finger::verify(session, enrolment, position).await,
        C::Signature { enrolment, file } => record::signature(session, enrolment, &file).await,
        C::Complete {
            enrolment,
            attested,
        } => record::complete(session, enrolment, attested).await,
        C::Fetch { enrolment, file } => package::fetch(session, enrolment, &file).await,
        C::Release(release) => package::release(session, release).await,
        C::Abandon { enrolment, reason } => record::abandon(session, enrolment, reason).await,
    }
}

/// Shows the enrolment as it is after a call.
fn shown(
    session: &mut Session<'_>,
    answer: Result<Response<v1::Enrolment>, Status>,
) -> Result<Exit, Fail> {
    session.screen.show(answer?.get_ref())?;
    Ok(Exit::Done)
}
