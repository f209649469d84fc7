//! Pictures of a card before a blank is touched.

use crate::cli::args::order::Proof;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::input::CardFile;
use crate::cli::save;
use crate::cli::show::Facts;
use loket_proto::v1;
use loket_proto::v1::render_proof_request::Source;

/// Saves both faces, and their panels where they are asked for.
pub(super) async fn render(session: &mut Session<'_>, proof: Proof) -> Result<Exit, Fail> {
    let card = proof.card.as_deref().map(CardFile::read).transpose()?;
    let source = card.map(Source::CardData);
    let source = source.or(proof.enrolment.map(Source::EnrolmentId));
    let request = v1::RenderProofRequest {
        source,
        with_panels: proof.panels,
    };
    let faces = session.issuance().render_proof(request).await?.into_inner();
    let (front, back) = (proof.out.join("front.png"), proof.out.join("back.png"));
    save::folder(&proof.out)?;
    save::file(&front, &faces.front_png)?;
    save::file(&back, &faces.back_png)?;
    for panel in &faces.panels {
        let face = if panel.back { "back" } else { "front" };
        let letter: String = panel
            .panel
            .chars()
            .filter(char::is_ascii_lowercase)
            .collect();
        save::file(&proof.out.join(format!("{face}-{letter}.png")), &panel.png)?;
    }
    session.screen.show(&Facts(vec![
        ("front", front.display().to_string().into()),
        ("back", back.display().to_string().into()),
    ]))?;
    Ok(Exit::Done)
}
