//! The ten fingers.

use super::word;
use crate::picture::{finger_png, png_url};
use crate::story::{Story, Visit};
use loket_proto::v1::{ExceptionKind, Finger};
use maud::{Markup, html};

pub(super) fn grid(visit: &Visit, story: &Story) -> anyhow::Result<Markup> {
    let mut hands = [Vec::new(), Vec::new()];
    for finger in &visit.record.fingers {
        let left = finger.position().as_str_name().contains("LEFT");
        hands[usize::from(left)].push(tile(finger, &source(story, visit, finger.position))?);
    }
    Ok(html! {
        h3 { "Fingerprints" @if visit.rephoto.is_some() { small { " from the earlier record" } } }
        @for hand in &hands {
            div.prints { @for finger in hand { (finger) } }
        }
    })
}

fn tile(finger: &Finger, source: &str) -> anyhow::Result<Markup> {
    let name = word(finger.position().as_str_name(), "FINGER_POSITION_");
    let Some(picture) = &finger.picture else {
        return Ok(exception(finger, &name));
    };
    let png = finger_png(picture)?;
    Ok(html! {
        figure.print {
            img src=(png_url(&png)) alt={ "Print of the " (name) };
            figcaption {
                strong { (name) }
                div.meter { i style={ "width:" (finger.quality) "%" } {} }
                "quality " (finger.quality) " · " (finger.tries) @if finger.tries == 1 { " try" } @else { " tries" }
                @if let Some(score) = finger.verification_score {
                    br; span.chip { "on the chip" } " verified, score " (score)
                }
                @if !source.is_empty() { br; span.small { (source) } }
            }
        }
    })
}

fn exception(finger: &Finger, name: &str) -> Markup {
    let kind = ExceptionKind::try_from(finger.exception).unwrap_or(ExceptionKind::Unspecified);
    html! {
        figure.print.none {
            div.absent { (word(kind.as_str_name(), "EXCEPTION_KIND_")) }
            figcaption { strong { (name) } br; "declared: " (finger.exception_reason) }
        }
    }
}

/// Where the simulator has this finger from, when it did not grow it.
fn source(story: &Story, visit: &Visit, position: i32) -> String {
    let mut applicants = story.after.applicants.iter();
    let applicant = applicants.find(|applicant| applicant.id == visit.person.id);
    let mut fingers = applicant.into_iter().flat_map(|found| &found.fingers);
    let finger = fingers.find(|finger| i32::try_from(finger.code) == Ok(position));
    finger
        .map(|finger| finger.source.clone())
        .filter(|source| source != "grown")
        .unwrap_or_default()
}
