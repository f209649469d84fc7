//! Every code that the client library knows.

use super::*;
use crate::card_reader::pcsc::PcscReaderError;
use crate::error::{DriverError, ErrorKind};
use pcsc::Error as E;

/// Makes of one table a list of all codes and their meaning before a command is sent. A code of the library that is in no
/// row, or in two, does not compile.
macro_rules! codes {
    ($($kind:ident: $($code:ident)+;)+) => {
        const CODES: &[E] = &[$($(E::$code),+),+];

        fn expected(code: E) -> ErrorKind {
            match code {
                $($(E::$code)|+ => ErrorKind::$kind,)+
            }
        }
    };
}

codes! {
    CardAbsent: NoSmartcard;
    CardRemoved: RemovedCard InvalidValue;
    CardReset: ResetCard;
    InUse: SharingViolation;
    CardMute: UnresponsiveCard UnpoweredCard InvalidAtr;
    CardUnfit: UnsupportedCard CardUnsupported ProtoMismatch;
    NotPermitted: SecurityViolation;
    Disconnected: NoService ServiceStopped Shutdown CommError InvalidHandle UnknownReader ReaderUnavailable
        NoReadersAvailable;
    TimedOut: Timeout WaitedTooLong NotReady ServerTooBusy;
    Hardware: InternalError Cancelled InvalidParameter InvalidTarget NoMemory InsufficientBuffer UnknownCard
        CantDispose SystemCancelled UnknownError NotTransacted PciTooSmall ReaderUnsupported DuplicateReader
        IccInstallation IccCreateorder UnsupportedFeature DirNotFound FileNotFound NoDir NoFile NoAccess
        WriteTooMany BadSeek InvalidChv UnknownResMng NoSuchCertificate CertificateUnavailable CommDataLost
        NoKeyContainer WrongChv ChvBlocked Eof CancelledByUser CardNotAuthenticated CacheItemNotFound
        CacheItemStale CacheItemTooBig;
}

/// Codes after which the card certainly never saw the command.
const PROOFS: [E; 8] = [
    E::NoSmartcard,
    E::RemovedCard,
    E::InvalidValue,
    E::ResetCard,
    E::SharingViolation,
    E::UnknownReader,
    E::ReaderUnavailable,
    E::NoReadersAvailable,
];

#[test]
fn every_code_has_its_meaning_before_a_command_is_sent() {
    for &code in CODES {
        let told = PcscReaderError::Channel(meaning(code)).kind();
        assert_eq!(told, expected(code), "{code:?}");
    }
}

#[test]
fn a_command_was_not_executed_only_where_the_service_had_looked_before() {
    for &code in CODES {
        let proof = proof_of_rest(code);
        assert_eq!(proof.is_some(), PROOFS.contains(&code), "{code:?}");
        if let Some(error) = proof {
            assert_eq!(
                PcscReaderError::Channel(error).kind(),
                expected(code),
                "{code:?}"
            );
        }
    }
}

#[test]
fn a_lost_context_is_no_refusal() {
    let lost = CODES.iter().copied().filter(|code| context_is_lost(*code));
    let lost: Vec<_> = lost.collect();
    assert_eq!(
        lost,
        [
            E::SecurityViolation,
            E::NoService,
            E::ServiceStopped,
            E::Shutdown,
            E::CommError,
            E::InvalidHandle
        ]
    );
}
