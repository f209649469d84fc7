//! What printers say of themselves, for tests.

use loket_wire::ipp::{Attribute, Group, GroupTag, Value};

/// A printer that says this and no more.
pub(super) fn printer(attributes: &[(&str, &[Value])]) -> Group {
    let attribute = |(name, values): &(&str, &[Value])| Attribute {
        name: (*name).to_owned(),
        values: values.to_vec(),
    };
    Group {
        tag: GroupTag::Printer,
        attributes: attributes.iter().map(attribute).collect(),
    }
}
