//! Messages of IPP printers.

use loket_wire::ipp::{Group, GroupTag, Operation, Request, Value, read};

pub(crate) fn run(input: &[u8]) {
    let Ok((message, length)) = read(input) else {
        return;
    };
    assert!(length <= input.len());
    let texts = message.groups.iter().flat_map(|group| &group.attributes);
    let texts = texts.flat_map(|attribute| &attribute.values);
    let bytes: usize = texts.filter_map(|value| value.text()).map(str::len).sum();
    assert!(bytes < length);
    message.groups.iter().for_each(written_again);
}

/// What was read can be written, and is then read as the same, but for kinds that we never write.
fn written_again(group: &Group) {
    let request = Request::new(Operation::GetJobs, 1, "ipp://h/").group(GroupTag::Job);
    let bytes = request.with_all(&group.attributes).end();
    let (message, length) = read(&bytes).expect("what we write can be read");
    assert_eq!(length, bytes.len());
    let known = |value: &Value| !matches!(value, Value::Collection | Value::Other(_));
    if group.attributes.iter().flat_map(|it| &it.values).all(known) {
        assert_eq!(message.groups[1].attributes, group.attributes);
    }
}
