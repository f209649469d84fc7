//! Answers to SELECT.

use loket_wire::fcp::Fcp;

pub(crate) fn run(input: &[u8]) {
    if let Ok(file) = Fcp::parse(input) {
        assert!(file.name.is_none_or(|name| (1..=16).contains(&name.len())));
        assert!(
            file.short_identifier
                .is_none_or(|it| (1..=30).contains(&it))
        );
    }
}
