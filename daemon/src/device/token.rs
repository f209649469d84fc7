//! The secret that shows a lease.

use rand::TryRng;
use std::fmt;
use subtle::ConstantTimeEq;

/// 16 random bytes; compared in constant time, never shown in logs.
#[derive(Clone)]
pub struct Token([u8; 16]);

impl Token {
    /// A new one; `None` when the system gives no random bytes.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        rand::rngs::SysRng.try_fill_bytes(&mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// Reads 32 hexadecimal characters.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = digits.then(|| u128::from_str_radix(text, 16).ok())?;
        number.map(|number| Self(number.to_be_bytes()))
    }

    /// 32 hexadecimal characters, for the holder alone.
    pub fn to_hex(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text_and_hides_in_logs() {
        let token = Token::random().unwrap();
        assert_eq!(Token::from_hex(&token.to_hex()), Some(token.clone()));
        assert_ne!(Token::random(), Some(token.clone()));
        assert!(!format!("{token:?}").contains(&token.to_hex()));
    }

    #[test]
    fn only_32_hexadecimal_characters_are_a_token() {
        let long = "0".repeat(33);
        for bad in [
            "",
            "+0000000000000000000000000000000",
            "zz",
            &long,
            "é0000000000000000000000000000000",
        ] {
            assert_eq!(Token::from_hex(bad), None, "{bad}");
        }
    }
}
