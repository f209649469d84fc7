//! What an enrolment waits for: a pure function of its record and of the order of fingers that the station prefers.

use crate::condition::{Condition, Family};
use crate::enrolment::record::{Enrolment, Finger, FingerState, Kind as What, State};
use crate::enrolment::step::job_name;
use crate::prompt::{Again, Evidence, Key, Kind, Prompt, Question, Subject};
use loket_card::finger::FingerPosition;

/// The question to a person that the enrolment waits for: the next item that is missing. `None` while it waits for nobody.
pub fn prompt(enrolment: &Enrolment, preference: &[FingerPosition]) -> Option<Prompt> {
    let subject = Subject::Enrolment(enrolment.id.clone());
    question(enrolment, preference).map(|question| enrolment.asked.prompt(subject, question))
}

/// What is asked now. Nobody is asked while a device works for the enrolment.
pub(super) fn question(one: &Enrolment, preference: &[FingerPosition]) -> Option<Question> {
    let busy = one.asked.is_answering() || one.job.as_ref().is_some_and(|job| job.running);
    if one.state != State::Capturing || busy {
        return None;
    }
    let record = one.kind == What::Record;
    let mut question = if record && !one.has_biodata {
        Question::new(Kind::EnterBiodata, vec![Key::Enter])
    } else if one.accepted_take.is_none() {
        photo(one)
    } else if let Some(finger) = next_pending(one, preference) {
        capture(one, finger)
    } else if record && !one.has_signature {
        Question::new(Kind::ProvideSignature, vec![Key::Submit])
    } else if let Some(finger) = next_unverified(one, preference) {
        verify(one, finger)
    } else {
        Question::new(Kind::Attest, vec![Key::Attest])
    };
    question.choices.push(Key::Abandon);
    Some(question)
}

fn photo(one: &Enrolment) -> Question {
    let failure = failure(one, "photo").cloned();
    if one.takes.is_empty() {
        let choices = vec![Key::Photo(Again::First)];
        return Question::new(Kind::TakePhoto, choices).with_condition(failure);
    }
    let newest_first = || (1..=one.take_count()).rev();
    let good = |take: &u32| one.take(*take).is_some_and(|take| take.acceptable);
    let acceptable = newest_first().filter(good).map(Key::Take);
    let others = newest_first().filter(|take| !good(take)).map(Key::Override);
    let another = std::iter::once(Key::Photo(Again::Another));
    // The usual answer comes first: a take that is fit, else another try.
    let choices = acceptable.chain(another).chain(others).collect();
    Question::new(Kind::ChoosePhoto, choices)
        .with_condition(failure)
        .with_evidence(newest_first().map(Evidence::Take).collect())
}

/// The fingers that are to be captured, the station's preferred ones first.
fn next_pending<'a>(one: &'a Enrolment, preference: &[FingerPosition]) -> Option<&'a Finger> {
    let preferred = preference.iter().copied();
    let positions = preferred.chain(FingerPosition::ALL);
    let mut fingers = positions.filter_map(|position| one.finger(position));
    fingers.find(|finger| finger.state == FingerState::Pending)
}

fn capture(one: &Enrolment, finger: &Finger) -> Question {
    let position = finger.position;
    let mut choices = vec![
        Key::Capture(position),
        Key::Missing(position),
        Key::Bandaged(position),
    ];
    // A finger is worn only if it was tried.
    choices.extend((finger.tries > 0).then_some(Key::Worn(position)));
    Question::new(Kind::CaptureFinger, choices)
        .about(position)
        .with_condition(failure(one, &job_name("finger", position)).cloned())
        .with_evidence(vec![Evidence::Captures(finger.tries)])
}

fn next_unverified<'a>(one: &'a Enrolment, preference: &[FingerPosition]) -> Option<&'a Finger> {
    let chip = one.chip_fingers(preference).into_iter();
    let mut fingers = chip.filter_map(|position| one.finger(position));
    fingers.find(|finger| finger.kept().is_none_or(|kept| kept.verification.is_none()))
}

fn verify(one: &Enrolment, finger: &Finger) -> Question {
    let position = finger.position;
    let of = |what| failure(one, &job_name(what, position));
    let failed = of("verification").or_else(|| of("finger"));
    let mut choices = vec![Key::Verify(position), Key::Recapture(position)];
    // A finger that does not match itself gives its place on the chip to the next one.
    let worn = failed.is_some_and(|condition| condition.reason.row().family == Family::AskAgain);
    choices.extend(worn.then_some(Key::Worn(position)));
    let quality = finger.kept().map(|kept| Evidence::Quality(kept.quality));
    Question::new(Kind::VerifyFinger, choices)
        .about(position)
        .with_condition(failed.cloned())
        .with_evidence(quality.into_iter().collect())
}

/// Why the last device work failed, if it was that.
fn failure<'a>(one: &'a Enrolment, name: &str) -> Option<&'a Condition> {
    let job = one.job.as_ref().filter(|job| job.name == name)?;
    job.condition.as_ref()
}

#[cfg(test)]
mod tests;
