//! Requests to bytes.

use super::{Attribute, GroupTag, Operation, Text, Value};

/// Longest name or value: what its length field can say, and far more than any printer takes.
const LONGEST: usize = 0x7FFF;

/// A request, built attribute by attribute in the order of RFC 8011, 4.1.
#[derive(Clone, Debug)]
pub struct Request {
    bytes: Vec<u8>,
}

impl Request {
    /// A request to the printer at `uri` (`ipp://host:port/path`), as IPP/2.0; the answer will bear the same `id`.
    pub fn new(operation: Operation, id: u32, uri: &str) -> Self {
        let mut bytes = vec![2, 0];
        bytes.extend((operation as u16).to_be_bytes());
        bytes.extend(id.to_be_bytes());
        let text = |kind, text: &str| Value::Text(kind, text.to_owned());
        Self { bytes }
            .group(GroupTag::Operation)
            .with("attributes-charset", [text(Text::Charset, "utf-8")])
            .with("attributes-natural-language", [text(Text::Language, "en")])
            .with("printer-uri", [text(Text::Uri, uri)])
    }

    /// Begins a group; what is added from here on belongs to it.
    #[must_use]
    pub fn group(mut self, tag: GroupTag) -> Self {
        self.bytes.push(tag.tag());
        self
    }

    /// Adds an attribute; collections and kinds that have no form here are left out.
    #[must_use]
    pub fn with(mut self, name: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let mut name = name;
        for value in values {
            if let Some((tag, content)) = content(&value) {
                self.bytes.push(tag);
                self.field(name.as_bytes());
                self.field(&content);
                // Further values of one attribute have an empty name.
                name = "";
            }
        }
        self
    }

    /// Adds attributes that were read.
    #[must_use]
    pub fn with_all(self, attributes: &[Attribute]) -> Self {
        attributes.iter().fold(self, |request, attribute| {
            request.with(&attribute.name, attribute.values.iter().cloned())
        })
    }

    /// The whole message; a document may follow.
    pub fn end(mut self) -> Vec<u8> {
        self.bytes.push(3);
        self.bytes
    }

    fn field(&mut self, content: &[u8]) {
        let content = &content[..content.len().min(LONGEST)];
        let length = u16::try_from(content.len()).unwrap_or(0);
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(content);
    }
}

fn content(value: &Value) -> Option<(u8, Vec<u8>)> {
    Some(match value {
        Value::Integer(number) => (0x21, number.to_be_bytes().to_vec()),
        Value::Boolean(flag) => (0x22, vec![u8::from(*flag)]),
        Value::Enum(number) => (0x23, number.to_be_bytes().to_vec()),
        Value::Resolution(across, along, unit) => {
            let mut bytes = [across.to_be_bytes(), along.to_be_bytes()].concat();
            bytes.push(*unit);
            (0x32, bytes)
        }
        Value::Range(low, high) => (0x33, [low.to_be_bytes(), high.to_be_bytes()].concat()),
        Value::Text(kind, text) => (*kind as u8, text.clone().into_bytes()),
        Value::None(tag) => (*tag, Vec::new()),
        Value::Collection | Value::Other(_) => return None,
    })
}
