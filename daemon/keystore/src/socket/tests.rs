//! The store behind a socket answers as the one in memory does.

use super::message::{self, Request};
use super::{KeyServer, SocketKeys};
use crate::SoftwareKeys;
use crate::scratch::Scratch;
use loket_card::keys::SessionRequest;
use loket_card::{ChipSerial, Decision, KeyStore, KeyStoreError, KeyVersion, MasterKeys};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

const SERIAL: ChipSerial = ChipSerial(*b"SIM\0\0\0\0\x07");

fn keys() -> SoftwareKeys {
    SoftwareKeys::new(MasterKeys::new([1; 16], [2; 16]))
}

fn serve(path: &Path) {
    let own = rustix::process::geteuid().as_raw();
    let server = KeyServer::bind(path, Arc::new(keys()), own).unwrap();
    std::thread::spawn(move || server.serve());
}

fn request() -> SessionRequest {
    SessionRequest {
        serial: SERIAL,
        version: KeyVersion::Activation,
        host_challenge: [3; 8],
        card_challenge: [4; 8],
    }
}

#[test]
fn both_stores_give_the_same() {
    let folder = Scratch::new();
    let path = folder.path().join("keys.sock");
    let far = SocketKeys::at(path.clone());
    let away = far.host_challenge().unwrap_err();
    assert!(matches!(away, KeyStoreError::Unreachable(_)), "{away}");
    serve(&path);
    let near = keys();
    let (ours, theirs) = (
        near.session_keys(&request()).unwrap(),
        far.session_keys(&request()).unwrap(),
    );
    assert_eq!(
        (ours.enc, ours.mac, ours.rmac),
        (theirs.enc, theirs.mac, theirs.rmac)
    );
    let decision = Decision::Fallback;
    assert_eq!(
        near.sign_decision(SERIAL, &[5; 8], decision),
        far.sign_decision(SERIAL, &[5; 8], decision)
    );
    assert_ne!(far.host_challenge().unwrap(), far.host_challenge().unwrap());
}

#[test]
fn a_store_that_was_started_anew_is_asked_again() {
    let folder = Scratch::new();
    let path = folder.path().join("keys.sock");
    serve(&path);
    let far = SocketKeys::at(path);
    far.host_challenge().unwrap();
    // As the end of the other process does.
    let kept = far.stream();
    kept.shutdown(std::net::Shutdown::Both).unwrap();
    far.host_challenge().unwrap();
}

#[test]
fn what_is_no_request_is_refused_and_the_caller_goes_on() {
    let folder = Scratch::new();
    let path = folder.path().join("keys.sock");
    serve(&path);
    let mut stream = UnixStream::connect(&path).unwrap();
    let mut session = Request::Session(request()).encode();
    session[9] = 0x32;
    let decision = Request::Decision(SERIAL, [5; 8], Decision::Fallback).encode();
    for wrong in [
        &[][..],
        &[0x04],
        &[0x01, 0],
        &session[..20],
        &decision[..19],
    ] {
        message::send(&mut stream, wrong).unwrap();
        let answer = message::decode(&message::receive(&mut stream).unwrap());
        assert!(
            matches!(answer, Err(KeyStoreError::Refused(_))),
            "{wrong:?}"
        );
    }
    message::send(&mut stream, &session).unwrap();
    let answer = message::decode(&message::receive(&mut stream).unwrap());
    assert_eq!(answer, Err(KeyStoreError::NoSuchVersion(0x32)));
}

#[test]
fn requests_survive_their_bytes() {
    for sent in [
        Request::Challenge,
        Request::Session(request()),
        Request::Decision(SERIAL, [5; 8], Decision::TriesReset),
    ] {
        assert_eq!(Request::decode(&sent.encode()), Ok(sent));
    }
}
