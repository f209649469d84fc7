//! Bytes to messages.

use super::{Attribute, Group, GroupTag, IppError, Status, Text, Value};

const END_OF_ATTRIBUTES: u8 = 3;
const BEGIN_COLLECTION: u8 = 0x34;
const END_COLLECTION: u8 = 0x37;

/// A response; of a request, the operation stands where the status does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What became of the request.
    pub status: Status,
    /// The number of the request.
    pub id: u32,
    /// Groups in order.
    pub groups: Vec<Group>,
}

impl Message {
    /// The first group about that.
    pub fn group(&self, tag: GroupTag) -> Option<&Group> {
        self.groups_of(tag).next()
    }

    /// All groups about that: one for each job, for example.
    pub fn groups_of(&self, tag: GroupTag) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.tag == tag)
    }
}

/// Reads a message and says how many bytes it took: a document may follow.
///
/// # Errors
/// See [`IppError`].
pub fn read(bytes: &[u8]) -> Result<(Message, usize), IppError> {
    let mut reader = Reader { left: bytes };
    reader.take(2)?;
    let status = Status(reader.length()?);
    let id = u32::from_be_bytes(reader.array()?);
    let mut groups = Groups::default();
    loop {
        let [tag] = reader.array()?;
        match tag {
            END_OF_ATTRIBUTES => break,
            0x00..=0x0F => groups.begin(tag),
            _ => {
                let (name, content) = (reader.field()?, reader.field()?);
                groups.add(tag, name, content)?;
            }
        }
    }
    let message = Message {
        status,
        id,
        groups: groups.end()?,
    };
    Ok((message, bytes.len() - reader.left.len()))
}

struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], IppError> {
        let (taken, left) = self.left.split_at_checked(count).ok_or(IppError::Short)?;
        self.left = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], IppError> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| IppError::Short)
    }

    fn length(&mut self) -> Result<u16, IppError> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    fn field(&mut self) -> Result<&'a [u8], IppError> {
        let length = self.length()?;
        self.take(length.into())
    }
}

#[derive(Default)]
struct Groups {
    done: Vec<Group>,
    /// How many collections are open.
    depth: usize,
}

impl Groups {
    fn begin(&mut self, tag: u8) {
        self.done.push(Group {
            tag: GroupTag::new(tag),
            attributes: Vec::new(),
        });
    }

    fn add(&mut self, tag: u8, name: &[u8], content: &[u8]) -> Result<(), IppError> {
        match tag {
            BEGIN_COLLECTION => {
                if self.depth == 0 {
                    self.append(name, Value::Collection)?;
                }
                self.depth += 1;
                Ok(())
            }
            END_COLLECTION => {
                self.depth = self.depth.checked_sub(1).ok_or(IppError::Collection)?;
                Ok(())
            }
            _ if self.depth > 0 => Ok(()),
            _ => self.append(name, value(tag, content)?),
        }
    }

    fn append(&mut self, name: &[u8], value: Value) -> Result<(), IppError> {
        let group = self.done.last_mut().ok_or(IppError::Stray)?;
        if name.is_empty() {
            let attribute = group.attributes.last_mut().ok_or(IppError::Stray)?;
            attribute.values.push(value);
        } else {
            group.attributes.push(Attribute {
                name: text(name)?,
                values: vec![value],
            });
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Group>, IppError> {
        if self.depth > 0 {
            return Err(IppError::Collection);
        }
        Ok(self.done)
    }
}

fn value(tag: u8, content: &[u8]) -> Result<Value, IppError> {
    let wrong = |_| IppError::Length(tag);
    let number = || content.try_into().map(i32::from_be_bytes).map_err(wrong);
    let kind = match tag {
        0x10..=0x1F => return Ok(Value::None(tag)),
        0x21 => return Ok(Value::Integer(number()?)),
        0x22 => return boolean(content),
        0x23 => return Ok(Value::Enum(number()?)),
        0x32 => return resolution(content),
        0x33 => return range(content),
        0x35 => return with_language(Text::Text, tag, content),
        0x36 => return with_language(Text::Name, tag, content),
        0x41 => Text::Text,
        0x42 => Text::Name,
        0x44 => Text::Keyword,
        0x45 => Text::Uri,
        0x46 => Text::UriScheme,
        0x47 => Text::Charset,
        0x48 => Text::Language,
        0x49 => Text::MediaType,
        other => return Ok(Value::Other(other)),
    };
    Ok(Value::Text(kind, text(content)?))
}

fn text(content: &[u8]) -> Result<String, IppError> {
    let text = std::str::from_utf8(content).map_err(|_| IppError::Text)?;
    Ok(text.to_owned())
}

fn boolean(content: &[u8]) -> Result<Value, IppError> {
    match content {
        [flag] => Ok(Value::Boolean(*flag != 0)),
        _ => Err(IppError::Length(0x22)),
    }
}

fn resolution(content: &[u8]) -> Result<Value, IppError> {
    let mut reader = Reader { left: content };
    let wrong = |_| IppError::Length(0x32);
    let across = i32::from_be_bytes(reader.array().map_err(wrong)?);
    let along = i32::from_be_bytes(reader.array().map_err(wrong)?);
    match reader.left {
        [unit] => Ok(Value::Resolution(across, along, *unit)),
        _ => Err(IppError::Length(0x32)),
    }
}

fn range(content: &[u8]) -> Result<Value, IppError> {
    let halves: [u8; 8] = content.try_into().map_err(|_| IppError::Length(0x33))?;
    let both = i64::from_be_bytes(halves);
    let (low, high) = (both >> 32, both << 32 >> 32);
    let narrow = |number: i64| i32::try_from(number).map_err(|_| IppError::Length(0x33));
    Ok(Value::Range(narrow(low)?, narrow(high)?))
}

/// A text that says its language first.
fn with_language(kind: Text, tag: u8, content: &[u8]) -> Result<Value, IppError> {
    let mut reader = Reader { left: content };
    let wrong = |_| IppError::Length(tag);
    reader.field().map_err(wrong)?;
    let spoken = reader.field().map_err(wrong)?;
    if !reader.left.is_empty() {
        return Err(IppError::Length(tag));
    }
    Ok(Value::Text(kind, text(spoken)?))
}
