//! What every end of a job is taken for.

use super::*;
use crate::error::{DriverError, ErrorKind};
use loket_wire::ipp::{Attribute, GroupTag};
use loket_wire::pwg_raster::Binding;

fn group(tag: GroupTag, attributes: &[(&str, Value)]) -> Group {
    let attribute = |(name, value): &(&str, Value)| Attribute {
        name: (*name).to_owned(),
        values: vec![value.clone()],
    };
    Group {
        tag,
        attributes: attributes.iter().map(attribute).collect(),
    }
}

/// A card of two faces in 3 KiB.
fn outcome(
    state: JobState,
    job: &[(&str, Value)],
    printer: &[(&str, Value)],
) -> Result<(), ErrorKind> {
    let document = Document {
        bytes: vec![0; 2_500],
        media_type: "image/pwg-raster",
        media: String::new(),
        binding: Binding::ShortEdge,
        pages: 2,
    };
    let (job, printer) = (group(GroupTag::Job, job), group(GroupTag::Printer, printer));
    judge(state, &job, &printer, Some(&document)).map_err(|error| error.kind())
}

fn completed(name: &str, value: Value) -> Result<(), ErrorKind> {
    outcome(JobState::Completed, &[(name, value)], &[])
}

#[test]
fn a_job_is_good_that_says_so_and_counts_one_card() {
    for reason in GOOD {
        assert_eq!(
            completed("job-state-reasons", Value::keyword(reason)),
            Ok(())
        );
    }
    for (name, count) in [
        ("job-k-octets", 3),
        ("job-k-octets", 0),
        ("job-impressions-completed", 2),
        ("job-impressions-completed", 0),
        ("job-impressions-completed", 1),
        ("job-media-sheets-completed", 1),
    ] {
        assert_eq!(
            completed(name, Value::Integer(count)),
            Ok(()),
            "{name} {count}"
        );
    }
}

#[test]
fn a_job_that_counts_or_says_otherwise_is_open() {
    let open = Err(ErrorKind::OutcomeUnknown);
    for (name, count) in [
        ("job-k-octets", 2),
        ("job-impressions-completed", 4),
        ("job-media-sheets-completed", 2),
    ] {
        assert_eq!(
            completed(name, Value::Integer(count)),
            open,
            "{name} {count}"
        );
    }
    for reason in ["job-completed-with-errors", "job-canceled-by-user"] {
        assert_eq!(completed("job-state-reasons", Value::keyword(reason)), open);
    }
    for reason in ["cups-ipp-missing-job-history", "media-jam-error"] {
        let printer = [("printer-state-reasons", Value::keyword(reason))];
        assert_eq!(
            outcome(JobState::Completed, &[], &printer),
            open,
            "{reason}"
        );
    }
}

#[test]
fn a_job_that_was_ended_is_open_unless_it_never_began() {
    let never = [("time-at-processing", Value::None(NO_VALUE))];
    let unknown = [("time-at-processing", Value::None(0x12))];
    let began = [("time-at-processing", Value::Integer(7))];
    let empty = [("printer-state-reasons", Value::keyword("media-empty-error"))];
    for state in [JobState::Canceled, JobState::Aborted] {
        for job in [&began[..], &unknown, &[]] {
            let open = Err(ErrorKind::OutcomeUnknown);
            assert_eq!(outcome(state, job, &empty), open);
        }
        assert_eq!(outcome(state, &never, &empty), Err(ErrorKind::HopperEmpty));
        assert_eq!(outcome(state, &never, &[]), Err(ErrorKind::Refused));
    }
}
