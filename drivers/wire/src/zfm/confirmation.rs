//! Confirmation codes: the first byte of every acknowledgement.

use std::fmt;

macro_rules! confirmations {
    ($($code:literal $name:ident $text:literal,)*) => {
        /// How a command ended; the union of the codes of all members of the family.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Confirmation {
            $(#[doc = concat!($text, ".")] $name,)*
            /// A code that no known manual lists.
            Other(u8),
        }

        impl From<u8> for Confirmation {
            fn from(code: u8) -> Self {
                match code {
                    $($code => Self::$name,)*
                    other => Self::Other(other),
                }
            }
        }

        impl fmt::Display for Confirmation {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name => f.write_str($text),)*
                    Self::Other(code) => write!(f, "code {code:02X}"),
                }
            }
        }
    };
}

confirmations! {
    0x00 Ok "done",
    0x01 PacketError "the sensor could not read the packet",
    0x02 NoFinger "no finger on the sensor",
    0x03 CaptureFailed "the image could not be taken",
    0x06 TooMessy "the image is too messy",
    0x07 TooFewFeatures "the image has too few features",
    0x08 NoMatch "the fingers do not match",
    0x09 NotFound "no such finger in the library",
    0x0A MergeFailed "the templates could not be merged",
    0x0B PageOutOfRange "the library page does not exist",
    0x0C TemplateInvalid "the template is not valid",
    0x0D TemplateUpload "the template could not be sent",
    0x0E CannotReceive "the sensor cannot take data now",
    0x0F ImageUpload "the image could not be sent",
    0x10 DeleteFailed "the template could not be deleted",
    0x11 ClearFailed "the library could not be cleared",
    0x13 WrongPassword "wrong password",
    0x15 NoImage "there is no valid image in the buffer",
    0x18 FlashWrite "the flash memory could not be written",
    0x19 Undefined "undefined error",
    0x1A BadRegister "no such register",
    0x1B BadRegisterValue "the register does not take this value",
    0x1C BadNotepadPage "no such notepad page",
    0x1D PortFailure "the sensor's port failed",
    0x1F LibraryFull "the library is full",
    0x20 WrongAddress "wrong address",
    0x21 PasswordNeeded "the password must be verified first",
    0x22 TemplateEmpty "the template is empty",
    0x24 LibraryEmpty "the library is empty",
    0x26 TimedOut "the sensor waited too long",
    0x27 AlreadyEnrolled "the finger is already enrolled",
    0x29 SensorHardware "the sensing element has a defect",
    0xFC Unsupported "the sensor does not know this command",
    0xFD Hardware "the sensor has a hardware defect",
    0xFE ExecutionFailed "the command failed",
}
