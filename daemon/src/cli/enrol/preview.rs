//! The camera's live pictures.

use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::save;
use crate::cli::show::Facts;
use loket_proto::v1;
use std::path::Path;

/// What was seen so far.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    pictures: u64,
    /// Pictures of the camera that did not come here.
    skipped: u64,
    bytes: u64,
    last: Option<u64>,
}

impl Seen {
    fn count(&mut self, picture: &v1::StreamPreviewResponse) {
        let expected = self.last.map(|last| last + 1);
        let gap = expected.map(|next| picture.sequence.saturating_sub(next));
        self.skipped += gap.unwrap_or_default();
        self.last = Some(picture.sequence);
        self.pictures += 1;
        self.bytes += u64::try_from(picture.jpeg.len()).unwrap_or_default();
    }

    fn facts(&self, file: Option<&Path>) -> Facts {
        let file = file.map(|file| file.display().to_string());
        Facts(vec![
            ("pictures", self.pictures.into()),
            ("skipped", self.skipped.into()),
            ("bytes", self.bytes.into()),
            ("file", file.into()),
        ])
    }
}

/// Counts the pictures of so many seconds; the newest replaces `file`.
pub(super) async fn watch(
    session: &mut Session<'_>,
    enrolment_id: String,
    seconds: u32,
    file: Option<&Path>,
) -> Result<Exit, Fail> {
    let request = v1::StreamPreviewRequest {
        enrolment_id,
        seconds,
    };
    let mut client = session.enrolment();
    let mut pictures = client.stream_preview(request).await?.into_inner();
    let mut seen = Seen::default();
    while let Some(picture) = pictures.message().await? {
        seen.count(&picture);
        if let Some(file) = file {
            save::file(file, &picture.jpeg)?;
        }
    }
    session.screen.show(&seen.facts(file))?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_in_the_sequence_are_skipped_pictures() {
        let mut seen = Seen::default();
        for sequence in [7, 8, 12, 13] {
            seen.count(&v1::StreamPreviewResponse {
                jpeg: vec![0; 10].into(),
                sequence,
            });
        }
        let expected = Seen {
            pictures: 4,
            skipped: 3,
            bytes: 40,
            last: Some(13),
        };
        assert_eq!(seen, expected);
    }
}
