//! Data objects, to any depth.

use loket_wire::tlv::{Object, Tag, find, objects, put};

pub(crate) fn run(input: &[u8]) {
    let mut open = vec![input];
    while let Some(bytes) = open.pop() {
        let mut values = 0;
        for object in objects(bytes).flatten() {
            values += object.value.len() + 2;
            written_again(object);
            if object.tag.is_constructed() {
                open.push(object.value);
            }
        }
        assert!(values <= bytes.len());
    }
    if let Ok(Some(value)) = find(input, Tag(0x7F66)) {
        assert!(value.len() < input.len());
    }
}

fn written_again(object: Object<'_>) {
    let mut bytes = Vec::new();
    put(&mut bytes, object.tag, object.value).expect("what was read is not too long");
    let again: Vec<_> = objects(&bytes).collect();
    assert_eq!(again, [Ok(object)]);
}
