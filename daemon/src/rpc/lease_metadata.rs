//! The lease that a call shows in its metadata.

use crate::device::token::Token;
use crate::refusal::Refusal;
use crate::rpc::status::of_refusal;
use tonic::Status;
use tonic::metadata::MetadataMap;

/// Key of the metadata.
pub const KEY: &str = "loket-lease";

/// The token that the call shows, if it shows one.
///
/// # Errors
/// `INVALID_ARGUMENT` when it is no token; the text is not repeated.
pub fn shown(metadata: &MetadataMap) -> Result<Option<Token>, Status> {
    let Some(value) = metadata.get(KEY) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(Token::from_hex);
    let bad = || of_refusal(Refusal::field(KEY, "must be 32 hexadecimal characters"));
    token.map(Some).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn a_token_is_read_and_anything_else_refused() {
        let mut metadata = MetadataMap::new();
        assert_eq!(shown(&metadata).unwrap(), None);
        let token = Token::random().unwrap();
        metadata.insert(KEY, token.to_hex().parse().unwrap());
        assert_eq!(shown(&metadata).unwrap(), Some(token));
        metadata.insert(KEY, "mine".parse().unwrap());
        let refused = shown(&metadata).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(!refused.message().contains("mine"));
    }
}
