//! What may be watched.

use clap::{Args, ValueEnum};

/// What to watch.
#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// Go on after this number; without it the present state comes first.
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub(crate) after: u64,
    /// Only this; may be given several times.
    #[arg(long, value_enum)]
    pub(crate) topic: Vec<Topic>,
    /// Only this order.
    #[arg(long, value_name = "ID", conflicts_with = "enrolment")]
    pub(crate) order: Option<String>,
    /// Only this enrolment.
    #[arg(long, value_name = "ID")]
    pub(crate) enrolment: Option<String>,
    /// Seconds of silence after which a sign of life comes; shown with --json.
    #[arg(long, default_value_t = 15, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(crate) heartbeat: u32,
}

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum Topic {
    Devices = 1,
    Orders = 2,
    Enrolments = 3,
    Leases = 4,
    Station = 5,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::words::word;
    use loket_proto::v1;

    #[test]
    fn topics_have_the_numbers_of_the_api() {
        for topic in Topic::value_variants() {
            let given = topic.to_possible_value().unwrap().get_name().to_owned();
            let name = v1::Topic::try_from(*topic as i32).unwrap();
            assert_eq!(given, word(name.as_str_name(), "TOPIC_"));
        }
    }
}
