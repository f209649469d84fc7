//! `loket prompt`: what waits for a person, and the answer to it.

pub(super) mod answer;

use super::args::PromptCommand;
use super::connect::Session;
use super::fail::{Exit, Fail};
use super::save;
use super::words::Subject;
use loket_proto::v1;
use loket_proto::v1::evidence::Value;
use std::path::Path;

/// Runs one command.
pub(super) async fn run(session: &mut Session<'_>, command: PromptCommand) -> Result<Exit, Fail> {
    match command {
        PromptCommand::List => list(session).await,
        PromptCommand::Show { subject, pictures } => {
            show(session, &subject, pictures.as_deref()).await
        }
        PromptCommand::Answer(given) => answer::from_files(session, given).await,
    }
}

async fn list(session: &mut Session<'_>) -> Result<Exit, Fail> {
    let request = v1::ListPromptsRequest {};
    let list = session.prompt().list_prompts(request).await?;
    session.screen.show(list.get_ref())?;
    Ok(Exit::Done)
}

async fn show(
    session: &mut Session<'_>,
    subject: &Subject,
    folder: Option<&Path>,
) -> Result<Exit, Fail> {
    let prompt = present(session, subject).await?;
    if let Some(folder) = folder {
        save::folder(folder)?;
        save_pictures(session, &prompt, folder).await?;
    }
    session.screen.show(&prompt)?;
    Ok(Exit::Done)
}

/// What the subject waits for now.
async fn present(session: &Session<'_>, subject: &Subject) -> Result<v1::Prompt, Fail> {
    let subject = Some(subject.message());
    let request = v1::GetPromptRequest { subject };
    Ok(session.prompt().get_prompt(request).await?.into_inner())
}

/// Each picture under its own name: `front.png`, `take-2.jpeg`.
async fn save_pictures(
    session: &Session<'_>,
    prompt: &v1::Prompt,
    folder: &Path,
) -> Result<(), Fail> {
    for evidence in &prompt.evidence {
        let Some(Value::Picture(media_type)) = &evidence.value else {
            continue;
        };
        let request = v1::GetEvidenceRequest {
            subject: prompt.subject.clone(),
            generation: prompt.generation,
            name: evidence.name.clone(),
        };
        let picture = session.prompt().get_evidence(request).await?;
        let kind = media_type.rsplit('/').next().unwrap_or("picture");
        let name = format!("{}.{kind}", evidence.name.replace(':', "-"));
        save::file(&folder.join(name), &picture.get_ref().content)?;
    }
    Ok(())
}
