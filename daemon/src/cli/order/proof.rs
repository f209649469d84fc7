//! Pictures of a card before a blank is touched.

use crate::cli::args::order::Proof;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::input::CardFile;
use crate::cli::save;
use crate::cli::show::Facts;
use loket_proto::v1;
use loket_proto::v1::render_proof_request::Source;

/// Saves both faces.
pub(super) async fn render(session: &mut Session<'_>, proof: Proof) -> Result<Exit, Fail> {
    let card = proof.card.as_deref().map(CardFile::read).transpose()?;
    let source = card.map(Source::CardData);
    let source = source.or(proof.enrolment.map(Source::EnrolmentId));
    let request = v1::RenderProofRequest { source };
    let faces = session.issuance().render_proof(request).await?.into_inner();
    let (front, back) = (proof.out.join("front.png"), proof.out.join("back.png"));
    save::folder(&proof.out)?;
    save::file(&front, &faces.front_png)?;
    save::file(&back, &faces.back_png)?;
    session.screen.show(&Facts(vec![
        ("front", front.display().to_string().into()),
        ("back", back.display().to_string().into()),
    ]))?;
    Ok(Exit::Done)
}
