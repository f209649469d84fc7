//! Attributes and their values.

/// What a group of attributes is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupTag {
    /// The operation itself.
    Operation,
    /// A job.
    Job,
    /// A printer.
    Printer,
    /// What of the request is not supported.
    Unsupported,
    /// Anything else.
    Other(u8),
}

impl GroupTag {
    pub(super) fn new(tag: u8) -> Self {
        match tag {
            1 => Self::Operation,
            2 => Self::Job,
            4 => Self::Printer,
            5 => Self::Unsupported,
            other => Self::Other(other),
        }
    }

    pub(super) fn tag(self) -> u8 {
        match self {
            Self::Operation => 1,
            Self::Job => 2,
            Self::Printer => 4,
            Self::Unsupported => 5,
            Self::Other(tag) => tag,
        }
    }
}

/// Kinds of text (RFC 8010, 3.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// For people.
    Text = 0x41,
    /// A name that people gave.
    Name = 0x42,
    /// A word of the protocol.
    Keyword = 0x44,
    /// An address.
    Uri = 0x45,
    /// The first part of an address.
    UriScheme = 0x46,
    /// A character set.
    Charset = 0x47,
    /// A language.
    Language = 0x48,
    /// A document format.
    MediaType = 0x49,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Integer(i32),
    /// Yes or no.
    Boolean(bool),
    /// A number that stands for a word.
    Enum(i32),
    /// Both ends included.
    Range(i32, i32),
    /// Dots across and along the feed, and what they are counted on: 3 is an inch, 4 a centimetre.
    Resolution(i32, i32, u8),
    /// Any kind of text.
    Text(Text, String),
    /// Values with names; what is in it was passed over.
    Collection,
    /// Says why there is no value, as a number of RFC 8010, 3.5.2: 0x12 unknown, 0x13 no value.
    None(u8),
    /// A kind that a card does not need, such as a date.
    Other(u8),
}

impl Value {
    /// A word of the protocol.
    pub fn keyword(word: impl Into<String>) -> Self {
        Self::Text(Text::Keyword, word.into())
    }

    /// Its text, whatever kind it is.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(_, text) => Some(text),
            _ => None,
        }
    }

    /// Its number.
    pub fn number(&self) -> Option<i32> {
        match self {
            Self::Integer(number) | Self::Enum(number) => Some(*number),
            _ => None,
        }
    }

    /// Dots per inch across and along, where that is what it counts.
    pub fn dots_per_inch(&self) -> Option<(u32, u32)> {
        match self {
            Self::Resolution(across, along, 3) => {
                Some((u32::try_from(*across).ok()?, u32::try_from(*along).ok()?))
            }
            _ => None,
        }
    }
}

/// A name and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, such as `job-state`.
    pub name: String,
    /// One value or more, in order.
    pub values: Vec<Value>,
}

/// The attributes of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What it is about.
    pub tag: GroupTag,
    /// In order; where a printer gives one twice, the first counts.
    pub attributes: Vec<Attribute>,
}

impl Group {
    /// The values of that name; none when it is not there.
    pub fn values(&self, name: &str) -> &[Value] {
        let attribute = self.attributes.iter().find(|it| it.name == name);
        attribute.map_or(&[], |it| &it.values)
    }

    /// The first text of that name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values(name).first()?.text()
    }

    /// All texts of that name.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values(name).iter().filter_map(Value::text)
    }

    /// The first number of that name.
    pub fn number(&self, name: &str) -> Option<i32> {
        self.values(name).first()?.number()
    }

    /// The answer of that name.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.values(name).first()? {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }
}
